import CCurl
import Foundation
import Glibc

// What came of a transfer, read out of libcurl.
extension CurlEasy {
    /// What came of the transfer, once libcurl says that it is over.
    func result(_ code: CURLcode) -> Result<CurlReply, CurlFailure> {
        let trace = trace()
        let isOurCut = code == CURLE_WRITE_ERROR && isBodyCut
        guard code == CURLE_OK || isOurCut else {
            return .failure(CurlFailure(kind: kind(of: code), code: Int(code.rawValue), message: message(code), trace: trace))
        }
        let status = long(CURLINFO_RESPONSE_CODE)
        // libcurl takes four digits from what calls itself HTTP/2; RFC 9110 §15 knows three.
        guard (100...999).contains(status) || transfer?.isHandshakeOnly == true else {
            return .failure(
                CurlFailure(
                    kind: .notHTTP, code: Int(CURLE_WEIRD_SERVER_REPLY.rawValue), message: "there is no status \(status)",
                    trace: trace))
        }
        return .success(
            CurlReply(
                status: status, headers: headers, body: body, isBodyCut: isBodyCut, trace: trace))
    }

    func cancelled() -> Result<CurlReply, CurlFailure> {
        .failure(CurlFailure(kind: .cancelled, code: 42, message: "cancelled", trace: trace()))
    }

    private func message(_ code: CURLcode) -> String {
        let text = String(cString: errorText)
        return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }

    /// What a `CURLcode` means here; which codes come for which fault was found by doing, see docs/curl.md.
    private func kind(of code: CURLcode) -> CurlFailure.Kind {
        switch code {
        case _ where isExhausted: return .exhausted
        case _ where isAskingForNames: return .broken
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_SSL_CACERT_BADFILE: return .exhausted
        case CURLE_URL_MALFORMAT: return .invalidURL
        // The same code stands for a scheme that is not allowed and for an answer in HTTP/0.9.
        case CURLE_UNSUPPORTED_PROTOCOL: return hasConnected ? .notHTTP : .invalidURL
        case CURLE_COULDNT_RESOLVE_HOST: return .dns
        case CURLE_COULDNT_CONNECT: return deniedAddresses > 0 && openedSockets == 0 ? .blocked : .connect
        case CURLE_OPERATION_TIMEDOUT: return phaseThatTimedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
            CURLE_USE_SSL_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_INITFAILED:
            return .tls
        case CURLE_WRITE_ERROR where headerBytes > CurlEasy.headLimit: return .notHTTP
        case CURLE_RECV_ERROR: return kindOfReceiveError
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: return .reset
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_TOO_MANY_REDIRECTS, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            return .notHTTP
        case CURLE_ABORTED_BY_CALLBACK: return .cancelled
        default: return .broken
        }
    }

    private var phaseThatTimedOut: CurlFailure.Kind {
        if duration(CURLINFO_NAMELOOKUP_TIME_T) == .zero { return .dns }
        if !hasConnected { return .connect }
        if usesTLS, duration(CURLINFO_APPCONNECT_TIME_T) == .zero { return .tls }
        return .timeout
    }

    /// A reset has the system's error number; without one it is what came over the connection that was wrong: a TLS alert
    /// (in TLS 1.3 the refusal of our missing client certificate comes after the handshake) or garbage in place of HTTP.
    private var kindOfReceiveError: CurlFailure.Kind {
        if long(CURLINFO_OS_ERRNO) != 0 { return .reset }
        return usesTLS && headerBytes == 0 ? .tls : .notHTTP
    }

    /// libcurl knows the peer's address as soon as there is a connection, but with TLS the time only when there was a handshake.
    private var hasConnected: Bool { address != nil }

    private var address: String? {
        var text: UnsafePointer<CChar>?
        ccurl_get_string(handle, CURLINFO_PRIMARY_IP, &text)
        guard let text, text.pointee != 0 else { return nil }
        return String(cString: text)
    }

    private var usesTLS: Bool { transfer?.url.lowercased().hasPrefix("https:") ?? false }

    private func trace() -> CurlTrace {
        var trace = CurlTrace()
        trace.timings = CurlTimings(
            nameLookup: sinceLookUp(duration(CURLINFO_NAMELOOKUP_TIME_T)), connect: sinceLookUp(connectTime),
            appConnect: sinceLookUp(duration(CURLINFO_APPCONNECT_TIME_T)),
            preTransfer: sinceLookUp(duration(CURLINFO_PRETRANSFER_TIME_T)),
            startTransfer: sinceLookUp(duration(CURLINFO_STARTTRANSFER_TIME_T)),
            total: duration(CURLINFO_TOTAL_TIME_T) + (resolution?.took ?? .zero))
        trace.address = address
        trace.tried = tried
        if trace.timings.appConnect > .zero { trace.certificateExpiry = certificateExpiry() }
        trace.detail = detail()
        return trace
    }

    /// A point of libcurl's time, which begins when the name has been looked up, as one of the transfer's.
    private func sinceLookUp(_ point: Duration) -> Duration {
        point == .zero ? .zero : point + (resolution?.took ?? .zero)
    }

    /// Until a TLS handshake is over libcurl keeps the time of the connection to itself (as of 7.88).
    private var connectTime: Duration {
        let known = duration(CURLINFO_CONNECT_TIME_T)
        guard known == .zero, hasConnected, let handshakeAfter else { return known }
        return min(duration(CURLINFO_NAMELOOKUP_TIME_T) + handshakeAfter, duration(CURLINFO_TOTAL_TIME_T))
    }

    private func certificateExpiry() -> Date? {
        var pointer: UnsafeMutablePointer<curl_certinfo>?
        guard ccurl_get_certificates(handle, &pointer) == CURLE_OK, let chain = pointer?.pointee else { return nil }
        return (0..<Int(chain.num_of_certs)).compactMap { CurlEasy.expiry(in: chain.certinfo[$0]) }.min()
    }

    /// libcurl gives a certificate as lines `Name:value`; the date is in the form that `curl_getdate` reads.
    private static func expiry(in lines: UnsafeMutablePointer<curl_slist>?) -> Date? {
        let label = "Expire date:"
        var line = lines
        while let item = line?.pointee {
            if let data = item.data, strncmp(data, label, label.utf8.count) == 0 {
                let time = curl_getdate(data + label.utf8.count, nil)
                return time < 0 ? nil : Date(timeIntervalSince1970: Double(time))
            }
            line = item.next
        }
        return nil
    }

    private func duration(_ info: CURLINFO) -> Duration {
        var value: curl_off_t = 0
        ccurl_get_off(handle, info, &value)
        return .microseconds(value)
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        ccurl_get_long(handle, info, &value)
        return value
    }
}
