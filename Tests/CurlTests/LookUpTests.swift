import AnswerbackTesting
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import Curl

/// Transfers to names: what the look-up has to do with them. The names are ours, the peers behind them are real.
@Suite(.timeLimit(.minutes(1))) struct LookUpTests {
    let peer: Peer

    init() throws {
        peer = try CurlPeers.http.get()
    }

    private func url(_ host: String, _ path: String = "ok", port: String = "http") -> String {
        peer.http(path, host: host, port: port)
    }

    private func outcome(_ transfer: CurlTransfer, _ resolver: Resolver) async throws -> CurlLoop.Completion {
        var bench = try LoopBench(resolver: resolver)
        bench.loop.start([.init(token: 1, transfer: transfer)])
        let completion = try await bench.next()
        #expect(await bench.close().isEmpty)
        return completion
    }

    private func names(_ addresses: [String: [String]]) -> Resolver {
        Resolver { name in
            addresses[name.host].map { .success($0) } ?? .failure(CurlNameFailure(message: "Name or service not known"))
        }
    }

    @Test(arguments: [
        "callback.test", "CALLBACK.test", "callback.test.", "user:password@callback.test", "call%62ack.test",
    ])
    func aNameLeadsToItsAddressHoweverItIsWritten(_ host: String) async throws {
        let names = names([
            "callback.test": ["127.0.0.2"], "callback.test.": ["127.0.0.2"],
        ])
        let completion = try await outcome(CurlTransfer(.get, url(host)), names)
        #expect(completion.trace.address == "127.0.0.2", "\(completion.result)")
        #expect(try completion.result.get().status == 200)
    }

    /// Each of them would cost half of the time that is left.
    @Test func addressesThatRefuseCostNoTime() async throws {
        let names = names(["callback.test": ["127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6", "127.0.0.1"]])
        let completion = try await outcome(CurlTransfer(.get, url("callback.test")).within(.seconds(50)), names)
        #expect(completion.trace.address == "127.0.0.1", "\(completion.result)")
        #expect(completion.trace.timings.total < .seconds(10))
    }

    @Test func theServerHearsTheNameAndNotTheAddress() async throws {
        let completion = try await outcome(
            CurlTransfer(.get, url("callback.test", "echo")), names(["callback.test": ["127.0.0.1"]]))
        let request = try Received(echoed: completion.result.get())
        #expect(request.values(of: "Host") == ["callback.test:\(peer.port("http"))"])
    }

    /// Nobody listens at the others.
    @Test(arguments: [["127.0.0.3", "127.0.0.1"], ["::1", "127.0.0.3", "127.0.0.1", "127.0.0.4"], ["127.0.0.1", "127.0.0.3"]])
    func ofManyAddressesTheOneThatAnswersIsTaken(_ addresses: [String]) async throws {
        let names = names(["callback.test": addresses])
        var transfer = CurlTransfer(.get, url("callback.test"))
        transfer.addressPolicy = AddressPolicy(deny: [try #require(Network("::1"))])
        let completion = try await outcome(transfer, names)
        #expect(completion.trace.address == "127.0.0.1", "\(completion.result)")
    }

    /// libcurl itself does not go on to a third address when the first two fail on the spot, which refused ones do.
    @Test func aNameOfWhichEveryAddressIsForbiddenIsRefusedAtOnce() async throws {
        var transfer = CurlTransfer(.get, url("callback.test", "ok/blocked-name"))
        transfer.addressPolicy = AddressPolicy(deny: [try #require(Network("127.0.0.0/8")), try #require(Network("::/0"))])
        let names = names(["callback.test": (1...9).map { "127.0.0.\($0)" } + ["::1", "::ffff:127.0.0.1"]])
        let completion = try await outcome(transfer, names)
        #expect(completion.kind == .blocked)
        #expect(completion.trace.timings.connect == .zero)
        #expect(try await peer.requests(at: "ok/blocked-name").isEmpty)
    }

    @Test func ofManyAddressesThePermittedOneIsTaken() async throws {
        var transfer = CurlTransfer(.get, url("callback.test"))
        transfer.addressPolicy = AddressPolicy(deny: [try #require(Network("10.0.0.0/8"))])
        let completion = try await outcome(transfer, names(["callback.test": (1...9).map { "10.0.0.\($0)" } + ["127.0.0.1"]]))
        #expect(completion.trace.address == "127.0.0.1", "\(completion.result)")
    }

    @Test func anIPv6AddressIsConnectedTo() async throws {
        guard peer.port("ipv6") == 1 else { return }
        let completion = try await outcome(CurlTransfer(.get, url("callback.test")), names(["callback.test": ["::1"]]))
        #expect(completion.trace.address == "::1")
    }

    @Test func theFamilyThatWasAskedForIsAskedFor() async throws {
        let resolver = Resolver { .success([$0.family == .ipv4 ? "127.0.0.1" : "127.0.0.2"]) }
        var transfer = CurlTransfer(.get, url("callback.test"))
        transfer.addressFamily = .ipv4
        #expect(try await outcome(transfer, resolver).trace.address == "127.0.0.1")
    }

    @Test func whatANameMeansNowCounts() async throws {
        let addresses = NIOLockedValueBox(["127.0.0.2", "127.0.0.1"])
        let resolver = Resolver { _ in .success([addresses.withLockedValue { $0.removeLast() }]) }
        let client = try CurlClient(name: "curl-test", resolver: resolver)
        defer { client.close() }
        let transfer = CurlTransfer(.get, url("callback.test"))
        #expect(try await client.perform(transfer).trace.address == "127.0.0.1")
        #expect(try await client.perform(transfer).trace.address == "127.0.0.2")
    }

    @Test func aClientTakesAnAnswerOfTheLastMinute() async throws {
        let asked = NIOLockedValueBox(0)
        let resolver = Resolver { _ in
            asked.withLockedValue { $0 += 1 }
            return .success(["127.0.0.1"])
        }
        let client = try CurlClient(name: "curl-test", resolver: resolver)
        defer { client.close() }
        var transfer = CurlTransfer(.get, url("callback.test"))
        transfer.isFresh = false
        for _ in 0..<5 { #expect(try await client.perform(transfer).status == 200) }
        #expect(asked.withLockedValue { $0 } == 1)
    }

    @Test func addressesAndThisMachineAreNotLookedUp() async throws {
        let resolver = names([:])
        for host in ["127.0.0.1", "localhost", "LOCALHOST", "2130706433"] {
            #expect(try await outcome(CurlTransfer(.get, url(host)), resolver).result.get().status == 200)
        }
    }

    @Test func theTimeOfTheLookUpIsAPhaseOfTheTransfer() async throws {
        let slow = Resolver { _ in
            // The name server's time, not ours.
            usleep(300_000)
            return .success(["127.0.0.1"])
        }
        let completion = try await outcome(CurlTransfer(.get, url("callback.test")), slow)
        let timings = completion.trace.timings
        #expect(timings.nameLookup >= .milliseconds(300))
        #expect(timings.nameLookup <= timings.connect)
        #expect(timings.connect <= timings.preTransfer)
        #expect(timings.preTransfer <= timings.startTransfer)
        #expect(timings.startTransfer <= timings.total)
        #expect(completion.started.timeIntervalSinceNow <= -0.3)
    }

    @Test func theTransferGetsWhatTheLookUpLeft() async throws {
        let slow = Resolver { _ in
            usleep(700_000)
            return .success(["127.0.0.1"])
        }
        let completion = try await outcome(CurlTransfer(.get, url("callback.test", "never")).within(.seconds(2)), slow)
        #expect(completion.kind == .timeout)
        #expect(completion.trace.timings.total >= .milliseconds(1990))
        #expect(completion.trace.timings.total < .milliseconds(2690), "the look-up's 0.7 s came on top")
    }

    @Test func aNameThatDoesNotExistIsAFaultOfTheNameService() async throws {
        let completion = try await outcome(CurlTransfer(.get, url("nowhere.test")), names([:]))
        #expect(completion.kind == .dns)
        #expect(completion.message == "could not look up nowhere.test: Name or service not known")
        #expect(completion.trace.lastGoodAddresses == nil)
        #expect(completion.trace.timings.nameLookup == .zero)
    }

    @Test func aNameThatIsGoneSaysWhatItWas() async throws {
        let isGone = NIOLockedValueBox(false)
        let resolver = Resolver { _ in
            guard isGone.withLockedValue({ $0 }) else { return .success(["127.0.0.1"]) }
            return .failure(CurlNameFailure(message: "Name or service not known"))
        }
        let transfer = CurlTransfer(.get, url("callback.test"))
        #expect(try await outcome(transfer, resolver).kind == nil)
        isGone.withLockedValue { $0 = true }
        let completion = try await outcome(transfer, resolver)
        #expect(completion.trace.lastGoodAddresses?.addresses == ["127.0.0.1"])
        #expect(try #require(completion.message).hasSuffix(" s ago, was 127.0.0.1"))
    }

    @Test func aLookUpThatHangsEndsWithTheTransfersTime() async throws {
        let names = NameGate()
        let resolver = Resolver { names.lookUp($0) }
        let completion = try await outcome(CurlTransfer(.get, url("callback.test")).within(.seconds(1)), resolver)
        #expect(completion.kind == .dns)
        #expect(completion.trace.timings.total >= .seconds(1))
        #expect(completion.message == "looking up callback.test took too long")
        names.open()
    }

    @Test func waitingForAThreadIsOursAndNotThePeers() async throws {
        let names = NameGate(closedFor: "hanging.test")
        let resolver = Resolver(limit: 1) { names.lookUp($0) }
        var bench = try LoopBench(resolver: resolver)
        bench.loop.start(.all([1], url("hanging.test")))
        await names.waitUntilBegun(1)
        bench.loop.start(.all([2], url("callback.test")))
        _ = try await perform(CurlTransfer(.get, url("127.0.0.1", "delay?ms=400")))
        names.open()
        let second = try #require(try await bench.next(2).first { $0.token == 2 })
        #expect(second.queued >= .milliseconds(400))
        #expect(second.kind == nil)
        #expect(second.trace.timings.total < second.queued)
        #expect(await bench.close().isEmpty)
    }

    @Test func whoNeverGetsAThreadIsGivenUpWithoutBlame() async throws {
        let names = NameGate()
        let resolver = Resolver(limit: 1) { names.lookUp($0) }
        var bench = try LoopBench(resolver: resolver)
        bench.loop.start(.all([1], url("hanging.test")))
        await names.waitUntilBegun(1)
        bench.loop.start([.init(token: 2, transfer: CurlTransfer(.get, url("callback.test")).within(.milliseconds(500)))])
        let completion = try await bench.next()
        #expect(completion.token == 2)
        #expect(completion.kind == .exhausted)
        #expect(completion.queued >= .milliseconds(500))
        #expect(completion.trace.timings.total == .zero)
        names.open()
        _ = await bench.close()
    }

    @Test func manyNamesThatHangDelayNoAddress() async throws {
        let names = NameGate()
        let resolver = Resolver { names.lookUp($0) }
        var bench = try LoopBench(resolver: resolver)
        for token in CurlLoop.Token(1)...500 { bench.loop.start(.all([token], url("n\(token).test"))) }
        await names.waitUntilBegun(64)
        for token in CurlLoop.Token(501)...520 {
            bench.loop.start(.all([token], url("127.0.0.1")))
            #expect(try await bench.next().token == token)
        }
        bench.loop.cancel(Array(1...500))
        let completions = try await bench.next(500)
        #expect(completions.allSatisfy { $0.kind == .cancelled })
        #expect(Set(completions.map(\.token)) == Set(1...500))
        names.open()
        #expect(await bench.close().isEmpty, "answers that come late are nobody's")
    }

    @Test func closingEndsWhatIsLookedUp() async throws {
        let names = NameGate()
        let resolver = Resolver { names.lookUp($0) }
        var bench = try LoopBench(resolver: resolver)
        bench.loop.start(.all(1...10, url("callback.test")))
        await names.waitUntilBegun(1)
        let rest = await bench.close()
        #expect(rest.map(\.token).sorted() == Array(1...10))
        #expect(rest.allSatisfy { $0.kind == .cancelled })
        names.open()
    }

    @Test func aSystemWithoutRoomForALookUpIsNotBlamedOnThePeer() async throws {
        let resolver = Resolver { _ in .failure(CurlNameFailure(message: "Cannot allocate memory", isOurs: true)) }
        #expect(try await outcome(CurlTransfer(.get, url("callback.test")), resolver).kind == .exhausted)
    }
}

extension CurlLoop.Completion {
    fileprivate var message: String? {
        if case .failure(let failure) = result { failure.message } else { nil }
    }
}
