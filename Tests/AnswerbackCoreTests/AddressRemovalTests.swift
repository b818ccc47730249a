import AnswerbackCore
import Foundation
import Testing

/// Who is told that nobody will tell him any more.
@Suite struct AddressRemovalTests {
    private func callback(_ name: String, _ email: String) -> Callback {
        Callback(
            id: CallbackID(application: name, role: "custom_bot"), applicationName: name, version: "v3",
            url: "https://bot.example/", notificationEmail: email)
    }

    /// Each as `address: moved callbacks, -left ones`.
    private func told(from old: Roster, to new: Roster) -> [String] {
        new.addressRemovals(from: old, at: time(0)).map { announcement in
            guard case .addressRemoved(let left) = announcement.bulletin.news else { return "?" }
            let names = announcement.bulletin.callbacks.map { (left.contains($0.id) ? "-" : "") + $0.applicationName }
            return "\(announcement.recipients.map(\.description).joined()): \(names.joined(separator: ", "))"
        }
    }

    @Test func whoeverIsReplacedIsToldOfAllInOneBulletin() {
        let old = Roster([callback("a", "old@x.example"), callback("b", "old@x.example"), callback("c", "old@x.example")])
        let new = Roster([callback("a", "new@x.example"), callback("b", "New@x.example"), callback("c", "old@x.example")])
        #expect(told(from: old, to: new) == ["old@x.example: a, b"])
    }

    @Test func anAddressThatIsWrittenDifferentlyIsTheSame() {
        #expect(told(from: Roster([callback("a", "Owner@X.example")]), to: Roster([callback("a", " owner@x.example")])) == [])
    }

    @Test func whoeverIsReplacedByNobodyUsableIsTold() {
        #expect(
            told(from: Roster([callback("a", "old@x.example")]), to: Roster([callback("a", "ask Bob")])) == ["old@x.example: a"])
        #expect(told(from: Roster([callback("a", "ask Bob")]), to: Roster([callback("a", "new@x.example")])) == [])
    }

    @Test func whoeverLosesTheLastCallbackIsTold() {
        let a = callback("a", "owner@x.example")
        let b = callback("b", "owner@x.example")
        #expect(told(from: Roster([a, b]), to: Roster([b])) == [])
        let other = callback("c", "other@x.example")
        #expect(told(from: Roster([a, b, other]), to: Roster([other])) == ["owner@x.example: -a, -b"])
        #expect(told(from: Roster([a]), to: Roster(inactive: [a])) == ["owner@x.example: -a"])
    }

    /// Nobody has taken anybody off: the operator has no registry any more.
    @Test func withoutARegistryNobodyIsTold() {
        #expect(told(from: Roster([callback("a", "owner@x.example")]), to: Roster(configured: [callback("b", "")])) == [])
    }

    @Test func whatTheConfigurationNamesIsTheOperatorsOwnDoing() {
        let a = callback("a", "owner@x.example")
        let b = callback("b", "other@x.example")
        #expect(told(from: Roster([b], configured: [a]), to: Roster([b])) == [])
        #expect(told(from: Roster([a, b]), to: Roster([b], configured: [callback("a", "other@x.example")])) == [])
    }
}
