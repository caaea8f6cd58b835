"""What readers ask for by themselves. Never edited after a release, as migrations.

tokens.hash: SHA-256 of the token, which only the mail itself holds. until NULL: it never ends. asked: what a page was
asked for, until the next run of the steps does it. counted.who: SHA-256 of an address or of an IP, for a day.
"""

SELFSERVICE = """
CREATE TABLE tokens (
    hash TEXT PRIMARY KEY, purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'unsubscribe', 'manage', 'address')),
    subscription TEXT NOT NULL, address TEXT NOT NULL DEFAULT '', made_at TEXT NOT NULL, until TEXT, used_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_subscription ON tokens (subscription);
CREATE INDEX tokens_until ON tokens (until) WHERE until NOT NULL;
CREATE TABLE asked (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subscription TEXT NOT NULL, address TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL
) STRICT;
CREATE TABLE counted (kind TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX counted_who ON counted (kind, who, at);
CREATE INDEX counted_at ON counted (at);
CREATE INDEX subscriptions_pending ON subscriptions (created_at) WHERE standing = 'pending'
"""
