import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// The page to which mails link.
@Suite struct IncidentPageTests {
    var visitor = Visitor(status: Fixture.small())

    init() throws {
        let bot = visitor.status.callbacks[0]
        visitor.history.kept = [
            Fixture.incident(7, of: bot), Fixture.incident(4, of: bot, isOpen: false), Fixture.incidentWithEvidence(5, of: bot),
        ]
        visitor.history.reports = try [
            Fixture.letter(9, about: visitor.history.kept[0]),
            Fixture.letter(8, about: visitor.history.kept[1], reply: "550 No such user"),
        ]
    }

    @Test func anOpenIncidentShowsItsEvidence() async throws {
        let page = try await visitor.page("/incidents/7")
        #expect(page.errors.isEmpty)
        #expect(page.title == "Incident 7 · order-bot custom_bot · Answerback")
        #expect(page.all("p", class: "state").first?.text.folded == "down no connection; open for 1 min 1 s.")
        let step = page.all("li", class: "down").first?.text.folded ?? ""
        for evidence in [
            "up → down 2026-11-22 19:45:21 UTC", "unreachable no connection", "192.0.2.7", "Connection refused", "connect 2 ms",
        ] {
            #expect(step.contains(evidence), "\(evidence) in \(step)")
        }
        #expect(page.text.contains("Closedstill open"))
    }

    @Test func theEvidenceOfAStepIsShownAsItCame() async throws {
        let page = try await visitor.page("/incidents/5")
        #expect(page.errors.isEmpty)
        let answers = page.all("pre", class: "answer").map(\.text)
        #expect(
            answers == ["HTTP/1.1 503 Service Unavailable\nContent-Type: text/plain\nSet-Cookie: ***\n\ntry again\nlater"])
        let step = page.all("li", class: "down").first?.text.folded ?? ""
        for fact in [
            "Tried 2001:db8::7, 192.0.2.7", "Connection to port 443, from 192.0.2.1 port 51234",
            "TLS TLSv1.3, TLS_AES_256_GCM_SHA384",
            "Certificate CN = orders.example.net; from 2026-01-01 to 2027-01-15; serial number 1000; by CN = ca",
        ] {
            #expect(step.replacing(" ", with: "").contains(fact.replacing(" ", with: "")), "\(fact) in \(step)")
        }
    }

    @Test func aStepWithoutEvidenceShowsNone() async throws {
        let page = try await visitor.page("/incidents/7")
        #expect(page.all("pre").isEmpty && page.all("dl", class: "evidence").count == 1)
    }

    @Test func aClosedIncidentSaysHowLongItLasted() async throws {
        let page = try await visitor.page("/incidents/4")
        #expect(page.all("p", class: "state").first?.text.folded == "down no connection; recovered after 30 s.")
        #expect(page.all("li", class: "up").first?.text.contains("down → up") == true)
    }

    @Test func whatWasEditedBeforeIsShown() async throws {
        var visitor = visitor
        let old = visitor.history.kept[0]
        let edit = Fixture.event(
            1, 101.5, of: old.callback, .callbackMoved(from: "https://<b>a.example/", to: "https://b.example/"))
        let step = Incident.Step(
            at: old.steps[0].at, from: .up, to: .down, observation: old.steps[0].observation, edits: [edit])
        visitor.history.kept = [
            Incident(
                id: 7, callback: old.callback, opened: old.opened, closed: nil, end: nil, worst: .down, steps: [step])
        ]
        let late = Fixture.event(2, -5, of: old.callback, .emailChanged(from: "a", to: "b"))
        let early = Fixture.event(3, 61.5 + 901, of: old.callback, .versionChanged(from: "v1", to: "v3"))
        visitor.history.changes = [late, edit, early]
        let page = try await visitor.page("/incidents/7")
        #expect(page.errors.isEmpty)
        let words = "URL changed from https://<b>a.example/ to https://b.example/"
        #expect(page.all("p", class: "edits").first?.text == "This was 40 s after its callback was edited: \(words).")
        let list = page.all("table", class: "events").first?.text ?? ""
        #expect(list.contains(words) && list.contains("notification address changed") && !list.contains("version"))
    }

    @Test func onlyMailsAboutThisIncidentAreListed() async throws {
        let page = try await visitor.page("/incidents/7")
        #expect(page.text.contains("team1@example.netalert: downaccepted by the mail server"))
        #expect(page.text.contains("250 2.0.0 Ok: queued as 4F2A"))
        #expect(!page.text.contains("550 No such user"))
    }

    /// Mails outlive rosters: the link in them must go on to work.
    @Test func theIncidentOfACallbackThatLeftIsStillShown() async throws {
        var visitor = visitor
        visitor.status = Fixture.status(of: [])
        let page = try await visitor.page("/incidents/7")
        #expect(page.all("h1").first?.text.folded == "Incident 7: order-bot custom_bot")
    }

    @Test func anIncidentThatTheHistoryDoesNotKnowIsNotFound() async throws {
        let answer = try await visitor.get("/incidents/99")
        #expect(answer.status == 404)
        #expect(try await HTMLPage(answer.text).text.contains("There is no incident 99"))
    }
}
