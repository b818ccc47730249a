import AnswerbackCore
import Foundation
import Testing

/// What a probe by `message` posts.
@Suite struct ProbeMessageTests {
    private let conversation = UUID(uuidString: "0A000000-0000-4000-8000-00000000000F")!
    private let message = UUID(uuidString: "0B000000-0000-4000-8000-00000000000F")!

    private func callback(_ role: String, _ version: String) -> Callback {
        Callback(
            id: CallbackID(application: "a", role: role), applicationName: "shop", version: version, url: "https://shop.example/",
            notificationEmail: "owner@shop.example")
    }

    private func json(_ role: String, _ version: String) throws -> JSONValue {
        try ProbeMessage(
            to: callback(role, version), conversation: conversation, id: message,
            at: Date(timeIntervalSince1970: 1_732_500_000.25)
        ).json
    }

    @Test func aMessageOfVersion3IsWhatEGainDescribes() throws {
        #expect(
            try json("custom_bot", "v3") == [
                "metadata": ["attributes": [["name": "version", "value": "v3"]]],
                "messages": [
                    "message": [
                        [
                            "id": "0b000000-0000-4000-8000-00000000000f", "messageId": "0b000000-0000-4000-8000-00000000000f",
                            "type": ["value": "custom.answerback.probe"],
                            "conversation": ["id": "0a000000-0000-4000-8000-00000000000f"],
                            "content": [
                                "text":
                                    "This is a probe by Answerback. It belongs to no conversation, and nobody waits for a reply."
                            ],
                            "sender": ["type": "customer", "participant": ["name": "Answerback", "type": "customer"]],
                            "recipients": ["recipient": [["type": "custom_bot"]]],
                            "created": "2024-11-25T02:00:00.250Z", "sent": "2024-11-25T02:00:00.250Z",
                        ]
                    ]
                ],
            ])
    }

    @Test func aMessageOfVersion1HasTypedContent() throws {
        let json = try json("custom_bot", "v1")
        let content = json["messages"]?["message"]?.array?.first?["content"]
        #expect(content?["type"] == "text/plain")
        #expect(content?["value"]?.string?.isEmpty == false)
        #expect(content?["text"] == nil)
        #expect(json["metadata"]?["attributes"]?.array?.first?["value"] == "v1")
    }

    @Test(arguments: [
        ("customer", "custom_bot", "customer"), ("egain_bot", "customer", "egain_bot"),
        ("custom_agent", "customer", "custom_agent"),
        ("egain_agent", "customer", "egain_agent"), ("callback", "customer", "custom_bot"), ("", "customer", "custom_bot"),
    ])
    func whoSendsFitsTheRole(_ role: String, _ sender: String, _ recipient: String) throws {
        let message = try json(role, "v3")["messages"]?["message"]?.array?.first
        #expect(message?["sender"]?["type"]?.string == sender)
        #expect(message?["sender"]?["participant"]?["type"]?.string == sender)
        #expect(message?["recipients"] == ["recipient": [["type": .string(recipient)]]])
    }

    @Test func aCallbackThatDoesNotSayGetsVersion3() throws {
        #expect(try json("callback", "")["metadata"] == json("callback", "v3")["metadata"])
    }

    @Test func whatTheHubSendsToOthersNobodyKnows() {
        let receipts = #expect(throws: ProbeMessage.Refusal.self) { try json("business_notification", "v3") }
        #expect(receipts == .businessNotification)
        let later = #expect(throws: ProbeMessage.Refusal.self) { try json("custom_bot", "v4\n") }
        #expect(later == .version("v4\n"))
        #expect(later?.sentence.contains("\n") == false)
    }
}
