import AnswerbackCore
import Curl

extension Evidence {
    /// Bounded, printable, and with the secrets struck out.
    init(_ detail: CurlDetail, tried: [String], without secrets: SentSecrets) {
        self.init()
        triedAddresses = tried
        port = detail.port
        localAddress = detail.localAddress
        localPort = detail.localPort
        tls = TLS(detail)
        statusLine = detail.headers.first.map { secrets.struck(from: $0).printable(limit: Evidence.valueLimit) }
        headers = detail.headers.dropFirst().prefix(Evidence.headerLimit).map { line in
            let header = secrets.struck(fromReceived: line)
            return Header(
                name: header.name.printable(limit: Evidence.valueLimit), value: header.value.printable(limit: Evidence.valueLimit)
            )
        }
        body = Body(detail.body, isCut: detail.isBodyCut, without: secrets)
    }
}

extension Evidence.TLS {
    /// nil when there was no TLS.
    init?(_ detail: CurlDetail) {
        guard detail.tlsVersion != nil || !detail.certificates.isEmpty else { return nil }
        self.init()
        version = detail.tlsVersion
        cipher = detail.cipher
        chain = detail.certificates.prefix(Evidence.TLS.chainLimit).map { certificate in
            Evidence.Certificate(
                subject: certificate.subject, issuer: certificate.issuer, serialNumber: certificate.serialNumber,
                validFrom: certificate.validFrom, expires: certificate.expires)
        }
    }
}
