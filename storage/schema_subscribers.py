"""Subscriptions in the database, attempts at deliveries, silences. Never edited after a release, as migrations.

subscriptions.body: a repwatch.model.Subscription as JSON, without its address and secrets. standing: pending, active,
paused, ended. An ended row whose person was removed keeps its id alone, so that no id is ever used twice.
attempts: one row each, in the order in which they ended.
"""

SUBSCRIBERS = """
CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY, address TEXT NOT NULL, body TEXT NOT NULL, secrets TEXT NOT NULL DEFAULT '',
    standing TEXT NOT NULL CHECK (standing IN ('pending', 'active', 'paused', 'ended')),
    created_at TEXT NOT NULL, created_by TEXT NOT NULL, began_at TEXT, ended_at TEXT
) STRICT;
CREATE INDEX subscriptions_address ON subscriptions (address);
CREATE INDEX subscriptions_active ON subscriptions (created_at, id) WHERE standing = 'active';
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, delivery TEXT NOT NULL REFERENCES deliveries, at TEXT NOT NULL, state TEXT NOT NULL,
    answer TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_delivery ON attempts (delivery);
CREATE INDEX deliveries_subscription ON deliveries (subscription);
CREATE INDEX deliveries_created ON deliveries (created_at);
CREATE INDEX alerts_digest ON alerts (digest) WHERE digest NOT NULL;
CREATE INDEX notices_digest ON notices (digest) WHERE digest NOT NULL;
CREATE TABLE silences (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('exchange', 'outlet')), target TEXT NOT NULL,
    author TEXT NOT NULL, reason TEXT NOT NULL, began_at TEXT NOT NULL, until TEXT NOT NULL,
    ended_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX silences_until ON silences (until)
"""
