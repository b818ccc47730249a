/// One HTTP request, and how far to go for its answer.
public struct CurlTransfer: Sendable {
    public enum Method: String, Sendable, Hashable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// Which addresses of a name are tried.
    public enum AddressFamily: Sendable, Hashable {
        case any
        case ipv4
        case ipv6
    }

    /// `http` or `https`; anything else fails as ``CurlFailure/Kind/invalidURL``. A user and password in it are not sent.
    public var url: String
    public var method: Method
    /// `Name: value` each, sent as they are: whoever fills them in has checked them for line ends.
    public var headers: [String] = []
    public var body: [UInt8]?
    public var userAgent: String?
    /// From the start to the end of the transfer. From 1 ms, in whole milliseconds; the default is 30 s.
    public var timeout: Duration = .seconds(30)
    /// The body is read so far and no further; what is longer is cut, which is not a failure. The default is 64 KiB.
    public var bodyLimit: Int = 65_536
    /// Looks the name up, opens a connection of its own with a whole TLS handshake, and closes it afterwards. The default is true.
    public var isFresh = true
    public var verifiesTLS = true
    /// A file of certificates in PEM; nil means the system's.
    public var caFile: String?
    public var addressFamily = AddressFamily.any
    public var addressPolicy = AddressPolicy()
    /// Connects to this address, in text, instead of those of the URL's host; the address policy applies all the same.
    public var pinnedAddress: String?
    /// Whether ``CurlTrace/detail`` is told, which takes some microseconds more. The default is false.
    public var wantsDetail = false
    /// Connects, shakes hands and closes: nothing of the request is sent. It ends as a reply with status 0. The default is false.
    public var isHandshakeOnly = false
    /// Hears the whole exchange as it goes on, on the loop's thread: it must return soon. It is told which transfer this is, and
    /// has to strike out the secrets in it before it shows anything.
    public var listen: (@Sendable (CurlTransfer, CurlUtterance) -> Void)?

    public init(_ method: Method, _ url: String) {
        self.method = method
        self.url = url
    }
}
