import CCurl

// What a transfer asks of libcurl.
extension CurlEasy {
    func setRequest(_ transfer: CurlTransfer) {
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
        // Without this libcurl waits a second for "100 Continue" before it sends a large body.
        for header in transfer.headers + ["Expect:"] {
            headerList = curl_slist_append(headerList, header)
        }
        ccurl_set_list(handle, CURLOPT_HTTPHEADER, headerList)
    }

    func setConnection(_ transfer: CurlTransfer) {
        ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        let rest = max(1, (transfer.timeout - (resolution?.took ?? .zero)).milliseconds)
        ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, rest)
        ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, rest)
        ccurl_set_long(handle, CURLOPT_FRESH_CONNECT, transfer.isFresh ? 1 : 0)
        ccurl_set_long(handle, CURLOPT_FORBID_REUSE, transfer.isFresh ? 1 : 0)
        ccurl_set_long(handle, CURLOPT_CONNECT_ONLY, transfer.isHandshakeOnly ? 1 : 0)
        // A kept session would shorten the handshake and hide the certificate that the server has by now.
        ccurl_set_long(handle, CURLOPT_SSL_SESSIONID_CACHE, transfer.isFresh ? 0 : 1)
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
}

// Where it goes.
extension CurlEasy {
    /// Gives libcurl the addresses of the name, so that it looks up none itself.
    func setAddresses() {
        guard let resolution else { return }
        let addresses = resolution.addresses.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
        // The plus makes libcurl forget them after its minute; otherwise it would keep those of every name that it ever met.
        let entry = "+\(resolution.destination.name.host):\(resolution.destination.port):\(addresses)"
        addressList = curl_slist_append(nil, entry)
        ccurl_set_list(handle, CURLOPT_RESOLVE, addressList)
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
