import AnswerbackCore
import AnswerbackSandbox

/// Why a command ends without having done its work: a sentence for people, and the exit code for scripts.
struct Failure: Error {
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
    /// Printable; may have several lines.
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension Failure {
    init(_ error: SettingsError) {
        let count = error.problems.count
        self.init(.configuration, "\(error)\nconfiguration: \(count) \(count == 1 ? "problem" : "problems")")
    }

    init(_ error: HistoryError) {
        self.init(error.kind == .other ? .ours : .unavailable, error.message)
    }

    init(_ error: RegistryError) {
        let isRefusal = [.unauthorized, .forbidden, .token].contains(error.kind)
        self.init(isRefusal ? .refused : .unavailable, error.message)
    }

    init(_ error: SandboxError) {
        self.init(error.kind == .address ? .usage : .unavailable, error.message)
    }
}
