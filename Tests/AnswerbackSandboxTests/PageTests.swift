import AnswerbackCore
import AnswerbackSandbox
import AnswerbackTesting
import Curl
import Foundation
import Testing

/// The sandbox's pages: they say what is there, and text from outside stays text.
@Suite struct PageTests {
    /// Markup, a header, a terminal's escape, a change of direction, a template, and the ends of whatever it may be put into.
    private static let hostile =
        "\"'></title></script></iframe><script>alert(1)</script><img src=x onerror=alert(2)>{{url}}{{{html}}} \u{202e}\u{1b}[2J&lt;"

    struct Structure: Decodable, Equatable {
        let markup: [String]
        let text: String
    }

    private func structures(_ pages: String...) async throws -> [Structure] {
        try await Script.ask("html-structure.py", input: JSONValue.array(pages.map(JSONValue.string)).encoded())
    }

    private func application(callback: String, owner: String) -> JSONValue {
        Bodies.application.with("description", .string(callback)).with("roles.0.callback", .string(callback))
            .with("roles.0.notificationEmail", .string(owner))
    }

    @Test func aHostileApplicationIsNoMarkupOnTheHomePage() async throws {
        try await Hub.open { hub in
            let id = try await hub.create("/clientapplications", application(callback: "harmless", owner: "harmless"))
            let harmless = try await hub.ask(.get, "/").text
            let change = application(callback: Self.hostile, owner: Self.hostile)
            #expect(try await hub.registry(.put, "/clientapplications/\(id)", change).status == 204)
            let page = try await hub.ask(.get, "/")
            let found = try await structures(harmless, page.text)
            #expect(found[0].markup == found[1].markup)
            #expect(found[1].text.contains("<script>alert(1)</script>"))
            #expect(!page.text.unicodeScalars.contains { $0 == "\u{202e}" || $0 == "\u{1b}" })
            try expectPolicy(of: page, scripts: "default-src 'none'")
        }
    }

    @Test func theHomePageSaysWhereEverythingIs() async throws {
        try await Hub.open({ $0.hasSamples = true }) { hub in
            let page = try await hub.ask(.get, "/").text
            for place in [hub.sandbox.registryURL, hub.sandbox.tokenURL, hub.sandbox.smtpURL, hub.sandbox.clientID] {
                #expect(page.contains(place))
            }
            #expect(!page.contains(Hub.secret))
            for sample in Sample.all { #expect(page.contains(sample.expectation.phrase), "\(sample.slug)") }
            #expect(page.contains("\(Set(Sample.all.map(\.application)).count) applications"))
        }
    }

    @Test func aHostileMailIsNoMarkupOnAnyPage() async throws {
        try await Hub.open { hub in
            try await hub.mail.send(mail(subject: "harmless", text: "harmless"), to: "a@sandbox.test")
            // A header's text cannot hold everything as it stands; encoded it can.
            let subject = "=?utf-8?B?\(Data(Self.hostile.utf8).base64EncodedString())?="
            try await hub.mail.send(mail(subject: subject, text: Self.hostile), to: "a@sandbox.test")
            let list = try await hub.ask(.get, "/mail")
            let pages = [try await hub.ask(.get, "/mail/1"), try await hub.ask(.get, "/mail/2")]
            let found = try await structures(pages[0].text, pages[1].text, list.text)
            // The frame's attribute is the one place where the HTML part stands, as a value.
            #expect(found[0].markup.map(withoutValue) == found[1].markup.map(withoutValue))
            #expect(found[1].markup.filter { $0.hasPrefix("iframe") }.count == 1)
            #expect(found[1].markup.contains { $0.hasPrefix("iframe sandbox= ") })
            #expect(found[1].text.contains("<script>alert(1)</script>"))
            #expect(found[2].markup.filter { $0.hasPrefix("a ") && $0.contains("/mail/") }.count == 2)
            #expect(!found[2].markup.contains { $0.hasPrefix("script") || $0.hasPrefix("img") })
            try expectPolicy(of: list, scripts: "default-src 'none'")
            for page in pages { try expectPolicy(of: page, scripts: "default-src 'none'") }
        }
    }

    @Test func aMailsSourceIsOnlyText() async throws {
        try await Hub.open { hub in
            let content = mail(subject: "s", text: Self.hostile)
            try await hub.mail.send(content, to: "a@sandbox.test", options: ["BODY=8BITMIME"])
            let source = try await hub.ask(.get, "/mail/1/source")
            #expect(source.text == content)
            #expect(source.header("Content-Type") == "text/plain; charset=utf-8")
            #expect(source.header("X-Content-Type-Options") == "nosniff")
            #expect(source.header("Content-Security-Policy") == "sandbox; default-src 'none'")
        }
    }

    /// In a real browser: neither the script of the HTML part runs, nor is anything fetched for it.
    @Test func aBrowserRunsNothingOfAMailAndFetchesNothing() async throws {
        try await Hub.open { hub in
            let beacon = hub.sandbox.url.replacing("127.0.0.1", with: "localhost") + "/callbacks/loyalty-bot"
            let html = """
                <img src="\(beacon)"><link rel="stylesheet" href="\(beacon)"><iframe src="\(beacon)"></iframe>
                <style>body { background: url(\(beacon)) }</style><meta http-equiv="refresh" content="0;url=\(beacon)">
                <script>parent.document.title = 'owned'; new Image().src = '\(beacon)'</script>
                <p onclick="1">Look at me</p><img src="x" onerror="parent.document.title='owned'">
                """
            try await hub.mail.send("Subject: s\r\nContent-Type: text/html\r\n\r\n\(html)\r\n", to: "a@sandbox.test")
            let dom = try await Script.run("browse.py", [hub.sandbox.url + "/mail/1"])
            let page = String(decoding: dom, as: UTF8.self)
            #expect(page.contains("The HTML part of the mail"), "\(page.prefix(500))")
            #expect(page.contains("<title>s</title>"))
            // Every ninth request to this callback is answered with 500: the ninth of ours is the ninth of all.
            for _ in 1...8 {
                let answer = try await hub.ask(.head, "/callbacks/loyalty-bot")
                #expect(answer.status == 202)
            }
            #expect(try await hub.ask(.head, "/callbacks/loyalty-bot").status == 500)
        }
    }

    @Test(arguments: ["/mail/0", "/mail/2", "/mail/-1", "/mail/x", "/mail/1/x", "/mail/99999999999999999999", "/mail/2/source"])
    func aMailThatIsNotThereIsNotFound(_ path: String) async throws {
        try await Hub.open { hub in
            try await hub.mail.send("S: s\r\n\r\nx\r\n", to: "a@sandbox.test")
            #expect(try await hub.ask(.get, path).status == 404)
        }
    }

    @Test func mailsAsJSONHaveEverythingThatThePageShows() async throws {
        try await Hub.open { hub in
            try await hub.mail.send(mail(subject: "=?utf-8?Q?gr=C3=BCn?=", text: "Hallo"), to: "a@sandbox.test", "b@sandbox.test")
            let mail = try #require(try await hub.ask(.get, "/mail.json").json?["mails"]?.array?.first)
            #expect(mail["number"] == 1)
            #expect(mail["sender"] == "bot@client.test")
            #expect(mail["recipients"] == ["a@sandbox.test", "b@sandbox.test"])
            #expect(mail["subject"] == "gr\u{fc}n")
            #expect(mail["text"] == "Hallo\r\n")
            #expect(mail["html"] == "<p>Hallo</p>\r\n")
            #expect(mail["remarks"] == [])
            #expect(mail["headers"]?.array?.first == ["name": "Subject", "value": "gr\u{fc}n"])
        }
    }

    @Test(arguments: [
        ("[DOWN] a b: x", "down"), ("[STILL DOWN] a b: for 6 h", "down"), ("[DEGRADED] a b: x", "degraded"),
        ("[STILL DEGRADED] a b: for 6 h", "degraded"), ("[UP] a b: back", "up"), ("[TEST] x", "other"), ("Re: [DOWN] x", "other"),
    ])
    func theColourOfAMailIsTheHealthThatItTells(_ subject: String, _ kind: String) async throws {
        try await Hub.open { hub in
            try await hub.mail.send("Subject: \(subject)\r\n\r\nx\r\n", to: "a@sandbox.test")
            #expect(try await hub.ask(.get, "/mail").text.contains("<tr class=\"\(kind)\">"))
            #expect(try await hub.ask(.get, "/mail/1").text.contains("mailhead \(kind)\""))
        }
    }

    private func expectPolicy(of page: Hub.Answer, scripts policy: String) throws {
        let header = try #require(page.header("Content-Security-Policy"))
        #expect(header.hasPrefix(policy))
        #expect(!header.contains("script-src") && !header.contains("connect-src") && !header.contains("http"))
        #expect(header.contains("frame-ancestors 'none'") && header.contains("form-action 'none'"))
        #expect(page.header("X-Content-Type-Options") == "nosniff")
        #expect(page.header("Referrer-Policy") == "no-referrer")
        #expect(page.header("Cache-Control") == "no-store")
    }

    /// Both parts hold the text; in the HTML part it is real markup.
    private func mail(subject: String, text: String) -> String {
        """
        Subject: \(subject)\r
        Content-Type: multipart/alternative; boundary="b"\r
        \r
        --b\r
        Content-Type: text/plain; charset=utf-8\r
        \r
        \(text)\r
        \r
        --b\r
        Content-Type: text/html; charset=utf-8\r
        \r
        <p>\(text)</p>\r
        \r
        --b--\r

        """
    }

    /// A tag without what differs between two mails: the number, and the value of the frame.
    private func withoutValue(_ tag: String) -> String {
        tag.replacing(#/srcdoc=.*/#.dotMatchesNewlines(), with: "srcdoc").replacing(#/mail/\d+/#, with: "mail/1")
    }
}
