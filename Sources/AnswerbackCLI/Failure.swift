import AnswerbackCore
import AnswerbackSandbox

/// Why a command ends without having done its work: a sentence for people, and the exit code for scripts.
struct Failure: Error, CustomStringConvertible {
    /// The contract's exit codes, which are those of sysexits.h.
    enum Code: Int32 {
        case usage = 64
        /// A service that we need is unavailable.
        case unavailable = 69
        case ours = 70
        case refused = 77
        case configuration = 78
    }

    let code: Code
    /// Printable.
    let message: String
    /// What the sentence is about, line by line, in the form that editors and `grep -n` share: `file:line:column: what is wrong`.
    var places: [String] = []

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// For a terminal: places first, as they are, so that editors find them.
    var text: String { (places + ["answerback: \(message)"]).joined(separator: "\n") }

    /// The same for whoever knows who speaks, such as a browser that asked for a reload.
    var description: String { (places + [message]).joined(separator: "\n") }

    /// In one line.
    var sentence: String { (places + [message]).joined(separator: "; ") }
}

extension Failure {
    init(_ error: SettingsError) {
        let count = error.problems.count
        self.init(.configuration, "the configuration has \(count) \(count == 1 ? "problem" : "problems")")
        places = error.problems.map(\.description)
    }

    init(_ error: HistoryError) {
        self.init(error.kind == .other ? .ours : .unavailable, error.message)
    }

    init(_ error: RegistryError) {
        let isSaidNo = error.kind == .malformed && error.code?.hasPrefix("4") == true
        let isRefusal = isSaidNo || [.unauthorized, .forbidden, .token].contains(error.kind)
        self.init(isRefusal ? .refused : .unavailable, error.message)
    }

    init(_ error: SandboxError) {
        self.init(error.kind == .address ? .usage : .unavailable, error.message)
    }
}
