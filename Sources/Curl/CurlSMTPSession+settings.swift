import CCurl
import Foundation

// What a session asks of libcurl.
extension CurlSMTPSession {
    func setConnection() {
        let port = settings.url.port.map { ":\($0)" } ?? ""
        let (scheme, host) = (settings.url.scheme ?? "", settings.url.host() ?? "")
        ccurl_set_string(handle, CURLOPT_URL, "\(scheme)://\(host)\(port)")
        ccurl_set_string(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        // A proxy out of the environment is none that the settings speak of.
        ccurl_set_string(handle, CURLOPT_PROXY, "")
        ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, max(1, settings.connectTimeout.milliseconds))
        ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, max(1, settings.totalTimeout.milliseconds))
        // Without this the wait for the reply to the end of the mail, and for that to QUIT, is two minutes whatever else is set.
        ccurl_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, settings.replyTimeout.milliseconds / 1000))
    }

    func setEncryption() {
        let isStrict = settings.encryption == .required || (settings.encryption == .preferred && login != nil)
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

    func setLogin() {
        guard let login else { return }
        ccurl_set_string(handle, CURLOPT_USERNAME, login.username)
        switch login.proof {
        case .password(let password): ccurl_set_string(handle, CURLOPT_PASSWORD, password)
        case .token(let token): ccurl_set_string(handle, CURLOPT_XOAUTH2_BEARER, token)
        }
        // Left alone libcurl takes GSSAPI or NTLM where Exchange offers them, and fails without a ticket.
        let options = login.proof.mechanisms.map { "AUTH=\($0)" }.joined(separator: ";")
        ccurl_set_string(handle, CURLOPT_LOGIN_OPTIONS, options)
    }

    /// The first step of every mail.
    func setGreeting() {
        ccurl_set_long(handle, CURLOPT_UPLOAD, 0)
        setCommand("NOOP")
    }

    /// The second step.
    func setMail(_ mail: CurlSMTPMail, to recipients: UnsafeMutablePointer<curl_slist>?) {
        ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, nil)
        ccurl_set_long(handle, CURLOPT_NOBODY, 0)
        ccurl_set_long(handle, CURLOPT_UPLOAD, 1)
        ccurl_set_string(handle, CURLOPT_MAIL_FROM, mail.sender)
        ccurl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)
    }

    func setFarewell() {
        ccurl_set_long(handle, CURLOPT_UPLOAD, 0)
        setCommand("QUIT")
    }

    private func setCommand(_ command: String) {
        ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, command)
        ccurl_set_long(handle, CURLOPT_NOBODY, 1)
    }

    func setCallbacks() {
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
            CurlSMTPSession.of(context)?.hear(UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
        }
        ccurl_set_data_function(handle, CURLOPT_READFUNCTION) { data, size, count, context in
            CurlSMTPSession.of(context)?.handOver(UnsafeMutableRawBufferPointer(start: data, count: size * count))
                ?? Int(CURL_READFUNC_ABORT)
        }
        ccurl_set_long(handle, CURLOPT_NOPROGRESS, 0)
        ccurl_set_progress_function(handle) { context, _, _, _, _ in CurlSMTPSession.of(context)?.isToStop == false ? 0 : 1 }
        ccurl_set_open_function(handle) { context, _, address in
            guard let address else { return -1 }
            return CurlSMTPSession.of(context)?.openSocket(address.pointee) ?? -1
        }
        ccurl_set_close_function(handle) { context, socket in CurlSMTPSession.of(context)?.closeSocket(socket) ?? -1 }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> CurlSMTPSession? {
        context.map { Unmanaged<CurlSMTPSession>.fromOpaque($0).takeUnretainedValue() }
    }
}
