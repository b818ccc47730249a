import AnswerbackCore
import Foundation
import Testing

/// The table of verdicts.
@Suite struct JudgementTests {
    @Test(arguments: ProbeMethod.allCases) func whatWeSpoiledJudgesNobody(method: ProbeMethod) {
        let spoiled = Observation(
            callback: CallbackID(application: "a", role: "r"), at: Date(timeIntervalSince1970: 0), outcome: .spoiled,
            total: .seconds(9))
        #expect(Judgement(of: spoiled, method: method, deadline: .seconds(5)) == Judgement(.suspect))
    }

    private func judgement(
        _ outcome: Observation.Outcome, after total: Duration = .milliseconds(200), method: ProbeMethod = .reach,
        deadline: Duration = .seconds(5)
    ) -> Judgement {
        let callback = CallbackID(application: "a", role: "custom_bot")
        return Judgement(
            of: Observation(callback: callback, at: time(0), outcome: outcome, total: total), method: method, deadline: deadline)
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

    @Test(arguments: [ProbeMethod.reach, .contract])
    func theDeadlineItselfIsInTime(method: ProbeMethod) {
        let good = Observation.Outcome.answered(status: 401)
        #expect(judgement(good, after: .seconds(5), method: method) == Judgement(.healthy))
        #expect(judgement(good, after: .seconds(5) + .microseconds(1), method: method) == Judgement(.slow))
        #expect(judgement(good, after: .milliseconds(501), method: method, deadline: .milliseconds(500)) == Judgement(.slow))
    }

    @Test func aWrongAnswerIsFailingHoweverLateItIs() {
        #expect(judgement(.answered(status: 503), after: .seconds(14)) == Judgement(.failing, .http5xx))
    }

    @Test(arguments: Reason.allCases.filter { $0 != .protocolError })
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
}
