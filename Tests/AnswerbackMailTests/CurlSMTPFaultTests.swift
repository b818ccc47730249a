import AnswerbackTesting
import Curl
import Foundation
import Testing

/// Every way in which a mail server can fail us, against one that really does.
@Suite struct CurlSMTPFaultTests {
    let peer: Peer

    init() throws {
        peer = try MailPeers.faults.get()
    }

    @Test(arguments: ["starttls", "login_only", "smtps"])
    func aGoodServerTakesTheMailOverTLSAfterALogin(_ listener: String) async throws {
        let recipient = "well+\(listener)@peer.test"
        let settings = try CurlSMTPSettings.faults(listener, of: peer, scheme: listener == "smtps" ? "smtps" : "smtp")
        let receipt = try await CurlSMTP(settings).send(.test(to: recipient))
        let mail = try #require(try Note.mails(to: recipient, of: peer).first)
        #expect(receipt.reply.code == 250)
        #expect(receipt.reply.text.hasPrefix("2.0.0 Ok: queued as"))
        #expect(mail.user == "owner")
        #expect(mail.encrypted == true)
        #expect(mail.sender == "MAIL FROM:<answerback@peer.test>")
        #expect(mail.content == "Subject: test\r\n\r\nHello\r\n")
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let recipient: String
        let kind: CurlSMTPFailure.Kind
        let code: Int?
        var mayHaveBeenAccepted = false
        var testDescription: String { recipient }
    }

    static let refusals = [
        Refusal(recipient: "greylisted", kind: .temporary, code: 451),
        Refusal(recipient: "unknown", kind: .permanent, code: 550),
        Refusal(recipient: "closing", kind: .unavailable, code: 421),
        Refusal(recipient: "login", kind: .auth, code: 530),
        Refusal(recipient: "reset", kind: .interrupted, code: nil),
        Refusal(recipient: "garbage", kind: .malformed, code: nil),
        Refusal(recipient: "hang", kind: .timeout, code: nil),
        Refusal(recipient: "nodata", kind: .temporary, code: 451),
        Refusal(recipient: "full", kind: .temporary, code: 452),
        Refusal(recipient: "spam", kind: .permanent, code: 554),
        Refusal(recipient: "enddrop", kind: .interrupted, code: nil, mayHaveBeenAccepted: true),
        Refusal(recipient: "endhang", kind: .timeout, code: nil, mayHaveBeenAccepted: true),
        Refusal(recipient: "endgarbage", kind: .malformed, code: nil, mayHaveBeenAccepted: true),
    ]

    @Test(arguments: refusals)
    func aRefusalHasItsKindAndItsReply(_ refusal: Refusal) async throws {
        let settings = try CurlSMTPSettings.faults("starttls", of: peer)
        let failure = try await failure(settings, to: "\(refusal.recipient)@peer.test")
        #expect(failure.kind == refusal.kind, "\(failure)")
        #expect(failure.reply?.code == refusal.code)
        #expect(failure.mayHaveBeenAccepted == refusal.mayHaveBeenAccepted)
    }

    /// The sender is the same for all mails.
    @Test(arguments: [("stranger", CurlSMTPFailure.Kind.senderRefused, 550), ("deferred", .unavailable, 451)])
    func aRefusalOfTheSenderIsNotTheMails(_ sender: String, _ kind: CurlSMTPFailure.Kind, _ code: Int) async throws {
        let settings = try CurlSMTPSettings.faults("starttls", of: peer)
        let mail = try #require(
            CurlSMTPMail(sender: "\(sender)@peer.test", recipient: "anybody@peer.test", content: Array("S: s\r\n\r\n".utf8)))
        let failure = await #expect(throws: CurlSMTPFailure.self) { _ = try await CurlSMTP(settings).send(mail) }
        #expect(failure?.kind == kind)
        #expect(failure?.reply?.code == code)
    }

    /// It says so of the recipient, and means that we have not logged in.
    @Test func aServerThatWantsALoginRefusesUsAndNotTheMail() async throws {
        let settings = try CurlSMTPSettings.faults("open", of: peer, username: nil)
        let failure = try await failure(settings, to: "relay@peer.test")
        #expect(failure.kind == .auth)
        #expect(failure.reply?.code == 554)
    }

    /// The same words from a server to which we did log in are about the recipient, and so are others from one that offers a login.
    @Test func aRefusalThatNoLoginWouldMendIsTheMails() async throws {
        let unknown = try await failure(.faults("starttls", of: peer, username: nil), to: "unknown+anonymous@peer.test")
        #expect(unknown.kind == .permanent)
        let forbidden = try await failure(.faults("starttls", of: peer), to: "forbidden@peer.test")
        #expect(forbidden.kind == .permanent)
    }

    @Test(arguments: ["datareset", "datahang"])
    func aServerThatGoesWhileTheMailIsSentHasNotTakenIt(_ fault: String) async throws {
        let settings = try CurlSMTPSettings.faults("starttls", of: peer)
        let content = "Subject: long\r\n\r\n" + String(repeating: "0123456789\r\n", count: 2_000_000)
        let failure = try await failure(settings, to: "\(fault)@peer.test", content: content)
        #expect(failure.kind == (fault == "datareset" ? .interrupted : .timeout), "\(failure)")
        #expect(!failure.mayHaveBeenAccepted)
    }
}
