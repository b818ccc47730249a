import CCurl
import Foundation
import Glibc

/// An easy handle with all the memory that libcurl borrows for one transfer; used again for the next one.
///
/// Deliberately not Sendable: a handle is made on its loop's thread, and the compiler proves that it stays there.
final class CurlEasy {
    let handle: UnsafeMutableRawPointer
    private(set) var token: CurlLoop.Token = 0
    private var transfer: CurlTransfer?
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    private var headers: [String] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var isBodyCut = false
    private var deniedAddresses = 0
    private var openedSockets = 0
    /// When the first socket was opened, right after the name's look-up.
    private var openedAt: ContinuousClock.Instant?
    /// How long after that a TLS handshake began.
    private var handshakeAfter: Duration?

    private static let headerLimit = 16_384

    init?() {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
        errorText.deallocate()
    }

    /// The easy handle's object, from the handle that libcurl hands out.
    static func of(_ handle: UnsafeMutableRawPointer) -> CurlEasy? {
        var pointer: UnsafeMutableRawPointer?
        ccurl_get_pointer(handle, CURLINFO_PRIVATE, &pointer)
        return pointer.map { Unmanaged<CurlEasy>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Makes the handle ready for a transfer; nothing of an earlier one remains.
    func prepare(_ transfer: CurlTransfer, token: CurlLoop.Token) {
        self.token = token
        self.transfer = transfer
        headers.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: true)
        (headerBytes, deniedAddresses, openedSockets, isBodyCut) = (0, 0, 0, false)
        (openedAt, handshakeAfter) = (nil, nil)
        errorText[0] = 0
        curl_easy_reset(handle)
        setRequest(transfer)
        setConnection(transfer)
        setCallbacks()
    }

    private func setRequest(_ transfer: CurlTransfer) {
        ccurl_set_string(handle, CURLOPT_URL, transfer.url)
        // Without a scheme libcurl would guess one; this one it does not know, so that such a URL is refused.
        ccurl_set_string(handle, CURLOPT_DEFAULT_PROTOCOL, "none")
        // The user information of a URL would become an Authorization header.
        ccurl_set_long(handle, CURLOPT_HTTPAUTH, 0)
        ccurl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_string(handle, CURLOPT_USERAGENT, transfer.userAgent)
        ccurl_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        switch transfer.method {
        case .get: break
        case .head: ccurl_set_long(handle, CURLOPT_NOBODY, 1)
        case .post: ccurl_set_long(handle, CURLOPT_POST, 1)
        case .put, .delete: ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, transfer.method.rawValue)
        }
        setBody(transfer)
        setHeaders(transfer)
    }

    private func setBody(_ transfer: CurlTransfer) {
        guard let body = transfer.body ?? (transfer.method == .post ? [] : nil) else { return }
        // libcurl copies the body because the size is set first.
        ccurl_set_off(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        body.withUnsafeBytes { bytes in
            let address = bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) } ?? UnsafeMutableRawPointer(errorText)
            _ = ccurl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, address)
        }
    }

    private func setHeaders(_ transfer: CurlTransfer) {
        curl_slist_free_all(headerList)
        headerList = nil
        // Without this libcurl waits a second for "100 Continue" before it sends a large body.
        for header in transfer.headers + ["Expect:"] {
            headerList = curl_slist_append(headerList, header)
        }
        ccurl_set_list(handle, CURLOPT_HTTPHEADER, headerList)
    }

    private func setConnection(_ transfer: CurlTransfer) {
        ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        // A look-up that is given up is left to its thread; otherwise the loop would stand still until getaddrinfo(3) returns.
        ccurl_set_long(handle, CURLOPT_QUICK_EXIT, 1)
        ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, max(1, transfer.timeout.milliseconds))
        ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, max(1, transfer.timeout.milliseconds))
        ccurl_set_long(handle, CURLOPT_FRESH_CONNECT, transfer.isFresh ? 1 : 0)
        ccurl_set_long(handle, CURLOPT_FORBID_REUSE, transfer.isFresh ? 1 : 0)
        // A kept session would shorten the handshake and hide the certificate that the server has by now.
        ccurl_set_long(handle, CURLOPT_SSL_SESSIONID_CACHE, transfer.isFresh ? 0 : 1)
        // A fresh probe looks its name up, as it opens its own connection.
        ccurl_set_long(handle, CURLOPT_DNS_CACHE_TIMEOUT, transfer.isFresh ? 0 : 60)
        // A proxy out of the environment would be measured instead of the peer.
        ccurl_set_string(handle, CURLOPT_PROXY, "")
        ccurl_set_long(handle, CURLOPT_IPRESOLVE, transfer.addressFamily.option)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, transfer.verifiesTLS ? 1 : 0)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, transfer.verifiesTLS ? 2 : 0)
        ccurl_set_long(handle, CURLOPT_CERTINFO, 1)
        if let bundle = transfer.caFile ?? CurlGlobal.certificateBundle {
            // libcurl caches the parsed bundle only when no directory is set beside it.
            ccurl_set_string(handle, CURLOPT_CAINFO, bundle)
            ccurl_set_string(handle, CURLOPT_CAPATH, nil)
        }
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(handle, CURLOPT_PRIVATE, context)
        ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
        ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        ccurl_set_data_function(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            guard let data, let context else { return 0 }
            let easy = Unmanaged<CurlEasy>.fromOpaque(context).takeUnretainedValue()
            return easy.takeBody(UnsafeRawBufferPointer(start: data, count: size * count))
        }
        ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        ccurl_set_data_function(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            guard let data, let context else { return 0 }
            let easy = Unmanaged<CurlEasy>.fromOpaque(context).takeUnretainedValue()
            return easy.takeHeader(UnsafeRawBufferPointer(start: data, count: size * count))
        }
        ccurl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
        ccurl_set_open_function(handle) { context, _, address in
            guard let context, let address else { return -1 }
            return Unmanaged<CurlEasy>.fromOpaque(context).takeUnretainedValue().openSocket(&address.pointee)
        }
        ccurl_set_pointer(handle, CURLOPT_SSL_CTX_DATA, context)
        ccurl_set_tls_function(handle) { _, _, context in
            guard let context else { return CURLE_OK }
            let easy = Unmanaged<CurlEasy>.fromOpaque(context).takeUnretainedValue()
            easy.handshakeAfter = easy.openedAt?.duration(to: .now)
            return CURLE_OK
        }
    }

    /// Returns how much was taken; less than what was given ends the transfer.
    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        let room = (transfer?.bodyLimit ?? 0) - body.count
        body.append(contentsOf: bytes.prefix(max(0, room)))
        guard bytes.count > room else { return bytes.count }
        isBodyCut = true
        return 0
    }

    private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        if bytes.starts(with: "HTTP/".utf8) {
            headers.removeAll(keepingCapacity: true)
            headerBytes = 0
        }
        headerBytes += bytes.count
        let line = bytes.prefix { $0 != 13 && $0 != 10 }
        if headerBytes <= CurlEasy.headerLimit, !line.isEmpty { headers.append(String(decoding: line, as: UTF8.self)) }
        return bytes.count
    }

    private func openSocket(_ address: inout curl_sockaddr) -> curl_socket_t {
        let isPermitted = withUnsafePointer(to: &address.addr) { transfer?.addressPolicy.permits($0) ?? false }
        guard isPermitted else {
            deniedAddresses += 1
            return -1
        }
        openedSockets += 1
        openedAt = openedAt ?? .now
        return socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
    }

    /// What came of the transfer, once libcurl says that it is over.
    func result(_ code: CURLcode) -> Result<CurlReply, CurlFailure> {
        let trace = trace()
        let isOurCut = code == CURLE_WRITE_ERROR && isBodyCut
        guard code == CURLE_OK || isOurCut else {
            return .failure(CurlFailure(kind: kind(of: code), code: Int(code.rawValue), message: message(code), trace: trace))
        }
        return .success(
            CurlReply(
                status: long(CURLINFO_RESPONSE_CODE), headers: headers, body: body, isBodyCut: isBodyCut, trace: trace))
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
        case CURLE_URL_MALFORMAT: return .invalidURL
        // The same code stands for a scheme that is not allowed and for an answer in HTTP/0.9.
        case CURLE_UNSUPPORTED_PROTOCOL: return hasConnected ? .notHTTP : .invalidURL
        case CURLE_COULDNT_RESOLVE_HOST: return .dns
        case CURLE_COULDNT_CONNECT: return deniedAddresses > 0 && openedSockets == 0 ? .blocked : .connect
        case CURLE_OPERATION_TIMEDOUT: return phaseThatTimedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
            CURLE_USE_SSL_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_INITFAILED:
            return .tls
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

    /// Whether the handle can serve another transfer without having its failures taken for those of this one: neither
    /// `curl_easy_reset` nor a new transfer takes back the system's error number.
    var isReusable: Bool { long(CURLINFO_OS_ERRNO) == 0 }

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
            nameLookup: duration(CURLINFO_NAMELOOKUP_TIME_T), connect: connectTime,
            appConnect: duration(CURLINFO_APPCONNECT_TIME_T), preTransfer: duration(CURLINFO_PRETRANSFER_TIME_T),
            startTransfer: duration(CURLINFO_STARTTRANSFER_TIME_T), total: duration(CURLINFO_TOTAL_TIME_T))
        trace.address = address
        if trace.timings.appConnect > .zero { trace.certificateExpiry = certificateExpiry() }
        return trace
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

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        ccurl_get_long(handle, info, &value)
        return value
    }
}

extension CurlTransfer.AddressFamily {
    fileprivate var option: Int {
        switch self {
        case .any: Int(CURL_IPRESOLVE_WHATEVER)
        case .ipv4: Int(CURL_IPRESOLVE_V4)
        case .ipv6: Int(CURL_IPRESOLVE_V6)
        }
    }
}

extension Duration {
    /// In whole milliseconds, rounded towards zero.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
