/// Why an observation was not healthy: a small closed set, the same words in the table, JSON, metrics and mail.
///
/// The raw numbers are what the history stores: they are never given a new meaning.
public enum Reason: Int, Sendable, Hashable, CaseIterable, Codable {
    // Answered, but not as the Hub needs it.
    case http5xx = 1
    case http4xx = 2
    case redirect = 3
    /// The credentials were refused, a token although it was new.
    case auth = 4
    /// Credentials that are out of date were accepted: the callback is open to everybody.
    case authNotEnforced = 5
    /// Credentials that are out of date were answered with something else than 401, so the Hub will never renew them.
    case authContract = 6
    /// What came back is not HTTP.
    case protocolError = 7
    /// A token endpoint answered well, but without a token that can be used.
    case tokenEndpoint = 8
    // Silent, with the phase that failed.
    case dns = 16
    case connect = 17
    case tls = 18
    /// The connection was closed or reset before an answer came.
    case reset = 19
    /// Connected and asked, but no answer within the patience.
    case timeout = 20
    /// Our own address policy forbids the connection.
    case blocked = 21
    case invalidURL = 22
    // Not the callback's fault: reasons of suspect observations, which blame nobody.
    /// No route, or no link, from this machine to the callback; or nobody at all can be reached from here.
    case ownNetwork = 32
    /// The name service of this machine does not answer.
    case ownResolver = 33
    /// The probing thread stood still for so long that what was measured is not the callback's.
    case ownLoad = 34
    /// This machine gave no descriptor, no memory, or not the file of certificates.
    case ownLimits = 35
    /// We could not ask as the Hub does: for `message` there were no credentials, or only such as the Hub no longer has, or the role has no
    /// message that is known.
    case notAsked = 36

    public var isOurs: Bool { rawValue >= Reason.ownNetwork.rawValue }

    /// Those that are a callback's own.
    public static let blaming = allCases.filter { !$0.isOurs }
    /// Those of suspect observations.
    public static let ours = allCases.filter(\.isOurs)

    /// The word that everything outside uses.
    public var word: String {
        switch self {
        case .http5xx: "http_5xx"
        case .http4xx: "http_4xx"
        case .redirect: "redirect"
        case .auth: "auth"
        case .authNotEnforced: "auth_not_enforced"
        case .authContract: "auth_contract"
        case .protocolError: "protocol"
        case .tokenEndpoint: "token_endpoint"
        case .dns: "dns"
        case .connect: "connect"
        case .tls: "tls"
        case .reset: "reset"
        case .timeout: "timeout"
        case .blocked: "blocked"
        case .invalidURL: "invalid_url"
        case .ownNetwork: "own_network"
        case .ownResolver: "own_resolver"
        case .ownLoad: "own_load"
        case .ownLimits: "own_limits"
        case .notAsked: "not_asked"
        }
    }

    /// A few words for a subject line or a table cell, for example `connection refused or not possible`.
    public var phrase: String {
        switch self {
        case .http5xx: "server error"
        case .http4xx: "request refused"
        case .redirect: "redirect instead of an answer"
        case .auth: "credentials refused"
        case .authNotEnforced: "open to everybody"
        case .authContract: "expired credentials not answered with 401"
        case .protocolError: "answer is not HTTP"
        case .tokenEndpoint: "no token in the answer"
        case .dns: "name not found"
        case .connect: "no connection"
        case .tls: "TLS handshake failed"
        case .reset: "connection closed without an answer"
        case .timeout: "no answer"
        case .blocked: "address not allowed by our policy"
        case .invalidURL: "callback is not a usable URL"
        case .ownNetwork: "our own network was down"
        case .ownResolver: "our own name service did not answer"
        case .ownLoad: "we were too busy to measure"
        case .ownLimits: "we lacked descriptors, memory or certificates"
        case .notAsked: "could not be asked as the Hub does"
        }
    }
}
