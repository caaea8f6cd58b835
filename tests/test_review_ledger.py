"""The ledger for programs and terminals: the interface of `repwatch ledger --format`."""

import csv
import io
import json
from pathlib import Path

import pytest
from builders_review import NAMES, NOW, disputed, floor, history, known, received, said, settled, stored

from repwatch.model import Conflict, ExchangeStatus, Figure, Qualifier, Rule, StatedBy, Status, Step
from review import ledger, words
from review.tongue import RULES


def objects(*settlements, steps=None):
    return json.loads(ledger.as_json(settlements, steps or {}))


def test_json_has_the_promised_fields_and_no_others():
    (each,) = objects(disputed())
    assert list(each) == [
        "id", "conflict", "date", "date_to", "series", "status", "received", "conflicts", "articles",
        "announced", "history",
    ]  # fmt: skip
    assert list(each["received"]["north"]) == [
        "best", "low", "high", "status", "origins", "articles", "stated_by", "rule", "claims",
    ]  # fmt: skip
    assert list(each["conflicts"][0]) == ["type", "to", "difference", "values"]
    assert list(each["conflicts"][0]["values"][0]) == [
        "count", "day", "attributed_to", "said_at", "quote", "lang", "outlet", "url", "articles",
    ]  # fmt: skip


def test_a_dispute_has_a_range_both_values_and_no_best():
    (each,) = objects(disputed())
    north = each["received"]["north"]
    assert (each["status"], each["articles"], each["date"], each["date_to"]) == ("disputed", 2, "2031-05-06", None)
    assert (north["status"], north["best"], north["low"], north["high"]) == ("disputed", None, 1245, 1248)
    assert each["conflicts"] == [
        {
            "type": "HARD",
            "to": "north",
            "difference": 3,
            "values": [
                {
                    "count": 1245, "day": "2031-05-06", "attributed_to": "Bureau of the Fallen",
                    "said_at": "2031-05-06T09:30:00Z", "quote": "the bodies of 1245 soldiers were returned",
                    "lang": "en", "outlet": "courier", "url": "https://courier.example/a",
                    "articles": ["https://courier.example/a"],
                },
                {
                    "count": 1248, "day": "2031-05-06", "attributed_to": "Southern ministry",
                    "said_at": "2031-05-06T09:30:00Z", "quote": "передано 1248 тіл",
                    "lang": "uk", "outlet": "herald", "url": "https://herald.example/b",
                    "articles": ["https://herald.example/b"],
                },
            ],
        }
    ]  # fmt: skip


def test_a_value_that_only_the_known_history_states_has_no_article():
    conflict = Conflict("HARD", "north", (said(known(900)), said(stored(909))))
    (each,) = objects(settled(received(stored(909)), conflicts=(conflict,)))
    old, new = each["conflicts"][0]["values"]
    assert [old[name] for name in ("said_at", "quote", "lang", "outlet", "url")] == [None] * 5
    assert new["url"] == "https://courier.example/a"


def test_the_rule_that_set_a_figure_is_said_in_the_words_of_the_page():
    side = received(stored(1003), status=Status.ROUNDED, rule=Rule.EXACT_DIGITS, stated_by=StatedBy.BOTH)
    (each,) = objects(settled(side))
    assert each["received"]["north"]["rule"] == {
        "id": "exact-digits",
        "text": "the exact digits stand above the rounding",
    }
    assert each["received"]["north"]["stated_by"] == "both"


def test_every_rule_and_type_of_a_side_is_described():
    page = (Path(__file__).parent.parent / "docs" / "ledger.md").read_text(encoding="utf-8")
    assert all(f"| `{rule.value}` |" in page for rule in Rule)
    assert all(f"`{by.value}`" in page for by in StatedBy)
    assert RULES.keys() == set(Rule)


def test_mails_and_pages_give_the_same_reasons():
    templates = Path(__file__).parent.parent / "alerts" / "templates" / "phrases.j2"
    phrases = templates.read_text(encoding="utf-8")
    assert all(f'"{rule.value}": _("{RULES[rule]}")' in phrases for rule in Rule)


@pytest.mark.parametrize(
    ("by", "said_as"),
    [
        pytest.param(StatedBy.BOTH, "stated by officials of both sides", id="both"),
        pytest.param(StatedBy.RECEIVER, "stated by officials of Northland only", id="the receiver"),
        pytest.param(StatedBy.GIVER, "stated by officials of the giving side only", id="the giver"),
        pytest.param(StatedBy.NONE, "no official of either side is named", id="nobody"),
    ],
)
def test_whose_officials_state_a_figure(by, said_as):
    assert words.stated_by(received(stored(), stated_by=by), NAMES) == said_as
    assert words.stated_by(received(known(5), stated_by=by), NAMES) == ""


def test_a_claim_is_named_like_a_figure_of_match():
    (each,) = objects(settled(received(stored(640))))
    (claim,) = each["received"]["north"]["claims"]
    assert claim["quote"] == "the bodies of 640 soldiers were returned"
    named = ("kind", "to", "count", "qualifier", "event_date", "scope", "in", "start")
    assert {name: claim[name] for name in named} == {
        "kind": "bodies", "to": "north", "count": 640, "qualifier": "exact", "event_date": "2031-05-06",
        "scope": "current", "in": "text", "start": 10,
    }  # fmt: skip
    assert (claim["url"], claim["sure"], claim["points"]) == ("https://courier.example/a", True, 3)


def test_known_history_has_no_articles_no_origins_and_its_sources():
    (each,) = objects(history())
    north = each["received"]["north"]
    assert (each["articles"], north["origins"], north["best"]) == (0, 0, 909)
    assert north["claims"][0]["reporters"] == "Bureau of the Fallen; Envoy"
    assert "quote" not in north["claims"][0]


def test_history_is_listed_with_its_times():
    step = Step(NOW, ExchangeStatus.CLAIMED, (("north", 640, 640), ("south", 20, None)))
    (each,) = objects(settled(received(stored())), steps={"north-south-2031-05-06": [step]})
    assert each["history"] == [
        {
            "at": "2031-05-06T12:00:00Z",
            "step": "claimed",
            "status": "claimed",
            "received": {"north": {"low": 640, "high": 640}, "south": {"low": 20, "high": None}},
        }
    ]


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        pytest.param("2031-05-06", "2031-05-06", None, id="a day needs no end"),
        pytest.param("2028-02", "2028-02-01", "2028-02-29", id="a month is its first to its last day"),
        pytest.param(None, None, None, id="nothing known"),
    ],
)
def test_when(date, first, last):
    (each,) = objects(settled(received(stored()), date=date))
    assert (each["date"], each["date_to"]) == (first, last)


def test_an_exchange_without_a_standing_claim_is_not_listed():
    empty = settled()
    assert objects(empty) == []
    assert len(ledger.as_csv([empty]).splitlines()) == 1
    assert len(ledger.as_rows([empty], NAMES)) == 1


def test_an_open_range_keeps_its_open_end():
    side = received(stored(figure=floor(200)), low=200, high=None, best=None)
    conflict = Conflict("INEXACT", "north", (said(stored(figure=Figure(100, 150))),))
    (each,) = objects(settled(side, conflicts=(conflict,)))
    assert each["received"]["north"]["high"] is None
    assert each["conflicts"][0]["values"][0]["count"] == [100, 150]


def test_csv_has_a_row_for_each_side():
    rows = list(csv.DictReader(io.StringIO(ledger.as_csv([disputed(), history()]))))
    assert [(row["date"], row["to"], row["best"], row["low"], row["high"]) for row in rows] == [
        ("2031-05-06", "north", "", "1245", "1248"),
        ("2031-05-06", "south", "51", "51", "51"),
        ("2030-02-26", "north", "909", "909", "909"),
        ("2030-02-26", "south", "34", "34", "34"),
    ]
    assert [row["conflicts"] for row in rows] == ["HARD", "", "", ""]


def test_csv_starts_no_formula_in_a_spreadsheet():
    rows = list(csv.reader(io.StringIO(ledger.as_csv([settled(received(stored()), id="=cmd|' /C calc'!A0")]))))
    assert rows[1][0] == "'=cmd|' /C calc'!A0"


def test_rows_say_both_sides_in_words():
    assert ledger.as_rows([disputed(), history()], NAMES) == [
        ("date", "to Northland", "to Southland", "state", "articles"),
        ("6 May 2031", "1,245–1,248 (disputed)", "51 (one origin, 1 article)", "disputed", "2"),
        ("26 February 2030", "909", "34", "known history", "0"),
    ]


def test_a_side_without_a_figure_is_not_stated_rather_than_zero():
    assert ledger.as_rows([settled(received(stored()))], NAMES)[1][2] == "not stated"


def test_markdown_is_one_table_that_no_cell_breaks():
    text = ledger.as_markdown([disputed()], {"north": "North | <b>", "south": "Southland"})
    assert text.splitlines()[0] == "| date | to North \\| &lt;b> | to Southland | state | articles |"
    assert text.splitlines()[1] == "| --- | --- | --- | --- | --- |"
    assert len(text.splitlines()) == 3


@pytest.mark.parametrize(
    ("side", "said_as"),
    [
        pytest.param(received(stored(1003)), "1,003", id="exact"),
        pytest.param(
            received(stored(1245), stored(1248), status=Status.DISPUTED), "1,245–1,248", id="disputed is a range"
        ),
        pytest.param(
            received(stored(200, figure=floor(200)), low=200, high=None, best=None), "at least 200", id="floor"
        ),
        pytest.param(
            received(stored(600, figure=floor(600, Qualifier.MORE_THAN)), low=601, high=None, best=None),
            "more than 600",
            id="more than 600 is not at least 601",
        ),
        pytest.param(
            received(stored(1000, figure=Figure(1000, 1000, Qualifier.ABOUT)), low=950, high=1050, best=1000),
            "about 1,000",
            id="a hedge stays",
        ),
        pytest.param(received(stored(50), low=0, high=50, best=None), "up to 50", id="a ceiling"),
        pytest.param(
            received(stored(1003), status=Status.ROUNDED, low=1000), "1,003", id="the exact one, not the rounded"
        ),
        pytest.param(received(stored(0)), "0", id="none is a figure"),
        pytest.param(None, "not stated", id="no figure"),
    ],
)
def test_a_value_in_words(side, said_as):
    assert words.value(side) == said_as


@pytest.mark.parametrize(
    ("side", "said_as"),
    [
        pytest.param(received(stored()), "one origin, 1 article", id="one"),
        pytest.param(
            received(stored(), stored(claimant="Envoy", article=12), status=Status.AGREED),
            "2 independent origins, 2 articles",
            id="two",
        ),
        pytest.param(
            received(*(stored(article=at) for at in range(1, 42))), "one origin, 41 articles", id="41 rewrites"
        ),
        pytest.param(
            received(stored(1003), stored(1003, claimant="Envoy"), status=Status.ROUNDED),
            "rounded by some, 2 independent origins, 1 article",
            id="rounded",
        ),
        pytest.param(received(known(5)), "", id="history names its reporters instead"),
        pytest.param(received(known(5), known(6), status=Status.DISPUTED), "disputed", id="history can be disputed"),
    ],
)
def test_how_firm_a_value_is(side, said_as):
    assert words.standing(side) == said_as


def test_a_disputed_piece_of_history_is_called_disputed():
    assert words.state(settled(received(known(5)), known=True, status=ExchangeStatus.DISPUTED)) == "disputed"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        pytest.param("anna@example.org", "a***@example.org", id="mail"),
        pytest.param("https://hooks.example.org/services/T0/secret", "hooks.example.org/…", id="webhook"),
        pytest.param("/srv/alerts/out.txt", "…/out.txt", id="file"),
        pytest.param("https://user:pass@hooks.example.org/x", "…/x", id="credentials never"),
        pytest.param("slack://T0/B0/secret", "slack://***", id="a service"),
        pytest.param(
            "matrixs://token@matrix.example.org", "matrixs://***", id="a service with something like a mailbox"
        ),
    ],
)
def test_addresses_are_masked(address, shown):
    assert words.masked(address) == shown


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "//courier.example/a", "http://", "http://[", "ftp://courier.example",
        "https://courier.example/\n", "https://a b.example", "https://x:y@courier.example/",
        "https://e.example/" + "a" * 2048, "",
    ],
)  # fmt: skip
def test_no_link_to(address):
    assert not words.linkable(address)
