import CCurl

/// One thing that was said in a transfer, as `curl -v` shows it. Nothing is struck out yet.
public struct CurlUtterance: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// A remark of libcurl, one line.
        case note
        /// The head of the request, all lines of it.
        case sentHead
        /// One line of the response's head, or its empty last one.
        case receivedHead
        /// A piece of a body.
        case sentBody
        case receivedBody
    }

    public let kind: Kind
    public let bytes: [UInt8]
}

// Listening in on a transfer.
extension CurlEasy {
    func setListening(_ transfer: CurlTransfer) {
        guard transfer.listen != nil else { return }
        ccurl_set_pointer(handle, CURLOPT_DEBUGDATA, Unmanaged.passUnretained(self).toOpaque())
        ccurl_set_debug_function(handle) { _, kind, data, count, context in
            guard let data, let context, let kind = CurlUtterance.Kind(kind) else { return 0 }
            let bytes = Array(UnsafeRawBufferPointer(start: data, count: count))
            Unmanaged<CurlEasy>.fromOpaque(context).takeUnretainedValue().tell(CurlUtterance(kind: kind, bytes: bytes))
            return 0
        }
        ccurl_set_long(handle, CURLOPT_VERBOSE, 1)
    }

    private func tell(_ utterance: CurlUtterance) {
        guard let transfer else { return }
        transfer.listen?(transfer, utterance)
    }
}

extension CurlUtterance.Kind {
    /// nil for the bytes of TLS, which nobody can read.
    fileprivate init?(_ kind: curl_infotype) {
        switch kind {
        case CURLINFO_TEXT: self = .note
        case CURLINFO_HEADER_OUT: self = .sentHead
        case CURLINFO_HEADER_IN: self = .receivedHead
        case CURLINFO_DATA_OUT: self = .sentBody
        case CURLINFO_DATA_IN: self = .receivedBody
        default: return nil
        }
    }
}
