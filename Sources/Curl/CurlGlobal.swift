import CCurl
import Glibc

/// What libcurl needs once in a process.
enum CurlGlobal {
    /// Initialises libcurl the first time it is asked for.
    ///
    /// Also ignores SIGPIPE in the whole process: with `CURLOPT_NOSIGNAL` libcurl leaves that to us, and a peer that closes at the
    /// wrong moment would end the daemon.
    static let ready: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()

    /// The system's bundle of certificates that libcurl was built for: `/etc/ssl/certs/ca-certificates.crt` on Debian.
    static let certificateBundle: String? = {
        guard let path = ccurl_version()?.pointee.cainfo else { return nil }
        return String(cString: path)
    }()
}
