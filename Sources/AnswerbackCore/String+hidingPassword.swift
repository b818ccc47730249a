extension String {
    /// A callback's address as it may be shown: the user information of a URL, which may hold a password, is hidden.
    ///
    /// Also in what only resembles a URL, `user:password@host` or `https:/user:password@host`: the registry takes any text, and a
    /// password that was put into it wrongly is still one.
    ///
    /// So are the values of its query: many callbacks are let in by a key there.
    public var hidingPassword: String { hidingUserInformation.hidingQueryValues }

    private var hidingUserInformation: String {
        let text = unicodeScalars
        let start = startOfAuthority
        guard let at = text[start...].prefix(while: { !String.endsAuthority($0) }).lastIndex(of: "@") else { return self }
        return String(text[..<start]) + "***" + String(text[at...])
    }

    /// `?code=key&x` as `?code=***&x`.
    private var hidingQueryValues: String {
        let text = unicodeScalars
        let end = text.firstIndex(of: "#") ?? text.endIndex
        guard let mark = text[..<end].firstIndex(of: "?") else { return self }
        let pairs = text[text.index(after: mark)..<end].split(separator: "&", omittingEmptySubsequences: false).map { pair in
            pair.firstIndex(of: "=").map { String(pair[...$0]) + "***" } ?? String(pair)
        }
        return String(text[...mark]) + pairs.joined(separator: "&") + String(text[end...])
    }

    /// Behind the slashes that follow a scheme or stand at the beginning; the beginning where there are none.
    private var startOfAuthority: Index {
        let text = unicodeScalars
        let scheme = text.prefix { !String.endsAuthority($0) }
        guard scheme.isEmpty || scheme.last == ":" else { return startIndex }
        return text[scheme.endIndex...].firstIndex { $0 != "/" && $0 != "\\" } ?? endIndex
    }

    private static func endsAuthority(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "/" || scalar == "\\" || scalar == "?" || scalar == "#"
    }
}
