import NIOConcurrencyHelpers

/// One mail between its caller and the thread. The caller is answered exactly once.
final class CurlSMTPJob: Sendable {
    typealias Outcome = Result<CurlSMTPReceipt, CurlSMTPFailure>
    private typealias Caller = CheckedContinuation<Outcome, Never>

    private enum State {
        /// Can become `waiting` by ``begin(_:)``, `over` by ``cancel()``.
        case new
        /// Can become `running` by ``start()``, `over` by ``cancel()``.
        case waiting(Caller)
        /// Can become `over` by ``finish(_:)``. Told to stop, the thread is the one to finish it: only it knows what the server has.
        case running(Caller, mustStop: Bool)
        case over
    }

    let mail: CurlSMTPMail
    let token: String?
    private let state = NIOLockedValueBox(State.new)

    init(_ mail: CurlSMTPMail, token: String?) {
        self.mail = mail
        self.token = token
    }

    /// Whether the thread is to give the mail up.
    var mustStop: Bool {
        state.withLockedValue { if case .running(_, mustStop: true) = $0 { true } else { false } }
    }

    /// Takes the caller; one who gave up before is answered at once.
    func begin(_ caller: CheckedContinuation<Outcome, Never>) {
        let isOver = state.withLockedValue { state in
            guard case .new = state else { return true }
            state = .waiting(caller)
            return false
        }
        if isOver { caller.resume(returning: .failure(.cancelled)) }
    }

    /// Whether the thread has to send it.
    func start() -> Bool {
        state.withLockedValue { state in
            guard case .waiting(let caller) = state else { return false }
            state = .running(caller, mustStop: false)
            return true
        }
    }

    func finish(_ outcome: Outcome) {
        let caller: Caller? = state.withLockedValue { state in
            guard case .running(let caller, _) = state else { return nil }
            state = .over
            return caller
        }
        caller?.resume(returning: outcome)
    }

    func cancel() {
        let caller: Caller? = state.withLockedValue { state in
            switch state {
            case .new:
                state = .over
            case .waiting(let caller):
                state = .over
                return caller
            case .running(let caller, _):
                state = .running(caller, mustStop: true)
            case .over:
                break
            }
            return nil
        }
        caller?.resume(returning: .failure(.cancelled))
    }
}
