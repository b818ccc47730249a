package import AnswerbackCore

/// Where the memory is, and how far back it goes.
package struct HistorySettings: Sendable, Equatable {
    /// The SQLite database, an absolute path.
    package var path = "/var/lib/answerback/history.db"
    package var keep = Keep()

    /// How long things are kept, from 1 h to 30 years.
    package struct Keep: Sendable, Equatable {
        package var retention = Retention()
        /// Of the hourly sums. Read and checked, but without effect as long as there are no hourly sums.
        package var hours: Duration = .days(400)

        package init() {}
    }

    package init() {}
}

extension HistorySettings {
    static var table: Table<HistorySettings> {
        Table(
            start: HistorySettings(),
            keys: [
                Key("url", \.path, .database),
                Key("keep", \.keep, .section(Keep.table)),
            ])
    }
}

extension HistorySettings.Keep {
    static var table: Table<HistorySettings.Keep> {
        Table(
            start: HistorySettings.Keep(),
            keys: [
                Key("observations", \.retention.observations, .retention),
                Key("hours", \.hours, .retention),
                Key("incidents", \.retention.incidents, .retention),
            ])
    }
}

extension Form where Value == Duration {
    fileprivate static var retention: Form { .duration(.seconds(3600) ... .days(30 * 365)) }
}

extension Form where Value == String {
    /// `sqlite:/path`; the value is the path.
    fileprivate static var database: Form {
        .scalar("sqlite: and an absolute path", show: { "sqlite:\($0)" }) { text, field in
            if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
                return field.refuse("PostgreSQL is not in this version yet; use sqlite:/path")
            }
            let path = text.dropFirst("sqlite:".count)
            guard text.hasPrefix("sqlite:"), path.hasPrefix("/"), !path.hasPrefix("//"), !path.hasSuffix("/") else {
                return field.refuse("must be sqlite: and an absolute path, such as sqlite:/var/lib/answerback/history.db")
            }
            return String(path)
        }
    }
}
