"""Nothing is lost, repeated or invented under kill -9 (P1); and whoever breaks that is caught."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from crash import run, told
from crash_lane import MOMENTS
from crash_verdict import Got, Seen, Sent, Told, violations

URL, DAY = "http://gazette/1", "2024-01-10"
WHO, TO = "reader", "reader@people.example"
NEWS = Told(WHO, DAY, "exchange.new", "", "((900, 900),)", "a")
KEPT = Seen(
    kills=1, printed=frozenset({URL}), days=frozenset({DAY}), stored=frozenset({URL}), subscriptions=frozenset({WHO}),
    outbox=(Sent("a", TO, "sent"),), alerts=(NEWS,), got=(Got("a", TO, "text"), Got("a", TO, "text")), refused=0,
    integrity="ok", states={(WHO, DAY, "ukraine"): "one_origin 900 900"},
    undisturbed={(WHO, DAY, "ukraine"): "one_origin 900 900"}, published=((DAY, "en", "exchange.new"),),
    languages=frozenset({"en"}),
)  # fmt: skip


def test_a_message_that_a_kill_repeated_under_its_id_breaks_nothing() -> None:
    assert (list(violations(KEPT)), KEPT.again) == ([], {TO: 1})


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        pytest.param({"stored": frozenset()}, "an article was lost", id="lost"),
        pytest.param({"alerts": ()}, "has no message", id="no alert"),
        pytest.param({"outbox": (), "got": ()}, "has no message", id="an alert without its message"),
        pytest.param({"got": ()}, "never arrived", id="sent and not received"),
        pytest.param({"got": (Got("a", "other@people.example", ""),)}, "never arrived", id="received by another"),
        pytest.param({"outbox": (Sent("a", TO, "failed"),)}, "still owed or was given up", id="given up"),
        pytest.param({"kills": 0}, "more duplicates than kills", id="repeated without a kill"),
        pytest.param({"got": (Got("a", TO, "1"), Got("a", TO, "2"))}, "one id with two contents", id="other content"),
        pytest.param({"got": (*KEPT.got, Got("b", TO, ""))}, "nobody owed", id="invented"),
        pytest.param({"alerts": (NEWS, replace(NEWS, delivery="b"))}, "told twice", id="twice under two ids"),
        pytest.param({"published": ()}, "in no feed", id="not published"),
        pytest.param({"published": KEPT.published * 2}, "published twice", id="published twice"),
        pytest.param({"refused": 1}, "did not verify", id="a bad signature"),
        pytest.param({"integrity": "row 1 missing"}, "damaged", id="a damaged file"),
        pytest.param({"states": {}}, "otherwise than without kills", id="another state"),
    ],
)
def test_every_broken_promise_is_told(broken: dict[str, object], says: str) -> None:
    assert re.search(says, "\n".join(violations(replace(KEPT, **broken))))  # type: ignore[arg-type]


@pytest.mark.slow
def test_kills_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    ((blows, seen),) = run(tmp_path, 20, seed=random.randrange(10**6))
    assert list(violations(seen)) == [], told(blows, [seen])
    assert len({moment for blow in blows for moment in blow.moments}) > len(MOMENTS) / 2, told(blows, [seen])


def marks_as_sent_before_sending() -> None:
    from storage.outbox import Outbox

    lease = Outbox.lease

    def wrong(outbox: Outbox, now: datetime, *given: Any, **named: Any) -> object:
        taken = lease(outbox, now, *given, **named)
        for one in taken:
            outbox.record_sent(one, now, "250 surely")
        return taken

    Outbox.lease = wrong  # type: ignore[method-assign,assignment]


def gives_every_attempt_an_id_of_its_own() -> None:
    from alerts.webhooks import Webhook

    signed = Webhook._signed

    def wrong(hook: Webhook, delivery: object, now: datetime) -> dict[str, str]:
        return signed(hook, replace(delivery, id=f"{random.getrandbits(64):x}"), now)  # type: ignore[type-var]

    Webhook._signed = wrong  # type: ignore[method-assign,assignment]


def takes_alerts_as_told_and_owes_nothing() -> None:
    from storage.outbox import Outbox

    owe = Outbox.owe

    def wrong(outbox: Outbox, delivery: object, key: str, digest: int) -> None:
        if key[0] >= "8":  # every other one is forgotten
            owe(outbox, delivery, key, digest)  # type: ignore[arg-type]

    Outbox.owe = wrong  # type: ignore[method-assign]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sabotage", "kills", "says"),
    [
        (marks_as_sent_before_sending, 12, "never arrived"),
        (gives_every_attempt_an_id_of_its_own, 2, "nobody owed"),
        (takes_alerts_as_told_and_owes_nothing, 4, "has no message"),
    ],
)
def test_a_daemon_that_breaks_it_is_caught(sabotage: Callable[[], None], kills: int, says: str, tmp_path: Path) -> None:
    ((_, seen),) = run(tmp_path, kills, seed=3, sabotage=sabotage)
    assert re.search(says, "\n".join(violations(seen)))
