import AnswerbackCore
import GRDB

/// The tables, and how older files come to have them.
///
/// Times and durations are whole microseconds, verdicts, healths, reasons, kinds and states the raw numbers of the types in Core.
/// A migration that has been released is never changed. A new raw number comes with a migration of its own, an empty one if
/// need be, so that an older version refuses the file instead of misreading it.
enum Schema {
    /// `Ansb` in the header of the file tells `file(1)` and us whose it is.
    static let applicationID = 0x416e_7362

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 roster, observations, incidents, outbox") { database in
            for table in [callbacks, observations, incidents, transitions, letters, notices] {
                try database.execute(sql: table)
            }
        }
        migrator.registerMigration("2 bulletins, registry events") { database in
            for change in [bulletins, noticesOfBulletins, origins, registryEvents] {
                try database.execute(sql: change)
            }
        }
        migrator.registerMigration("3 evidence of transitions") { database in
            // As JSON; NULL where none was taken.
            try database.execute(sql: "ALTER TABLE transitions ADD COLUMN evidence TEXT")
        }
        // Judgements of reasons 32 to 36 came with this one.
        migrator.registerMigration("4 reasons of our own") { _ in }
        // A reason is new (8), and so is what a profile may hold: the roles that depend on a token endpoint.
        migrator.registerMigration("5 token endpoints") { _ in }
        return migrator
    }

    /// Makes an empty file ours. Not a migration's work: `auto_vacuum` counts only before the first table is made.
    static func claim(_ database: Database) throws {
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 else { return }
        try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = \(applicationID)")
    }

    /// Makes sure that the file is ours and that this version can use it. An older file is fit for its owner only.
    static func check(_ database: Database, as access: SQLiteHistory.Access, at path: String) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
            throw HistoryError(.cannotOpen, "\(path): is not a history of Answerback".printable())
        }
        guard try !migrator.hasBeenSuperseded(database) else {
            throw HistoryError(.tooNew, "\(path): was written by a later version of Answerback".printable())
        }
        if access == .owner { return }
        guard try migrator.hasCompletedMigrations(database) else {
            throw HistoryError(
                .cannotOpen,
                "\(path): was written by an earlier version of Answerback; starting the daemon brings it up to date".printable())
        }
    }
}

extension Schema {
    /// A callback keeps its row, and with it its number and its observations, when it leaves the roster and comes back.
    private static let callbacks = """
        CREATE TABLE callbacks (
            id INTEGER PRIMARY KEY,
            application TEXT NOT NULL,
            role TEXT NOT NULL,
            profile TEXT NOT NULL,               -- the callback as last known, as JSON
            listed INTEGER NOT NULL,             -- 1 while it is in the roster
            health INTEGER NOT NULL DEFAULT 0,
            since INTEGER,
            UNIQUE (application, role)
        ) STRICT;
        """

    private static let observations = """
        CREATE TABLE observations (
            callback INTEGER NOT NULL REFERENCES callbacks (id),
            at INTEGER NOT NULL,
            \(evidence),
            PRIMARY KEY (callback, at)
        ) WITHOUT ROWID, STRICT;
        """

    /// What `observations` and `transitions` both keep of an observation.
    private static let evidence = """
        verdict INTEGER NOT NULL,
            reason INTEGER,
            status INTEGER,
            total INTEGER NOT NULL,
            dns INTEGER NOT NULL,
            connect INTEGER NOT NULL,
            tls INTEGER NOT NULL,
            wait INTEGER NOT NULL,
            transfer INTEGER NOT NULL
        """

    // The numbers of incidents and transitions are in Message-IDs: AUTOINCREMENT never gives one out twice.
    private static let incidents = """
        CREATE TABLE incidents (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            callback INTEGER NOT NULL REFERENCES callbacks (id),
            opened INTEGER NOT NULL,
            closed INTEGER,
            ending INTEGER,
            worst INTEGER NOT NULL,
            CHECK ((closed IS NULL) = (ending IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX incidents_open ON incidents (callback) WHERE closed IS NULL;
        CREATE INDEX incidents_of_callback ON incidents (callback, opened);
        CREATE INDEX incidents_by_opening ON incidents (opened);
        CREATE INDEX incidents_by_closing ON incidents (closed) WHERE closed IS NOT NULL;
        """

    private static let transitions = """
        CREATE TABLE transitions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            callback INTEGER NOT NULL REFERENCES callbacks (id),
            incident INTEGER REFERENCES incidents (id) ON DELETE CASCADE,   -- NULL: no news
            at INTEGER NOT NULL,
            was INTEGER NOT NULL,
            became INTEGER NOT NULL,
            observed INTEGER NOT NULL,           -- when the observation that caused it began
            \(evidence),
            address TEXT,
            detail TEXT
        ) STRICT;
        CREATE INDEX transitions_of_incident ON transitions (incident, at);
        CREATE INDEX transitions_of_callback ON transitions (callback);
        """

    private static let letters = """
        CREATE TABLE letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            earlier TEXT NOT NULL,               -- the Message-IDs that it refers to, as a JSON array
            created INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            state INTEGER NOT NULL DEFAULT 0,
            at INTEGER NOT NULL,                 -- of the next attempt while pending, else of the end
            reply TEXT
        ) STRICT;
        CREATE INDEX letters_pending ON letters (recipient, id) WHERE state = 0;
        """

    private static let notices = """
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            transition INTEGER NOT NULL REFERENCES transitions (id) ON DELETE CASCADE,
            incident INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
            recipient TEXT NOT NULL,
            kind INTEGER NOT NULL,
            number INTEGER NOT NULL DEFAULT 1,   -- counts the reminders of one transition
            profile TEXT NOT NULL,               -- the callback as it was known then, as JSON
            written INTEGER NOT NULL,
            letter INTEGER REFERENCES letters (id),
            dropped INTEGER NOT NULL DEFAULT 0,  -- 1: a recovery that is not told, since no alert arrived
            UNIQUE (transition, recipient, kind, number)
        ) STRICT;
        CREATE INDEX notices_waiting ON notices (recipient, written) WHERE letter IS NULL AND dropped = 0;
        CREATE INDEX notices_of_incident ON notices (incident, recipient, kind);
        CREATE INDEX notices_of_letter ON notices (letter) WHERE letter IS NOT NULL;
        """

    // What version 2 changed.

    private static let bulletins = """
        CREATE TABLE bulletins (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL UNIQUE,
            topic TEXT NOT NULL,
            content TEXT NOT NULL,               -- the bulletin as JSON
            at INTEGER NOT NULL,
            needed INTEGER NOT NULL              -- could be announced again until then
        ) STRICT;
        CREATE INDEX bulletins_of_topic ON bulletins (topic);
        """

    /// A notice tells either a transition or a bulletin.
    private static let noticesOfBulletins = """
        CREATE TABLE notices_of_both (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            transition INTEGER REFERENCES transitions (id) ON DELETE CASCADE,
            incident INTEGER REFERENCES incidents (id) ON DELETE CASCADE,
            bulletin INTEGER REFERENCES bulletins (id) ON DELETE CASCADE,
            recipient TEXT NOT NULL,
            kind INTEGER NOT NULL,
            number INTEGER NOT NULL DEFAULT 1,   -- counts the reminders of one transition
            profile TEXT,                        -- the callback as it was known then, as JSON; NULL for a bulletin
            written INTEGER NOT NULL,
            letter INTEGER REFERENCES letters (id),
            dropped INTEGER NOT NULL DEFAULT 0,  -- 1: a recovery that is not told, since no alert arrived
            UNIQUE (transition, recipient, kind, number),
            UNIQUE (bulletin, recipient),
            CHECK ((bulletin IS NULL) = (transition IS NOT NULL)),
            CHECK ((transition IS NULL) = (incident IS NULL) AND (transition IS NULL) = (profile IS NULL))
        ) STRICT;
        INSERT INTO notices_of_both (id, transition, incident, recipient, kind, number, profile, written, letter, dropped)
            SELECT id, transition, incident, recipient, kind, number, profile, written, letter, dropped FROM notices;
        DROP TABLE notices;
        ALTER TABLE notices_of_both RENAME TO notices;
        CREATE INDEX notices_waiting ON notices (recipient, written) WHERE letter IS NULL AND dropped = 0;
        CREATE INDEX notices_of_incident ON notices (incident, recipient, kind);
        CREATE INDEX notices_of_letter ON notices (letter) WHERE letter IS NOT NULL;
        """

    /// `listed` can be 2 as well from now on: registered, but not in the roster, because the application is inactive.
    private static let origins = """
        ALTER TABLE callbacks ADD COLUMN origin INTEGER NOT NULL DEFAULT 1;  -- 1: the registry, 2: the configuration
        """

    private static let registryEvents = """
        CREATE TABLE registry_events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            application TEXT NOT NULL,
            application_name TEXT NOT NULL,
            role TEXT,                           -- NULL: concerns the whole application
            edit TEXT NOT NULL,                  -- what was edited, as JSON
            transition INTEGER REFERENCES transitions (id) ON DELETE SET NULL
        ) STRICT;
        CREATE INDEX registry_events_by_time ON registry_events (at);
        CREATE INDEX registry_events_of_application ON registry_events (application, at);
        CREATE INDEX registry_events_of_transition ON registry_events (transition) WHERE transition IS NOT NULL;
        """
}
