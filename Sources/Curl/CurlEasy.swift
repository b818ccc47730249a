import CCurl
import Glibc

/// An easy handle with all the memory that libcurl borrows for one transfer.
///
/// Deliberately not Sendable: a handle is made on its loop's thread, and the compiler proves that it stays there.
final class CurlEasy {
    let handle: UnsafeMutableRawPointer
    private(set) var token: CurlLoop.Token = 0
    private(set) var transfer: CurlTransfer?
    /// Where the transfer goes when its host is a name.
    private(set) var resolution: CurlResolution?
    var headerList: UnsafeMutablePointer<curl_slist>?
    var addressList: UnsafeMutablePointer<curl_slist>?
    var pin: UnsafeMutablePointer<curl_slist>?
    /// The TLS session's version and cipher, as far as they are asked for.
    var session: (version: String?, cipher: String?) = (nil, nil)
    let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    private(set) var headers: [String] = []
    private(set) var headerBytes = 0
    private(set) var body: [UInt8] = []
    private(set) var isBodyCut = false
    private(set) var deniedAddresses = 0
    private(set) var openedSockets = 0
    /// libcurl wanted to look up a name, although it was given the addresses.
    private(set) var isAskingForNames = false
    private(set) var tried: [String] = []
    /// The system refused us a socket.
    private(set) var isExhausted = false
    /// When the first socket was opened, right after the name's look-up.
    private var openedAt: ContinuousClock.Instant?
    /// How long after that a TLS handshake began.
    private(set) var handshakeAfter: Duration?

    /// So much of the header is kept, in bytes ...
    private static let headerLimit = 16_384
    /// ... and so much is read.
    static let headLimit = 65_536

    init?() {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
        curl_slist_free_all(addressList)
        curl_slist_free_all(pin)
        errorText.deallocate()
    }

    /// The easy handle's object, from the handle that libcurl hands out.
    static func of(_ handle: UnsafeMutableRawPointer) -> CurlEasy? {
        var pointer: UnsafeMutableRawPointer?
        ccurl_get_pointer(handle, CURLINFO_PRIVATE, &pointer)
        return pointer.map { Unmanaged<CurlEasy>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Makes the handle ready for its transfer.
    ///
    /// - Parameter resolution: nil when there is no name to be looked up.
    func prepare(_ transfer: CurlTransfer, at resolution: CurlResolution?, token: CurlLoop.Token) {
        self.token = token
        self.transfer = transfer
        self.resolution = resolution
        errorText[0] = 0
        setRequest(transfer)
        setConnection(transfer)
        setAddresses()
        setCallbacks()
        setPin(transfer)
        setDetail(transfer)
        setListening(transfer)
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
        ccurl_set_pointer(handle, CURLOPT_RESOLVER_START_DATA, context)
        ccurl_set_resolver_function(handle) { _, _, context in
            guard let context else { return 1 }
            return Unmanaged<CurlEasy>.fromOpaque(context).takeUnretainedValue().mayLookUp() ? 0 : 1
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
        guard headerBytes <= CurlEasy.headLimit else { return 0 }
        let line = bytes.prefix { $0 != 13 && $0 != 10 }
        if headerBytes <= CurlEasy.headerLimit, !line.isEmpty { headers.append(String(decoding: line, as: UTF8.self)) }
        return bytes.count
    }

    /// libcurl's own look-up would start a thread, and end in the middle of the loop when it is given up; addresses and this machine's
    /// names need none.
    private func mayLookUp() -> Bool {
        if resolution != nil { isAskingForNames = true }
        return resolution == nil
    }

    private func openSocket(_ address: inout curl_sockaddr) -> curl_socket_t {
        let isPermitted = withUnsafePointer(to: &address.addr) { transfer?.addressPolicy.permits($0) ?? false }
        guard isPermitted else {
            deniedAddresses += 1
            return -1
        }
        openedSockets += 1
        if tried.count < CurlTrace.triedLimit {
            withUnsafePointer(to: &address.addr) { tried.append(AddressPolicy.text(of: $0)) }
        }
        openedAt = openedAt ?? .now
        let opened = socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
        if opened < 0, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) { isExhausted = true }
        return opened
    }
}
