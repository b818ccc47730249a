public import Foundation

/// Which certificates run out soon.
public enum CertificateWarnings {
    /// One bulletin for each certificate (a host and an expiry) and owner, with all the owner's callbacks that showed it.
    ///
    /// Of several thresholds that have been passed only the most urgent counts. When the certificate has run out nothing is said any
    /// more: then probes fail, which is an incident.
    ///
    /// - Parameters:
    ///   - days: before the expiry; none turns the warnings off.
    ///   - recipients: who is told of a callback.
    public static func due(
        in callbacks: [CallbackStatus], days: [Int], at now: Date, recipients: (Callback) -> [EmailAddress]
    ) -> [Announcement] {
        var due: [Certificate: [CallbackName]] = [:]
        for status in callbacks {
            guard let expiry = status.tlsExpiry, let days = passed(of: days, expiry: expiry, at: now) else { continue }
            let host = status.callback.url.certificateHost ?? status.callback.title
            for owner in recipients(status.callback) {
                due[Certificate(host: host, expiry: expiry, days: days, owner: owner), default: []].append(status.callback.name)
            }
        }
        return due.sorted { $0.key < $1.key }.map { certificate, callbacks in
            let bulletin = Bulletin(
                .certificate(host: certificate.host, expiry: certificate.expiry, days: certificate.days), at: now,
                callbacks: callbacks, address: certificate.owner)
            return Announcement(bulletin, to: [certificate.owner])
        }
    }

    private static func passed(of days: [Int], expiry: Date, at now: Date) -> Int? {
        let left = expiry.timeIntervalSince(now)
        guard left > 0 else { return nil }
        return days.filter { left <= Double($0) * 86_400 }.min()
    }

    private struct Certificate: Hashable, Comparable {
        let host: String
        let expiry: Date
        let days: Int
        let owner: EmailAddress

        static func < (left: Certificate, right: Certificate) -> Bool {
            (left.expiry, left.host, left.owner.description) < (right.expiry, right.host, right.owner.description)
        }
    }
}

extension String {
    /// The host of a URL, with the port unless it is 443.
    fileprivate var certificateHost: String? {
        guard let parts = URLComponents(string: self), let host = parts.host?.lowercased(), !host.isEmpty else { return nil }
        return parts.port.map { $0 == 443 ? host : "\(host):\($0)" } ?? host
    }
}
