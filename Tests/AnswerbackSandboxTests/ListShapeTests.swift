import AnswerbackCore
import AnswerbackNetwork
import AnswerbackSandbox
import Curl
import Foundation
import Testing

/// The shapes of a list that eGain's documents leave open, as they are on the wire and as our own client understands them.
@Suite struct ListShapeTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int
        let keys: [String]
        /// How many applications our client finds of the two that are there, and what one of its remarks has to speak of.
        let found: Int
        let remark: String?
        var testDescription: String { name }
    }

    static let shapes = [
        Shape(name: "missingKey", status: 200, keys: [], found: 0, remark: nil),
        Shape(name: "empty", status: 200, keys: ["clientApplication"], found: 0, remark: nil),
        Shape(name: "notFound", status: 404, keys: ["code", "details", "developerMessage"], found: 0, remark: "404"),
        Shape(name: "pagination", status: 200, keys: ["clientApplication", "paginationInfo"], found: 2, remark: nil),
        Shape(
            name: "paginationIncomplete", status: 200, keys: ["clientApplication", "paginationInfo"], found: 2, remark: "27"),
        Shape(name: "unknownFields", status: 200, keys: ["clientApplication", "links", "x-trace"], found: 2, remark: nil),
        Shape(name: "malformedRecords", status: 200, keys: ["clientApplication"], found: 2, remark: "half-a-role"),
    ]

    @Test(arguments: shapes)
    func aListHasTheShapeThatIsWanted(_ shape: Shape) async throws {
        try await Hub.open { hub in
            try await twoApplications(hub)
            try await hub.setFaults(["list": .string(shape.name)])
            let answer = try await hub.registry(.get, "/clientapplications")
            #expect(answer.status == shape.status)
            #expect(answer.json?.object?.keys.sorted() == shape.keys, "\(answer.text)")
        }
    }

    @Test(arguments: shapes)
    func ourClientMakesTheBestOfEveryShape(_ shape: Shape) async throws {
        try await Hub.open { hub in
            try await twoApplications(hub)
            try await hub.setFaults(["list": .string(shape.name)])
            let listing = try await hub.registryClient().clientApplications()
            let known = listing.applications.filter { ["order-bot", "faq-bot"].contains($0.name) }
            #expect(known.count == shape.found, "\(listing)")
            if let remark = shape.remark {
                #expect(listing.remarks.contains { $0.contains(remark) }, "\(listing.remarks)")
            } else {
                #expect(listing.remarks.isEmpty, "\(listing.remarks)")
            }
        }
    }

    @Test func ourClientReadsWhatOthersWrote() async throws {
        try await Hub.open { hub in
            let authentication = try await hub.create("/authentications", Bodies.basic)
            let body = Bodies.wholeApplication.with("roles.1.authentication", ["id": .string(authentication)])
            let id = try await hub.create("/clientapplications", body)
            let listing = try await hub.registryClient().clientApplications()
            let application = try #require(listing.applications.first)
            #expect(listing.applications.count == 1)
            #expect(listing.remarks.count == 1, "\(listing.remarks)")
            #expect(listing.remarks.first?.contains("notificationEmail") == true)
            #expect(application.id == id)
            #expect(application.name == "Order_bot 1-b")
            #expect(!application.isActive)
            #expect(application.roles.map(\.name) == ["custom_bot", "customer"])
            #expect(application.roles.map(\.version) == ["v1", "v3"])
            #expect(application.roles[0].callback == "not a URL")
            #expect(application.roles[0].headers.map(\.value) == ["a \"b\" \\c", "2"])
            #expect(application.roles.map(\.authenticationID) == [nil, authentication])
        }
    }

    @Test func ourClientRenewsATokenThatWasRevoked() async throws {
        try await Hub.open { hub in
            try await twoApplications(hub)
            let client = try hub.registryClient()
            #expect(try await client.clientApplications().applications.count == 2)
            _ = try await hub.ask(.post, "/sandbox/tokens/revoke")
            #expect(try await client.clientApplications().applications.count == 2)
        }
    }

    private func twoApplications(_ hub: Hub) async throws {
        for name in ["order-bot", "faq-bot"] {
            _ = try await hub.create("/clientapplications", Bodies.application.with("name", .string(name)))
        }
    }
}

extension Hub {
    /// Our own client of the registry, with the credentials that the sandbox's configuration gives it.
    func registryClient() throws -> HubRegistry {
        try HubRegistry(
            connection: HubConnection(
                url: sandbox.registryURL,
                credentials: .clientCredentials(
                    .init(
                        tokenURL: sandbox.tokenURL, clientID: sandbox.clientID, clientSecret: Hub.secret,
                        scope: "https://api.egain.cloud/auth/.default"))))
    }
}
