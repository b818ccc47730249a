/// The version of Answerback; Semantic Versioning 2.0.
public enum Version {
    public static let current = "0.1.0"
    /// How we introduce ourselves to callbacks, the registry and mail servers.
    public static let userAgent = "Answerback/\(current)"
}
