"""Audited totals as page, JSON, CSV and sentences."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from builders_desk import configured, filled, served
from builders_review import NAMES, NOW, SAID, known, stored

from repwatch.model import Audit, Figure, Part, Qualifier, Scope, Verdict
from review import gaps, totals
from review.app import build
from review.pages import totals as page

TOTAL = stored(6057, scope=Scope.CUMULATIVE, base="2031-01-01", gates=("day", "range", "scope"))
AUDIT = Audit(TOTAL, Verdict.AGREES, "2031-01-01", "2031-05-06", 6057, 6057, 5)
OLD = replace(known(9744), claim=replace(known(9744).claim, scope=Scope.CUMULATIVE, base="2029-02-24"))


def gap(verdict: Verdict, gap: int, *parts: Part, **more: object) -> Audit:
    return replace(AUDIT, verdict=verdict, gap=gap, parts=parts, low=4857, high=4857, exchanges=4, **more)  # type: ignore[arg-type]


NAMED = gap(Verdict.NAMED, 1200, Part(1200, "2031-04-13", "courier"))


@pytest.mark.parametrize(
    ("found", "sentence", "shown"),
    [
        pytest.param(AUDIT, "It fits the ledger.", "", id="fits"),
        pytest.param(replace(AUDIT, high=None), "It fits what the ledger has, which is a floor.", "", id="floor"),
        pytest.param(
            replace(AUDIT, until="2031-05-07"),
            "It fits, with the exchange of 7 May 2031 counted already.", "", id="a day early",
        ),
        pytest.param(
            gap(Verdict.LAG, -1200, until="2031-04-14"), "It counts up to 14 April 2031.", "1,200 fewer", id="late"
        ),
        pytest.param(NAMED, "1,200 missing: 13 April 2031 (courier).", "1,200 more", id="named"),
        pytest.param(
            gap(Verdict.NAMED, 1200, Part(1200, "", "courier")),
            "1,200 missing: on a day that is not known (courier).", "1,200 more", id="named without a day",
        ),
        pytest.param(
            gap(Verdict.PART, 1200, Part(1200)),
            "1,200 missing: as many as one handover of these days.", "1,200 more", id="one",
        ),
        pytest.param(
            gap(Verdict.PART, 2212, Part(1212), Part(1000)),
            "2,212 missing: as many as 2 handovers (1,212 and 1,000) of these days.", "2,212 more", id="two",
        ),
        pytest.param(
            gap(Verdict.LEFT_OUT, -30, *(Part(30, f"2031-04-{day}") for day in (11, 12, 13, 14))),
            "The ledger has 30 more: as many as on 11 April 2031 or 12 April 2031 or 13 April 2031 or on 1 other day.",
            "30 fewer", id="left out",
        ),
        pytest.param(
            gap(Verdict.OTHER_BASE, -9, base="2031-06-11", until="2031-06-16"),
            "It fits a count from 11 June 2031 to 16 June 2031.", "9 fewer", id="another first day",
        ),
        pytest.param(gap(Verdict.NEAR, 9), "It is 9 more than the ledger has, within two in a hundred.", "9 more",
                     id="near"),
        pytest.param(
            gap(Verdict.UNEXPLAINED, 9, least=9, most=12),
            "It is 9–12 more than the ledger has; nothing explains it.",
            "9–12 more", id="a range",
        ),
        pytest.param(
            Audit(TOTAL, Verdict.OUT_OF_REACH, "2029-02-24", "2031-05-06"),
            "The ledger does not reach back that far.", "", id="out of reach",
        ),
        pytest.param(Audit(TOTAL, Verdict.NO_BASE), "It does not say since when it counts.", "", id="no base"),
        pytest.param(
            replace(AUDIT, after=OLD),
            "It fits the ledger. Counted on from the earlier total of 9,744 (Bureau of the Fallen), since the ledger"
            " does not reach back to its first day.", "", id="counted on",
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_each_verdict(found: Audit, sentence: str, shown: str) -> None:
    assert (gaps.sentence(found), gaps.gap(found)) == (sentence, shown)


def test_every_verdict_has_its_words() -> None:
    assert all(gaps.sentence(gap(each, 9, Part(9, "2031-04-13"), until="2031-04-13", base="2031-01-01"))
               for each in Verdict)  # fmt: skip


def test_the_question_has_one_key_for_all_totals_that_show_the_same_gap() -> None:
    later = replace(NAMED, claim=replace(TOTAL, id=9, claim=replace(TOTAL.claim, figure=Figure(7257, 7257))))
    one, two = gaps.question(NAMED, 1, NAMES), gaps.question(later, 3, NAMES)
    assert one.key == two.key
    assert (one.kind, one.exchange) == ("total.missing-named", None)
    assert "6,057" in one.text and "to Northland" in one.text and "4,857 in 4 exchanges" in one.text  # noqa: PT018
    assert "3 totals show the same gap." in two.text
    assert gaps.question(replace(NAMED, gap=-1200), 1, NAMES).text.startswith("Does the ledger count too many?")


def test_what_many_articles_state_of_one_day_is_one_row_said_by_the_first() -> None:
    later = replace(AUDIT, claim=replace(TOTAL, id=2, outlet="herald", url="https://herald.example/a",
                                         said_at=SAID.replace(hour=11)))  # fmt: skip
    hedged = replace(AUDIT, claim=stored(6057, id=3, figure=Figure(6057, 6057, Qualifier.ABOUT)))
    (first, _), (_,) = sorted(totals.grouped([later, AUDIT, hedged]), key=len, reverse=True)
    assert first.claim.outlet == "courier"
    (row, *_) = [one for one in totals.as_objects([later, AUDIT, hedged]) if one["qualifier"] == "exact"]
    assert (row["statements"], row["sources"]) == (2, ["https://courier.example/a", "https://herald.example/a"])


def test_json_and_csv_say_the_same_and_leave_out_what_cannot_be_compared() -> None:
    audits = [NAMED, Audit(replace(OLD, id=-7), Verdict.OUT_OF_REACH, "2029-02-24", "2031-05-06")]
    named, old = sorted(json.loads(totals.as_json(audits)), key=lambda one: one["claim"], reverse=True)
    assert named["ledger"] == {"low": 4857, "high": 4857, "exchanges": 4}
    assert (named["gap"], named["missing"]) == (
        1200, [{"count": 1200, "date": "2031-04-13", "source": "courier"}],
    )  # fmt: skip
    assert (old["gap"], old["ledger"]["low"], old["quote"], old["outlet"]) == (None, None, None, None)
    rows = list(csv.DictReader(io.StringIO(totals.as_csv(audits))))
    assert {row["verdict"]: row["gap"] for row in rows} == {"missing-named": "1200", "out-of-reach": ""}
    assert tuple(rows[0]) == totals.COLUMNS


def test_the_page_shows_quote_link_and_gap_and_no_more_rows_than_it_can(tmp_path: Path) -> None:
    many = [replace(AUDIT, claim=replace(TOTAL, claim=replace(TOTAL.claim, figure=Figure(one, one))))
            for one in range(1000, 1000 + page.SHOWN + 3)]  # fmt: skip
    assert page.page(many, len(many), NAMES, {}).left_out == 3
    config = configured(tmp_path)
    filled(config)
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW, audits=lambda *_: [NAMED])) as client:
        answer = client.ask("/totals")
        assert answer.status == 200
        for shown in (
            "6,057",
            "4,857",
            "4 exchanges",
            "1,200 more",
            "1,200 missing: 13 April 2031 (courier).",
            "the bodies of 6057 soldiers were returned",
            "https://courier.example/a",
            "The Courier",
        ):
            assert shown in answer.text  # fmt: skip
        assert json.loads(client.ask("/totals.json").text)[0]["gap"] == 1200
        assert client.ask("/totals.csv").text.startswith("date,conflict,to,count")
        assert client.ask("/totals", "POST").status == 405
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        assert "Nobody has stated a total yet." in client.ask("/totals").text
