import CCurl
import Foundation
import Glibc

/// One mail on its way: an easy handle, what libcurl borrows for it, and what libcurl tells while it works.
///
/// The mail goes in two steps over one connection. The first is a `NOOP`, for which libcurl connects, begins TLS and logs in; the
/// second is the mail. Between them we look whether the server has really logged us in: libcurl by itself would send the mail
/// without, if the server did not offer it. In the second step libcurl may not open a connection, so what was found out about the
/// first one holds for the mail.
///
/// Deliberately not Sendable: it lives and dies on the thread of ``CurlSMTP``.
final class CurlSMTPTransfer {
    private let handle: UnsafeMutableRawPointer
    private let settings: CurlSMTPSettings
    private let mail: CurlSMTPMail
    private let shouldStop: () -> Bool
    private let deadline: ContinuousClock.Instant
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var recipients: UnsafeMutablePointer<curl_slist>?

    private var dialogue = CurlSMTPDialogue()
    private var phase = CurlSMTPPhase.session
    private var stop: CurlSMTPEvidence.Stop?
    private var offset = 0
    private var openSockets: Set<curl_socket_t> = []
    private var askedToStop: ContinuousClock.Instant?

    private static let patienceForTheLastWord = Duration.seconds(3)

    /// - Parameter shouldStop: asked at least once a second; true gives the mail up.
    init?(_ mail: CurlSMTPMail, settings: CurlSMTPSettings, shouldStop: @escaping () -> Bool) {
        guard CurlGlobal.ready, let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.settings = settings
        self.mail = mail
        self.shouldStop = shouldStop
        deadline = .now + settings.totalTimeout
        errorText[0] = 0
        recipients = curl_slist_append(nil, mail.recipient)
        setConnection()
        setEncryption()
        setCredentials()
        setCallbacks()
    }

    deinit {
        // Closing a connection that libcurl kept would say QUIT and wait two minutes for an answer, with no callback to stop it.
        for socket in openSockets { shutdown(socket, Int32(SHUT_RDWR)) }
        curl_easy_cleanup(handle)
        curl_slist_free_all(recipients)
        errorText.deallocate()
    }

    /// Blocks until the server has spoken or a time-out has passed.
    func run() throws(CurlSMTPFailure) -> CurlSMTPReceipt {
        try perform()
        if settings.credentials != nil, !dialogue.isLoggedIn { throw authNotOffered }
        phase = .mail
        ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, nil)
        ccurl_set_long(handle, CURLOPT_NOBODY, 0)
        ccurl_set_long(handle, CURLOPT_UPLOAD, 1)
        ccurl_set_string(handle, CURLOPT_MAIL_FROM, mail.sender)
        ccurl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)
        ccurl_set_long(handle, CURLOPT_FORBID_REUSE, 1)
        try perform()
        guard let reply = dialogue.reply else { throw failure(CURLE_WEIRD_SERVER_REPLY) }
        return CurlSMTPReceipt(reply: reply)
    }

    private func perform() throws(CurlSMTPFailure) {
        let code = curl_easy_perform(handle)
        // Once the server has the mail, all that can still go wrong is the farewell.
        guard code == CURLE_OK || phase == .accepted else { throw failure(code) }
    }

    // MARK: Settings

    private func setConnection() {
        let port = settings.url.port.map { ":\($0)" } ?? ""
        let (scheme, host) = (settings.url.scheme ?? "", settings.url.host() ?? "")
        ccurl_set_string(handle, CURLOPT_URL, "\(scheme)://\(host)\(port)")
        ccurl_set_string(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, "NOOP")
        ccurl_set_long(handle, CURLOPT_NOBODY, 1)
        ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        // A proxy out of the environment is none that the settings speak of.
        ccurl_set_string(handle, CURLOPT_PROXY, "")
        ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, max(1, settings.connectTimeout.milliseconds))
        ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, max(1, settings.totalTimeout.milliseconds))
        // Without this the wait for the reply to the end of the mail, and for that to QUIT, is two minutes whatever else is set.
        ccurl_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, settings.replyTimeout.milliseconds / 1000))
    }

    private func setEncryption() {
        let isStrict = settings.encryption == .required || (settings.encryption == .preferred && settings.credentials != nil)
        let usage = isStrict ? CURLUSESSL_ALL : settings.encryption == .preferred ? CURLUSESSL_TRY : CURLUSESSL_NONE
        ccurl_set_long(handle, CURLOPT_USE_SSL, Int(usage.rawValue))
        ccurl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, settings.verifiesTLS ? 1 : 0)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, settings.verifiesTLS ? 2 : 0)
        guard let file = settings.caFile else { return }
        ccurl_set_string(handle, CURLOPT_CAINFO, file)
        // Otherwise everything that the system trusts is trusted beside it.
        ccurl_set_string(handle, CURLOPT_CAPATH, nil)
    }

    private func setCredentials() {
        guard let credentials = settings.credentials else { return }
        ccurl_set_string(handle, CURLOPT_USERNAME, credentials.username)
        ccurl_set_string(handle, CURLOPT_PASSWORD, credentials.password)
        // Left alone libcurl takes GSSAPI or NTLM where Exchange offers them, and fails without a ticket.
        ccurl_set_string(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
        for option in [
            CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_XFERINFODATA, CURLOPT_OPENSOCKETDATA, CURLOPT_CLOSESOCKETDATA,
        ] {
            ccurl_set_pointer(handle, option, context)
        }
        // Also STARTTLS and AUTH replies come as headers. The body is nothing to us, but unset it would go to stdout.
        ccurl_set_data_function(handle, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
        ccurl_set_data_function(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            CurlSMTPTransfer.of(context)?.hear(UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
        }
        ccurl_set_data_function(handle, CURLOPT_READFUNCTION) { data, size, count, context in
            CurlSMTPTransfer.of(context)?.handOver(UnsafeMutableRawBufferPointer(start: data, count: size * count))
                ?? Int(CURL_READFUNC_ABORT)
        }
        ccurl_set_long(handle, CURLOPT_NOPROGRESS, 0)
        ccurl_set_progress_function(handle) { context, _, _, _, _ in CurlSMTPTransfer.of(context)?.isToStop == false ? 0 : 1 }
        ccurl_set_open_function(handle) { context, _, address in
            guard let address else { return -1 }
            return CurlSMTPTransfer.of(context)?.openSocket(address.pointee) ?? -1
        }
        ccurl_set_close_function(handle) { context, socket in CurlSMTPTransfer.of(context)?.closeSocket(socket) ?? -1 }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> CurlSMTPTransfer? {
        context.map { Unmanaged<CurlSMTPTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: What libcurl calls

    /// Takes a line of the server. Less than its length ends the transfer.
    private func hear(_ line: UnsafeRawBufferPointer) -> Int {
        guard phase < .accepted else { return line.count }
        let count = dialogue.take(line) ? line.count : 0
        if count == 0 { stop = .malformed }
        if phase == .handedOver, dialogue.reply?.code == 250 { phase = .accepted }
        return count
    }

    /// Gives libcurl the next part of the mail; nothing when all of it is given.
    private func handOver(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = mail.content[offset...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        offset += part.count
        if offset == mail.content.count { phase = .handedOver }
        return part.count
    }

    /// Asked at least once a second. Once the server has the mail, its reply to our QUIT is not worth more than that second.
    private var isToStop: Bool {
        if phase == .accepted { return true }
        if mustStopNow { stop = .cancelled } else if ContinuousClock.now > deadline { stop = .timeout }
        return stop != nil
    }

    /// Whoever gives up between the end of the mail and the server's word on it sends it twice: that word is worth some seconds.
    private var mustStopNow: Bool {
        guard shouldStop() else { return false }
        let since = askedToStop ?? .now
        askedToStop = since
        return phase != .handedOver || since.duration(to: .now) > CurlSMTPTransfer.patienceForTheLastWord
    }

    private func openSocket(_ address: curl_sockaddr) -> curl_socket_t {
        guard phase == .session else { return -1 }
        let socket = socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
        if socket >= 0 { openSockets.insert(socket) }
        return socket
    }

    private func closeSocket(_ socket: curl_socket_t) -> Int32 {
        openSockets.remove(socket)
        return close(socket)
    }

    // MARK: Failure

    private func failure(_ code: CURLcode) -> CurlSMTPFailure {
        let status = dialogue.reply?.code ?? 0
        let kind = CurlSMTPEvidence(code: code, phase: phase, status: status, stop: stop).kind
        let isRefusal = kind == .auth || kind == .temporary || kind == .permanent
        return CurlSMTPFailure(
            kind: kind, reply: isRefusal ? dialogue.reply.map(withoutSecrets) : nil, message: withoutSecrets(sentence(code)),
            mayHaveBeenAccepted: phase == .handedOver && !isRefusal)
    }

    private func sentence(_ code: CURLcode) -> String {
        let text = String(cString: errorText)
        return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }

    private var authNotOffered: CurlSMTPFailure {
        CurlSMTPFailure(
            kind: .authNotOffered,
            message: "credentials are configured, but the server does not offer AUTH PLAIN or LOGIN")
    }

    private func withoutSecrets(_ reply: CurlSMTPReply) -> CurlSMTPReply {
        CurlSMTPReply(code: reply.code, text: withoutSecrets(reply.text))
    }

    /// A server may quote what it was sent: as it is, or as the base64 of PLAIN or LOGIN.
    private func withoutSecrets(_ text: String) -> String {
        guard let credentials = settings.credentials, !credentials.password.isEmpty else { return text }
        let plain = Data("\0\(credentials.username)\0\(credentials.password)".utf8).base64EncodedString()
        let login = Data(credentials.password.utf8).base64EncodedString()
        return [plain, login, credentials.password].reduce(text) { $0.replacing($1, with: "***") }
    }
}
