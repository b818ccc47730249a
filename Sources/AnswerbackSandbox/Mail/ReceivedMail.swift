package import Foundation

/// A mail as it came, with its envelope.
package struct ReceivedMail: Sendable, Hashable {
    package let at: Date
    /// How the client introduced itself.
    package let greeting: String
    /// Who logged in, if anybody did.
    package let user: String?
    /// Empty for `<>`.
    package let sender: String
    package let recipients: [String]
    /// Header and body, lines with CR LF, dots unstuffed.
    package let content: [UInt8]

    /// What RFC 5321 and 5322 forbid, but what we take; one sentence each.
    package var remarks: [String] {
        var remarks: [String] = []
        let lone = ReceivedMail.bareLineEnds(content)
        if lone > 0 { remarks.append("The mail has \(lone) bare CR or LF; other servers refuse that.") }
        if content.contains(0) { remarks.append("The mail has NUL bytes.") }
        return remarks
    }

    private static func bareLineEnds(_ bytes: [UInt8]) -> Int {
        var count = 0
        var previous: UInt8 = 0
        for byte in bytes {
            if (byte == 10) != (previous == 13) { count += 1 }
            previous = byte
        }
        return count
    }
}
