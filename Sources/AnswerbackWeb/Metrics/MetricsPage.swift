package import AnswerbackCore

/// Everything that `/metrics` says: a function of the status and of the figures of the process.
///
/// `application` and `role` name a callback on a time series, and nothing else does. A callback that left the roster is not in
/// the status, and so its series end at once. What belongs to a closed set of labels is there from the start at 0, because a
/// counter that appears with a 1 has no increase. docs/metrics.md explains each metric with an example of its use.
package struct MetricsPage {
    private let status: Status
    private let process: ProcessFigures

    /// - Parameter process: our own, as they are now, unless others are given.
    package init(_ status: Status, process: ProcessFigures? = nil) {
        self.status = status
        self.process = process ?? .now().startedOtherwise(at: status.telemetry.started)
    }

    /// The page in the bytes that go out.
    package func rendered(as format: MetricsFormat) -> [UInt8] {
        var page = Exposition(format, capacity: 16_384 + status.callbacks.count * MetricsPage.bytesPerCallback)
        let watched = status.callbacks.map(WatchedCallback.init)
        page.writeHealth(of: watched)
        page.writeProbes(of: watched)
        page.writeLastProbe(of: watched)
        page.writeProbing(status.telemetry)
        page.writeHub(status.telemetry.hub)
        page.writeRoster(of: status.callbacks)
        page.writeMail(status.telemetry.mail)
        page.writeDaemon(status.telemetry)
        page.write(process)
        page.end()
        return page.bytes
    }

    /// Somewhat more than a callback with a long id takes, so that the array does not grow while it is written.
    private static let bytesPerCallback = 7_000
}

/// A callback with its labels already written.
struct WatchedCallback {
    let status: CallbackStatus
    let labels: Labels

    init(_ status: CallbackStatus) {
        self.status = status
        labels = Labels(status.id)
    }
}
