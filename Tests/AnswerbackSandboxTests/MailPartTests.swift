import AnswerbackSandbox
import Foundation
import Testing

/// How the mailbox reads a mail. Whatever the bytes are, there is something to show.
@Suite struct MailPartTests {
    private func part(_ lines: String...) -> MailPart { MailPart(Array(lines.joined(separator: "\r\n").utf8)) }

    @Test func fieldsAreUnfoldedAndFoundInAnyCase() {
        let part = part("SUBJECT: one", "\ttwo", "  three", "X-Empty:", "no field", "a b: none", "", "body: no")
        #expect(part["subject"] == "one\ttwo  three")
        #expect(part["x-empty"] == "")
        #expect(part.fields.map(\.name) == ["SUBJECT", "X-Empty"])
        #expect(part.text(ofType: "text/plain") == "body: no")
    }

    @Test func theFirstPartOfATypeThatIsNoAttachmentIsShown() {
        let mail = part(
            "Content-Type: multipart/mixed; boundary=\"a;b\"", "", "preamble", "--a;b", "Content-Disposition: attachment", "",
            "attached", "--a;b", "Content-Type: multipart/alternative; boundary=c", "", "--c", "", "text", "--c ",
            "Content-Type: TEXT/HTML; charset=utf-8", "", "<p>html", "--c--", "epilogue", "--a;b--", "--a;b", "", "after")
        #expect(mail.text(ofType: "text/plain") == "text")
        #expect(mail.text(ofType: "text/html") == "<p>html")
        #expect(mail.parts.count == 2)
        #expect(
            part("Content-Type: multipart/mixed; boundary=b", "", "--b", "", "two", "", "--b--").text(ofType: "text/plain")
                == "two\r\n")
    }

    @Test(arguments: [
        ("quoted-printable", "gr=C3=BCn=\r\n weit =3D  \r\nend", "gr\u{fc}n weit =\r\nend"),
        ("Quoted-Printable ", "=zz=4", "=zz=4"),
        ("base64", "Z3LD\r\nvG4=", "gr\u{fc}n"), ("base64", "!!!", "!!!"), ("8bit", "gr\u{fc}n", "gr\u{fc}n"),
        ("x-unknown", "as=20is", "as=20is"),
    ])
    func transferEncodingsAreUndone(_ encoding: String, _ body: String, _ text: String) {
        let part = part("Content-Transfer-Encoding: \(encoding)", "Content-Type: text/plain; charset=utf-8", "", body)
        #expect(part.text(ofType: "text/plain") == text)
    }

    @Test(
        arguments: [
            ("iso-8859-1", [0xfc], "\u{fc}"), ("windows-1252", [0x80], "\u{20ac}"), ("utf-8", [0xff], "\u{fffd}"),
            ("klingon", [0x41], "A"),
        ] as [(String, [UInt8], String)])
    func charsetsAreUnderstood(_ name: String, _ bytes: [UInt8], _ text: String) {
        let part = MailPart(Array("Content-Type: text/plain; charset=\"\(name)\"\r\n\r\n".utf8) + bytes)
        #expect(part.text(ofType: "text/plain") == text)
    }

    @Test(arguments: [
        ("=?utf-8?Q?gr=C3=BCn?=", "gr\u{fc}n"), ("=?UTF-8?B?Z3LDvG4=?= x", "gr\u{fc}n x"), ("a =?utf-8?q?b_c?= d", "a b c d"),
        // Half of a character in each of two words, which is forbidden and common.
        ("=?utf-8?B?Z3LD?= =?utf-8?B?vG4=?=", "gr\u{fc}n"), ("=?iso-8859-1?Q?=FC?= =?utf-8?Q?=C3=BC?=", "\u{fc}\u{fc}"),
        ("=?utf-8*de?Q?=C3=BC?=", "\u{fc}"), ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="), ("=?utf-8?B?!?=", "=?utf-8?B?!?="),
        ("=?=?=?", "=?=?=?"), ("plain", "plain"), ("", ""),
    ])
    func encodedWordsAreDecoded(_ value: String, _ text: String) {
        #expect(EncodedWord.decode(value) == text)
    }

    @Test func nestingAndNumbersHaveLimits() {
        let deep = (0..<50).map { "Content-Type: multipart/mixed; boundary=b\($0)\r\n\r\n--b\($0)\r\n" }.joined()
        #expect(depth(MailPart(Array(deep.utf8))) <= 10)
        let wide = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + String(repeating: "--b\r\n\r\nx\r\n", count: 5000)
        #expect(MailPart(Array(wide.utf8)).parts.count == 100)
        let long = String(repeating: "X: y\r\n", count: 5000)
        #expect(MailPart(Array(long.utf8)).fields.count == 500)
    }

    @Test func anyBytesAreSomething() {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "\r\n", "--b", "--b--", "Content-Type: multipart/mixed; boundary=b", "=?utf-8?B?", ":", " ", "=", "\u{0}", "\u{fc}",
        ]
        for _ in 0..<500 {
            let text = (0..<40).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let part = MailPart(Array(text.utf8))
            for field in part.fields { _ = EncodedWord.decode(field.value) }
            _ = part.text(ofType: "text/plain")
        }
    }

    private func depth(_ part: MailPart) -> Int { 1 + (part.parts.map(depth).max() ?? 0) }
}
