import CCurl
import Glibc

/// A host's name, in the form in which libcurl asks for it, and which of its addresses are wanted.
struct CurlName: Sendable, Hashable {
    let host: String
    let family: CurlTransfer.AddressFamily
}

/// Where a transfer goes whose host is a name that has to be looked up.
struct CurlDestination: Sendable, Hashable {
    let name: CurlName
    let port: Int

    /// Nil when there is nothing to look up: the address is given, the host is an address or this machine, or the URL is none, which
    /// libcurl will say.
    ///
    /// libcurl's own reader takes the URL apart, so that what is looked up is what will be connected to: it writes `0x7f.1` as
    /// `127.0.0.1` and `%6c` as `l`. A name beyond ASCII is refused, since libcurl reads it in the locale, which is "C".
    init?(_ transfer: CurlTransfer) {
        guard transfer.pinnedAddress == nil, let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, transfer.url, 0) == CURLUE_OK,
            let scheme = CurlDestination.part(CURLUPART_SCHEME, of: url), ["http", "https"].contains(scheme),
            let port = CurlDestination.part(CURLUPART_PORT, of: url, UInt32(CURLU_DEFAULT_PORT)).flatMap(Int.init),
            let host = CurlDestination.part(CURLUPART_HOST, of: url, UInt32(CURLU_PUNYCODE))?.lowercased(),
            !CurlDestination.isAddress(host), !CurlDestination.isThisMachine(host)
        else { return nil }
        name = CurlName(host: host, family: transfer.addressFamily)
        self.port = port
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func isAddress(_ host: String) -> Bool {
        var address = in_addr()
        return host.hasPrefix("[") || inet_pton(AF_INET, host, &address) == 1
    }

    /// libcurl asks nobody for these (RFC 6761 §6.3).
    private static func isThisMachine(_ host: String) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost")
    }
}
