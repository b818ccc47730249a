import AnswerbackCore
import Foundation
import Testing

/// What was sent in confidence is not read where it comes back.
@Suite struct SentSecretsTests {
    let secrets = SentSecrets(
        url: "https://us%65r:hunter2@bot.example/hub?code=key%2Bone&v=3&plain#frag=kept",
        headers: [
            "X-Tenant: acme \"blue\"/7", "Authorization: Bearer abc.def.ghi", "Cookie: sid=c00kie; other=\"quoted-one\"",
            "X-Empty;",
        ])

    @Test(arguments: [
        "acme \"blue\"/7", "acme \\\"blue\\\"/7", "acme \\\"blue\\\"\\/7", "acme &quot;blue&quot;/7", "acme%20%22blue%22%2F7",
        "Bearer abc.def.ghi", "abc.def.ghi", "c00kie", "quoted-one", "hunter2", "us%65r:hunter2", "user:hunter2", "key%2Bone",
        "key+one",
    ])
    func aSecretIsStruckOutHoweverItIsWritten(_ echo: String) {
        #expect(secrets.struck(from: "before \(echo) after") == "before *** after")
    }

    @Test(arguments: ["Bearer", "v=3", "plain", "kept", "bot.example", "acme", ""])
    func whatIsNoSecretStays(_ text: String) {
        #expect(secrets.struck(from: text) == text)
    }

    /// The longer one first, or its rest would show where the shorter one was.
    @Test func whatContainsAnotherSecretIsStruckOutAsAWhole() {
        let nested = SentSecrets(url: "http://a/?a=1234&b=123456&c=3456", headers: [])
        #expect(nested.struck(from: "<123456> <1234> <12345>") == "<***> <***> <***5>")
    }

    @Test func theNameAndThePasswordBehindBasicAreSecretsToo() {
        let pair = Data("operator:pass:word".utf8).base64EncodedString()
        let basic = SentSecrets(url: "http://a", headers: ["authorization: Basic \(pair)"])
        for echo in [pair, "pass:word", "operator:pass:word", "operator"] {
            #expect(basic.struck(from: "<\(echo)>") == "<***>")
        }
    }

    @Test func whatEveryoneMayKnowIsNotTakenForASecret() {
        let open = SentSecrets(
            url: "http://a", headers: ["Content-Type: application/json", "User-Agent: somebody", "X-Flag: yes"])
        #expect(open.struck(from: "application/json somebody yes") == "application/json somebody yes")
    }

    @Test(arguments: [
        ("X-Tenant: acme", "X-Tenant: ***"), ("x-tenant: acme", "x-tenant: ***"),
        ("AUTHORIZATION: Basic x", "AUTHORIZATION: ***"),
        ("Cookie: a=b", "Cookie: ***"), ("Proxy-Authorization: x", "Proxy-Authorization: ***"),
        ("Host: bot.example", "Host: bot.example"),
        ("Accept: */*", "Accept: */*"), ("HEAD /hub?code=key%2Bone&x=short HTTP/1.1", "HEAD /hub?code=***&x=*** HTTP/1.1"),
        ("GET http://u:p@h/ HTTP/1.1", "GET http://***@h/ HTTP/1.1"), ("", ""),
    ])
    func aHeaderThatWasAddedKeepsOnlyItsName(sent: String, shown: String) {
        #expect(secrets.struck(fromSent: sent) == shown)
    }

    @Test(arguments: [
        ("Set-Cookie: sid=new; Path=/", "Set-Cookie", "***"), ("x-auth-token: t", "x-auth-token", "***"),
        ("X-Amz-Session-Id: 1", "X-Amz-Session-Id", "***"), ("Set-Cookie:\u{301}x=1", "Set-Cookie", "***"),
        ("WWW-Authenticate: Bearer realm=\"x\"", "WWW-Authenticate", "Bearer realm=\"x\""),
        ("Location: https://u:p@login.example/?token=t", "Location", "https://***@login.example/?token=***"),
        ("X-Echo: got abc.def.ghi", "X-Echo", "got ***"), ("X-hunter2: v", "X-***", "v"),
        ("no colon hunter2", "no colon ***", ""),
        ("Server: nginx", "Server", "nginx"),
    ])
    func aHeaderThatPromisesASecretKeepsOnlyItsName(received: String, name: String, value: String) {
        #expect(secrets.struck(fromReceived: received) == Header(name: name, value: value))
    }

    /// Each length once: wherever the cut falls, no piece of the secret is left.
    @Test func aCutNeverLeavesTheBeginningOfASecret() {
        let body = Array("start hunter2 hunter2 end".utf8)
        for length in 0...body.count {
            let shown = secrets.struck(from: Array(body.prefix(length)), upTo: 100, isCut: true)
            #expect(!String(decoding: shown.bytes, as: UTF8.self).contains("hu"), "\(length)")
        }
        for limit in 0...body.count {
            let shown = secrets.struck(from: body, upTo: limit, isCut: false)
            #expect(shown.bytes.count <= limit)
            #expect(!String(decoding: shown.bytes, as: UTF8.self).contains("hu"), "\(limit)")
        }
        #expect(secrets.struck(from: body, upTo: 17, isCut: false).isWhole == true)
        #expect(secrets.struck(from: body, upTo: 16, isCut: false).isWhole == false)
    }
}
