import AnswerbackCore
import Foundation
import Testing

/// The table of verdicts.
@Suite struct JudgementTests {
    @Test(arguments: ProbeMethod.allCases) func whatWeSpoiledJudgesNobody(method: ProbeMethod) {
        for reason in Reason.ours {
            let spoiled = Observation(
                callback: CallbackID(application: "a", role: "r"), at: Date(timeIntervalSince1970: 0), outcome: .spoiled(reason),
                total: .seconds(9))
            #expect(Judgement(of: spoiled, method: method, deadline: .seconds(5)) == Judgement(.suspect, reason))
        }
    }

    private func judgement(
        _ outcome: Observation.Outcome, after total: Duration = .milliseconds(200), method: ProbeMethod = .reach,
        deadline: Duration = .seconds(5), stalled: Duration = .zero
    ) -> Judgement {
        let callback = CallbackID(application: "a", role: "custom_bot")
        return Judgement(
            of: Observation(callback: callback, at: time(0), outcome: outcome, total: total, stalled: stalled),
            method: method, deadline: deadline)
    }

    @Test(arguments: [100, 200, 202, 204, 299, 300, 301, 302, 308, 399, 400, 401, 403, 404, 405, 429, 499, 501])
    func anyAnswerButAServerErrorIsReached(status: Int) {
        #expect(judgement(.answered(status: status)) == Judgement(.healthy))
    }

    @Test(arguments: [500, 502, 503, 504, 599])
    func aServerErrorIsFailing(status: Int) {
        #expect(judgement(.answered(status: status)) == Judgement(.failing, .http5xx))
    }

    @Test(arguments: [600, 999])
    func aStatusThatHTTPDoesNotKnowIsFailing(status: Int) {
        #expect(judgement(.answered(status: status)) == Judgement(.failing, .protocolError))
    }

    @Test func theContractIsExactly401() {
        #expect(judgement(.answered(status: 401), method: .contract) == Judgement(.healthy))
    }

    @Test(arguments: [200, 202, 204, 299])
    func anOpenCallbackBreaksTheContract(status: Int) {
        #expect(judgement(.answered(status: status), method: .contract) == Judgement(.failing, .authNotEnforced))
    }

    @Test(arguments: [100, 199, 300, 302, 400, 402, 403, 404, 500, 501, 503, 600])
    func anyOtherAnswerKeepsTheHubFromRenewingItsToken(status: Int) {
        #expect(judgement(.answered(status: status), method: .contract) == Judgement(.failing, .authContract))
    }

    @Test(arguments: [200, 202, 299])
    func aMessageThatIsTakenIsHealthy(status: Int) {
        #expect(judgement(.answered(status: status), method: .message) == Judgement(.healthy))
    }

    @Test(arguments: [
        (300, Reason.redirect), (307, .redirect), (400, .http4xx), (401, .auth), (403, .http4xx), (499, .http4xx),
        (500, .http5xx),
        (501, .http5xx), (599, .http5xx), (600, .protocolError), (199, .protocolError),
    ])
    func aMessageThatIsNotTakenIsFailing(status: Int, reason: Reason) {
        #expect(judgement(.answered(status: status), method: .message) == Judgement(.failing, reason))
    }

    /// To a token endpoint there are no new credentials that could be refused.
    @Test func aTokenEndpointIsJudgedLikeAMessageButFor401() {
        #expect(judgement(.answered(status: 200), method: .token) == Judgement(.healthy))
        #expect(judgement(.answered(status: 401), method: .token) == Judgement(.failing, .http4xx))
        #expect(judgement(.answered(status: 503), method: .token) == Judgement(.failing, .http5xx))
        #expect(judgement(.unusable(status: 200, .tokenEndpoint), method: .token) == Judgement(.failing, .tokenEndpoint))
    }

    @Test(arguments: ProbeMethod.allCases)
    func theDeadlineItselfIsInTime(method: ProbeMethod) {
        let good = Observation.Outcome.answered(status: method == .message ? 202 : 401)
        #expect(judgement(good, after: .seconds(5), method: method) == Judgement(.healthy))
        #expect(judgement(good, after: .seconds(5) + .microseconds(1), method: method) == Judgement(.slow))
        #expect(judgement(good, after: .milliseconds(501), method: method, deadline: .milliseconds(500)) == Judgement(.slow))
    }

    @Test func aWrongAnswerIsFailingHoweverLateItIs() {
        #expect(judgement(.answered(status: 503), after: .seconds(14)) == Judgement(.failing, .http5xx))
    }

    @Test(arguments: Reason.blaming.filter { $0 != .protocolError })
    func silenceIsUnreachableForItsReason(reason: Reason) {
        #expect(judgement(.silent(reason)) == Judgement(.unreachable, reason))
        #expect(judgement(.silent(reason), method: .contract) == Judgement(.unreachable, reason))
    }

    @Test func anAnswerThatIsNotHTTPIsAnAnswer() {
        #expect(judgement(.silent(.protocolError)) == Judgement(.failing, .protocolError))
    }

    @Test func slowIsBadButNotHard() {
        #expect(Verdict.allCases.filter(\.isBad) == [.slow, .failing, .unreachable])
        #expect(Verdict.allCases.filter(\.isHard) == [.failing, .unreachable])
    }

    @Test func anAnswerThatOurStandstillMadeLateSaysNothing() {
        let good = Observation.Outcome.answered(status: 200)
        #expect(judgement(good, after: .seconds(6), stalled: .seconds(1)) == Judgement(.suspect, .ownLoad))
        #expect(judgement(good, after: .seconds(6), stalled: .milliseconds(999)) == Judgement(.slow), "it was late without us")
        #expect(judgement(good, after: .seconds(5), stalled: .seconds(3)) == Judgement(.healthy), "it was in time all the same")
        #expect(
            judgement(.answered(status: 503), after: .seconds(6), stalled: .seconds(1)) == Judgement(.failing, .http5xx),
            "a bad answer is bad however late it comes")
        #expect(
            judgement(.answered(status: 503), after: .seconds(5), stalled: .seconds(3)) == Judgement(.failing, .http5xx),
            "a wrong answer is no matter of time")
    }

    @Test(arguments: [Reason.dns, .connect, .tls, .timeout])
    func silenceSaysNothingWhenTheCallbackHadLessThanItsDeadline(reason: Reason) {
        let silent = Observation.Outcome.silent(reason)
        #expect(judgement(silent, after: .seconds(15), stalled: .seconds(11)) == Judgement(.suspect, .ownLoad))
        #expect(judgement(silent, after: .seconds(15), stalled: .seconds(10)) == Judgement(.unreachable, reason))
    }

    @Test func aSmallStandstillDoesNotAcquitWhoeverHangs() {
        let hanging = Observation.Outcome.silent(.timeout)
        #expect(judgement(hanging, after: .seconds(5), stalled: .milliseconds(499)) == Judgement(.unreachable, .timeout))
        #expect(judgement(hanging, after: .seconds(5), stalled: .milliseconds(500)) == Judgement(.suspect, .ownLoad))
    }

    @Test func aRefusalIsNoMatterOfTime() {
        #expect(
            judgement(.silent(.connect), after: .milliseconds(900), stalled: .milliseconds(800))
                == Judgement(.unreachable, .connect))
        #expect(judgement(.silent(.reset), after: .seconds(6), stalled: .seconds(5)) == Judgement(.unreachable, .reset))
    }
}
