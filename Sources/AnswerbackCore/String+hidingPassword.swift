extension String {
    /// A callback's address as it may be shown: the user information of a URL, which may hold a password, is hidden.
    public var hidingPassword: String {
        guard let scheme = firstRange(of: "://") else { return self }
        let rest = self[scheme.upperBound...]
        let authority = rest.prefix { !"/?#\\".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return self }
        return self[..<scheme.upperBound] + "***" + rest[at...]
    }
}
