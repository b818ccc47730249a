/// What a sample callback does to whoever calls it.
package enum Behaviour: Sendable, Hashable {
    /// Answers every request with this status after this time.
    case answers(Int, after: Duration = .milliseconds(20))
    /// Answers with 202, but with 500 to one request of `oneIn`.
    case stumbles(oneIn: Int)
    /// Answers with 202, and in the outage with this status after this time.
    case changes(Schedule, status: Int, after: Duration = .milliseconds(20))
    /// Answers with 202, and resets the connection in the outage.
    case drops(Schedule)
    /// Answers 401 to everybody who has no token from the sandbox's token endpoint that is still good.
    case wantsToken
    /// Answers 401 to everybody who does not know the password.
    case wantsPassword
    /// Reads the request and resets the connection.
    case resets
    /// Reads the request and closes the connection without a word.
    case closes
    /// Reads the request and never answers.
    case hangs
    /// Answers something that is not HTTP.
    case babbles
    /// Nobody listens at the port.
    case refuses
    /// The address says https, but the port does not speak TLS.
    case lacksTLS
    /// The address leads nowhere near the sandbox: what is registered is this text.
    case registeredAs(String)

    /// What the address of such a callback is.
    func address(slug: String, origins: Origins) -> String {
        switch self {
        case .answers, .stumbles, .changes, .wantsToken, .wantsPassword: "\(origins.web)/callbacks/\(slug)"
        case .resets, .closes, .hangs, .babbles, .drops: "\(origins.raw)/callbacks/\(slug)"
        case .refuses: "\(origins.refused)/callbacks/\(slug)"
        case .lacksTLS: "\(origins.tls)/callbacks/\(slug)"
        case .registeredAs(let text): text
        }
    }

    /// The schedule of what changes over time.
    package var schedule: Schedule? {
        switch self {
        case .changes(let schedule, _, _), .drops(let schedule): schedule
        default: nil
        }
    }
}
