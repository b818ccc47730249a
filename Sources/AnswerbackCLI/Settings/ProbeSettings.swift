package import AnswerbackCore

/// How callbacks are probed, as far as no override says otherwise.
package struct ProbeSettings: Sendable, Equatable {
    /// Which addresses a name may be resolved to.
    package enum Family: String, Sendable, CaseIterable {
        case any, ipv4, ipv6
    }

    package var policy = ProbePolicy()
    /// Between the starts of two probes of a token endpoint, from 1 s to 1 day. The default is 15 min: each asks for a token that nobody
    /// needs.
    package var tokenInterval: Duration = .seconds(900)
    /// Probes under way at once, from 1 to 100,000. The default is 1,000.
    package var concurrency = 1000
    /// Whether a certificate that is not good makes a callback unreachable. It does by default.
    package var verifyTLS = true
    /// Certificates to trust instead of the system's, as an absolute path to a PEM file.
    package var caFile: String?
    package var resolve: Family = .any
    /// Networks in CIDR form that are never connected to. By default the link-local ones and the other addresses where clouds keep
    /// their secrets: Alibaba's, and those of AWS and Google over IPv6.
    package var deny = ["169.254.0.0/16", "fe80::/10", "100.100.100.200", "fd00:ec2::254", "fd20:ce::254"]
    /// Exceptions to ``deny``.
    package var allow: [String] = []
    /// A name that is looked up to tell our own name service's failure from a callback's; nil takes the host of the registry, or else
    /// of the mail server.
    package var controlName: String?

    package init() {}
}

extension ProbeSettings {
    static var table: Table<ProbeSettings> {
        Table(
            start: ProbeSettings(),
            keys: [
                Key("interval", \.policy.interval, .interval),
                Key("deadline", \.policy.deadline, .deadline),
                Key("patience", \.policy.patience, .patience),
                Key("method", \.policy.method, .probeMethod),
                Key("credentials", \.policy.credentials, .choice()),
                Key("token_interval", \.tokenInterval, .interval),
                Key("concurrency", \.concurrency, .integer(1...100_000)),
                Key("verify_tls", \.verifyTLS, .flag),
                Key("ca_file", \.caFile, .file),
                Key("resolve", \.resolve, .choice()),
                Key("deny", \.deny, .list(of: .network)),
                Key("allow", \.allow, .list(of: .network)),
                Key("control_name", \.controlName, .hostName),
            ]
        ) { probe, section in
            section.expect(
                probe.policy.patience >= probe.policy.deadline, "patience", "deadline",
                otherwise:
                    "must not be shorter than the deadline (\(probe.policy.deadline.text)), but is \(probe.policy.patience.text)")
            if !probe.verifyTLS {
                section.warn("verify_tls", "is off: a callback with a certificate that the Hub refuses counts as healthy")
            }
        }
    }
}

// What the general section and an override have in common.
extension Form where Value == Duration {
    static var interval: Form { .duration(.seconds(1) ... .days(1)) }
    static var deadline: Form { .duration(.milliseconds(100) ... .seconds(60)) }
    static var patience: Form { .duration(.milliseconds(100) ... .seconds(120)) }
}

extension Form where Value == ProbeMethod {
    static var probeMethod: Form { .choice(refusing: ["token": "is for token endpoints, which have no other"]) }
}
