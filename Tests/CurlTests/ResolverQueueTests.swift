import Testing

@testable import Curl

/// Who is looked up next, and what is remembered. Time passes when the tests say so.
struct ResolverQueueTests {
    private var queue = ResolverQueue<Int>(limit: 4, memoryLimit: 10)
    private let start = ContinuousClock.now

    private func name(_ host: String, _ family: CurlTransfer.AddressFamily = .any) -> CurlName {
        CurlName(host: host, family: family)
    }

    private mutating func ask(_ host: String, at seconds: Int = 0, maximumAge: Duration = .zero, waiter: Int = 0) -> String {
        switch queue.ask(name(host), maximumAge: maximumAge, at: start + .seconds(seconds), waiter) {
        case .known(let addresses): "known \(addresses.joined(separator: " "))"
        case .shared: "shared"
        case .queued: "queued"
        }
    }

    private mutating func begin(at seconds: Int = 0) -> String? { queue.begin(at: start + .seconds(seconds))?.host }

    @discardableResult
    private mutating func end(
        _ host: String, _ result: Result<[String], CurlNameFailure> = .success(["192.0.2.7"]), at seconds: Int = 0
    ) -> (waiters: [Int], answer: CurlNameAnswer) {
        queue.end(name(host), result, at: start + .seconds(seconds))
    }

    private mutating func lookUp(_ host: String, from begin: Int = 0, to end: Int = 0) {
        _ = ask(host, at: begin)
        _ = self.begin(at: begin)
        self.end(host, at: end)
    }

    @Test mutating func namesComeInTheirOrder() {
        for host in ["one", "two", "three"] { _ = ask(host) }
        #expect([begin(), begin(), begin(), begin()] == ["one", "two", "three", nil])
    }

    @Test mutating func whoAsksForANameThatIsAskedForSharesTheAnswer() {
        #expect(ask("one", waiter: 1) == "queued")
        #expect(ask("one", waiter: 2) == "shared")
        #expect(begin() == "one")
        #expect(ask("one", waiter: 3) == "shared")
        #expect(begin() == nil)
        #expect(end("one").waiters == [1, 2, 3])
        #expect(ask("one", waiter: 4) == "queued", "the answer was there before")
    }

    @Test mutating func anotherFamilyIsAnotherQuestion() {
        _ = ask("one")
        guard case .queued = queue.ask(name("one", .ipv4), maximumAge: .zero, at: start, 0) else {
            Issue.record("it was not asked")
            return
        }
    }

    @Test mutating func anAnswerWillDoAsLongAsTheAskerSays() {
        lookUp("one", to: 0)
        #expect(ask("one", at: 59, maximumAge: .seconds(60)) == "known 192.0.2.7")
        #expect(ask("one", at: 60, maximumAge: .seconds(60)) == "queued")
    }

    @Test mutating func aFailureIsNoAnswerThatWillDo() {
        lookUp("one")
        _ = ask("one")
        _ = begin()
        end("one", .failure(CurlNameFailure(message: "gone")), at: 120)
        #expect(ask("one", at: 121, maximumAge: .seconds(60)) == "queued")
    }

    @Test mutating func aFailureComesWithTheLastGoodAnswer() {
        lookUp("one", to: 10)
        _ = ask("one", at: 70)
        _ = begin(at: 70)
        let first = end("one", .failure(CurlNameFailure(message: "gone")), at: 80).answer
        #expect(first.lastGood == .init(addresses: ["192.0.2.7"], at: start + .seconds(10)))
        _ = ask("one", at: 90)
        _ = begin(at: 90)
        let second = end("one", .failure(CurlNameFailure(message: "gone")), at: 91).answer
        #expect(second.lastGood == first.lastGood, "a failure does not make it forgotten")
    }

    @Test mutating func aNameThatNeverHadAnAddressHasNoLastGoodAnswer() {
        _ = ask("one")
        _ = begin()
        #expect(end("one", .failure(CurlNameFailure(message: "unknown"))).answer.lastGood == nil)
    }

    @Test mutating func anAnswerKnowsWhenItsLookUpBeganAndEnded() {
        _ = ask("one", at: 1)
        _ = begin(at: 4)
        let answer = end("one", at: 9).answer
        #expect(answer.began == start + .seconds(4))
        #expect(answer.ended == start + .seconds(9))
    }

    @Test mutating func namesThatWereSlowGetHalfOfTheThreads() {
        for host in ["s1", "s2", "s3"] { lookUp(host, from: 0, to: 2) }
        for host in ["s1", "s2", "s3", "quick"] { _ = ask(host, at: 10) }
        #expect([begin(at: 10), begin(at: 10), begin(at: 10), begin(at: 10)] == ["quick", "s1", "s2", nil])
        end("quick", at: 10)
        #expect(begin(at: 10) == nil, "a thread that is free is still none for a slow name")
        end("s1", at: 12)
        #expect(begin(at: 12) == "s3")
    }

    @Test mutating func aNameThatIsQuickAgainIsNotSlowAnyMore() {
        lookUp("one", from: 0, to: 2)
        lookUp("one", from: 3, to: 3)
        for host in ["s1", "s2"] { lookUp(host, from: 0, to: 2) }
        for host in ["s1", "s2", "one"] { _ = ask(host, at: 10) }
        #expect([begin(at: 10), begin(at: 10), begin(at: 10)] == ["one", "s1", "s2"])
    }

    @Test mutating func aPoolOfOneServesSlowNamesToo() {
        queue = ResolverQueue(limit: 1, memoryLimit: 10)
        lookUp("one", from: 0, to: 5)
        _ = ask("one", at: 6)
        #expect(begin(at: 6) == "one")
    }

    @Test mutating func ofTooManyNamesTheOlderHalfIsForgotten() {
        for number in 0...10 { lookUp("n\(number)", from: number, to: number) }
        #expect(queue.lastGood(name("n0")) == nil)
        #expect(queue.lastGood(name("n4")) == nil)
        #expect(queue.lastGood(name("n5")) != nil)
        #expect(queue.lastGood(name("n10")) != nil)
    }
}
