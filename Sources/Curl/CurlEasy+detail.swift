import CCurl
import Foundation
import Glibc

// Reading what is told of a transfer only on demand.
extension CurlEasy {
    /// The TLS session can be asked only while the connection is ours: libcurl calls back when all is ready for the request.
    func setDetail(_ transfer: CurlTransfer) {
        guard transfer.wantsDetail else { return }
        ccurl_set_pointer(handle, CURLOPT_PREREQDATA, Unmanaged.passUnretained(self).toOpaque())
        ccurl_set_ready_function(handle) { context, _, _, _, _ in
            if let context { Unmanaged<CurlEasy>.fromOpaque(context).takeUnretainedValue().noteSession() }
            return CURL_PREREQFUNC_OK
        }
    }

    private func noteSession() {
        var (version, cipher): (UnsafePointer<CChar>?, UnsafePointer<CChar>?)
        ccurl_get_session(handle, &version, &cipher)
        session = (version.map { String(cString: $0) }, cipher.map { String(cString: $0) })
    }

    /// nil unless the transfer asked for it.
    func detail() -> CurlDetail? {
        guard let transfer, transfer.wantsDetail else { return nil }
        var detail = CurlDetail()
        if let local = text(CURLINFO_LOCAL_IP) {
            detail.localAddress = local
            detail.localPort = long(CURLINFO_LOCAL_PORT)
            detail.port = long(CURLINFO_PRIMARY_PORT)
        }
        (detail.tlsVersion, detail.cipher) = session
        detail.certificates = certificates()
        detail.headers = headers
        detail.body = body
        detail.isBodyCut = isBodyCut
        detail.url = transfer.url
        detail.sentHeaders = transfer.headers
        return detail
    }

    private func text(_ info: CURLINFO) -> String? {
        var text: UnsafePointer<CChar>?
        ccurl_get_string(handle, info, &text)
        guard let text, text.pointee != 0 else { return nil }
        return String(cString: text)
    }

    private func certificates() -> [CurlDetail.Certificate] {
        var pointer: UnsafeMutablePointer<curl_certinfo>?
        guard ccurl_get_certificates(handle, &pointer) == CURLE_OK, let chain = pointer?.pointee else { return [] }
        return (0..<Int(chain.num_of_certs)).map { CurlDetail.Certificate(chain.certinfo[$0]) }
    }
}

extension CurlDetail.Certificate {
    /// libcurl gives a certificate as lines `Name:value`, with much more than is wanted here.
    fileprivate init(_ lines: UnsafeMutablePointer<curl_slist>?) {
        var line = lines
        while let item = line?.pointee {
            if let data = item.data { take(data) }
            line = item.next
        }
    }

    private mutating func take(_ line: UnsafeMutablePointer<CChar>) {
        func value(_ label: String) -> UnsafeMutablePointer<CChar>? {
            strncmp(line, label, label.utf8.count) == 0 ? line + label.utf8.count : nil
        }
        func date(_ text: UnsafeMutablePointer<CChar>) -> Date? {
            let time = curl_getdate(text, nil)
            return time < 0 ? nil : Date(timeIntervalSince1970: Double(time))
        }
        if let text = value("Subject:") { subject = String(cString: text) }
        if let text = value("Issuer:") { issuer = String(cString: text) }
        if let text = value("Serial Number:") { serialNumber = String(cString: text) }
        if let text = value("Start date:") { validFrom = date(text) }
        if let text = value("Expire date:") { expires = date(text) }
    }
}
