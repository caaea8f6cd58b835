"""What is to be told, what was told, and the messages owed. Never edited after a release, as migrations."""

ALERTS = """
CREATE TABLE subscribers (id TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT;
CREATE TABLE told (
    subscription TEXT NOT NULL, exchange TEXT NOT NULL REFERENCES exchanges, receiver TEXT NOT NULL,
    status TEXT NOT NULL, low INTEGER NOT NULL, high INTEGER,
    PRIMARY KEY (subscription, exchange, receiver)
) STRICT;
CREATE TABLE looked (
    subscription TEXT NOT NULL, exchange TEXT NOT NULL REFERENCES exchanges, reconciliation INTEGER NOT NULL,
    PRIMARY KEY (subscription, exchange)
) STRICT;
CREATE TABLE digests (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, subscription TEXT NOT NULL, kind TEXT NOT NULL,
    local_date TEXT NOT NULL, made_at TEXT NOT NULL,
    UNIQUE (subscription, kind, local_date)
) STRICT;
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, subscription TEXT NOT NULL,
    exchange TEXT NOT NULL REFERENCES exchanges, receiver TEXT NOT NULL, reason TEXT NOT NULL,
    body TEXT NOT NULL, created_at TEXT NOT NULL, digest INTEGER REFERENCES digests
) STRICT;
CREATE INDEX alerts_waiting ON alerts (subscription) WHERE digest IS NULL;
"""

DELIVERIES = """
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, digest INTEGER NOT NULL REFERENCES digests,
    subscription TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL, body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'sent', 'failed', 'cancelled')),
    attempts INTEGER NOT NULL DEFAULT 0, next_attempt_at TEXT, lease_until TEXT, lease_token TEXT,
    created_at TEXT NOT NULL, first_attempt_at TEXT, last_status TEXT NOT NULL DEFAULT '',
    last_error TEXT NOT NULL DEFAULT '', sent_at TEXT
) STRICT;
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state IN ('pending', 'leased');
CREATE TABLE threads (
    address TEXT NOT NULL, exchange TEXT NOT NULL REFERENCES exchanges, delivery TEXT NOT NULL,
    PRIMARY KEY (address, exchange)
) STRICT;
"""
