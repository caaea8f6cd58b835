"""Every change of the schema, in order. A function here is never edited after a release; a new one is added."""

import sqlite3
from contextlib import closing

from sqlite_utils import Database

from storage.first_migrations import migrations, run
from storage.schema_alerts import ALERTS, DELIVERIES
from storage.schema_bulletins import BULLETINS
from storage.schema_copies import COPIES
from storage.schema_decisions import DECISIONS
from storage.schema_desk import DESK
from storage.schema_endpoints import ENDPOINTS
from storage.schema_forgetting import FORGETTING
from storage.schema_gaps import GAPS
from storage.schema_health import HEALTH
from storage.schema_lines import LINES
from storage.schema_marks import MARKS
from storage.schema_noticed import NOTICED
from storage.schema_outlets import OUTLETS
from storage.schema_people import KEPT, PEOPLE, STAYS
from storage.schema_probes import PROBES
from storage.schema_quality import QUALITY
from storage.schema_reading import READING
from storage.schema_returned import RETURNED
from storage.schema_reviewed import REVIEWED
from storage.schema_rotating import ROTATING
from storage.schema_search import SEARCH
from storage.schema_selfservice import SELFSERVICE
from storage.schema_sent import SENT
from storage.schema_standing import STANDING
from storage.schema_subscribers import SUBSCRIBERS
from storage.schema_totals import ASKED_BY_DAY, AUDITED_BY_INDEX, TOTALS


@migrations()
def m0005_alerts(db: Database) -> None:
    """What is to be told, and what was told."""
    run(db, ALERTS)


@migrations()
def m0006_deliveries(db: Database) -> None:
    """The messages owed, and which message began the thread about an exchange."""
    run(db, DELIVERIES)


@migrations()
def m0007_standing(db: Database) -> None:
    """Which claims stand, of which article, and about which exchange: kept beside the rows that say so, to be found.

    said: the UTC day on which the claim was said. looked: the last settlement that a subscriber was looked at for.
    """
    run(db, STANDING)


@migrations()
def m0008_copies(db: Database) -> None:
    """What shows that articles copy: marks to look up, agencies that are credited, and the pairs that were decided."""
    run(db, COPIES)


@migrations()
def m0010_totals(db: Database) -> None:
    """What each exchange adds to the sum of each side, and the stated totals that are audited against these sums."""
    run(db, TOTALS)


@migrations()
def m0011_retired(db: Database) -> None:
    """What nothing is left of is marked so, as it is from now on when its last claim goes."""
    run(
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
    run(db, AUDITED_BY_INDEX)
    run(db, ASKED_BY_DAY)


@migrations()
def m0013_decisions(db: Database) -> None:
    """What editors decided, and which claims are what they made of them."""
    run(db, DECISIONS)


@migrations()
def m0014_reading(db: Database) -> None:
    """Who speaks in a text, what dates it, and what of a list is still to be read."""
    run(db, READING)


@migrations()
def m0015_health(db: Database) -> None:
    """What is usual for each feed, where it moved, what was wrong from when to when, and what is told of that."""
    run(db, HEALTH)


@migrations()
def m0016_probes(db: Database) -> None:
    """What the crawler is asked beside its rounds, and what it answered."""
    run(db, PROBES)


@migrations()
def m0017_marks(db: Database) -> None:
    """What each feed listed last, so that only what differs is read."""
    run(db, MARKS)


@migrations()
def m0019_subscribers(db: Database) -> None:
    """Subscriptions beside those of the configuration, each attempt at a delivery, and silences."""
    run(db, SUBSCRIBERS)


@migrations()
def m0020_selfservice(db: Database) -> None:
    """Links by which readers begin, change and end their subscriptions, and what they asked for."""
    run(db, SELFSERVICE)


@migrations()
def m0022_returned(db: Database) -> None:
    """What comes back of mails, which mailboxes get none any more, pauses of all sending, and what goes out first."""
    run(db, RETURNED)


@migrations()
def m0024_rotating(db: Database) -> None:
    """Since when a webhook has a new secret beside its old one."""
    run(db, ROTATING)


@migrations()
def m0025_endpoints(db: Database) -> None:
    """How the receivers of webhooks fare."""
    run(db, ENDPOINTS)


@migrations()
def m0026_reviewed(db: Database) -> None:
    """What was reviewed by an editor when it was told, and an index of what may be about an exchange."""
    run(db, REVIEWED)


@migrations()
def m0028_noticed(db: Database) -> None:
    """Which questions each editor was told of."""
    run(db, NOTICED)


@migrations()
def m0029_gaps_and_sent(db: Database) -> None:
    """How stated totals differ from the ledger, who was told of that, what each was sent, and what was given up."""
    run(db, GAPS)
    run(db, SENT)


@migrations()
def m0030_bulletins(db: Database) -> None:
    """What the public feeds of alerts say."""
    run(db, BULLETINS)


@migrations()
def m0031_search(db: Database) -> None:
    """An index of the words of articles and claims, empty: it is filled in the background."""
    run(db, SEARCH)


@migrations()
def m0033_people(db: Database) -> None:
    """Who may enter the desk, and the log of what they do there."""
    run(db, PEOPLE)
    db.execute(STAYS)
    db.execute(KEPT)


@migrations()
def m0034_desk(db: Database) -> None:
    """Who has which question, who was not sure, what waits for a second editor, and what was left as it is."""
    run(db, DESK)


@migrations()
def m0036_outlets(db: Database) -> None:
    """Outlets that are paused or were added at the desk, and an index of what editors said of who reprints whom."""
    run(db, OUTLETS)


@migrations()
def m0037_quality(db: Database) -> None:
    """What was sampled of that which nobody asked about, and what editors said of it."""
    run(db, QUALITY)


@migrations()
def m0038_lines(db: Database) -> None:
    """Each exchange as one line, so that a list need not read its claims, and what changed since it was read last."""
    run(db, LINES)


@migrations()
def m0039_forgetting(db: Database) -> None:
    """Which texts are not kept any more."""
    run(db, FORGETTING)


@migrations()
def m0040_feed_hosts(db: Database) -> None:
    """Which other feeds a host has is asked at each lease."""
    db.execute("CREATE INDEX feeds_host ON feeds (host)")


def _known() -> frozenset[str]:
    with closing(sqlite3.connect(":memory:")) as empty:
        return frozenset(migration.name for migration in migrations.pending(Database(empty)))


KNOWN = _known()
__all__ = ["KNOWN", "migrations"]
