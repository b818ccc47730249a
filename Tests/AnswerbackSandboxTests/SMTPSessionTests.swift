import Foundation
import Testing

@testable import AnswerbackSandbox

/// One conversation after RFC 5321, as a machine that is fed bytes.
@Suite struct SMTPSessionTests {
    private let now = Date(timeIntervalSince1970: 1_795_316_530)

    /// The codes of the replies to lines, each ended by CR LF.
    private func codes(_ lines: String...) -> [Int] { Self.codes(converse(lines).replies) }

    private func converse(_ lines: [String]) -> SMTPSession.Outcome {
        var session = SMTPSession()
        return session.receive(lines.map { $0 + "\r\n" }.joined().utf8, at: now)
    }

    private static func codes(_ replies: String) -> [Int] {
        replies.split(separator: "\r\n").filter { !$0.dropFirst(3).hasPrefix("-") }.compactMap { Int($0.prefix(3)) }
    }

    private static let opening = ["EHLO c", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "DATA"]

    @Test func whereTheBytesAreCutMakesNoDifference() {
        let bytes = Array(
            (Self.opening + ["S: 1", "", "..", ".", "AUTH LOGIN", "b3duZXI=", "c2VjcmV0", "RSET", "MAIL FROM:<>", "QUIT"])
                .map { $0 + "\r\n" }.joined().utf8)
        var whole = SMTPSession()
        let expected = whole.receive(bytes, at: now)
        #expect(Self.codes(expected.replies) == [250, 250, 250, 354, 250, 334, 334, 235, 250, 250, 221])
        #expect(expected.mails.map(\.content) == [Array("S: 1\r\n\r\n.\r\n".utf8)])
        for size in 1...7 {
            var session = SMTPSession()
            var (replies, mails) = ("", [ReceivedMail]())
            for start in stride(from: 0, to: bytes.count, by: size) {
                let outcome = session.receive(bytes[start..<min(start + size, bytes.count)], at: now)
                replies += outcome.replies
                mails += outcome.mails
            }
            #expect(replies == expected.replies)
            #expect(mails == expected.mails)
        }
    }

    @Test func theCapabilitiesAreWhatTheMailboxCanDo() {
        #expect(
            converse(["EHLO c"]).replies == """
                250-sandbox.test\r
                250-PIPELINING\r
                250-SIZE 10485760\r
                250-8BITMIME\r
                250-ENHANCEDSTATUSCODES\r
                250 AUTH PLAIN LOGIN\r

                """)
        #expect(converse(["HELO c"]).replies == "250 sandbox.test\r\n")
    }

    @Test func everythingHasItsOrder() {
        #expect(codes("MAIL FROM:<a@b.example>", "EHLO c", "RCPT TO:<a@b.example>", "DATA") == [503, 250, 503, 503])
        #expect(codes("EHLO c", "MAIL FROM:<a@b.example>", "DATA", "MAIL FROM:<c@b.example>") == [250, 250, 503, 503])
        #expect(codes("EHLO c", "MAIL FROM:<a@b.example>", "RSET", "RCPT TO:<a@b.example>") == [250, 250, 250, 503])
        #expect(codes("EHLO c", "MAIL FROM:<a@b.example>", "EHLO c", "RCPT TO:<a@b.example>") == [250, 250, 250, 503])
        #expect(codes("AUTH PLAIN AGEAYg==", "EHLO c", "AUTH PLAIN AGEAYg==", "AUTH PLAIN AGEAYg==") == [503, 250, 235, 503])
    }

    @Test func aMailEndsTheTransaction() {
        let outcome = converse(Self.opening + ["x", ".", "DATA", "RCPT TO:<c@d.example>"])
        #expect(Self.codes(outcome.replies).suffix(2) == [503, 503])
    }

    @Test(arguments: [
        ("MAIL FROM:<>", 250), ("mail from: <a@b.example>", 250), ("MAIL FROM:<a@b.example> SIZE=10485760", 250),
        ("MAIL FROM:<a@b.example> SIZE=10485761", 552), ("MAIL FROM:<a@b.example> SIZE=much", 501),
        ("MAIL FROM:<a@b.example> BODY=8BITMIME AUTH=<>", 250), ("MAIL FROM:<a@b.example> SMTPUTF8", 555),
        ("MAIL FROM:a@b.example", 501), ("MAIL FROM:<a b@c.example>", 501), ("MAIL FROM:<\u{fc}@b.example>", 501),
        ("MAIL FROM:<a@b.example", 501), ("MAIL TO:<a@b.example>", 501), ("MAIL", 501), ("MAIL FROM:<nobody>", 501),
    ])
    func aSenderIsTakenOrRefused(_ line: String, _ code: Int) {
        #expect(codes("EHLO c", line) == [250, code])
    }

    @Test(arguments: [
        ("RCPT TO:<a@b.example>", 250), ("RCPT TO:<>", 501), ("RCPT TO:<a@b.example> NOTIFY=NEVER", 501),
        ("RCPT TO:a@b.example", 501),
        ("RCPT TO:<refused@b.example>", 550), ("RCPT TO:<REFUSED@b.example>", 550), ("RCPT TO:<later@b.example>", 451),
        ("RCPT TO:<refused.not@b.example>", 250),
    ])
    func aRecipientIsTakenOrRefused(_ line: String, _ code: Int) {
        #expect(codes("EHLO c", "MAIL FROM:<>", line) == [250, 250, code])
    }

    @Test func aMailHasAtMost100Recipients() {
        let recipients = (1...101).map { "RCPT TO:<r\($0)@b.example>" }
        let outcome = converse(["EHLO c", "MAIL FROM:<>"] + recipients + ["DATA", "x", "."])
        #expect(Self.codes(outcome.replies) == Array(repeating: 250, count: 102) + [452, 354, 250])
        #expect(outcome.mails.map(\.recipients.count) == [100])
    }

    @Test(arguments: [
        (["AUTH PLAIN", "AGEAYg=="], [334, 235]), (["AUTH PLAIN AGEAYg=="], [235]),
        (["auth login", "YQ==", "Yg=="], [334, 334, 235]),
        (["AUTH LOGIN YQ==", "Yg=="], [334, 235]), (["AUTH PLAIN", "*"], [334, 501]), (["AUTH PLAIN !"], [501]),
        (["AUTH PLAIN YQ=="], [535]), (["AUTH CRAM-MD5"], [504]), (["AUTH"], [504]), (["AUTH PLAIN ="], [535]),
        (["AUTH LOGIN", "YQ==", "*", "NOOP"], [334, 334, 501, 250]),
    ])
    func whoLogsInIsLetIn(_ lines: [String], _ expected: [Int]) {
        #expect(Self.codes(converse(["EHLO c"] + lines).replies).dropFirst() == expected[...])
    }

    /// A mail that ends for us where another server sees no end could carry a second one inside.
    @Test(arguments: ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\r\n.\u{0}\r\n"])
    func onlyADotBetweenRealLineEndsEndsAMail(_ end: String) {
        var session = SMTPSession()
        let start = Self.opening.map { $0 + "\r\n" }.joined()
        let smuggled = "MAIL FROM:<evil@b.example>\r\nRCPT TO:<x@d.example>\r\nDATA\r\nevil"
        let outcome = session.receive((start + "S: s\r\n\r\nx" + end + smuggled + "\r\n.\r\n").utf8, at: now)
        #expect(outcome.mails.count == 1)
        #expect(outcome.mails.first?.sender == "a@b.example")
        #expect(Self.codes(outcome.replies) == [250, 250, 250, 354, 250])
    }

    @Test func aLineEndThatIsNoneIsRemarked() {
        var session = SMTPSession()
        let start = Self.opening.map { $0 + "\r\n" }.joined()
        let outcome = session.receive((start + "S: s\n\r\nx\ry\u{0}\r\n.\r\n").utf8, at: now)
        #expect(
            outcome.mails.first?.remarks == [
                "The mail has 2 bare CR or LF; other servers refuse that.", "The mail has NUL bytes.",
            ])
    }

    @Test(arguments: [(998, 250), (999, 500)])
    func aLineOfAMailHas998Characters(_ count: Int, _ code: Int) {
        for (first, stuffed) in [("x", "x"), (".", "..")] {
            let outcome = converse(Self.opening + [stuffed + String(repeating: "x", count: count - 1), "y", ".", "NOOP"])
            #expect(Self.codes(outcome.replies).suffix(2) == [code, 250], "\(first)")
            #expect(outcome.mails.map(\.content.count) == (code == 250 ? [count + 2 + 3] : []))
        }
    }

    @Test(arguments: [(758, false), (759, true)])
    func aMailOfExactlyTheLimitIsTaken(_ last: Int, _ isTooLarge: Bool) {
        // 10,485 lines of 1,000 bytes with their ends, and one more.
        var text = ReceivedText()
        for _ in 1...10_485 { text.take(.whole(Array(repeating: UInt8(ascii: "x"), count: 998))) }
        text.take(.whole(Array(repeating: UInt8(ascii: "y"), count: last)))
        #expect(text.refusal == (isTooLarge ? "552 5.3.4 Too large" : nil))
        #expect(text.bytes.count == (isTooLarge ? 0 : SMTPSession.sizeLimit))
    }

    @Test func aLineWithoutEndIsNotKept() {
        for opening in [[], Self.opening] {
            var session = SMTPSession()
            _ = session.receive(opening.map { $0 + "\r\n" }.joined().utf8, at: now)
            for _ in 0..<16 { _ = session.receive(repeatElement(UInt8(ascii: "x"), count: 1 << 16), at: now) }
            var held = 0
            dump(session, to: &held)
            #expect(held < 3 * SMTPSession.commandLineLimit)
            let rest = opening.isEmpty ? "\r\nNOOP\r\n" : "\r\n.\r\nNOOP\r\n"
            #expect(Self.codes(session.receive(rest.utf8, at: now).replies) == [500, 250])
        }
    }

    @Test func namesOfClientsAreMadePrintable() {
        let outcome = converse(["EHLO \u{1b}[31mred\u{202e}"] + Self.opening.dropFirst() + ["x", "."])
        #expect(outcome.mails.map(\.greeting) == ["\u{b7}[31mred\u{b7}"])
    }

    @Test(arguments: ["", "EHLO", "EHLO  ", "\u{0}", "NOOP\u{0}", "STARTTLS", "BDAT 10 LAST", "VRFYX"])
    func whatIsNoCommandIsRefusedAndTheNextOneIsTaken(_ line: String) {
        let answer = codes(line, "NOOP")
        #expect(answer.count == 2)
        #expect((500...502).contains(answer[0]))
        #expect(answer[1] == 250)
    }
}

/// Counts what a value holds, by its own description of itself.
private func dump(_ value: some Any, to count: inout Int) {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .collection { count += mirror.children.count }
    if mirror.displayStyle == .collection, mirror.children.count > 200 { return }
    for child in mirror.children { dump(child.value, to: &count) }
}
