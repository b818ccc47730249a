/// The text of a mail while it comes in.
struct ReceivedText: Sendable {
    private(set) var bytes: [UInt8] = []
    /// The reply that will end the mail, when it cannot be kept; what follows is only read past.
    private(set) var refusal: String?

    mutating func take(_ line: SMTPFraming.Line) {
        guard refusal == nil else { return }
        guard case .whole(let content) = line else { return refuse(ReceivedText.lineTooLong) }
        let unstuffed = content.first == UInt8(ascii: ".") ? content[1...] : content[...]
        guard unstuffed.count <= SMTPSession.textLineLimit else { return refuse(ReceivedText.lineTooLong) }
        guard bytes.count + unstuffed.count + 2 <= SMTPSession.sizeLimit else { return refuse("552 5.3.4 Too large") }
        bytes.append(contentsOf: unstuffed)
        bytes.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
    }

    private static let lineTooLong = "500 5.5.2 A line is longer than 998 bytes"

    private mutating func refuse(_ reply: String) {
        refusal = reply
        bytes = []
    }
}
