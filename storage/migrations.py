"""Every change of the schema, in order. A function here is never edited after a release; a new one is added."""

import sqlite3
from contextlib import closing

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.schema_alerts import ALERTS, DELIVERIES
from storage.schema_copies import COPIES
from storage.schema_decisions import DECISIONS
from storage.schema_endpoints import ENDPOINTS
from storage.schema_health import HEALTH
from storage.schema_marks import MARKS
from storage.schema_noticed import NOTICED
from storage.schema_people import KEPT, PEOPLE, STAYS
from storage.schema_probes import PROBES
from storage.schema_reading import READING
from storage.schema_returned import RETURNED
from storage.schema_reviewed import REVIEWED
from storage.schema_rotating import ROTATING
from storage.schema_selfservice import SELFSERVICE
from storage.schema_standing import STANDING
from storage.schema_subscribers import SUBSCRIBERS
from storage.schema_totals import ASKED_BY_DAY, AUDITED_BY_INDEX, TOTALS

migrations = Migrations("repwatch")


def _run(db: Database, statements: str) -> None:
    """One by one: executescript would commit the transaction that the migration runs in."""
    for statement in statements.split(";"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m0001_crawl(db: Database) -> None:
    """Feeds and what they list."""
    _run(
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
    _run(
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
    _run(
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
    _run(
        db,
        """
        CREATE TABLE questions (
            key TEXT PRIMARY KEY, kind TEXT NOT NULL, text TEXT NOT NULL, exchange TEXT REFERENCES exchanges,
            claim INTEGER REFERENCES claims, asked_at TEXT NOT NULL, closed_at TEXT
        ) STRICT;
    """,
    )


@migrations()
def m0005_alerts(db: Database) -> None:
    """What is to be told, and what was told."""
    _run(db, ALERTS)


@migrations()
def m0006_deliveries(db: Database) -> None:
    """The messages owed, and which message began the thread about an exchange."""
    _run(db, DELIVERIES)


@migrations()
def m0007_standing(db: Database) -> None:
    """Which claims stand, of which article, and about which exchange: kept beside the rows that say so, to be found.

    said: the UTC day on which the claim was said. looked: the last settlement that a subscriber was looked at for.
    """
    _run(db, STANDING)


@migrations()
def m0008_copies(db: Database) -> None:
    """What shows that articles copy: marks to look up, agencies that are credited, and the pairs that were decided."""
    _run(db, COPIES)


@migrations()
def m0010_totals(db: Database) -> None:
    """What each exchange adds to the sum of each side, and the stated totals that are audited against these sums."""
    _run(db, TOTALS)


@migrations()
def m0011_retired(db: Database) -> None:
    """What nothing is left of is marked so, as it is from now on when its last claim goes."""
    _run(
        db,
        """
        UPDATE exchanges SET retired_at = (
            SELECT at FROM reconciliations WHERE exchange = exchanges.id ORDER BY id DESC LIMIT 1
        ) WHERE (SELECT status FROM reconciliations WHERE exchange = exchanges.id ORDER BY id DESC LIMIT 1)
            = 'retracted'
        """,
    )


@migrations()
def m0012_audited(db: Database) -> None:
    """Stated totals with what they are audited by, and questions by the day that they are about.

    Those that belong to no exchange are closed, and asked again by the next reconciling if they still stand.
    """
    _run(db, AUDITED_BY_INDEX)
    _run(db, ASKED_BY_DAY)


@migrations()
def m0013_decisions(db: Database) -> None:
    """What editors decided, and which claims are what they made of them."""
    _run(db, DECISIONS)


@migrations()
def m0014_reading(db: Database) -> None:
    """Who speaks in a text, what dates it, and what of a list is still to be read."""
    _run(db, READING)


@migrations()
def m0015_health(db: Database) -> None:
    """What is usual for each feed, where it moved, what was wrong from when to when, and what is told of that."""
    _run(db, HEALTH)


@migrations()
def m0016_probes(db: Database) -> None:
    """What the crawler is asked beside its rounds, and what it answered."""
    _run(db, PROBES)


@migrations()
def m0017_marks(db: Database) -> None:
    """What each feed listed last, so that only what differs is read."""
    _run(db, MARKS)


@migrations()
def m0019_subscribers(db: Database) -> None:
    """Subscriptions beside those of the configuration, each attempt at a delivery, and silences."""
    _run(db, SUBSCRIBERS)


@migrations()
def m0020_selfservice(db: Database) -> None:
    """Links by which readers begin, change and end their subscriptions, and what they asked for."""
    _run(db, SELFSERVICE)


@migrations()
def m0022_returned(db: Database) -> None:
    """What comes back of mails, which mailboxes get none any more, pauses of all sending, and what goes out first."""
    _run(db, RETURNED)


@migrations()
def m0024_rotating(db: Database) -> None:
    """Since when a webhook has a new secret beside its old one."""
    _run(db, ROTATING)


@migrations()
def m0025_endpoints(db: Database) -> None:
    """How the receivers of webhooks fare."""
    _run(db, ENDPOINTS)


@migrations()
def m0026_reviewed(db: Database) -> None:
    """What was reviewed by an editor when it was told, and an index of what may be about an exchange."""
    _run(db, REVIEWED)


@migrations()
def m0028_noticed(db: Database) -> None:
    """Which questions each editor was told of."""
    _run(db, NOTICED)


@migrations()
def m0033_people(db: Database) -> None:
    """Who may enter the desk, and the log of what they do there."""
    _run(db, PEOPLE)
    db.execute(STAYS)
    db.execute(KEPT)


def _known() -> frozenset[str]:
    with closing(sqlite3.connect(":memory:")) as empty:
        return frozenset(migration.name for migration in migrations.pending(Database(empty)))


KNOWN = _known()
