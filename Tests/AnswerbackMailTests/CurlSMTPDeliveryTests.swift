import AnswerbackTesting
import Curl
import Foundation
import Testing

/// What arrives, in which order, and what happens to those who do not want to wait.
@Suite struct CurlSMTPDeliveryTests {
    let peer: Peer

    init() throws {
        peer = try MailPeers.faults.get()
    }

    @Test func linesThatBeginWithDotsArriveAsTheyWere() async throws {
        let body = ".\r\n..\r\n.hidden\r\n\r\n.\r\nlast\r\n.\r\n"
        try await expectArrival(of: "Subject: dots\r\n\r\n" + body, at: "dots@peer.test")
    }

    @Test func aMailThatBeginsWithADotArrivesAsItWas() async throws {
        try await expectArrival(of: ".first\r\n.\r\n", at: "firstdot@peer.test")
    }

    @Test(arguments: [16_383, 16_384, 65_530, 65_535, 65_536, 65_537, 131_072])
    func dotsAtTheEdgesOfBuffersArriveAsTheyWere(_ size: Int) async throws {
        let start = "Subject: edges\r\n\r\n"
        let filling = String(repeating: "x", count: size - start.utf8.count - 3)
        let dots = String(repeating: ".\r\n", count: 500)
        try await expectArrival(of: start + filling + "\r\n" + dots + filling + "\r\n" + dots, at: "edges\(size)@peer.test")
    }

    @Test func mailsWaitForEachOtherInOrder() async throws {
        let smtp = CurlSMTP(try .faults("starttls", of: peer))
        let mails = try (1...5).map { try CurlSMTPMail.test(to: "order\($0)@peer.test") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for mail in mails {
                group.addTask { _ = try await smtp.send(mail) }
            }
            try await group.waitForAll()
        }
        let arrived = try Note.all(of: peer).compactMap(\.recipient).filter { $0.hasPrefix("order") }
        #expect(arrived.count == 5)
        #expect(Set(arrived) == Set(mails.map(\.recipient)))
    }

    @Test func aCancelledTaskGivesTheMailUpAtOnce() async throws {
        let smtp = CurlSMTP(try patient("starttls"))
        let mail = try CurlSMTPMail.test(to: "hang+cancel@peer.test")
        let task = Task { await outcome(of: mail, by: smtp) }
        try await peerHears("RCPT TO:<hang+cancel@peer.test>")
        let start = ContinuousClock.now
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    /// Otherwise the mail would be sent again, although the server has it.
    @Test func theLastWordOnAMailIsWaitedForAlsoByOneWhoGivesUp() async throws {
        let smtp = CurlSMTP(try patient("starttls"))
        let mail = try CurlSMTPMail.test(to: "endslow+stop@peer.test")
        let task = Task { await outcome(of: mail, by: smtp) }
        while try Note.mails(to: "endslow+stop@peer.test", of: peer).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test func closingGivesUpTheMailOnItsWayAndThoseThatWait() async throws {
        let smtp = CurlSMTP(try patient("starttls"))
        let first = try CurlSMTPMail.test(to: "endhang+close@peer.test")
        let second = try CurlSMTPMail.test(to: "second@peer.test")
        async let firstOutcome = outcome(of: first, by: smtp)
        try await peerHears("RCPT TO:<endhang+close@peer.test>")
        async let secondOutcome = outcome(of: second, by: smtp)
        smtp.close()
        #expect(await firstOutcome == .cancelled)
        #expect(await secondOutcome == .cancelled)
        #expect(await outcome(of: second, by: smtp) == .cancelled)
        #expect(try Note.mails(to: "second@peer.test", of: peer).isEmpty)
    }

    @Test func theWholeMailHasATimeOut() async throws {
        var settings = try patient("starttls")
        settings.totalTimeout = .seconds(1)
        let failure = try await failure(settings, to: "endhang+total@peer.test")
        #expect(failure.kind == .timeout)
        #expect(failure.mayHaveBeenAccepted)
    }

    @Test(arguments: ["a@b\r\nRCPT TO:<c@d>", "a@b>", "<a@b", "a b@c", "a\u{2028}@b", ""])
    func anAddressThatCouldBeACommandMakesNoMail(_ address: String) {
        #expect(CurlSMTPMail(sender: "a@b", recipient: address, content: [1]) == nil)
    }

    @Test(arguments: ["http://a", "smtp://", "smtp://user:password@a", "smtp://a/path", "file:///etc/passwd", "smtp://a?b"])
    func aURLThatIsNoMailServerMakesNoSettings(_ text: String) throws {
        #expect(CurlSMTPSettings(url: try #require(URL(string: text))) == nil)
    }

    private func expectArrival(of content: String, at recipient: String) async throws {
        _ = try await CurlSMTP(.faults("starttls", of: peer)).send(.test(to: recipient, content: content))
        #expect(try Note.mails(to: recipient, of: peer).map(\.content) == [content])
    }

    /// Time-outs that no test waits for.
    private func patient(_ listener: String) throws -> CurlSMTPSettings {
        var settings = try CurlSMTPSettings.faults(listener, of: peer)
        settings.replyTimeout = .seconds(60)
        settings.totalTimeout = .seconds(60)
        return settings
    }

    private func outcome(of mail: CurlSMTPMail, by smtp: CurlSMTP) async -> CurlSMTPFailure.Kind? {
        do throws(CurlSMTPFailure) {
            _ = try await smtp.send(mail)
            return nil
        } catch {
            return error.kind
        }
    }

    private func peerHears(_ line: String) async throws {
        while try !Note.all(of: peer).contains(where: { $0.line == line }) { try await Task.sleep(for: .milliseconds(10)) }
    }
}
