import AnswerbackTesting
import Dispatch
import Testing

@testable import Curl

/// A loop whose completions can be waited for, one after the other.
struct LoopBench {
    let loop: CurlLoop
    private let continuation: AsyncStream<CurlLoop.Completion>.Continuation
    private var completions: AsyncStream<CurlLoop.Completion>.Iterator

    /// - Parameter gate: what the loop's thread runs after each batch that it has delivered.
    init(resolver: Resolver = .shared, gate: @escaping @Sendable () -> Void = {}) throws {
        let (stream, continuation) = AsyncStream.makeStream(of: CurlLoop.Completion.self)
        self.continuation = continuation
        completions = stream.makeAsyncIterator()
        loop = try CurlLoop(name: "curl-test", resolver: resolver) { batch in
            for completion in batch { continuation.yield(completion) }
            gate()
        }
    }

    mutating func next() async throws -> CurlLoop.Completion {
        try #require(await completions.next())
    }

    mutating func next(_ count: Int) async throws -> [CurlLoop.Completion] {
        var taken: [CurlLoop.Completion] = []
        for _ in 0..<count { taken.append(try await next()) }
        return taken
    }

    /// Closes the loop; gives all that was delivered and not yet taken.
    mutating func close() async -> [CurlLoop.Completion] {
        loop.close()
        continuation.finish()
        var rest: [CurlLoop.Completion] = []
        while let completion = await completions.next() { rest.append(completion) }
        return rest
    }
}

/// Holds a loop's thread between two turns, so that a test can put things into its mailbox that it meets all at once.
final class Hold: Sendable {
    private let gate = DispatchSemaphore(value: 0)

    func wait() {
        gate.wait()
    }

    /// Lets the thread go on: now and whenever it comes by again.
    func release() {
        for _ in 0..<10_000 { gate.signal() }
    }
}

extension CurlLoop.Completion {
    /// The failure's kind; nil after an answer.
    var kind: CurlFailure.Kind? {
        if case .failure(let failure) = result { failure.kind } else { nil }
    }

    var trace: CurlTrace {
        switch result {
        case .success(let reply): reply.trace
        case .failure(let failure): failure.trace
        }
    }
}

extension [CurlLoop.Order] {
    /// Transfers of these tokens, all to one address.
    static func all(_ tokens: some Sequence<CurlLoop.Token>, _ url: String) -> [CurlLoop.Order] {
        tokens.map { CurlLoop.Order(token: $0, transfer: CurlTransfer(.get, url).within(.seconds(50))) }
    }
}
