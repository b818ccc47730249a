import CCurl

extension CurlEasy {
    /// When an address has refused, libcurl 7.88.1 chooses the next one, but connects to it only when one of its timers is due: half of
    /// the time that is left may go by. To let a transfer go on that was paused is the public way to have it looked at now.
    ///
    /// - Returns: false when it is connected, and so lost its socket at its end.
    func goOnToNextAddress() -> Bool {
        guard !isConnected else { return false }
        curl_easy_pause(handle, CURLPAUSE_RECV)
        curl_easy_pause(handle, CURLPAUSE_CONT)
        return true
    }

    private var isConnected: Bool {
        var microseconds: curl_off_t = 0
        ccurl_get_off(handle, CURLINFO_CONNECT_TIME_T, &microseconds)
        return microseconds > 0
    }
}
