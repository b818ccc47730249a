import AnswerbackCore
import Foundation

/// What the page at `/` says: where everything is, and what each registered callback does.
struct HomePage: Sendable {
    let sandbox: Sandbox
    let origins: Origins
    let clock: SandboxClock

    struct Row {
        let application: String
        let role: String
        let address: String
        let owner: String
        let story: String
        let kind: String
        let expectation: String
        /// What it does at this moment, when that changes.
        let now: String
    }

    struct Model {
        let title = "Answerback sandbox"
        let refresh = 10
        let url: String
        let registry: String
        let token: String
        let client: String
        let smtp: String
        let callbacks: [Row]
        let applicationCount: Int
        let mails: Int
        let faults: String
        let hasFaults: Bool
    }

    func render() -> String {
        let records = sandbox.store.list(.clientApplications)
        let faults = sandbox.faults.current
        return Templates.render(
            .home,
            Model(
                url: sandbox.url, registry: sandbox.registryURL, token: sandbox.tokenURL, client: sandbox.clientID,
                smtp: sandbox.smtpURL, callbacks: records.flatMap(rows), applicationCount: records.count,
                mails: sandbox.mailbox.received, faults: HomePage.words(faults), hasFaults: faults != Faults()))
    }

    private func rows(_ record: RegistryRecord) -> [Row] {
        (record.attributes["roles"]?.array ?? []).map { role in
            let address = role["callback"]?.string ?? ""
            let sample = Sample.all.first { $0.address(origins) == address }
            return Row(
                application: record.name.printable(limit: 80), role: role["name"]?.string ?? "",
                address: address.printable(limit: 200), owner: (role["notificationEmail"]?.string ?? "").printable(limit: 100),
                story: sample?.story ?? "Registered by you; the sandbox knows nothing about it.",
                kind: sample?.expectation.kind ?? "unknown", expectation: sample?.expectation.phrase ?? "whatever is true",
                now: sample.map(now) ?? "")
        }
    }

    private func now(_ sample: Sample) -> String {
        guard let schedule = sample.behaviour.schedule else { return "" }
        let elapsed = clock.elapsed
        let left = "\(Int((schedule.untilChange(at: elapsed) / .seconds(1)).rounded(.up))) s"
        return schedule.isActive(at: elapsed) ? "now: misbehaving for another \(left)" : "now: well for another \(left)"
    }

    private static func words(_ faults: Faults) -> String {
        let data = (try? JSONEncoder().encode(faults)) ?? Data()
        return JSONValue(parsing: data)?.text ?? ""
    }
}
