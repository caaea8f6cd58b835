"""The first changes of the schema: outlets and articles, claims, exchanges, questions. Never edited after a release."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("repwatch")


def run(db: Database, statements: str) -> None:
    """One by one: executescript would commit the transaction that the migration runs in."""
    for statement in statements.split(";"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m0001_crawl(db: Database) -> None:
    """Feeds and what they list."""
    run(
        db,
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE feeds (
            id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, outlet TEXT NOT NULL, host TEXT NOT NULL,
            kind TEXT NOT NULL, interval REAL NOT NULL, enabled INTEGER NOT NULL, note TEXT NOT NULL DEFAULT '',
            side TEXT NOT NULL DEFAULT 'neutral',
            etag BLOB NOT NULL DEFAULT x'', last_modified BLOB NOT NULL DEFAULT x'', validators_at TEXT,
            body_hash TEXT NOT NULL DEFAULT '',
            next_poll_at TEXT NOT NULL, lease_until TEXT, lease_token TEXT,
            outcome TEXT, error TEXT NOT NULL DEFAULT '', errors INTEGER NOT NULL DEFAULT 0,
            last_polled_at TEXT, first_ok_at TEXT, last_ok_at TEXT, last_new_at TEXT, failing_since TEXT
        ) STRICT;
        CREATE INDEX feeds_due ON feeds (enabled, next_poll_at);
        CREATE TABLE entries (
            id INTEGER PRIMARY KEY, feed INTEGER NOT NULL REFERENCES feeds, guid_hash TEXT NOT NULL,
            guid TEXT NOT NULL, url TEXT, host TEXT, title TEXT NOT NULL, summary TEXT NOT NULL, text TEXT NOT NULL,
            published TEXT, published_raw TEXT NOT NULL DEFAULT '', content_hash TEXT NOT NULL,
            seen_at TEXT NOT NULL, baseline INTEGER NOT NULL,
            action TEXT NOT NULL, reason TEXT NOT NULL, state TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0, next_fetch_at TEXT, lease_until TEXT, lease_token TEXT,
            outcome TEXT, error TEXT NOT NULL DEFAULT '', article INTEGER REFERENCES articles,
            UNIQUE (feed, guid_hash)
        ) STRICT;
        CREATE INDEX entries_pending ON entries (next_fetch_at) WHERE state = 'pending';
    """,
    )


@migrations()
def m0002_articles(db: Database) -> None:
    """Articles and their revisions, hosts."""
    run(
        db,
        """
        CREATE TABLE articles (
            id INTEGER PRIMARY KEY, url_key TEXT NOT NULL UNIQUE, url TEXT NOT NULL, outlet TEXT NOT NULL,
            lang TEXT NOT NULL, first_seen_at TEXT NOT NULL, baseline INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE revisions (
            id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles, number INTEGER NOT NULL,
            title TEXT NOT NULL, text TEXT NOT NULL, content_hash TEXT NOT NULL,
            published TEXT, published_day INTEGER NOT NULL DEFAULT 0, fetched TEXT NOT NULL,
            baseline INTEGER NOT NULL, matched_by TEXT, relevant INTEGER, reason TEXT NOT NULL DEFAULT '',
            match_error TEXT NOT NULL DEFAULT '',
            UNIQUE (article, number)
        ) STRICT;
        CREATE INDEX revisions_unmatched ON revisions (matched_by);
        CREATE TABLE robots (
            origin TEXT PRIMARY KEY, status INTEGER NOT NULL, body TEXT NOT NULL, fetched_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE pauses (host TEXT PRIMARY KEY, until TEXT NOT NULL) STRICT;
    """,
    )


@migrations()
def m0003_ledger(db: Database) -> None:
    """Claims, which exchange each is about, and what they add up to. Rows are added, never overwritten."""
    run(
        db,
        """
        CREATE TABLE exchanges (
            id TEXT PRIMARY KEY, conflict TEXT NOT NULL, date TEXT, known INTEGER NOT NULL,
            precision TEXT NOT NULL, created_at TEXT NOT NULL, touched INTEGER NOT NULL DEFAULT 1,
            settled INTEGER NOT NULL DEFAULT 0, retired_at TEXT
        ) STRICT;
        CREATE INDEX exchanges_unsettled ON exchanges (id) WHERE touched > settled;
        CREATE INDEX exchanges_day ON exchanges (conflict, date);
        CREATE TABLE claims (
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL REFERENCES revisions, rules_version TEXT NOT NULL,
            position INTEGER NOT NULL, conflict TEXT NOT NULL, kind TEXT NOT NULL, receiver TEXT, scope TEXT NOT NULL,
            low INTEGER NOT NULL, high INTEGER NOT NULL, day TEXT, body TEXT NOT NULL, sure INTEGER NOT NULL,
            made_at TEXT NOT NULL,
            UNIQUE (revision, rules_version, position)
        ) STRICT;
        CREATE INDEX claims_day ON claims (conflict, scope, day);
        CREATE TABLE known_claims (
            id INTEGER PRIMARY KEY, exchange TEXT REFERENCES exchanges, key TEXT NOT NULL UNIQUE,
            body TEXT NOT NULL, reporters TEXT NOT NULL, sources TEXT NOT NULL, notes TEXT NOT NULL
        ) STRICT;
        CREATE TABLE links (
            id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claims, exchange TEXT REFERENCES exchanges,
            rule TEXT NOT NULL, made_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX links_claim ON links (claim, id);
        CREATE INDEX links_exchange ON links (exchange);
        CREATE TABLE reconciliations (
            id INTEGER PRIMARY KEY, exchange TEXT NOT NULL REFERENCES exchanges, at TEXT NOT NULL,
            status TEXT NOT NULL, summary TEXT NOT NULL
        ) STRICT;
        CREATE INDEX reconciliations_exchange ON reconciliations (exchange, id);
        """,
    )


@migrations()
def m0004_desk(db: Database) -> None:
    """What a person is asked."""
    run(
        db,
        """
        CREATE TABLE questions (
            key TEXT PRIMARY KEY, kind TEXT NOT NULL, text TEXT NOT NULL, exchange TEXT REFERENCES exchanges,
            claim INTEGER REFERENCES claims, asked_at TEXT NOT NULL, closed_at TEXT
        ) STRICT;
    """,
    )
