"""The schema of what comes back, and of how fast mails go out. Never edited after a release, as migrations.

inbound.key: of the mail itself, so that one that is handed over twice counts once. suppressions and scores: by
storage.mailboxes.mailbox. deliveries.rank: 0 what operators are told, 1 what is told at once, 2 a daily digest.
paced: when mails went out during the last hour, kept only while there is a limit.
"""

RETURNED = """
CREATE TABLE inbound (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, at TEXT NOT NULL, came TEXT NOT NULL,
    delivery TEXT NOT NULL, address TEXT NOT NULL, status TEXT NOT NULL, hard INTEGER NOT NULL, words TEXT NOT NULL
) STRICT;
CREATE INDEX inbound_at ON inbound (at);
CREATE INDEX inbound_delivery ON inbound (delivery) WHERE delivery <> '';
CREATE INDEX inbound_address ON inbound (address) WHERE address <> '';
CREATE TABLE suppressions (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, why TEXT NOT NULL, words TEXT NOT NULL, since TEXT NOT NULL,
    by TEXT NOT NULL, lifted_at TEXT, lifted_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX suppressions_standing ON suppressions (address) WHERE lifted_at IS NULL;
CREATE INDEX suppressions_address ON suppressions (address);
CREATE TABLE scores (
    address TEXT PRIMARY KEY, score REAL NOT NULL, day TEXT NOT NULL, last_at TEXT NOT NULL
) STRICT;
CREATE TABLE holds (
    id INTEGER PRIMARY KEY, began_at TEXT NOT NULL, until TEXT NOT NULL, why TEXT NOT NULL, by TEXT NOT NULL,
    ended_at TEXT, ended_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX holds_standing ON holds (ended_at IS NULL) WHERE ended_at IS NULL;
CREATE TABLE paced (id INTEGER PRIMARY KEY, at TEXT NOT NULL, domain TEXT NOT NULL) STRICT;
CREATE INDEX paced_at ON paced (at);
ALTER TABLE deliveries ADD COLUMN rank INTEGER NOT NULL DEFAULT 1;
UPDATE deliveries SET rank = (
    SELECT CASE WHEN kind = 'daily' THEN 2 WHEN kind = 'notice' OR kind GLOB 'daily *' THEN 0 ELSE 1 END
    FROM digests WHERE digests.id = deliveries.digest
) WHERE state IN ('pending', 'leased');
CREATE INDEX deliveries_rank ON deliveries (rank, next_attempt_at, created_at, id)
    WHERE state IN ('pending', 'leased');
CREATE INDEX deliveries_mailed ON deliveries (sent_at) WHERE channel = 'smtp' AND sent_at NOT NULL
"""
