public import Foundation

/// What a probe by `message` posts: a message as the Hub sends it, of a type that no callback has to understand.
///
/// eGain asks callbacks to discard types that they do not know, and leaves those that begin with `custom.` to everybody.
public struct ProbeMessage: Sendable, Hashable {
    /// Why nothing can be sent to a callback that the Hub would send: a whole sentence, printable.
    public enum Refusal: Error, Sendable, Hashable {
        case businessNotification
        case version(String)

        public var sentence: String {
            switch self {
            case .businessNotification:
                "message cannot probe business_notification: it takes delivery receipts, whose form eGain does not document"
            case .version(let version):
                "message cannot probe a callback of version \(version.printable(limit: 40)): only v1 and v3 are known"
            }
        }
    }

    public static let type = "custom.answerback.probe"
    static let text = "This is a probe by Answerback. It belongs to no conversation, and nobody waits for a reply."

    private let version: String
    private let recipient: String
    private let conversation: String
    private let id: String
    private let sent: String

    /// - Parameters:
    ///   - conversation: the id of a conversation that does not exist.
    ///   - id: of the message; no two messages have the same.
    public init(to callback: Callback, conversation: UUID, id: UUID, at: Date) throws(Refusal) {
        guard callback.id.role != "business_notification" else { throw .businessNotification }
        // A callback that the configuration names, or that is only an address, need not say its version.
        guard ["v1", "v3", ""].contains(callback.version) else { throw .version(callback.version) }
        version = callback.version.isEmpty ? "v3" : callback.version
        recipient = ProbeMessage.participants.contains(callback.id.role) ? callback.id.role : "custom_bot"
        self.conversation = conversation.uuidString.lowercased()
        self.id = id.uuidString.lowercased()
        sent = at.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// The types that senders and recipients have.
    private static let participants = ["customer", "custom_bot", "egain_bot", "egain_agent", "custom_agent"]

    /// What customers write goes to bots and agents; a customer's callback gets what a bot writes.
    private var sender: String { recipient == "customer" ? "custom_bot" : "customer" }

    public var json: JSONValue {
        [
            "metadata": ["attributes": [["name": "version", "value": .string(version)]]],
            "messages": ["message": [message]],
        ]
    }

    private var message: JSONValue {
        [
            "id": .string(id), "messageId": .string(id), "type": ["value": .string(ProbeMessage.type)],
            "conversation": ["id": .string(conversation)], "content": content,
            "sender": ["type": .string(sender), "participant": ["name": "Answerback", "type": .string(sender)]],
            "recipients": ["recipient": [["type": .string(recipient)]]],
            "created": .string(sent), "sent": .string(sent),
        ]
    }

    private var content: JSONValue {
        switch version {
        case "v1": ["type": "text/plain", "value": .string(ProbeMessage.text)]
        default: ["text": .string(ProbeMessage.text)]
        }
    }
}
