import AnswerbackCore
import Curl

extension CurlTransfer {
    /// The request of a probe; nil when the callback is no usable `http` or `https` URL.
    ///
    /// - Parameters:
    ///   - message: what `message` posts.
    ///   - authorization: the Authorization value to go with it, in place of any that the role's custom headers have.
    init?(_ probe: Probe, message: ProbeMessage? = nil, authorization: String? = nil, _ transport: ProbeTransport) {
        let url = probe.callback.url
        guard url.isUsableURL else { return nil }
        self.init(.head, url)
        headers = probe.callback.headers.filter(CurlTransfer.mayBeSent).map(CurlTransfer.line)
        if probe.policy.method == .contract {
            post("{}".utf8, authorization: "Bearer answerback-probe-that-is-out-of-date")
        } else if let message {
            post(message.json.encoded(), authorization: authorization)
        }
        timeout = probe.policy.patience
        pinnedAddress = probe.pinnedAddress
        use(transport, for: probe)
    }

    /// - Parameter isConfidential: what the bodies hold is told to nobody.
    mutating func use(_ transport: ProbeTransport, for probe: Probe, isConfidential: Bool = false) {
        userAgent = Version.userAgent
        verifiesTLS = transport.verifiesTLS
        caFile = transport.caFile
        addressFamily = transport.addressFamily
        addressPolicy = transport.addressPolicy
        wantsDetail = probe.wantsEvidence
        listen = transport.listen.map { Exchange(of: probe.callback, tellsBodies: !isConfidential, toldTo: $0).hear }
    }

    private mutating func post(_ json: some Sequence<UInt8>, authorization: String?) {
        method = .post
        body = Array(json)
        setHeader("Content-Type", "application/json")
        if let authorization { setHeader("Authorization", authorization) }
    }

    /// In place of all of this name.
    private mutating func setHeader(_ name: String, _ value: String) {
        headers.removeAll { $0.prefix { $0 != ":" && $0 != ";" }.lowercased() == name.lowercased() }
        headers.append("\(name): \(value)")
    }

    /// What would break the request, make libcurl wait before it sends its body, or take our name away.
    private static let reserved: Set = ["content-length", "transfer-encoding", "connection", "expect", "user-agent"]

    /// Whether a custom header may be sent.
    static func mayBeSent(_ header: Header) -> Bool {
        header.isSendable && !reserved.contains(header.name.lowercased())
    }

    /// libcurl takes `Name:` for "do not send this header", and `Name;` for one with an empty value.
    static func line(_ header: Header) -> String {
        header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
    }
}

extension String {
    /// libcurl would guess a scheme where there is none; what the Hub would do is unknown, so we do not guess.
    var isUsableURL: Bool {
        ["http://", "https://"].contains { lowercased().hasPrefix($0) } && utf8.allSatisfy { $0 > 32 && $0 != 127 }
    }
}
