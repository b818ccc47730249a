import AnswerbackCore
import Curl
import NIOConcurrencyHelpers

/// The exchange of one probe, told line by line as `curl -v` does: `*` remarks, `>` and `<` what was sent and received, `}` and `{` the
/// bodies. Lines are printable, and the secrets are struck out.
final class Exchange: Sendable {
    private let callback: Callback
    private let tellsBodies: Bool
    private let tell: @Sendable (Callback, String) -> Void
    private let body = NIOLockedValueBox<Body?>(nil)

    /// The pieces of a body wait for each other: a secret may lie across two of them.
    private struct Body {
        let kind: CurlUtterance.Kind
        let secrets: SentSecrets
        var bytes: [UInt8] = []
    }

    /// - Parameter tellsBodies: false where they hold a token, or what one is got with.
    init(of callback: Callback, tellsBodies: Bool = true, toldTo tell: @escaping @Sendable (Callback, String) -> Void) {
        self.callback = callback
        self.tellsBodies = tellsBodies
        self.tell = tell
    }

    deinit { tellBody() }

    @Sendable func hear(_ transfer: CurlTransfer, _ utterance: CurlUtterance) {
        let secrets = SentSecrets(url: transfer.url, headers: transfer.headers)
        let kind = utterance.kind
        if body.withLockedValue({ $0.map { $0.kind != kind } ?? false }) { tellBody() }
        switch kind {
        case .note: for line in utterance.lines { say("*", secrets.struck(from: line)) }
        case .sentHead: for line in utterance.lines { say(">", secrets.struck(fromSent: line)) }
        case .receivedHead: for line in utterance.lines { say("<", secrets.struck(fromReceived: line).line) }
        case .sentBody, .receivedBody:
            body.withLockedValue { body in
                var gathered = body ?? Body(kind: kind, secrets: secrets)
                gathered.bytes += utterance.bytes
                body = gathered
            }
        }
    }

    /// When all of a body has come; at the latest when the transfer is over and nobody listens any more.
    private func tellBody() {
        let whole = body.withLockedValue { body in
            defer { body = nil }
            return body
        }
        guard let whole else { return }
        let mark = whole.kind == .sentBody ? "}" : "{"
        guard tellsBodies else { return say(mark, "[\(whole.bytes.count) bytes, which are secret]") }
        guard let shown = Evidence.Body(whole.bytes, isCut: false, without: whole.secrets) else { return }
        for line in shown.lines { say(mark, String(line)) }
        if shown.isBinary || shown.isCut {
            say(
                mark,
                "[\(shown.bytes) bytes\(shown.isBinary ? ", in hexadecimal" : "")\(shown.isCut ? ", only the first are shown" : "")]"
            )
        }
    }

    private func say(_ mark: String, _ line: String) {
        tell(callback, line.isEmpty ? mark : "\(mark) \(line.printable(limit: Evidence.Body.limit))")
    }
}

extension CurlUtterance {
    /// Without their ends. The empty line that ends a head is one.
    fileprivate var lines: [String] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self) }
    }
}

extension Header {
    /// A status line, or the empty line at the end, is a name without a value.
    fileprivate var line: String { value.isEmpty ? name : "\(name): \(value)" }
}
