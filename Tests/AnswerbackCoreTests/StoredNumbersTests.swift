import AnswerbackCore
import Testing

/// What stands in files and in other people's dashboards: numbers and words that must never be given a new meaning.
@Suite struct StoredNumbersTests {
    @Test func theNumbersInTheHistoryStayWhatTheyAre() {
        #expect(
            Reason.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7, 8, 16, 17, 18, 19, 20, 21, 22, 32, 33, 34, 35, 36])
        #expect([Verdict.healthy, .slow, .failing, .unreachable, .suspect].map(\.rawValue) == [0, 1, 2, 3, 4])
        #expect([Health.unknown, .up, .degraded, .down].map(\.rawValue) == [0, 1, 2, 3])
        #expect([IncidentNews.Kind.alert, .recovery, .reminder].map(\.rawValue) == [1, 2, 3])
        // In one column with those before.
        #expect([Bulletin.Kind.certificate, .addressRemoved, .outage, .outageOver].map(\.rawValue) == [4, 5, 6, 7])
        #expect([Incident.End.recovered, .withdrawn].map(\.rawValue) == [1, 2])
        #expect([LetterReport.State.pending, .sent, .dead].map(\.rawValue) == [0, 1, 2])
    }

    @Test func theWordsOutsideStayWhatTheyAre() {
        #expect(
            Reason.allCases.map(\.word) == [
                "http_5xx", "http_4xx", "redirect", "auth", "auth_not_enforced", "auth_contract", "protocol", "token_endpoint",
                "dns", "connect", "tls", "reset", "timeout", "blocked", "invalid_url",
                "own_network", "own_resolver", "own_load", "own_limits", "not_asked",
            ])
        #expect(Verdict.allCases.map(\.word) == ["healthy", "slow", "failing", "unreachable", "suspect"])
        #expect(Health.allCases.map(\.word) == ["unknown", "up", "degraded", "down"])
        #expect(IncidentNews.Kind.allCases.map(\.word) == ["alert", "recovery", "reminder"])
        #expect(Bulletin.Kind.allCases.map(\.word) == ["certificate", "address_removed", "outage", "outage_over"])
        #expect(Phases().named.map(\.name) == ["dns", "connect", "tls", "wait", "transfer"])
    }

    @Test func everyReasonHasAPhraseOfItsOwn() {
        #expect(Set(Reason.allCases.map(\.phrase)).count == Reason.allCases.count)
    }
}
