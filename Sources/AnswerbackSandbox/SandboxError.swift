/// Why the sandbox could not start.
package struct SandboxError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// An address that is not of this machine alone, or that is none.
        case address
        /// The port is taken, or may not be opened.
        case listen
        /// The state file cannot be read, understood or written.
        case state
    }

    package let kind: Kind
    /// A sentence for people, printable.
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }
}
