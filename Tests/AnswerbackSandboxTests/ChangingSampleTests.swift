import AnswerbackCore
import AnswerbackSandbox
import Curl
import Foundation
import Testing

/// The samples that are now well and now not, at moments that the sandbox's clock is set to.
@Suite struct ChangingSampleTests {
    private func at(_ moment: Duration, _ body: (Hub) async throws -> Void) async throws {
        try await Hub.open(clock: SandboxClock(standingAt: moment), { $0.hasSamples = true }, body)
    }

    @Test(arguments: [(0, 202), (19, 202), (20, 503), (59, 503), (60, 202), (200, 503), (240, 202), (380, 503)])
    func orderBotAnswers503For40SecondsOutOf180(_ seconds: Int, _ status: Int) async throws {
        try await at(.seconds(seconds)) { hub in
            for method in [CurlTransfer.Method.head, .post, .get] {
                let answer = try await hub.ask(method, "/callbacks/order-bot")
                #expect(answer.status == status)
            }
        }
    }

    @Test(arguments: [(0, false), (76, true), (136, false), (316, true)])
    func stockBotIsLateForAMinuteOutOfFour(_ seconds: Int, _ isLate: Bool) async throws {
        try await at(.seconds(seconds)) { hub in
            // On a busy machine a good answer may be late too, but not again and again.
            var isInTime = false
            for _ in 1...5 where !isInTime {
                let answer = try await hub.ask(.head, "/callbacks/stock-bot")
                #expect(answer.status == 202)
                isInTime = answer.reply.trace.timings.startTransfer < .seconds(6.2)
                if isLate { break }
            }
            #expect(isInTime != isLate)
        }
    }

    @Test(arguments: [(0, false), (101, true), (131, false), (301, true)])
    func bookingBotResetsItsConnectionsFor30SecondsOutOf200(_ seconds: Int, _ isGone: Bool) async throws {
        try await at(.seconds(seconds)) { hub in
            let roles = try await hub.list(.clientApplications).first { $0["name"] == "booking-bot" }?["roles"]
            let url = try #require(roles?.array?.first?["callback"]?.string)
            do {
                #expect(try await hub.ask(.head, url).status == 202)
                #expect(!isGone)
            } catch let failure as CurlFailure {
                #expect(failure.kind == .reset, "\(failure)")
                #expect(isGone)
            }
        }
    }

    /// 20 s after the start, 40 s long, every 180 s.
    private static let schedule = Schedule(first: .seconds(20), lasting: .seconds(40), every: .seconds(180))

    @Test(arguments: [
        (0.0, false, 20.0), (19.999, false, 0.001), (20, true, 40), (59.999, true, 0.001), (60, false, 140),
        (199.999, false, 0.001),
        (200, true, 40), (239, true, 1), (240, false, 140), (18_020, true, 40), (18_060, false, 140),
    ])
    func aScheduleKnowsItsEdges(_ elapsed: Double, _ isActive: Bool, _ left: Double) {
        #expect(Self.schedule.isActive(at: .seconds(elapsed)) == isActive)
        #expect(abs(Self.schedule.untilChange(at: .seconds(elapsed)).inSeconds - left) < 0.000_1)
    }

    @Test func whatEverySampleThatChangesDoesNowStandsOnThePage() async throws {
        try await at(.seconds(21)) { hub in
            let page = try await hub.ask(.get, "/").text
            #expect(page.matches(of: #/now: misbehaving for another \d+ s/#).count == 1)
            #expect(page.matches(of: #/now: well for another \d+ s/#).count == 2)
        }
    }

    @Test func theFirstOutageMakesAnAlertAndARecoveryWithinTwoMinutes() throws {
        let sample = try #require(Sample.all.first { $0.slug == "order-bot" })
        let schedule = try #require(sample.behaviour.schedule)
        // Probes every 5 s, confirmed by two more after 2 s each; a mail waits for 5 s; two good ones bring it back.
        let alert = schedule.first + .seconds(5 + 2 * 2 + 5)
        let recovery = schedule.first + schedule.lasting + .seconds(5 + 2 + 5)
        #expect(alert < schedule.first + schedule.lasting)
        #expect(recovery < .seconds(120))
    }
}
