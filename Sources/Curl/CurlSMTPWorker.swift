import CCurl

/// What the thread does: sends one mail after the other, over one connection as long as they follow each other closely.
///
/// Deliberately not Sendable: it lives and dies on the thread of ``CurlSMTP``.
final class CurlSMTPWorker {
    private let queue: CurlSMTPQueue
    private let settings: CurlSMTPSettings
    /// Kept after a mail that went well.
    private var session: CurlSMTPSession?

    init(_ queue: CurlSMTPQueue, _ settings: CurlSMTPSettings) {
        self.queue = queue
        self.settings = settings
    }

    /// Returns when the queue is closed.
    func run() {
        while true {
            switch queue.next(within: session == nil ? nil : settings.idleTime) {
            case .mail(let job): if job.start() { job.finish(outcome(of: job)) }
            case .nothing: hangUp()
            case .closed: return
            }
        }
    }

    private func outcome(of job: CurlSMTPJob) -> CurlSMTPJob.Outcome {
        do throws(CurlSMTPFailure) {
            return .success(try send(job))
        } catch {
            return .failure(error)
        }
    }

    private func send(_ job: CurlSMTPJob) throws(CurlSMTPFailure) -> CurlSMTPReceipt {
        let order = CurlSMTPOrder(mail: job.mail, deadline: .now + settings.totalTimeout) { job.mustStop }
        let login = settings.credentials.map { CurlSMTPLogin($0, token: job.token) }
        if let session, session.login != login { hangUp() }
        if let receipt = try sendOverKeptConnection(order) { return receipt }
        guard let fresh = CurlSMTPSession(settings, login: login) else { throw .noHandle }
        let receipt = try fresh.send(order)
        session = fresh
        return receipt
    }

    /// Returns nil when there is no such connection or it is of no use any more: servers close what is idle or has carried enough mails.
    /// As long as the server has not taken the sender, it cannot have taken the mail.
    private func sendOverKeptConnection(_ order: CurlSMTPOrder) throws(CurlSMTPFailure) -> CurlSMTPReceipt? {
        guard let kept = session else { return nil }
        session = nil
        do throws(CurlSMTPFailure) {
            let receipt = try kept.send(order)
            session = kept
            return receipt
        } catch {
            guard error.kind != .cancelled, kept.phase <= .sender else { throw error }
            return nil
        }
    }

    private func hangUp() {
        session?.end()
        session = nil
    }
}

extension CurlSMTPFailure {
    fileprivate static let noHandle = CurlSMTPFailure(kind: .broken, message: "libcurl could not be initialised")
}
