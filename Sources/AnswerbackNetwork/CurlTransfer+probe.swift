import AnswerbackCore
import Curl

extension CurlTransfer {
    /// The request of a probe; nil when the callback is no usable `http` or `https` URL.
    init?(_ probe: Probe, _ transport: ProbeTransport) {
        let url = probe.callback.url
        // libcurl would guess a scheme where there is none; what the Hub would do is unknown, so we do not guess.
        guard ["http://", "https://"].contains(where: { url.lowercased().hasPrefix($0) }),
            url.utf8.allSatisfy({ $0 > 32 && $0 != 127 })
        else { return nil }
        self.init(.head, url)
        headers = probe.callback.headers.filter(CurlTransfer.mayBeSent).map(CurlTransfer.line)
        if probe.policy.method == .contract { becomeContractProbe() }
        userAgent = Version.userAgent
        timeout = probe.policy.patience
        verifiesTLS = transport.verifiesTLS
        caFile = transport.caFile
        addressFamily = transport.addressFamily
        addressPolicy = transport.addressPolicy
        wantsDetail = probe.wantsEvidence
        pinnedAddress = probe.pinnedAddress
        listen = transport.listen.map { Exchange(of: probe.callback, toldTo: $0).hear }
    }

    private mutating func becomeContractProbe() {
        method = .post
        body = Array("{}".utf8)
        headers.removeAll { line in
            ["authorization", "content-type"].contains(line.prefix { $0 != ":" && $0 != ";" }.lowercased())
        }
        headers.append("Content-Type: application/json")
        headers.append("Authorization: Bearer answerback-probe-that-is-out-of-date")
    }

    /// What would break the request, make libcurl wait before it sends its body, or take our name away.
    private static let reserved: Set = ["content-length", "transfer-encoding", "connection", "expect", "user-agent"]

    /// Whether a custom header may be sent.
    private static func mayBeSent(_ header: Header) -> Bool {
        header.isSendable && !reserved.contains(header.name.lowercased())
    }

    /// libcurl takes `Name:` for "do not send this header", and `Name;` for one with an empty value.
    private static func line(_ header: Header) -> String {
        header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
    }
}
