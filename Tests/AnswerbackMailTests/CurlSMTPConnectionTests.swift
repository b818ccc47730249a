import AnswerbackTesting
import Curl
import Foundation
import Testing

/// One connection for many mails, and what becomes of the next mail when it is of no use any more.
@Suite(.timeLimit(.minutes(2))) struct CurlSMTPConnectionTests {
    let peer: Peer

    init() throws {
        peer = try MailPeers.faults.get()
    }

    @Test func mailsThatFollowEachOtherGoOverOneConnection() async throws {
        let smtp = CurlSMTP(try patient("login_only"))
        for number in 1...5 { _ = try await smtp.send(.test(to: "kept\(number)@peer.test")) }
        let arrived = try Note.all(of: peer).filter { $0.mail == true && $0.recipient?.hasPrefix("kept") == true }
        #expect(arrived.map(\.recipient) == (1...5).map { "kept\($0)@peer.test" })
        #expect(Set(arrived.map(\.connection)).count == 1)
        #expect(arrived.allSatisfy { $0.user == "owner" && $0.encrypted == true })
        let mail = ["NOOP", "MAIL", "RCPT", "DATA"]
        #expect(try verbs(on: arrived[0].connection) == ["EHLO", "STARTTLS", "EHLO", "AUTH"] + mail + mail + mail + mail + mail)
    }

    @Test func aConnectionThatNobodyNeedsIsEndedWithAFarewell() async throws {
        var settings = try patient("starttls")
        settings.idleTime = .milliseconds(50)
        let smtp = CurlSMTP(settings)
        _ = try await smtp.send(.test(to: "idle@peer.test"))
        let mail = try #require(try Note.mails(to: "idle@peer.test", of: peer).first)
        try await peerHears("QUIT", on: mail.connection)
        _ = try await smtp.send(.test(to: "idle+next@peer.test"))
        let next = try #require(try Note.mails(to: "idle+next@peer.test", of: peer).first)
        #expect(next.connection != mail.connection)
    }

    @Test func aServerThatNeverSaysGoodbyeHoldsNobodyUp() async throws {
        var settings = try patient("starttls")
        settings.idleTime = .milliseconds(50)
        let smtp = CurlSMTP(settings)
        _ = try await smtp.send(.test(to: "quithang@peer.test"))
        let mail = try #require(try Note.mails(to: "quithang@peer.test", of: peer).first)
        try await peerHears("QUIT", on: mail.connection)
        let start = ContinuousClock.now
        _ = try await smtp.send(.test(to: "after-quithang@peer.test"))
        #expect(ContinuousClock.now - start < .seconds(30))
        #expect(try Note.mails(to: "after-quithang@peer.test", of: peer).count == 1)
    }

    /// Closed without a word, closed with one, dead without a sign, and closed when it hears of a sender.
    @Test(arguments: ["gone", "bye", "silent", "resetatmail", "busyatmail"])
    func aMailWhoseKeptConnectionIsDeadGoesOverAnotherOne(_ death: String) async throws {
        var settings = try patient("starttls")
        settings.replyTimeout = .seconds(2)
        let smtp = CurlSMTP(settings)
        _ = try await smtp.send(.test(to: "\(death)+first@peer.test"))
        let receipt = try await smtp.send(.test(to: "well+after-\(death)@peer.test"))
        #expect(receipt.reply.code == 250)
        let first = try Note.mails(to: "\(death)+first@peer.test", of: peer)
        let second = try Note.mails(to: "well+after-\(death)@peer.test", of: peer)
        #expect(first.count == 1 && second.count == 1, "neither lost nor doubled")
        #expect(first.first?.connection != second.first?.connection)
    }

    /// Only a failure before the recipient is known to have come too early for the mail to be there already.
    @Test func aMailThatFailsLaterOnAKeptConnectionIsNotRepeated() async throws {
        let smtp = CurlSMTP(try patient("starttls"))
        _ = try await smtp.send(.test(to: "well+before-enddrop@peer.test"))
        let failure = await #expect(throws: CurlSMTPFailure.self) {
            _ = try await smtp.send(.test(to: "enddrop+kept@peer.test"))
        }
        #expect(failure?.kind == .interrupted && failure?.mayHaveBeenAccepted == true)
        #expect(try Note.mails(to: "enddrop+kept@peer.test", of: peer).count == 1)
    }

    @Test func whatWasSaidOfOneMailIsNotSaidOfTheNext() async throws {
        let smtp = CurlSMTP(try patient("starttls"))
        _ = try await smtp.send(.test(to: "well+before-reset@peer.test"))
        let failure = await #expect(throws: CurlSMTPFailure.self) { _ = try await smtp.send(.test(to: "reset+kept@peer.test")) }
        #expect(failure?.kind == .interrupted)
        #expect(failure?.reply == nil && failure?.mayHaveBeenAccepted == false)
        let refused = await #expect(throws: CurlSMTPFailure.self) { _ = try await smtp.send(.test(to: "unknown+kept@peer.test")) }
        #expect(refused?.reply?.code == 550)
        _ = try await smtp.send(.test(to: "well+after-unknown@peer.test"))
        #expect(try Note.mails(to: "well+after-unknown@peer.test", of: peer).count == 1)
    }

    private func patient(_ listener: String) throws -> CurlSMTPSettings {
        var settings = try CurlSMTPSettings.faults(listener, of: peer)
        settings.replyTimeout = .seconds(60)
        settings.totalTimeout = .seconds(60)
        // No machine is so slow that the next mail of a test would come too late.
        settings.idleTime = .seconds(60)
        return settings
    }

    private func verbs(on connection: Int) throws -> [String] {
        try Note.all(of: peer).filter { $0.connection == connection }.compactMap(\.line).map {
            $0.split(whereSeparator: { " :".contains($0) })[0]
        }
        .map(String.init).filter { ["EHLO", "STARTTLS", "AUTH", "NOOP", "MAIL", "RCPT", "DATA", "QUIT"].contains($0) }
    }

    private func peerHears(_ line: String, on connection: Int) async throws {
        while try !Note.all(of: peer).contains(where: { $0.connection == connection && $0.line == line }) {
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
