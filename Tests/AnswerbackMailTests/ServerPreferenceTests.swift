import Testing

@testable import AnswerbackMail

/// Which mail server is asked first.
@Suite struct ServerPreferenceTests {
    let start = ContinuousClock.now

    @Test func theFirstIsPreferred() {
        let preference = ServerPreference(count: 3)
        #expect(preference.order(at: start) == [0, 1, 2])
    }

    @Test func oneThatFailedIsLeftAloneForAMinuteAndPreferredAgainThen() {
        var preference = ServerPreference(count: 3)
        preference.failed(0, at: start)
        #expect(preference.order(at: start + .seconds(59)) == [1, 2])
        #expect(preference.order(at: start + .seconds(60)) == [0, 1, 2])
    }

    @Test func oneThatFailsAgainAndAgainIsLeftAloneForLonger() {
        var preference = ServerPreference(count: 3)
        var rests: [Int] = []
        var now = start
        for _ in 1...7 {
            preference.failed(0, at: now)
            let minutes = (1...60).first { preference.order(at: now + .seconds($0 * 60)).contains(0) } ?? 0
            rests.append(minutes)
            now += .seconds(minutes * 60)
        }
        #expect(rests == [1, 2, 4, 8, 16, 16, 16])
    }

    @Test func oneThatTookMailHasAllForgiven() {
        var preference = ServerPreference(count: 3)
        preference.failed(0, at: start)
        preference.failed(0, at: start)
        preference.tookMail(0)
        #expect(preference.order(at: start) == [0, 1, 2])
        preference.failed(0, at: start)
        #expect(preference.order(at: start + .seconds(60)) == [0, 1, 2])
    }

    @Test func whenAllFailedAllAreAsked() {
        var preference = ServerPreference(count: 3)
        for server in 0...2 { preference.failed(server, at: start) }
        #expect(preference.order(at: start) == [0, 1, 2])
    }
}
