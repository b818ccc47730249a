import CCurl

/// Why a mail was not sent.
public struct CurlSMTPFailure: Error, Sendable, Hashable {
    /// Decided by libcurl's code, the server's three digits and how far the conversation had come; never by a text.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// The name is unknown, or nobody listens.
        case connect
        /// TLS was not offered, failed, or the certificate is not good.
        case tls
        /// The server refused the credentials, or wants some.
        case auth
        /// Credentials were given, but the server offered no way to use them. It saw neither them nor the mail.
        case authNotOffered
        /// A connection, a reply or the whole mail took longer than its time-out.
        case timeout
        /// The connection ended in the middle.
        case interrupted
        /// The server takes no mail now: it closes (421), or refused or went away before it had heard of the mail.
        case unavailable
        /// The sender refused for good: a 5xx reply that has nothing to do with the mail or its recipient.
        case senderRefused
        /// The mail or its recipient refused for now: a 4xx reply.
        case temporary
        /// The mail or its recipient refused for good: a 5xx reply.
        case permanent
        /// What came back is not SMTP.
        case malformed
        /// Given up by us.
        case cancelled
        /// libcurl cannot do it, for example because there is no memory left.
        case broken
    }

    public let kind: Kind
    /// The server's last reply, when the kind follows from it.
    public let reply: CurlSMTPReply?
    /// A sentence. May quote the server, but never holds the password.
    public let message: String
    /// Whether the whole mail was handed over before the connection went silent: it may arrive, although nobody said so.
    public let mayHaveBeenAccepted: Bool

    public init(kind: Kind, reply: CurlSMTPReply? = nil, message: String, mayHaveBeenAccepted: Bool = false) {
        self.kind = kind
        self.reply = reply
        self.message = message
        self.mayHaveBeenAccepted = mayHaveBeenAccepted
    }
}

/// How far a conversation with a mail server has come.
enum CurlSMTPPhase: Comparable {
    /// Connecting, TLS, greeting, logging in. The server has not heard of the mail.
    case session
    /// The server has been told the sender, and nothing yet that is peculiar to the mail.
    case sender
    case recipient
    case content
    /// The content has been given to libcurl to the last byte; the server's word on it is missing.
    case handedOver
    /// The server has the mail.
    case accepted
    /// Saying goodbye.
    case farewell

    /// What the conversation comes to by a reply.
    func after(_ reply: CurlSMTPReply) -> CurlSMTPPhase {
        guard reply.code / 100 == 2 else { return self }
        switch self {
        case .sender: return .recipient
        case .recipient: return .content
        case .handedOver: return .accepted
        case .session, .content, .accepted, .farewell: return self
        }
    }
}

/// What decides the kind of a failure.
struct CurlSMTPEvidence {
    /// Why we made libcurl stop, if we did.
    enum Stop {
        case cancelled
        case timeout
        case malformed
    }

    var code: CURLcode
    var phase: CurlSMTPPhase
    /// The three digits of the server's last reply; 0 when there was none.
    var status: Int
    var stop: Stop?
    /// Whether the server refuses for lack of a login that it offers and we have none for.
    var wantsLogin: Bool

    /// Which `CURLcode` comes when was found by doing, with libcurl 7.88: see docs/delivery.md.
    var kind: CurlSMTPFailure.Kind {
        switch stop {
        case .cancelled: return .cancelled
        case .timeout: return .timeout
        case .malformed: return .malformed
        case nil: break
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT: return .connect
        case CURLE_OPERATION_TIMEDOUT: return .timeout
        case CURLE_USE_SSL_FAILED, CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_INITFAILED:
            return .tls
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: return kindOfDenial
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN:
            return .broken
        default: return kindOfRefusal
        }
    }

    private var kindOfDenial: CurlSMTPFailure.Kind {
        switch status {
        // A server that cannot reach its own passwords says 454: not our credentials' fault.
        case 400..<500: .unavailable
        // At a 334 in place of a verdict, which holds the reason why an XOAUTH2 token is no good, libcurl gives up.
        case 334, 500..<600: .auth
        // libcurl found no way to log in among those that the server offers; nothing has been refused.
        default: .authNotOffered
        }
    }

    /// libcurl has the same codes for a 4xx, a 5xx and a lost connection: the reply tells them apart.
    private var kindOfRefusal: CurlSMTPFailure.Kind {
        switch status {
        // Wants a login, a stronger one or encryption (RFC 4954 §6, RFC 3207 §4): that is said of us, not of the mail.
        case 530, 534, 535, 538: .auth
        // "Service not available, closing transmission channel" (RFC 5321 §4.2.3), whatever it was that we said.
        case 421: .unavailable
        case 400..<500: phase <= .sender ? .unavailable : .temporary
        case 500..<600: kindOfFinalRefusal
        default: code == CURLE_WEIRD_SERVER_REPLY ? .malformed : phase == .session ? .unavailable : .interrupted
        }
    }

    /// The sender is the same for all mails, and so is what we are not allowed without a login: neither is the mail's fault.
    private var kindOfFinalRefusal: CurlSMTPFailure.Kind {
        switch phase {
        case .session: .unavailable
        case .sender: wantsLogin ? .auth : .senderRefused
        case .recipient: wantsLogin ? .auth : .permanent
        case .content, .handedOver, .accepted, .farewell: .permanent
        }
    }
}
