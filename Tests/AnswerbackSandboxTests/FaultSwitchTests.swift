import AnswerbackCore
import AnswerbackSandbox
import Curl
import Foundation
import Testing

/// What `/sandbox/faults` can switch on at the registry and the token endpoint.
@Suite struct FaultSwitchTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int
        var code: String?
        var text: String?
        var headers: [String: String] = [:]
        var testDescription: String { name }
    }

    static let registry = [
        Fault(name: "unauthorized", status: 401, code: "401-104"),
        Fault(name: "forbidden", status: 403, code: "403-197"),
        Fault(name: "rateLimited", status: 429, text: #"{"message":"Too Many Requests"}"#),
        Fault(
            name: "rateLimitedWithRetryAfter", status: 429, text: #"{"message":"Limit Exceeded"}"#,
            headers: ["Retry-After": "7", "X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0"]),
        Fault(name: "serverError", status: 500, code: "500-100"),
        Fault(name: "badGateway", status: 502, text: "<html>", headers: ["Content-Type": "text/html"]),
        Fault(name: "html", status: 200, text: "<html>", headers: ["Content-Type": "text/html"]),
    ]

    @Test(arguments: registry)
    func theRegistryFailsAsItIsTold(_ fault: Fault) async throws {
        try await Hub.open { hub in
            let id = try await hub.create("/clientapplications", Bodies.application)
            try await hub.setFaults(["registry": .string(fault.name), "retryAfterSeconds": 7])
            for answer in [
                try await hub.registry(.get, "/clientapplications"),
                try await hub.registry(.post, "/authentications", Bodies.basic),
                try await hub.registry(.delete, "/clientapplications/\(id)"),
            ] {
                #expect(answer.status == fault.status)
                #expect(answer.code == fault.code)
                if let text = fault.text { #expect(answer.text.hasPrefix(text), "\(answer.text)") }
                for (name, value) in fault.headers { #expect(answer.header(name) == value) }
                #expect((answer.header("Retry-After") != nil) == fault.headers.keys.contains("Retry-After"))
            }
            #expect(try await hub.ask(.delete, "/sandbox/faults").json == [:])
            #expect(try await hub.list(.clientApplications).count == 1)
            #expect(try await hub.list(.authentications).isEmpty)
        }
    }

    @Test func aFaultCanHoldForSoManyRequests() async throws {
        try await Hub.open { hub in
            try await hub.setFaults(["registry": "serverError", "registryRequests": 2])
            var statuses: [Int] = []
            for _ in 0..<3 { statuses.append(try await hub.registry(.get, "/clientapplications").status) }
            #expect(statuses == [500, 500, 200])
            #expect(try await hub.ask(.get, "/sandbox/faults").json == [:])
        }
    }

    @Test func aTruncatedAnswerIsNoJSON() async throws {
        try await Hub.open { hub in
            _ = try await hub.create("/clientapplications", Bodies.application)
            let whole = try await hub.registry(.get, "/clientapplications").text
            try await hub.setFaults(["registry": "truncated"])
            let half = try await hub.registry(.get, "/clientapplications")
            #expect(half.status == 200)
            #expect(half.json == nil)
            #expect(whole.hasPrefix(half.text) && !half.text.isEmpty && half.text.count < whole.count)
        }
    }

    @Test func aSlowAnswerIsTheRightOneButLate() async throws {
        try await Hub.open { hub in
            let id = try await hub.create("/clientapplications", Bodies.application)
            try await hub.setFaults(["registry": "slow", "token": "slow", "slowSeconds": .number(0.3)])
            let answer = try await hub.registry(.get, "/clientapplications/\(id)")
            #expect(answer.json?["id"]?.string == id)
            #expect(answer.reply.trace.timings.startTransfer >= .milliseconds(300))
            let token = try await hub.askForToken([
                "grant_type": "client_credentials", "client_id": hub.sandbox.clientID, "client_secret": Hub.secret,
            ])
            #expect(token.json?["access_token"] != nil)
            #expect(token.reply.trace.timings.startTransfer >= .milliseconds(300))
        }
    }

    @Test(arguments: [
        ("expiresInText", 200, #""expires_in":"3600""#), ("serverError", 500, ""), ("html", 200, "<html>"),
        ("missingToken", 200, #"{"expires_in":3600,"token_type":"Bearer"}"#),
    ])
    func theTokenEndpointFailsAsItIsTold(_ fault: String, _ status: Int, _ text: String) async throws {
        try await Hub.open { hub in
            try await hub.setFaults(["token": .string(fault)])
            let answer = try await hub.askForToken([
                "grant_type": "client_credentials", "client_id": hub.sandbox.clientID, "client_secret": Hub.secret,
            ])
            #expect(answer.status == status)
            #expect(text.isEmpty ? answer.text.isEmpty : answer.text.contains(text), "\(answer.text)")
            #expect((answer.json?["access_token"] != nil) == (fault == "expiresInText"))
        }
    }

    @Test func whatIsSwitchedOnIsShown() async throws {
        try await Hub.open({ $0.faults.list = .pagination }) { hub in
            let first = try await hub.ask(.get, "/sandbox/faults")
            #expect(first.json == ["list": "pagination"])
            let faults: JSONValue = ["token": "html", "registry": "slow", "slowSeconds": .number(1.5), "inUse": ["a"]]
            #expect(try await hub.ask(.put, "/sandbox/faults", body: faults.text).json == faults)
            #expect(try await hub.ask(.get, "/sandbox/faults").json == faults)
        }
    }

    @Test(arguments: [
        (#"{"registry": "slw"}"#, "rateLimitedWithRetryAfter"), (#"{"regsitry": "slow"}"#, "regsitry"),
        (#"{"list": 3}"#, "paginationIncomplete"), (#"{"token": "no"}"#, "missingToken"), ("[]", "JSON object"),
        ("", "JSON object"), (#"{"slowSeconds": "1"}"#, "numbers"),
    ])
    func aFaultThatDoesNotExistIsRefusedWithThoseThatDo(_ body: String, _ hint: String) async throws {
        try await Hub.open { hub in
            try await hub.setFaults(["list": "empty"])
            let answer = try await hub.ask(.put, "/sandbox/faults", body: body)
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?.string?.contains(hint) == true, "\(answer.text)")
            #expect(hub.sandbox.faults.current.list == .empty)
        }
    }
}
