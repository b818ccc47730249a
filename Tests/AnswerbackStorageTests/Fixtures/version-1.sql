-- A history of version 1, as its last release wrote it (sqlite3 .dump): letter 1 is pending, notice 4 has no letter yet.
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA application_id = 1097757538;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('1 roster, observations, incidents, outbox');
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
INSERT INTO callbacks VALUES(1,'faq-bot','customer','{"applicationName":"faq-bot","headers":[],"id":{"application":"faq-bot","role":"customer"},"notificationEmail":"colleague@example.com","url":"http://127.0.0.1:9/","version":""}',1,3,1795570078777937);
INSERT INTO callbacks VALUES(2,'order-bot','custom_bot','{"applicationName":"order-bot","headers":[{"name":"X-Tenant","value":"acme"}],"id":{"application":"order-bot","role":"custom_bot"},"notificationEmail":"owner@example.com","url":"http://127.0.0.1:18933/","version":""}',1,3,1795570098734593);
CREATE TABLE observations (
    callback INTEGER NOT NULL REFERENCES callbacks (id),
    at INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    reason INTEGER,
    status INTEGER,
    total INTEGER NOT NULL,
    dns INTEGER NOT NULL,
    connect INTEGER NOT NULL,
    tls INTEGER NOT NULL,
    wait INTEGER NOT NULL,
    transfer INTEGER NOT NULL,
    PRIMARY KEY (callback, at)
) WITHOUT ROWID, STRICT;
INSERT INTO observations VALUES(1,1795570078115548,3,17,NULL,219,26,193,0,0,0);
INSERT INTO observations VALUES(1,1795570078777762,3,17,NULL,175,29,146,0,0,0);
INSERT INTO observations VALUES(1,1795570079777771,3,17,NULL,850,22,828,0,0,0);
INSERT INTO observations VALUES(1,1795570080777758,3,17,NULL,179,23,156,0,0,0);
INSERT INTO observations VALUES(1,1795570081777792,3,17,NULL,166,23,143,0,0,0);
INSERT INTO observations VALUES(1,1795570082781731,3,17,NULL,163,23,140,0,0,0);
INSERT INTO observations VALUES(2,1795570078074670,0,NULL,200,1332,25,206,0,889,212);
INSERT INTO observations VALUES(2,1795570078734296,0,NULL,200,1152,22,135,0,944,51);
INSERT INTO observations VALUES(2,1795570079734299,0,NULL,200,4042,25,134,0,3829,54);
INSERT INTO observations VALUES(2,1795570080734297,0,NULL,200,4069,23,133,0,3866,47);
INSERT INTO observations VALUES(2,1795570081734369,0,NULL,200,1058,24,517,0,476,41);
INSERT INTO observations VALUES(2,1795570082734312,0,NULL,200,1083,23,509,0,512,39);
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    callback INTEGER NOT NULL REFERENCES callbacks (id),
    opened INTEGER NOT NULL,
    closed INTEGER,
    ending INTEGER,
    worst INTEGER NOT NULL,
    CHECK ((closed IS NULL) = (ending IS NULL))
) STRICT;
INSERT INTO incidents VALUES(1,1,1795570078777937,NULL,NULL,3);
INSERT INTO incidents VALUES(2,2,1795570086734474,1795570092738397,1,3);
INSERT INTO incidents VALUES(3,2,1795570098734593,NULL,NULL,3);
CREATE TABLE transitions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    callback INTEGER NOT NULL REFERENCES callbacks (id),
    incident INTEGER REFERENCES incidents (id) ON DELETE CASCADE,   -- NULL: no news
    at INTEGER NOT NULL,
    was INTEGER NOT NULL,
    became INTEGER NOT NULL,
    observed INTEGER NOT NULL,           -- when the observation that caused it began
    verdict INTEGER NOT NULL,
    reason INTEGER,
    status INTEGER,
    total INTEGER NOT NULL,
    dns INTEGER NOT NULL,
    connect INTEGER NOT NULL,
    tls INTEGER NOT NULL,
    wait INTEGER NOT NULL,
    transfer INTEGER NOT NULL,
    address TEXT,
    detail TEXT
) STRICT;
INSERT INTO transitions VALUES(1,2,NULL,1795570078076002,0,1,1795570078074670,0,NULL,200,1332,25,206,0,889,212,'127.0.0.1','HTTP/1.0 200 OK');
INSERT INTO transitions VALUES(2,1,1,1795570078777937,0,3,1795570078777762,3,17,NULL,175,29,146,0,0,0,NULL,'Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server');
INSERT INTO transitions VALUES(3,2,2,1795570086734474,1,3,1795570086734299,3,17,NULL,175,23,152,0,0,0,NULL,'Failed to connect to 127.0.0.1 port 18933 after 0 ms: Couldn''t connect to server');
INSERT INTO transitions VALUES(4,2,2,1795570092738397,3,1,1795570092734457,0,NULL,200,3940,29,217,0,3642,52,'127.0.0.1','HTTP/1.0 200 OK');
INSERT INTO transitions VALUES(5,2,3,1795570098734593,1,3,1795570098734410,3,17,NULL,182,23,159,0,0,0,NULL,'Failed to connect to 127.0.0.1 port 18933 after 0 ms: Couldn''t connect to server');
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
INSERT INTO letters VALUES(1,'colleague@example.com','answerback.1.2.alert.dad2ce7161702946@example.com','[]',1795570079778708,1,0,1795570094810236,'451 4.3.0 Later');
INSERT INTO letters VALUES(2,'owner@example.com','answerback.2.3.alert.32506d18d7d084b9@example.com','[]',1795570087735211,0,1,1795570087757133,'250 2.0.0 Kept');
INSERT INTO letters VALUES(3,'owner@example.com','answerback.2.4.recovery.32506d18d7d084b9@example.com','["answerback.2.3.alert.32506d18d7d084b9@example.com"]',1795570093739110,0,1,1795570093760240,'250 2.0.0 Kept');
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
INSERT INTO notices VALUES(1,2,1,'colleague@example.com',1,1,'{"applicationName":"faq-bot","headers":[],"id":{"application":"faq-bot","role":"customer"},"notificationEmail":"colleague@example.com","url":"http://127.0.0.1:9/","version":""}',1795570078777937,1,0);
INSERT INTO notices VALUES(2,3,2,'owner@example.com',1,1,'{"applicationName":"order-bot","headers":[{"name":"X-Tenant","value":"acme"}],"id":{"application":"order-bot","role":"custom_bot"},"notificationEmail":"owner@example.com","url":"http://127.0.0.1:18933/","version":""}',1795570086734474,2,0);
INSERT INTO notices VALUES(3,4,2,'owner@example.com',2,1,'{"applicationName":"order-bot","headers":[{"name":"X-Tenant","value":"acme"}],"id":{"application":"order-bot","role":"custom_bot"},"notificationEmail":"owner@example.com","url":"http://127.0.0.1:18933/","version":""}',1795570092738397,3,0);
INSERT INTO notices VALUES(4,5,3,'owner@example.com',1,1,'{"applicationName":"order-bot","headers":[{"name":"X-Tenant","value":"acme"}],"id":{"application":"order-bot","role":"custom_bot"},"notificationEmail":"owner@example.com","url":"http://127.0.0.1:18933/","version":""}',1795570098734593,NULL,0);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('notices',4);
INSERT INTO sqlite_sequence VALUES('transitions',5);
INSERT INTO sqlite_sequence VALUES('incidents',3);
INSERT INTO sqlite_sequence VALUES('letters',4);
CREATE UNIQUE INDEX incidents_open ON incidents (callback) WHERE closed IS NULL;
CREATE INDEX incidents_of_callback ON incidents (callback, opened);
CREATE INDEX incidents_by_opening ON incidents (opened);
CREATE INDEX incidents_by_closing ON incidents (closed) WHERE closed IS NOT NULL;
CREATE INDEX transitions_of_incident ON transitions (incident, at);
CREATE INDEX transitions_of_callback ON transitions (callback);
CREATE INDEX letters_pending ON letters (recipient, id) WHERE state = 0;
CREATE INDEX notices_waiting ON notices (recipient, written) WHERE letter IS NULL AND dropped = 0;
CREATE INDEX notices_of_incident ON notices (incident, recipient, kind);
CREATE INDEX notices_of_letter ON notices (letter) WHERE letter IS NOT NULL;
COMMIT;
