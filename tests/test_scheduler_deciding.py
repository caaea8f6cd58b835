"""What an editor decides, applied by the real steps: the ledger follows, subscribers are told, nothing else changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders_ledger import NORTH_STAFF, SOUTH_ENVOY
from ledger_world import NOW, READER, WAR, Printed, ledger, settle_and_tell, take_in, world

from repwatch.model import (
    Claim,
    DateBasis,
    Decision,
    Evidence,
    Figure,
    Kind,
    OfDays,
    OfFigure,
    OfOutlet,
    OfSide,
    Reason,
    Right,
    Ruling,
    Scope,
    Status,
)
from storage import MEMORY, Storage

TOOLS = world()
AS_READ = Right()
DAY, NEXT, LATER = "2031-07-03", "2031-07-04", "2031-07-09"


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        opened.subscriptions.welcome(READER.id, NOW)
        yield opened


def said(number: int, day: str = DAY, **changes: object) -> Claim:
    sentence = f"{number} were received."
    evidence = (Evidence("text", 0, 3, str(number), sentence),)
    figure = Figure(number, number)
    claim = Claim(WAR, Kind.BODIES, "north", figure, Scope.CURRENT, evidence, day, DateBasis.EXPLICIT, (NORTH_STAFF,))
    return replace(claim, **changes)  # type: ignore[arg-type]


def printed(outlet: str, *claims: Claim) -> Printed:
    return Printed(outlet, "1", claims, datetime(2031, 7, 20, 12, tzinfo=UTC))


def take(storage: Storage, *articles: Printed) -> list[str]:
    for article in articles:
        take_in(storage, TOOLS, article)
    return tell(storage)


def tell(storage: Storage) -> list[str]:
    """The reasons of the new alerts."""
    before = {one.key for one in storage.subscriptions.waiting(READER.id)}
    settle_and_tell(storage, TOOLS)
    return [one.reason.value for one in storage.subscriptions.waiting(READER.id) if one.key not in before]


def decide(storage: Storage, ruling: Ruling, about: OfFigure | OfSide | OfDays | OfOutlet) -> tuple[int, list[str]]:
    """The number of the decision, and the reasons of the alerts that follow."""
    decision = storage.decisions.add(Decision(0, ruling, WAR, about, "editor", "why", NOW))
    return decision.id, tell(storage)


def undo(storage: Storage, number: int) -> list[str]:
    assert storage.decisions.undo(number, "editor", NOW)
    return tell(storage)


def of(outlet: str, number: int, right: Right = AS_READ) -> OfFigure:
    return OfFigure(f"https://{outlet}.example/1", number, number, f"{number} were received.", right)


def figures(storage: Storage) -> dict[str, list[tuple[str, str, int | None]]]:
    """Day -> side, status, best."""
    return {
        str(one.exchange.date): [(side.to, side.status.value, side.best) for side in one.received]
        for one in storage.exchanges.settlements()
    }


def kinds(storage: Storage) -> list[str]:
    return sorted(one.kind for one in storage.reviews.open_questions())


DISPUTED = (printed("courier", said(640)), printed("herald", said(604, claimants=(SOUTH_ENVOY,))))


def test_a_disputed_side_has_no_best_until_an_editor_sets_one_and_that_is_told(storage: Storage) -> None:
    take(storage, *DISPUTED)
    assert figures(storage) == {DAY: [("north", "disputed", None)]}
    number, told = decide(storage, Ruling.BEST, OfSide(DAY, "north", 640, (604, 640)))
    assert figures(storage) == {DAY: [("north", "decided", 640)]}
    assert told == [Reason.SETTLED]
    (settlement,) = storage.exchanges.settlements()
    assert [one.type for one in settlement.conflicts] == ["HARD"], "both figures and quotes stay"
    assert undo(storage, number) == [Reason.CONFLICT]
    assert figures(storage) == {DAY: [("north", "disputed", None)]}


def test_a_further_figure_that_the_editor_never_saw_is_a_dispute_again(storage: Storage) -> None:
    take(storage, *DISPUTED)
    decide(storage, Ruling.BEST, OfSide(DAY, "north", 640, (604, 640)))
    assert take(storage, printed("post", said(640))) == [], "one that he saw is none"
    assert take(storage, printed("wire", said(700, claimants=(replace(NORTH_STAFF, id="other"),)))) == [Reason.CONFLICT]
    assert figures(storage) == {DAY: [("north", "disputed", None)]}


def test_a_rejected_figure_opens_nothing_and_its_exchange_is_withdrawn(storage: Storage) -> None:
    assert take(storage, printed("courier", said(640))) == [Reason.NEW]
    number, told = decide(storage, Ruling.REJECT, of("courier", 640))
    assert (figures(storage), told) == ({}, [Reason.RETRACTED])
    assert undo(storage, number) == [Reason.CORRECTED]
    assert figures(storage) == {DAY: [("north", "one_origin", 640)]}


def test_an_accepted_figure_opens_its_exchange_and_its_question_closes(storage: Storage) -> None:
    assert take(storage, printed("courier", said(640, gates=("side",)))) == []
    assert kinds(storage) == ["stray.side"]
    _, told = decide(storage, Ruling.ACCEPT, of("courier", 640))
    assert (figures(storage), told, kinds(storage)) == ({DAY: [("north", "one_origin", 640)]}, [Reason.NEW], [])


def test_a_corrected_figure_counts_as_corrected_and_what_was_read_stays(storage: Storage) -> None:
    take(storage, printed("courier", said(640)))
    _, told = decide(storage, Ruling.CORRECT, of("courier", 640, Right(count=604)))
    assert (figures(storage), told) == ({DAY: [("north", "one_origin", 604)]}, [Reason.CORRECTED])
    article = storage.articles.by_url("https://courier.example/1")
    assert article
    assert [one.claim.figure.low for one in storage.claims.of_revision(article.revision)] == [640]


def test_a_corrected_day_moves_the_figure_alone(storage: Storage) -> None:
    take(storage, printed("courier", said(640)), printed("herald", said(640)), printed("post", said(25, LATER)))
    decide(storage, Ruling.CORRECT, of("post", 25, Right(day="2031-07-12")))
    assert figures(storage).keys() == {DAY, "2031-07-12"}


def test_a_decision_holds_when_new_rules_read_the_article_again(storage: Storage) -> None:
    article = printed("courier", said(640))
    take(storage, article)
    number, _ = decide(storage, Ruling.REJECT, of("courier", 640))
    take_in(storage, TOOLS, article, rules="rules-2")
    assert tell(storage) == []
    assert figures(storage) == {}
    take_in(storage, TOOLS, printed("courier", said(641)), rules="rules-3")
    assert tell(storage) == [Reason.CORRECTED], "what they read otherwise is another figure"
    decision = storage.decisions.by_id(number)
    assert decision
    assert decision.fits == 0, "and the desk sees that the decision fits nothing"


def test_two_days_that_are_merged_are_one_exchange_whoever_comes_later(storage: Storage) -> None:
    take(storage, printed("courier", said(640)), printed("herald", said(640, LATER)))
    assert figures(storage).keys() == {DAY, LATER}
    number, told = decide(storage, Ruling.MERGE, OfDays(LATER, DAY))
    assert (figures(storage), told) == ({DAY: [("north", "one_origin", 640)]}, [Reason.RETRACTED])
    assert take(storage, printed("post", said(640, LATER))) == []
    assert figures(storage) == {DAY: [("north", "one_origin", 640)]}
    assert kinds(storage) == [], "the day is decided"
    undo(storage, number)
    assert figures(storage).keys() == {DAY, LATER}


SLIP = (*(printed(name, said(640)) for name in ("courier", "herald", "post")), printed("wire", said(640, NEXT)))


def test_two_days_that_are_split_are_two_exchanges_although_one_looks_like_a_slip(storage: Storage) -> None:
    take(storage, *SLIP)
    assert figures(storage).keys() == {DAY}
    number, told = decide(storage, Ruling.SPLIT, OfDays(NEXT, DAY))
    assert (figures(storage).keys(), told) == ({DAY, NEXT}, [Reason.NEW])
    assert kinds(storage) == [], "whether they are one is answered"
    assert undo(storage, number) == [Reason.RETRACTED]
    assert figures(storage).keys() == {DAY}


def test_a_decision_changes_nothing_but_what_it_is_about(storage: Storage) -> None:
    take(storage, *DISPUTED, printed("post", said(25, LATER)), printed("wire", said(31, "2031-07-15")))
    before = storage.exchanges.settlements()
    decide(storage, Ruling.BEST, OfSide(DAY, "north", 640, (604, 640)))
    after = storage.exchanges.settlements()
    assert [one for one in after if one.exchange.date != DAY] == [one for one in before if one.exchange.date != DAY]
    assert {one.status for settlement in after for one in settlement.received} == {Status.DECIDED, Status.ONE_ORIGIN}


def test_a_decision_about_an_article_that_is_not_there_waits_for_it(storage: Storage) -> None:
    number, told = decide(storage, Ruling.REJECT, of("courier", 640))
    assert (told, storage.decisions.waiting()) == ([], [])
    take(storage, *DISPUTED)
    assert figures(storage) == {DAY: [("north", "one_origin", 604)]}
    decision = storage.decisions.by_id(number)
    assert decision
    assert decision.fits == 1


def test_taking_everything_back_leaves_the_ledger_as_if_nobody_had_decided(storage: Storage) -> None:
    take(storage, *DISPUTED, *SLIP[2:], printed("channel", said(31, "2031-07-15")))
    before = ledger(storage)
    numbers = [
        decide(storage, *one)[0]
        for one in (
            (Ruling.BEST, OfSide(DAY, "north", 640, (604, 640))),
            (Ruling.SPLIT, OfDays(DAY, NEXT)),
            (Ruling.MERGE, OfDays("2031-07-15", LATER)),
            (Ruling.REJECT, of("courier", 640)),
            (Ruling.CORRECT, of("wire", 640, Right(to="south"))),
        )
    ]
    assert ledger(storage) != before
    for number in numbers:
        undo(storage, number)
    assert ledger(storage) == before


def test_what_hangs_on_an_exchange_comes_back_with_it(storage: Storage) -> None:
    take(storage, printed("courier", said(640)), printed("post", said(640, gates=("side",))))
    first, _ = decide(storage, Ruling.ACCEPT, of("courier", 640))
    second, _ = decide(storage, Ruling.REJECT, of("courier", 640))
    assert (figures(storage), kinds(storage)) == ({}, ["stray.side"])
    undo(storage, first)
    undo(storage, second)
    assert (figures(storage), kinds(storage)) == ({DAY: [("north", "one_origin", 640)]}, [])


OWN = (printed("courier", said(640, claimants=())), printed("herald", said(604, claimants=())))


def statuses(storage: Storage) -> dict[str, list[tuple[str, int, str]]]:
    """Day -> status, how many origins, figure."""
    return {
        str(one.exchange.date): [(side.status.value, side.origins, f"{side.low}-{side.high}") for side in one.received]
        for one in storage.exchanges.settlements()
    }


def test_an_outlet_that_reprints_another_is_no_second_origin(storage: Storage) -> None:
    take(storage, *OWN)
    before = statuses(storage)
    assert before == {DAY: [("disputed", 2, "604-640")]}
    number, _ = decide(storage, Ruling.REPRINT, OfOutlet("herald", "courier"))
    ((_, origins, _),) = statuses(storage)[DAY]
    assert origins == 1
    found = storage.decisions.by_id(number)
    assert found
    assert found.fits == 1
    undo(storage, number)
    assert statuses(storage) == before


def test_who_reprints_a_reprint_follows(storage: Storage) -> None:
    take(storage, *OWN, printed("post", said(650, claimants=())))
    decide(storage, Ruling.REPRINT, OfOutlet("post", "herald"))
    ((_, origins, _),) = statuses(storage)[DAY]
    assert origins == 2
    number, _ = decide(storage, Ruling.REPRINT, OfOutlet("herald", "courier"))
    ((_, origins, _),) = statuses(storage)[DAY]
    assert origins == 1
    undo(storage, number)
    ((_, origins, _),) = statuses(storage)[DAY]
    assert origins == 2


def test_whoever_is_quoted_by_name_stays_an_origin(storage: Storage) -> None:
    take(storage, *DISPUTED)
    before = statuses(storage)
    decide(storage, Ruling.REPRINT, OfOutlet("herald", "courier"))
    assert statuses(storage) == before


def test_what_two_outlets_miss_is_asked_only_as_long_as_they_are_two(storage: Storage) -> None:
    missing = said(31, "2031-05-01", scope=Scope.PREVIOUS, claimants=())
    other = said(31, "2031-05-01", scope=Scope.PREVIOUS, claimants=(), figure=Figure(32, 32))
    take(storage, printed("courier", missing), printed("herald", other))
    assert kinds(storage) == ["missed"]
    number, _ = decide(storage, Ruling.REPRINT, OfOutlet("herald", "courier"))
    assert kinds(storage) == []
    undo(storage, number)
    assert kinds(storage) == ["missed"]


def test_a_decision_about_an_outlet_is_shown_where_it_has_said_something(storage: Storage) -> None:
    take(storage, *OWN, printed("post", said(25, LATER)))
    number, _ = decide(storage, Ruling.REPRINT, OfOutlet("herald", "courier"))
    shown = {str(one.exchange.date): storage.decisions.about(one.exchange) for one in storage.exchanges.settlements()}
    assert [one.id for one in shown[DAY]] == [number]
    assert shown[LATER] == []
