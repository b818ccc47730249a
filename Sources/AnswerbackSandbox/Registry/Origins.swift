/// The places of the sandbox that addresses begin with, each with a word that outlives the run.
package struct Origins: Sendable, Hashable {
    /// Such as `http://127.0.0.1:10506`: the registry, the pages and the callbacks that speak HTTP.
    package let web: String
    /// The web port, asked with TLS, which it does not speak.
    package let tls: String
    /// The callbacks that do not speak HTTP.
    package let raw: String
    /// A port on which nobody listens.
    package let refused: String

    package init(web: String, raw: String, refused: String) {
        self.web = "http://\(web)"
        self.tls = "https://\(web)"
        self.raw = "http://\(raw)"
        self.refused = "http://\(refused)"
    }

    private var words: [(word: String, origin: String)] {
        [("sandbox:web", web), ("sandbox:tls", tls), ("sandbox:raw", raw), ("sandbox:refused", refused)]
    }

    /// `http://127.0.0.1:10506/x` as `sandbox:web/x`.
    package func named(_ text: String) -> String {
        for (word, origin) in words where text.hasPrefix(origin + "/") { return word + text.dropFirst(origin.count) }
        return text
    }

    /// `sandbox:web/x` as `http://127.0.0.1:10506/x`.
    package func resolved(_ text: String) -> String {
        for (word, origin) in words where text.hasPrefix(word + "/") { return origin + text.dropFirst(word.count) }
        return text
    }
}
