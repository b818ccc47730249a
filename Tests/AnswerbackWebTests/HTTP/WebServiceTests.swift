import AnswerbackCore
import Foundation
import NIOCore
import Testing

@testable import AnswerbackWeb

/// The server on a real socket, with clients that behave and clients that do not.
@Suite(.timeLimit(.minutes(2))) struct WebServiceTests {
    static let get = "GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n"
    static let healthy = "Answerback is healthy.\n"
    /// Megabytes each, asked for without waiting for the first: the server is still answering when the kernel takes no more.
    static let severalPages = String(repeating: "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 3)

    /// Whether somebody who behaves is answered. On a machine with much else to do even he may be too slow for a patience of a second,
    /// so he asks again.
    static func isServed(at port: Int) throws -> Bool {
        for _ in 1...10 {
            let connection = try RawConnection(port: port)
            connection.send(get)
            if let answer = try? connection.answer() { return answer.body == healthy }
        }
        return false
    }

    @Test func oneConnectionCarriesManyRequests() async throws {
        try await Visitor().serving { port in
            let answers = try await blocking {
                let connection = try RawConnection(port: port)
                return try ["HEAD / ", "GET /-/healthy ", "GET /nothing ", "GET /-/healthy "].map { request in
                    connection.send(request + "HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    // The answer to HEAD says how long the page would be and ends with its head.
                    return request.hasPrefix("HEAD") ? try connection.headOnly() : try connection.answer()
                }
            }
            #expect(answers.map(\.status) == ["200", "200", "404", "200"])
            #expect(answers[0].head.contains("Content-Length: ") && !answers[0].head.contains("Content-Length: 0"))
            #expect(answers[3].body == WebServiceTests.healthy)
            #expect(answers[3].head.contains("Server: Answerback"))
        }
    }

    @Test func aBodyThatNobodyAskedForIsPassedOver() async throws {
        try await Visitor().serving { port in
            let answers = try await blocking {
                let connection = try RawConnection(port: port)
                connection.send(
                    "POST /-/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello" + WebServiceTests.get)
                return [try connection.answer(), try connection.answer()]
            }
            #expect(answers.map(\.status) == ["200", "200"])
        }
    }

    /// Each holds its connection with half a head, which it goes on sending byte by byte.
    @Test func clientsThatSendTooSlowlyBlockNobodyAndAreSentAway() async throws {
        var limits = WebService.Limits()
        limits.patience.inBetween = .seconds(1)
        try await Visitor().serving(limits) { port in
            try await blocking {
                let slow = try (0..<20).map { _ in try RawConnection(port: port) }
                for connection in slow { connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ") }
                #expect(try WebServiceTests.isServed(at: port))
                // What arrives in time does not help: the request has to become whole. Ended by the failing of sends.
                let end = ContinuousClock.now + .seconds(30)
                var open = slow
                while !open.isEmpty, ContinuousClock.now < end {
                    open = open.filter { $0.send("a") }
                    usleep(50_000)
                }
                #expect(open.isEmpty)
            }
        }
    }

    @Test func clientsThatDoNotReadBlockNobodyAndAreSentAway() async throws {
        var limits = WebService.Limits()
        limits.patience.inBetween = .seconds(1)
        try await Visitor(status: Fixture.status(2000)).serving(limits) { port in
            try await blocking {
                let deaf = try (0..<2).map { _ in try RawConnection(port: port, receiveBuffer: 4096) }
                for connection in deaf { connection.send(WebServiceTests.severalPages) }
                #expect(try WebServiceTests.isServed(at: port))
                // Enough for the kernel's buffers to fill and the patience to end.
                usleep(2_500_000)
                for connection in deaf {
                    let read = try connection.untilClosed()
                    #expect(!read.contains("answerback_build_info"), "the answer was cut off")
                }
            }
        }
    }

    /// 200 clients at once, each on a connection of its own.
    @Test func manyClientsAreServedAtOnce() async throws {
        try await Visitor().serving { port in
            let answers = try await blocking {
                let connections = try (0..<200).map { _ in try RawConnection(port: port) }
                for connection in connections { connection.send(WebServiceTests.get) }
                return try connections.map { try $0.answer().body }
            }
            #expect(answers == Array(repeating: WebServiceTests.healthy, count: 200))
        }
    }

    @Test func connectionsBeyondTheLimitWaitUntilOthersEnd() async throws {
        var limits = WebService.Limits()
        limits.connections = 2
        try await Visitor().serving(limits) { port in
            try await blocking {
                var held = try (0..<10).map { _ in try RawConnection(port: port) }
                let last = try RawConnection(port: port)
                last.send(WebServiceTests.get)
                // Whatever the machine has to do besides: another is answered many times, and he not once.
                for _ in 1...20 {
                    held[0].send(WebServiceTests.get)
                    #expect(try held[0].answer().status == "200")
                }
                #expect(last.isSilent(forMilliseconds: 300))
                held.removeAll()
                #expect(try last.answer().body == WebServiceTests.healthy)
            }
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: \(String(repeating: "a", count: 20_000))\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n" + (0..<200).map { "X-\($0): a\r\n" }.joined() + "\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n" + (0..<90).map { "X-\($0): \(String(repeating: "b", count: 300))\r\n" }.joined()
            + "\r\n",
        "GET /?q=\(String(repeating: "c", count: 100_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}", "no HTTP at all\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nbad header: 1\r\n\r\n",
    ])
    func whatIsTooLongOrNoHTTPIsRefusedAndTheConnectionClosed(_ request: String) async throws {
        try await Visitor().serving { port in
            let answer = try await blocking {
                let connection = try RawConnection(port: port)
                connection.send(request)
                return try connection.untilClosed()
            }
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(200))")
            let next = try await blocking {
                let connection = try RawConnection(port: port)
                connection.send(WebServiceTests.get)
                return try connection.answer().body
            }
            #expect(next == WebServiceTests.healthy)
        }
    }

    @Test func aPortThatIsTakenIsNamed() async throws {
        try await Visitor().serving { port in
            let error = await #expect(throws: ListenError.self) {
                try await Visitor().serving(listen: "127.0.0.1:\(port)") { _ in }
            }
            #expect(error?.description == "another process already listens on 127.0.0.1:\(port)")
        }
    }

    /// 192.0.2.0/24 is for documentation, and nobody's.
    @Test func anAddressOfAnotherMachineIsNamed() async throws {
        let error = await #expect(throws: ListenError.self) {
            try await Visitor().serving(listen: "192.0.2.1:0") { _ in }
        }
        #expect(error?.description.hasPrefix("cannot listen on 192.0.2.1:0: ") == true)
    }

    @Test(arguments: ["nonsense", "127.0.0.1"]) func whatIsNoAddressIsRefusedBeforeAnythingRuns(_ listen: String) {
        #expect(throws: ListenError.malformed(listen)) {
            try WebService(
                listen: listen, source: FixedSource(value: Fixture.status(0)), history: MemoryHistory(), outbox: MemoryHistory(),
                externalURL: nil, logger: .silent, reload: {})
        }
    }

    /// What a client has open when the daemon is told to end.
    @Test(arguments: [
        "", get, "GET / HTTP/1.1\r\nHost: loc", "POST /-/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nab",
    ])
    func theServerEndsAlthoughAConnectionIsOpen(_ sent: String) async throws {
        var limits = WebService.Limits()
        limits.patience.atEnd = .seconds(1)
        let connection = try await Visitor().serving(limits) { port in
            try await blocking {
                let connection = try RawConnection(port: port)
                connection.send(sent)
                if sent == WebServiceTests.get { #expect(try connection.answer().status == "200") }
                return connection
            }
        }
        _ = try await blocking { try connection.untilClosed() }
    }

    @Test func theServerEndsAlthoughAClientDoesNotRead() async throws {
        var limits = WebService.Limits()
        limits.patience.atEnd = .seconds(1)
        let connection = try await Visitor(status: Fixture.status(2000)).serving(limits) { port in
            try await blocking {
                let connection = try RawConnection(port: port, receiveBuffer: 4096)
                connection.send(WebServiceTests.severalPages)
                // Until the answer is under way.
                #expect(try connection.first().hasPrefix("HTTP/1.1 200"))
                return connection
            }
        }
        let rest = try await blocking { try connection.untilClosed() }
        #expect(!rest.contains("answerback_build_info"))
    }

    /// The port is free again for the next start.
    @Test func thePortCanBeTakenAgainAtOnce() async throws {
        let port = try await Visitor().serving { port in
            try await blocking {
                let connection = try RawConnection(port: port)
                connection.send(WebServiceTests.get)
                _ = try connection.answer()
                return port
            }
        }
        try await Visitor().serving(listen: "127.0.0.1:\(port)") { again in #expect(again == port) }
    }
}
