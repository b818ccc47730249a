package import AnswerbackCore
import Foundation
import GRDB

// The part of `History` that is about news of no incident.
extension SQLiteHistory {
    package func announce(_ announcements: [Announcement]) async throws(HistoryError) {
        guard !announcements.isEmpty else { return }
        try await write { database in
            for announcement in announcements { try database.announce(announcement) }
        }
    }
}

extension Database {
    /// Whoever has been told of the bulletin's key already is not told again.
    func announce(_ announcement: Announcement) throws {
        let bulletin = announcement.bulletin
        try cachedStatement(
            sql: """
                INSERT INTO bulletins (key, topic, content, at, needed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
                """
        ).execute(arguments: [
            bulletin.key, bulletin.topic, try bulletin.jsonText(), bulletin.at.microseconds,
            bulletin.canRepeatUntil.microseconds,
        ])
        let notice = try cachedStatement(
            sql: """
                INSERT INTO notices (bulletin, recipient, kind, written) SELECT id, ?2, ?3, ?4 FROM bulletins WHERE key = ?1
                ON CONFLICT DO NOTHING
                """)
        for recipient in announcement.recipients {
            try notice.execute(
                arguments: [bulletin.key, recipient.description, bulletin.kind.rawValue, bulletin.at.microseconds])
        }
    }
}
