import AnswerbackCore
import Foundation

/// A mail made readable: decoded and without anything that could pass for something else.
struct MailView {
    struct Field {
        let name: String
        let value: String
    }

    let number: Int
    let received: Date
    let sender: String
    let recipients: [String]
    let subject: String
    let fields: [Field]
    let text: String?
    let html: String?
    let bytes: Int
    let user: String?
    let remarks: [String]

    init(_ entry: Mailbox.Entry) {
        let mail = entry.mail
        let part = MailPart(mail.content)
        number = entry.number
        received = mail.at
        sender = mail.sender
        recipients = mail.recipients
        subject = EncodedWord.decode(part["Subject"] ?? "").printable(limit: 300)
        fields = part.fields.map { Field(name: $0.name, value: EncodedWord.decode($0.value).printable(limit: 2000)) }
        text = part.text(ofType: "text/plain")
        html = part.text(ofType: "text/html")
        bytes = mail.content.count
        user = mail.user
        remarks = mail.remarks
    }

    var json: JSONValue {
        var object: [String: JSONValue] = [
            "number": .number(Double(number)), "receivedAt": .string(received.timestamp), "sender": .string(sender),
            "recipients": .array(recipients.map(JSONValue.string)), "subject": .string(subject),
            "headers": .array(fields.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "sizeBytes": .number(Double(bytes)), "remarks": .array(remarks.map(JSONValue.string)),
        ]
        object["text"] = text.map(JSONValue.string)
        object["html"] = html.map(JSONValue.string)
        object["user"] = user.map(JSONValue.string)
        return .object(object)
    }
}
