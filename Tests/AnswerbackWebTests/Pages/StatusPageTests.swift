import AnswerbackCore
import Foundation
import Testing

@testable import AnswerbackWeb

/// The first page that people see.
@Suite struct StatusPageTests {
    /// The rows' health words, from the top.
    private func healths(_ page: HTMLPage) -> [String] { page.all("td", class: "health").map(\.text) }
    private func names(_ page: HTMLPage) -> [String] { page.all("th", class: "who").map { $0.text.folded } }

    @Test(arguments: [0, 1, 3, 40, 250]) func thePageIsGoodHTMLWithARowForEachCallbackUpToAHundred(_ count: Int) async throws {
        let page = try await Visitor(status: Fixture.status(count)).page("/")
        #expect(page.errors.isEmpty)
        #expect(page.all("th", class: "who").count == min(count, 100))
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
    }

    @Test func theWorstStandsFirst() async throws {
        let page = try await Visitor(status: Fixture.status(36)).page("/")
        let expected = [("down", 3), ("degraded", 3), ("unknown", 3), ("up", 27)].flatMap { Array(repeating: $0.0, count: $0.1) }
        #expect(healths(page) == expected)
    }

    @Test func amongEqualsTheNameDecidesThenRoleThenId() async throws {
        let names = ["zebra", "Alpha", "beta", "alpha"]
        let callbacks = names.enumerated().map { number, name in
            CallbackStatus(
                callback: Callback(
                    id: CallbackID(application: "id-\(number)", role: number == 3 ? "a_role" : "role"), applicationName: name,
                    version: "v3",
                    url: "https://example.net", notificationEmail: ""), policy: WatchPolicy(), health: .up)
        }
        let links = try await Visitor(status: Fixture.status(of: callbacks)).page("/").all("a").compactMap {
            $0.attributes["href"]
        }
        #expect(
            links.filter { $0.hasPrefix("/callbacks/") } == [
                "/callbacks/id-3/a_role", "/callbacks/id-1/role", "/callbacks/id-2/role", "/callbacks/id-0/role",
            ])
    }

    @Test func theTilesCountEveryHealthAndLeadToIt() async throws {
        let page = try await Visitor(status: Fixture.status(12)).page("/")
        let tiles = page.all("a", class: "tile")
        #expect(tiles.map { $0.text.folded } == ["1 down", "1 degraded", "1 unknown", "9 up"])
        #expect(tiles.map { $0.attributes["href"] } == ["?health=down", "?health=degraded", "?health=unknown", "?health=up"])
        #expect(page.title == "1 down · 1 degraded · 1 unknown · 9 up · Answerback")
    }

    @Test(arguments: Health.allCases) func aFilterShowsOneHealthOnlyAndCanBeTakenBack(_ health: Health) async throws {
        let page = try await Visitor(status: Fixture.status(36)).page("/?health=\(health.word)")
        #expect(Set(healths(page)) == [health.word])
        let chosen = page.all("a", class: "tile").filter { $0.attributes["aria-current"] == "true" }
        #expect(chosen.count == 1)
        #expect(chosen.first?.attributes["href"] == "?")
        #expect(page.all("input").contains { $0.attributes["name"] == "health" && $0.attributes["value"] == health.word })
    }

    @Test(arguments: ["claims-bot-4", "CLAIMS-BOT-4", "egain_bot", "bot4.example.net", "000000000004"])
    func aTextIsFoundInNameRoleAddressAndId(_ text: String) async throws {
        let page = try await Visitor(status: Fixture.status(6)).page("/?q=\(text)")
        #expect(page.all("a").contains { $0.text == "claims-bot-4" || text == "egain_bot" })
        #expect((1...2).contains(page.all("th", class: "who").count))
        #expect(page.all("input").first { $0.attributes["name"] == "q" }?.attributes["value"] == text)
    }

    @Test func filterAndTextGoTogether() async throws {
        let page = try await Visitor(status: Fixture.status(24)).page("/?q=billing+bot&health=up")
        #expect(page.all("th", class: "who").isEmpty)
        let both = try await Visitor(status: Fixture.status(24)).page("/?q=billing-bot&health=down")
        #expect(names(both).count == 1)
        #expect(both.all("a", class: "tile").map { $0.attributes["href"] }.last == "?health=up&q=billing-bot")
    }

    @Test func tenThousandCallbacksAreShownAHundredAtATime() async throws {
        let visitor = Visitor(status: Fixture.status(10_000))
        var seen: Set<String> = []
        for number in [1, 2, 100] {
            let page = try await visitor.page("/?page=\(number)")
            let links = page.all("a").compactMap { $0.attributes["href"] }.filter { $0.hasPrefix("/callbacks/") }
            #expect(links.count == 100)
            #expect(seen.isDisjoint(with: links))
            seen.formUnion(links)
            let first = (number - 1) * 100 + 1
            #expect(page.text.contains("\(first.grouped) to \((first + 99).grouped) of 10,000 callbacks"))
            let around = page.all("a").filter { $0.attributes["rel"] != nil }.map {
                "\($0.attributes["rel"] ?? "") \($0.attributes["href"] ?? "")"
            }
            let expected = [
                number > 1 ? "prev \(number == 2 ? "?" : "?page=\(number - 1)")" : nil,
                number < 100 ? "next ?page=\(number + 1)" : nil,
            ]
            #expect(around == expected.compactMap(\.self))
        }
    }

    /// A page that was bookmarked before callbacks left shows the last one that there is.
    @Test func aPageBeyondTheLastIsTheLast() async throws {
        let page = try await Visitor(status: Fixture.status(150)).page("/?page=77")
        #expect(page.all("th", class: "who").count == 50)
        #expect(page.text.contains("101 to 150 of 150 callbacks"))
    }

    @Test(arguments: ["?health=broken", "?health=Down", "?page=0", "?page=-1", "?page=x", "?q=50%"])
    func aQuestionThatMakesNoSenseIsExplained(_ query: String) async throws {
        let answer = try await Visitor().get("/" + query)
        #expect(answer.status == 400)
        let page = try await HTMLPage(answer.text)
        #expect(page.errors.isEmpty)
        #expect(page.all("h1").map(\.text) == ["This request cannot be understood"])
    }

    @Test func aRowSaysWhatWasSeenAndLinksToItsIncident() async throws {
        var visitor = Visitor(status: Fixture.small())
        visitor.history.kept = [Fixture.incident(7, of: visitor.status.callbacks[0])]
        let page = try await visitor.page("/")
        let row = try #require(page.all("tr", class: "down").first)
        #expect(
            row.text.folded.hasPrefix(
                "down order-botcustom_bot · orders.example.net 1 min 1 s 2 ms < 1 % unreachable no connection1 s ago · incident"))
        #expect(page.all("a").contains { $0.text == "incident" && $0.attributes["href"] == "/incidents/7" })
        let new = try #require(page.all("tr", class: "unknown").first)
        #expect(new.text.folded == "unknown new-botcustomer · new.example.net – not probed yet")
    }

    @Test func whatAnOperatorMustKnowStandsAbove() async throws {
        let page = try await Visitor(status: Fixture.small()).page("/")
        for sentence in [
            "Hub not reachable; it last answered 1 h ago", "429 Too Many Requests", "1 mail refused for good",
            "1 mail waiting to be sent", "The last reload of the configuration failed",
            "Writing to the history has failed 1 time.",
            "2 probes left out since the start",
        ] { #expect(page.text.contains(sentence), "\(sentence)") }
        let calm = try await Visitor(status: Fixture.status(3)).page("/")
        #expect(calm.all("p", class: "trouble").isEmpty)
        #expect(calm.all("li", class: "bad").isEmpty)
        #expect(calm.text.contains("Hub reachable, asked 12 min 34 s ago"))
        #expect(calm.text.contains("No mail waiting"))
    }

    struct Emptiness: Sendable, CustomTestStringConvertible {
        let title: String
        var isReady = true
        var isUp: Bool?
        var lastError: String?
        var testDescription: String { "\(title) (ready: \(isReady))" }
    }

    @Test(arguments: [
        Emptiness(title: "Getting ready", isReady: false, isUp: false), Emptiness(title: "No callbacks yet", isUp: true),
        Emptiness(title: "No callbacks yet"),
        Emptiness(
            title: "The Hub has never given a list of callbacks", isReady: false, isUp: false, lastError: "no route to host"),
    ])
    func withoutCallbacksThePageSaysWhyAndWhatToDo(_ emptiness: Emptiness) async throws {
        let status = Fixture.status(of: [], isReady: emptiness.isReady) {
            $0.hub.isUp = emptiness.isUp
            $0.hub.lastError = emptiness.lastError
        }
        let page = try await Visitor(status: status).page("/")
        #expect(page.errors.isEmpty)
        #expect(page.all("div", class: "empty").first?.text.hasPrefix(emptiness.title) == true)
        #expect(page.all("table").isEmpty && page.all("form").isEmpty)
        #expect(page.title == "Answerback")
    }

    @Test func aFilterThatFindsNothingSaysHowToSeeAll() async throws {
        let page = try await Visitor(status: Fixture.status(3)).page("/?q=nowhere")
        #expect(page.text.contains("No callback matchesClear the filter to see all 3 callbacks."))
        #expect(page.all("a", class: "clear").first?.attributes["href"] == "?")
    }
}
