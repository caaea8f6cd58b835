"""What a decision would change: as the real steps will have it, of what it touches alone, and nothing of it stays."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from newsdesk import newsdesk

from repwatch.model import PUBLIC, Decision, Reason, Ruling, Subscription
from review import showing
from review.answering import draft_of
from review.filing import file_of, matter_of
from scheduler.foreseeing import foresee
from scheduler.telling import would_hear
from storage import Storage


@pytest.fixture
def desk(tmp_path):
    """Two doubtful figures beside an exchange that stands."""
    with newsdesk(tmp_path, "courier", "essay", "post") as desk:
        yield desk


def accepting(desk, storage, kind):
    file = file_of(storage, desk.questions()[kind].key, desk.now)
    return draft_of(Ruling.ACCEPT, {}, matter_of(file, desk.tools.party_names))


def decided(storage, draft, by):
    storage.decisions.add(Decision(0, draft.ruling, draft.conflict, draft.about, by, "right", datetime.now(UTC)))


def sides(settlement):
    return [(side.to, side.status, side.low, side.high, len(side.claims)) for side in settlement.received]


def test_it_is_what_follows_when_it_is_decided(desk):
    with desk.storage() as storage:
        draft = accepting(desk, storage, "gate.late")
        (change,) = foresee(storage, desk.tools, draft, datetime.now(UTC))
        assert (storage.decisions.all(), sides(desk.settlement())) == ([], sides(change.before))
        assert dict(change.told) == {"readers": Reason.CONFLICT}
        decided(storage, draft, "olena")
    desk.follows()
    assert sides(desk.settlement()) == sides(change.after)


def test_what_else_waits_is_not_done(desk):
    """Another decision, and another exchange that is not settled."""
    with desk.storage() as storage:
        draft, other = (accepting(desk, storage, kind) for kind in ("gate.late", "gate.size"))
        decided(storage, other, "iryna")
        (change,) = foresee(storage, desk.tools, draft, datetime.now(UTC))
        assert len(storage.decisions.waiting()) == 1
        assert change.after.exchange.id == desk.exchange


def test_who_is_new_or_reads_the_public_feed_is_not_counted(desk):
    new = Subscription("newcomer", "file", "")
    config = replace(desk.tools.config, subscriptions=(*desk.tools.config.subscriptions, new))
    with desk.storage() as storage:
        draft = accepting(desk, storage, "gate.late")
        (change,) = foresee(storage, replace(desk.tools, config=config), draft, datetime.now(UTC))
        assert [who for who, _ in change.told] == ["readers"]
        assert PUBLIC.id not in dict(change.told)


def test_nobody_is_told_of_history(desk):
    with desk.storage() as storage:
        settlement = storage.exchanges.settlement(desk.exchange)
        later = datetime(2100, 1, 1, tzinfo=UTC)
        anybody = [Subscription("anybody", "file", "")]
        assert set(would_hear(storage, anybody, settlement, None)) == {"anybody"}
        assert would_hear(storage, anybody, settlement, later) == {}


def test_a_busy_database_holds_up_no_card(desk):
    olena = desk.comes("olena")
    path = f"/questions/{desk.questions()['gate.late'].key}"
    with Storage(desk.tools.config.database) as other, other.transaction():
        other.meta.started(desk.now)
        page = olena.open(path)
        assert (page.status, "could not be found out just now" in page.text) == (200, True)
    assert "What accepting would change" in olena.open(path).text


def test_of_an_exchange_with_very_many_claims_it_is_looked_ahead_on_demand(desk, monkeypatch):
    monkeypatch.setattr(showing, "AT_ONCE", 0)
    olena, path = desk.comes("olena"), f"/questions/{desk.questions()['gate.late'].key}"
    page = olena.open(path).text
    assert '<a href="?ahead=yes">See what accepting would change</a>' in page
    assert "readers would be told" not in page
    assert "readers would be told" in olena.open(f"{path}?ahead=yes").text
