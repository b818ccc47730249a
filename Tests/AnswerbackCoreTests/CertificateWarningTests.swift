import AnswerbackCore
import Foundation
import Testing

/// When a certificate is spoken of.
@Suite struct CertificateWarningTests {
    private let owner = EmailAddress("owner@example.com")

    private func status(
        _ name: String, expiresInDays days: Double?, url: String = "https://Bot.example/hub", email: String = "owner@example.com"
    ) -> CallbackStatus {
        let callback = Callback(
            id: CallbackID(application: name, role: "custom_bot"), applicationName: name, version: "v3", url: url,
            notificationEmail: email)
        return CallbackStatus(
            callback: callback, policy: WatchPolicy(), tlsExpiry: days.map { time($0 * 86_400) })
    }

    /// Each as `recipient host days: callbacks`.
    private func due(_ callbacks: CallbackStatus..., days: [Int] = [21, 7, 1], at now: Date = time(0)) -> [String] {
        CertificateWarnings.due(in: callbacks, days: days, at: now) { [EmailAddress($0.notificationEmail)].compactMap(\.self) }
            .map { announcement in
                guard case .certificate(let host, _, let days) = announcement.bulletin.news else { return "?" }
                let names = announcement.bulletin.callbacks.map(\.applicationName).joined(separator: ",")
                return "\(announcement.recipients.map(\.description).joined()) \(host) \(days): \(names)"
            }
    }

    @Test(
        arguments: [
            (22, nil), (21.001, nil), (21, 21), (8, 21), (7, 7), (1.5, 7), (1, 1), (0.001, 1), (0, nil), (-3, nil),
        ] as [(Double, Int?)])
    func theMostUrgentThresholdThatWasPassedCounts(_ left: Double, _ threshold: Int?) {
        #expect(
            due(status("a", expiresInDays: left))
                == [threshold.map { "owner@example.com bot.example \($0): a" }].compactMap(\.self))
    }

    @Test func withoutDaysOrWithoutTLSNothingIsSaid() {
        #expect(due(status("a", expiresInDays: 1), days: []) == [])
        #expect(due(status("a", expiresInDays: nil)) == [])
    }

    @Test func callbacksWithOneCertificateShareABulletin() {
        let shared = due(
            status("a", expiresInDays: 5), status("b", expiresInDays: 5, url: "https://bot.example:443/other"),
            status("c", expiresInDays: 5, email: "other@example.com"), status("d", expiresInDays: 6),
            status("e", expiresInDays: 5, url: "https://bot.example:8443/"))
        #expect(
            shared == [
                "other@example.com bot.example 7: c", "owner@example.com bot.example 7: a,b",
                "owner@example.com bot.example:8443 7: e", "owner@example.com bot.example 7: d",
            ])
    }

    @Test func theNextThresholdIsOtherNews() {
        let at = { (day: Double) in
            CertificateWarnings.due(in: [status("a", expiresInDays: 21)], days: [21, 7, 1], at: time(day * 86_400)) { _ in
                [owner].compactMap(\.self)
            }.map(\.bulletin.key)
        }
        #expect(at(0) == at(13))
        #expect(Set([at(0), at(14), at(20.5)]).count == 3)
    }

    @Test func whoeverHasNoUsableAddressAndNoDeputyIsNotTold() {
        #expect(due(status("a", expiresInDays: 1, email: "ask Bob")) == [])
    }
}
