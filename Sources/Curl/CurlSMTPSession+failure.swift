import CCurl

// Why a mail was not sent, out of what libcurl and the server have said.
extension CurlSMTPSession {
    func failure(_ code: CURLcode) -> CurlSMTPFailure {
        let status = dialogue.reply?.code ?? 0
        let evidence = CurlSMTPEvidence(
            code: code, phase: phase, status: status, stop: stop,
            wantsLogin: login == nil && dialogue.offersLogin && dialogue.reply?.isAboutPermission == true)
        if evidence.kind == .authNotOffered { return authNotOffered }
        let isRefusal = status >= 400 && evidence.kind.followsFromReply
        return CurlSMTPFailure(
            kind: evidence.kind, reply: isRefusal ? dialogue.reply.map(withoutSecrets) : nil,
            message: withoutSecrets(sentence(code)),
            mayHaveBeenAccepted: phase == .handedOver && !isRefusal)
    }

    var authNotOffered: CurlSMTPFailure {
        let mechanisms = login?.proof.mechanisms.joined(separator: " or ") ?? ""
        return CurlSMTPFailure(
            kind: .authNotOffered, message: "credentials are configured, but the server does not offer AUTH \(mechanisms)")
    }

    private func sentence(_ code: CURLcode) -> String {
        let text = String(cString: errorText)
        return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }

    private func withoutSecrets(_ reply: CurlSMTPReply) -> CurlSMTPReply {
        CurlSMTPReply(code: reply.code, text: withoutSecrets(reply.text))
    }

    /// A server may quote what it was sent.
    private func withoutSecrets(_ text: String) -> String {
        guard let login else { return text }
        return login.secrets(at: settings.url).reduce(text) { $0.replacing($1, with: "***") }
    }
}

extension CurlSMTPFailure {
    /// No later attempt would go better, so it is as final as a refusal.
    static let smtpUTF8NotOffered = CurlSMTPFailure(
        kind: .permanent, message: "the address needs SMTPUTF8 (RFC 6531), which the mail server does not offer")
}

extension CurlSMTPReply {
    /// Whether its enhanced code (RFC 3463 §3.8) is one of "security or policy".
    fileprivate var isAboutPermission: Bool { text.hasPrefix("5.7.") }
}

extension CurlSMTPFailure.Kind {
    /// Whether the server's last reply says why.
    fileprivate var followsFromReply: Bool {
        switch self {
        case .auth, .unavailable, .senderRefused, .temporary, .permanent: true
        case .connect, .tls, .authNotOffered, .timeout, .interrupted, .malformed, .cancelled, .broken: false
        }
    }
}
