import CCurl

// Connecting to an address of our choice. The URL's host stays what is asked for: in the Host header, in TLS and in the certificate.
extension CurlEasy {
    func setPin(_ transfer: CurlTransfer) {
        curl_slist_free_all(pin)
        pin = nil
        guard let address = transfer.pinnedAddress else { return }
        // For every host and port (both empty): to the address, at the same port.
        pin = curl_slist_append(nil, address.contains(":") ? "::[\(address)]:" : "::\(address):")
        ccurl_set_list(handle, CURLOPT_CONNECT_TO, pin)
    }
}
