package import AnswerbackCore
package import Curl

/// What all probes of a process have in common.
package struct ProbeTransport: Sendable {
    package var verifiesTLS = true
    /// A file of certificates in PEM; nil means the system's.
    package var caFile: String?
    package var addressFamily = CurlTransfer.AddressFamily.any
    package var addressPolicy = AddressPolicy()
    /// Is told every exchange line by line, as `curl -v` shows it: printable, with the secrets struck out. On the prober's thread.
    package var listen: (@Sendable (Callback, String) -> Void)?

    package init() {}
}
