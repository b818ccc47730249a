import AnswerbackCore
import Curl

extension CurlTransfer {
    /// A second handshake, which trusts whatever the server shows and sends nothing, no header and no credentials: libcurl tells a chain only
    /// after a handshake that went well. nil unless the certificate was the trouble, and evidence is wanted.
    init?(lookingAtTheCertificateAfter completion: CurlLoop.Completion, _ transport: ProbeTransport) {
        guard case .failure(let failure) = completion.result, failure.isDistrust else { return nil }
        guard let detail = failure.trace.detail, let address = failure.trace.address else { return nil }
        self.init(.head, detail.url)
        isHandshakeOnly = true
        verifiesTLS = false
        // The name may lead elsewhere by now, or to several servers.
        pinnedAddress = address
        addressPolicy = transport.addressPolicy
        wantsDetail = true
        timeout = .seconds(5)
    }
}

extension Evidence {
    /// What a second handshake showed; nothing if it failed too.
    mutating func take(_ completion: CurlLoop.Completion, notTrusted why: String?) {
        if case .success(let reply) = completion.result, let detail = reply.trace.detail { tls = TLS(detail) }
        tls?.notTrusted = why
    }
}
