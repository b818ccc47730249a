import AnswerbackTesting
import Curl
import Foundation
import Testing

/// Credentials and mail never travel otherwise than the settings say, whatever the server offers.
@Suite struct CurlSMTPSafetyTests {
    let peer: Peer

    init() throws {
        peer = try MailPeers.faults.get()
    }

    @Test func withoutSTARTTLSNothingIsSent() async throws {
        let failure = try await failure(.faults("stripped", of: peer))
        #expect(failure.kind == .tls, "\(failure)")
        try expectOnlyGreetings(to: "stripped")
    }

    @Test func preferredEncryptionIsRequiredWhenThereIsAPassword() async throws {
        var settings = try CurlSMTPSettings.faults("starttls_refused", of: peer)
        settings.encryption = .preferred
        let failure = try await failure(settings)
        #expect(failure.kind == .tls, "\(failure)")
        try expectOnlyGreetings(to: "starttls_refused")
    }

    @Test func preferredEncryptionWithoutAPasswordGoesOnInTheClear() async throws {
        var settings = try CurlSMTPSettings.faults("clear", of: peer, username: nil)
        settings.encryption = .preferred
        _ = try await CurlSMTP(settings).send(.test(to: "preferred@peer.test"))
        #expect(try Note.mails(to: "preferred@peer.test", of: peer).map(\.encrypted) == [false])
    }

    @Test func neverMeansInTheClearAlsoWithAPassword() async throws {
        var settings = try CurlSMTPSettings.faults("clear", of: peer)
        settings.encryption = .never
        _ = try await CurlSMTP(settings).send(.test(to: "never@peer.test"))
        #expect(try Note.mails(to: "never@peer.test", of: peer).map(\.user) == ["owner"])
    }

    @Test(arguments: ["no_auth", "other_auth", "false_login"])
    func aServerThatDoesNotLogUsInHearsNothingOfTheMail(_ listener: String) async throws {
        let failure = try await failure(.faults(listener, of: peer))
        #expect(failure.kind == .authNotOffered, "\(failure)")
        let verbs = try Note.said(to: listener, of: peer).compactMap(\.line).map { $0.prefix(4) }
        #expect(verbs.starts(with: ["EHLO", "STAR", "EHLO"]))
        #expect(Set(verbs).isSubset(of: ["EHLO", "STAR", "NOOP", "QUIT"]), "\(verbs)")
    }

    @Test(arguments: ["wronghost", "expired"])
    func aBadCertificateEndsTheConversation(_ listener: String) async throws {
        let failure = try await failure(.faults(listener, of: peer))
        #expect(failure.kind == .tls, "\(failure)")
        #expect(try Note.said(to: listener, of: peer).allSatisfy { $0.encrypted == false && !($0.line ?? "").contains("AUTH") })
    }

    @Test func anUnknownAuthorityEndsTheConversationBeforeItBegins() async throws {
        let failure = try await failure(.faults("untrusted", of: peer, scheme: "smtps"))
        #expect(failure.kind == .tls, "\(failure)")
        #expect(try Note.said(to: "untrusted", of: peer).isEmpty)
    }

    @Test func aWrongPasswordIsToldWithoutThePassword() async throws {
        let failure = try await failure(.faults("starttls", of: peer, password: "hunter2"))
        #expect(failure.kind == .auth)
        #expect(failure.reply == CurlSMTPReply(code: 535, text: "5.7.8 The password *** of owner is wrong"))
        #expect(!"\(failure)".contains("hunter2"))
    }

    @Test func aServerWithoutItsPasswordDatabaseIsATemporaryFault() async throws {
        let failure = try await failure(.faults("starttls", of: peer, username: "broken"))
        #expect(failure.kind == .unavailable)
        #expect(failure.reply?.code == 454)
    }

    @Test func aPlainServerOnATLSPortIsATLSFault() async throws {
        #expect(try await failure(.faults("clear", of: peer, scheme: "smtps")).kind == .tls)
    }

    @Test(arguments: [
        ("refusing", CurlSMTPFailure.Kind.unavailable), ("busy", .unavailable), ("mute", .timeout), ("babbling", .malformed),
        ("endless", .malformed),
    ])
    func aBadGreetingIsNeverTheMailsFault(_ listener: String, _ kind: CurlSMTPFailure.Kind) async throws {
        let failure = try await failure(.faults(listener, of: peer))
        #expect(failure.kind == kind, "\(failure)")
        #expect(try Note.said(to: listener, of: peer).isEmpty)
    }

    @Test func nobodyListeningIsAFaultOfTheConnection() async throws {
        let url = try #require(URL(string: "smtp://127.0.0.1:1"))
        #expect(try await failure(#require(CurlSMTPSettings(url: url))).kind == .connect)
    }

    @Test func anUnknownNameIsAFaultOfTheConnection() async throws {
        let url = try #require(URL(string: "smtp://mail.invalid:25"))
        #expect(try await failure(#require(CurlSMTPSettings(url: url))).kind == .connect)
    }

    /// Before a connection is encrypted, EHLO and the wish for STARTTLS are all that may be said.
    private func expectOnlyGreetings(to listener: String) throws {
        let lines = try Note.said(to: listener, of: peer).compactMap(\.line)
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0.hasPrefix("EHLO ") || $0 == "STARTTLS" || $0 == "QUIT" }, "\(lines)")
    }
}
