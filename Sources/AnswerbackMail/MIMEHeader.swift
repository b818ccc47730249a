import AnswerbackCore
import Foundation

/// Header fields (RFC 5322 §2.2) that stay fields of their own, whatever text is put into them.
///
/// Each function returns the field with its line end, folded to lines of at most 76 characters.
enum MIMEHeader {
    private static let columns = 76

    /// A field of free text, such as the subject.
    static func text(_ name: String, _ value: String) -> String {
        let value = plain(value)
        return fold(name, isReadableASCII(value) ? words(value) : encodedWords(value, after: name.utf8.count + 2))
    }

    /// A field with one mailbox.
    static func mailbox(_ name: String, _ mailbox: Mailbox) -> String {
        let address = "<\(mailbox.address.mailbox)>"
        guard let label = mailbox.name.map(plain), !label.isEmpty else { return fold(name, [mailbox.address.mailbox]) }
        let isQuotable = isReadableASCII(label) && quoted(label).utf8.count < 60
        let phrase = isQuotable ? [quoted(label)] : encodedWords(label, after: name.utf8.count + 2)
        return fold(name, phrase + [address])
    }

    /// A field of Message-IDs, given without their brackets; what is none is left out. Nothing when none is left.
    static func messageIDs(_ name: String, _ identifiers: [String]) -> String {
        let valid = identifiers.filter(isMessageID)
        return valid.isEmpty ? "" : fold(name, valid.map { "<\($0)>" })
    }

    /// The field by which people sort our mails (RFC 2919): the same as long as the sender is.
    static func listID(of sender: EmailAddress) -> String {
        let local = sender.description.prefix { $0 != "@" }.unicodeScalars.map { scalar in
            scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) ? String(scalar).lowercased() : "-"
        }
        return fold("List-Id", ["Answerback", "<\(local.joined()).\(sender.domain.lowercased())>"])
    }

    private static func fold(_ name: String, _ words: [String]) -> String {
        var result = name + ":"
        var column = result.utf8.count
        for (index, word) in words.enumerated() {
            // Never after the colon: some programs take the field for empty then.
            if index > 0, column + 1 + word.utf8.count > columns {
                result += "\r\n"
                column = 0
            }
            result += " " + word
            column += 1 + word.utf8.count
        }
        return result + "\r\n"
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }

    /// Control characters and line ends become visible dots, so that no text ends a field.
    private static func plain(_ text: String) -> String {
        text.printable(limit: 900)
    }

    /// Whether it needs no encoding: ASCII that does not look like an encoded word, in words short enough to be folded.
    private static func isReadableASCII(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 < 127 } && !text.contains("=?") && words(text).allSatisfy { $0.utf8.count <= 60 }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// The text as encoded words in base64 (RFC 2047 §2): none longer than 75 characters, none with half a character.
    private static func encodedWords(_ text: String, after column: Int) -> [String] {
        var words: [String] = []
        var part = ""
        var room = bytes(in: columns - column)
        for scalar in text.unicodeScalars {
            if part.utf8.count + UTF8.width(scalar) > room {
                words.append(encodedWord(part))
                part = ""
                room = bytes(in: columns - 1)
            }
            part.unicodeScalars.append(scalar)
        }
        return words + [encodedWord(part)]
    }

    private static func encodedWord(_ text: String) -> String {
        "=?UTF-8?B?\(Data(text.utf8).base64EncodedString())?="
    }

    /// How many bytes an encoded word of this length holds: twelve characters are its frame.
    private static func bytes(in length: Int) -> Int {
        max(4, (length - 12) / 4 * 3)
    }

    private static func isMessageID(_ text: String) -> Bool {
        text.utf8.count <= 250 && text.split(separator: "@", omittingEmptySubsequences: false).count == 2
            && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"<>()[]\\,;:\"".utf8.contains($0) }
    }
}
