import CCurl
import Foundation
import Glibc

/// A conversation with a mail server: an easy handle with its one connection, and what libcurl tells while it works.
///
/// A mail goes in two steps over one connection. The first is a `NOOP`. For the first mail libcurl connects for it, begins TLS and logs
/// in; for a later one the answer shows that the connection is still alive. The second step is the mail. Between them we look whether the
/// server has really logged us in, and whether it takes the mail's addresses: libcurl by itself would send the mail without, if the
/// server did not offer it. In the second step libcurl may not open a connection, so what was found out in the first one holds for the
/// mail.
///
/// Deliberately not Sendable: it lives and dies on the thread of ``CurlSMTP``.
final class CurlSMTPSession {
    let handle: UnsafeMutableRawPointer
    let settings: CurlSMTPSettings
    let login: CurlSMTPLogin?
    let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    var dialogue = CurlSMTPDialogue()
    private(set) var phase = CurlSMTPPhase.session
    private(set) var stop: CurlSMTPEvidence.Stop?
    private var order: CurlSMTPOrder?
    private var offset = 0
    private var openSockets: Set<curl_socket_t> = []
    private var askedToStop: ContinuousClock.Instant?
    private var farewellEnds: ContinuousClock.Instant?

    private static let patienceForTheLastWord = Duration.seconds(3)
    private static let patienceForTheFarewell = Duration.seconds(1)

    init?(_ settings: CurlSMTPSettings, login: CurlSMTPLogin?) {
        guard CurlGlobal.ready, let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.settings = settings
        self.login = login
        errorText[0] = 0
        setConnection()
        setEncryption()
        setLogin()
        setCallbacks()
    }

    deinit {
        // Closing a connection that libcurl kept would say QUIT and wait two minutes for an answer, with no callback to stop it.
        for socket in openSockets { shutdown(socket, Int32(SHUT_RDWR)) }
        curl_easy_cleanup(handle)
        errorText.deallocate()
    }

    /// Blocks until the server has spoken or a time-out has passed. After a failure the session is of no more use.
    func send(_ order: CurlSMTPOrder) throws(CurlSMTPFailure) -> CurlSMTPReceipt {
        begin(order)
        setGreeting()
        try perform()
        if login != nil, !dialogue.isLoggedIn { throw authNotOffered }
        if order.mail.needsSMTPUTF8, !dialogue.offersSMTPUTF8 { throw .smtpUTF8NotOffered }
        phase = .sender
        let recipients = curl_slist_append(nil, order.mail.recipient)
        defer { curl_slist_free_all(recipients) }
        setMail(order.mail, to: recipients)
        defer { ccurl_set_list(handle, CURLOPT_MAIL_RCPT, nil) }
        try perform()
        guard let reply = dialogue.reply else { throw failure(CURLE_WEIRD_SERVER_REPLY) }
        return CurlSMTPReceipt(reply: reply)
    }

    /// Takes leave of the server, which has a second to answer.
    func end() {
        phase = .farewell
        farewellEnds = .now + CurlSMTPSession.patienceForTheFarewell
        setFarewell()
        _ = curl_easy_perform(handle)
    }

    private func begin(_ order: CurlSMTPOrder) {
        self.order = order
        phase = .session
        dialogue.forgetReply()
        offset = 0
        askedToStop = nil
    }

    private func perform() throws(CurlSMTPFailure) {
        let code = curl_easy_perform(handle)
        // Nothing that goes wrong once the server has the mail is worth telling.
        guard code == CURLE_OK || phase == .accepted else { throw failure(code) }
    }

    // MARK: What libcurl calls

    /// Takes a line of the server. Less than its length ends the transfer.
    func hear(_ line: UnsafeRawBufferPointer) -> Int {
        guard phase < .accepted else { return line.count }
        switch dialogue.take(line) {
        case .part: break
        case .reply(let reply): phase = phase.after(reply)
        case .garbage:
            stop = .malformed
            return 0
        }
        return line.count
    }

    /// Gives libcurl the next part of the mail; nothing when all of it is given.
    func handOver(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let mail = order?.mail else { return 0 }
        let part = mail.content[offset...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        offset += part.count
        if offset == mail.content.count { phase = .handedOver }
        return part.count
    }

    /// Asked at least once a second.
    var isToStop: Bool {
        if let farewellEnds { return ContinuousClock.now > farewellEnds }
        guard let order, phase != .accepted else { return false }
        if mustStopNow(order) { stop = .cancelled } else if ContinuousClock.now > order.deadline { stop = .timeout }
        return stop != nil
    }

    /// Whoever gives up between the end of the mail and the server's word on it sends it twice: that word is worth some seconds.
    private func mustStopNow(_ order: CurlSMTPOrder) -> Bool {
        guard order.shouldStop() else { return false }
        let since = askedToStop ?? .now
        askedToStop = since
        return phase != .handedOver || since.duration(to: .now) > CurlSMTPSession.patienceForTheLastWord
    }

    func openSocket(_ address: curl_sockaddr) -> curl_socket_t {
        guard phase == .session else { return -1 }
        let socket = socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
        if socket >= 0 { openSockets.insert(socket) }
        return socket
    }

    func closeSocket(_ socket: curl_socket_t) -> Int32 {
        openSockets.remove(socket)
        return close(socket)
    }
}

/// One mail to be sent, until when, and unless it is given up.
struct CurlSMTPOrder {
    let mail: CurlSMTPMail
    let deadline: ContinuousClock.Instant
    /// Asked at least once a second; true gives the mail up.
    let shouldStop: () -> Bool
}
