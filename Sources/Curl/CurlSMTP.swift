import CCurl
import Foundation
import NIOConcurrencyHelpers

/// Sends mail through one server, one mail at a time, on a thread of its own.
///
/// libcurl blocks at the end of a mail until the server has answered, also under its multi interface; hence the thread. A mail that
/// comes while another is on its way waits for it, in the order of the calls. Mails that follow each other closely go over one
/// connection.
public final class CurlSMTP: Sendable {
    private let queue: CurlSMTPQueue

    /// Starts the thread.
    ///
    /// - Parameter name: the thread's name, at most 15 characters.
    public init(_ settings: CurlSMTPSettings, name: String = "curl-smtp") {
        let queue = CurlSMTPQueue()
        self.queue = queue
        let thread = Thread {
            ccurl_name_thread(String(name.prefix(15)))
            CurlSMTPWorker(queue, settings).run()
        }
        thread.start()
    }

    deinit {
        close()
    }

    /// Returns when the server has taken the mail. When the task is cancelled the mail is given up within a second,
    /// or, when only the server's last word is missing, within four.
    ///
    /// - Parameter token: the OAuth access token, when the settings' credentials want one.
    public func send(_ mail: CurlSMTPMail, token: String? = nil) async throws(CurlSMTPFailure) -> CurlSMTPReceipt {
        let job = CurlSMTPJob(mail, token: token)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                job.begin(continuation)
                queue.append(job)
            }
        } onCancel: {
            job.cancel()
        }
        return try result.get()
    }

    /// Gives up the mail that is on its way, within a second, and all that wait. Does not wait for the thread to end.
    public func close() {
        queue.close()
    }
}

extension CurlSMTPFailure {
    static let cancelled = CurlSMTPFailure(kind: .cancelled, message: "given up before it was begun")
}
