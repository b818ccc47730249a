import Foundation

/// Evidence in words, the same wherever people read it.
extension Evidence {
    /// One line about one thing.
    public struct Fact: Sendable, Hashable {
        public let name: String
        public let value: String
    }

    /// What is known of the connection.
    public var facts: [Fact] {
        var facts: [Fact] = []
        if let tried { facts.append(Fact(name: "Tried", value: tried)) }
        if let way { facts.append(Fact(name: "Connection", value: way)) }
        if let session { facts.append(Fact(name: "TLS", value: session)) }
        if let why = tls?.notTrusted { facts.append(Fact(name: "Not trusted", value: why)) }
        for (index, certificate) in (tls?.chain ?? []).enumerated() {
            facts.append(Fact(name: index == 0 ? "Certificate" : "issued by", value: certificate.sentence))
        }
        return facts
    }

    /// What came back, as it went over the wire: the status line, the headers, an empty line and the body.
    public var answer: [String] {
        guard let statusLine else { return [] }
        let head = [statusLine] + headers.map { "\($0.name): \($0.value)" }
        guard let body else { return head }
        return head + [""] + body.lines.map(String.init) + (body.isCut ? ["…"] : [])
    }

    /// Nothing new where the only one tried was the one that answered.
    private var tried: String? {
        triedAddresses.isEmpty || (port != nil && triedAddresses.count == 1) ? nil : triedAddresses.joined(separator: ", ")
    }

    private var way: String? {
        guard let port else { return nil }
        guard let localAddress, let localPort else { return "to port \(port)" }
        return "to port \(port), from \(localAddress) port \(localPort)"
    }

    private var session: String? {
        guard let tls else { return nil }
        let agreed = [tls.version, tls.cipher].compactMap(\.self)
        return agreed.isEmpty ? nil : agreed.joined(separator: ", ")
    }
}

extension Evidence.Certificate {
    /// `CN = bot.example; from 2026-01-01 to 2026-04-01; serial number 1000; by CN = Some Authority`.
    public var sentence: String {
        let span = [validFrom.map { "from \($0.day)" }, expires.map { "to \($0.day)" }].compactMap(\.self)
        return
            ([subject] + (span.isEmpty ? [] : [span.joined(separator: " ")]) + ["serial number \(serialNumber)", "by \(issuer)"])
            .joined(separator: "; ")
    }
}

extension Date {
    /// `2026-04-01`, in UTC.
    fileprivate var day: String { formatted(Date.ISO8601FormatStyle().year().month().day()) }
}
