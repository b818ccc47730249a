import Dispatch
import NIOConcurrencyHelpers
import Testing

@testable import Curl

/// The threads that look names up.
@Suite(.timeLimit(.minutes(1))) struct ResolverTests {
    private func ask(_ resolver: Resolver, _ host: String) async -> CurlNameAnswer {
        await withCheckedContinuation { continuation in
            resolver.ask(CurlName(host: host, family: .any), maximumAge: .zero) { continuation.resume(returning: $0) }
        }
    }

    @Test func theAnswerIsThatOfTheName() async throws {
        let resolver = Resolver { .success([$0.host]) }
        #expect(try await ask(resolver, "one").result.get() == ["one"])
        #expect(try await ask(resolver, "two").result.get() == ["two"])
    }

    @Test func aThreadServesOneNameAfterTheOther() async {
        let resolver = Resolver { .success([$0.host]) }
        for number in 0..<50 {
            _ = await ask(resolver, "n\(number)")
        }
        // The next may be asked for while a thread is on its way back.
        #expect(resolver.threads <= 10)
    }

    @Test func thereAreNeverMoreThreadsThanAllowedAndAllNamesHaveTheirTurn() async {
        let names = NameGate()
        let resolver = Resolver(limit: 3) { names.lookUp($0) }
        await withTaskGroup { group in
            for number in 0..<100 { group.addTask { _ = await ask(resolver, "n\(number)") } }
            await names.waitUntilBegun(3)
            #expect(resolver.threads == 3)
            names.open()
        }
        #expect(names.begun == 100)
        #expect(names.most == 3)
    }

    @Test func oneLookUpIsMadeForAllWhoAskMeanwhile() async {
        let names = NameGate()
        let resolver = Resolver { names.lookUp($0) }
        let answers = NIOLockedValueBox(0)
        let all = DispatchSemaphore(value: 0)
        for _ in 0..<20 {
            resolver.ask(CurlName(host: "one", family: .any), maximumAge: .zero) { _ in
                answers.withLockedValue { $0 += 1 }
                all.signal()
            }
        }
        names.open()
        for _ in 0..<20 { await wait(for: all) }
        #expect(names.begun == 1)
    }

    @Test func aLookUpThatHangsDoesNotHoldUpOthers() async throws {
        let names = NameGate(closedFor: "hanging")
        let resolver = Resolver(limit: 2) { names.lookUp($0) }
        async let hanging = ask(resolver, "hanging")
        await names.waitUntilBegun(1)
        for number in 0..<20 {
            _ = try await ask(resolver, "n\(number)").result.get()
        }
        names.open()
        _ = await hanging
    }

    @Test func threadsWithoutWorkGoAndComeAgain() async throws {
        let resolver = Resolver(patience: .milliseconds(1)) { .success([$0.host]) }
        for number in 0..<5 {
            #expect(try await ask(resolver, "n\(number)").result.get() == ["n\(number)"])
            while resolver.threads > 0 { await Task.yield() }
        }
    }

    /// A thread that goes while it is called: a race, hence often.
    @Test func noNameIsForgottenByAThreadThatGoes() async throws {
        let resolver = Resolver(limit: 2, patience: .microseconds(50)) { .success([$0.host]) }
        for number in 0..<3000 {
            #expect(try await ask(resolver, "n\(number)").result.get() == ["n\(number)"])
        }
    }
}

/// Look-ups that hang until the gate is opened.
final class NameGate: Sendable {
    private struct State {
        var begun = 0
        var running = 0
        var most = 0
        var isOpen = false
    }

    private let state = NIOLockedValueBox(State())
    private let gate = DispatchSemaphore(value: 0)
    private let news = DispatchSemaphore(value: 0)
    private let closedFor: String?

    /// - Parameter closedFor: the only name that hangs; nil means all.
    init(closedFor: String? = nil) {
        self.closedFor = closedFor
    }

    func lookUp(_ name: CurlName) -> Result<[String], CurlNameFailure> {
        let isOpen = state.withLockedValue { state in
            state.begun += 1
            state.running += 1
            state.most = max(state.most, state.running)
            return state.isOpen
        }
        news.signal()
        if !isOpen, closedFor == nil || closedFor == name.host {
            gate.wait()
            gate.signal()
        }
        state.withLockedValue { $0.running -= 1 }
        return .success(["127.0.0.1"])
    }

    var begun: Int { state.withLockedValue { $0.begun } }
    var most: Int { state.withLockedValue { $0.most } }

    func waitUntilBegun(_ count: Int) async {
        for _ in 0..<count { await wait(for: news) }
    }

    func open() {
        state.withLockedValue { $0.isOpen = true }
        gate.signal()
    }
}

/// Waits without holding a thread of the tests' own pool.
func wait(for semaphore: DispatchSemaphore) async {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
            semaphore.wait()
            continuation.resume()
        }
    }
}
