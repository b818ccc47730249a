/// A password, a token or a client secret: a text that cannot be printed, dumped or encoded by accident.
///
/// Whatever turns it into text gets ``Secret/mask``; ``reveal()`` is the only way to what it holds.
package struct Secret: Sendable, Hashable {
    /// What stands for every secret.
    package static let mask = "•••"

    /// No file with a secret is longer, in bytes.
    static let limit = 64 * 1024

    private let value: String
    /// The file it was read from; nil when it stood in the configuration in the open.
    package let file: String?

    package init(_ value: String, file: String? = nil) {
        self.value = value
        self.file = file
    }

    /// The secret itself, for a request's header or body and nothing else.
    package func reveal() -> String { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Secret.mask }
    package var debugDescription: String { Secret.mask }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Secret.mask)
    }
}
