"""The index: nothing is lost, whatever comes when and whoever indexes; what is found is in order and in slices."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders_review import stored
from sqlite_utils import Database

from repwatch.model import (
    Article,
    Exchange,
    ExchangeStatus,
    Figure,
    Hits,
    Reading,
    Settlement,
    Slice,
)
from review.search import ask
from review.searching import parse
from review.stems import stemmer
from scheduler import indexing
from scheduler.indexing import index, index_all
from storage import MEMORY, Storage

NOON = datetime(2025, 6, 16, 12, tzinfo=UTC)
SIDES = ("north", "south")


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


def save(storage: Storage, name: str, text: str, at: datetime = NOON, **other: str) -> Article:
    known = {"outlet": "courier", "lang": "en", "title": name, **other}
    article = Article(f"https://courier.example/{name}", text=text, fetched=at, published=at, **known)  # type: ignore[arg-type]
    saved = storage.articles.save(article, at)
    assert saved is not None
    return saved


def claim(
    storage: Storage, article: Article, *figures: int, exchange: Exchange | None = None, to: str = "north"
) -> None:
    claims = tuple(stored(one, to, quote=f"{one} were returned").claim for one in figures)
    storage.claims.add(article, Reading(True, "test", claims), "rules", NOON)
    for one in storage.claims.of_article(article.id):
        storage.claims.link(one.id, exchange.id if exchange else None, "test", NOON)


def exchanged(storage: Storage, number: int, status: ExchangeStatus = ExchangeStatus.CLAIMED) -> Exchange:
    one = Exchange(f"exchange-{number}", "north-south", f"2025-06-{number:02}")
    storage.exchanges.keep(one, NOON)
    storage.exchanges.settle(Settlement(one, status, ()), 1, NOON)
    return one


def find(storage: Storage, text: str, part: Slice = Slice()) -> Hits:  # noqa: B008 — a frozen value
    found = ask(storage, parse(text, {}, stemmer(), SIDES), part)
    assert found is not None
    return found


def titles(storage: Storage, text: str, part: Slice = Slice()) -> list[str]:  # noqa: B008
    return [hit.article.title for hit in find(storage, text, part).hits]


def before_search(db: Database) -> None:
    """The file as a program without search would have left it."""
    for name in (
        "TABLE search_index",
        "TABLE search_rows",
        "TABLE search_marks",
        "INDEX claims_figure",
        "INDEX claims_range",
    ):
        db.execute(f"DROP {name}")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm0031_search'")


def test_what_is_saved_is_found_once_it_is_indexed_and_not_before(storage: Storage) -> None:
    save(storage, "first", "Soldiers were repatriated.")
    assert (titles(storage, "soldier"), storage.search.missing()) == ([], 1)
    assert index(storage).done == 1
    assert (titles(storage, "soldier repatriation"), storage.search.missing()) == (["first"], 0)
    assert index(storage).done == 0


def test_what_is_new_comes_before_an_archive_and_of_that_the_newest(storage: Storage, monkeypatch) -> None:
    monkeypatch.setattr(indexing, "TOGETHER", 1)
    storage.search.begin("old")
    for number in range(3):
        save(storage, f"archive {number}", "fallen", NOON + timedelta(days=number))
    index_all(storage)
    storage.search.begin("other rules")  # all of it is to be indexed anew
    save(storage, "news", "fallen")
    found = [(storage.search.missing(), index(storage).done, set(titles(storage, "fallen"))) for _ in range(4)]
    everything = ["news", "archive 2", "archive 1", "archive 0"]
    assert found == [(4 - number, 1, set(everything[: number + 1])) for number in range(4)]


def test_heaps_are_bounded_by_the_length_of_texts(storage: Storage, monkeypatch) -> None:
    monkeypatch.setattr(indexing, "LETTERS", 1000)
    for number in range(5):
        save(storage, str(number), "fallen " * 100)
    assert [index(storage).done for _ in range(4)] == [2, 2, 1, 0]
    assert len(titles(storage, "fallen")) == 5


def test_two_that_index_at_once_lose_and_repeat_nothing(tmp_path: Path) -> None:
    with Storage(tmp_path / "a.db", migrate=True) as one, Storage(tmp_path / "a.db") as other:
        save(one, "first", "fallen")
        index(other)
        save(one, "second", "fallen")
        late = one.search.unindexed(10, 1000)
        assert late is not None
        assert index(other).done == 1
        assert one.search.add(late, []) is False
        assert titles(one, "fallen") == ["second", "first"]


def test_a_text_that_cannot_be_cut_keeps_no_other_from_being_found(storage: Storage, monkeypatch) -> None:
    save(storage, "bad", "poison")
    save(storage, "good", "fallen")
    cut = stemmer().stems

    def failing(text: str, lang: str) -> str:
        if text == "poison":
            raise ValueError(text)
        return cut(text, lang)

    monkeypatch.setattr(stemmer(), "stems", failing)
    report = index(storage)
    assert (report.done, report.failed, storage.search.missing()) == (2, 1, 0)
    assert titles(storage, "fallen") == ["good"]


def test_a_file_of_before_is_searched_in_the_background(tmp_path: Path) -> None:
    with Storage(tmp_path / "old.db", migrate=True) as new:
        for number in range(3):
            claim(new, save(new, f"old {number}", "fallen", NOON + timedelta(days=number)), 640)
        before_search(new.search._db)
    with Storage(tmp_path / "old.db", migrate=True) as old:
        save(old, "new", "fallen", NOON + timedelta(days=9))
        assert (titles(old, "fallen"), old.search.missing()) == ([], 4)
        assert index_all(old) == 7
        assert titles(old, "fallen") == ["new", "old 2", "old 1", "old 0"]
        assert len(find(old, "in:figures returned").hits) == 3


def test_the_latest_reading_is_found_and_others_when_asked_for(storage: Storage) -> None:
    first = save(storage, "edited", "It was 1,200.")
    save(storage, "edited", "It was 1,212.", NOON + timedelta(hours=1))
    index_all(storage)
    assert (titles(storage, "1200"), titles(storage, "1212")) == ([], ["edited"])
    (replaced,) = find(storage, "1200 readings:all").hits
    assert (replaced.latest, replaced.article.revision, replaced.article.number) == (False, first.revision, 1)


def test_a_reading_that_is_indexed_late_does_not_pass_for_the_latest(storage: Storage) -> None:
    save(storage, "edited", "It was 1,200.")
    storage.search.begin("old")
    storage.search.begin("new")  # so that what is there counts as an archive
    save(storage, "edited", "It was 1,212.", NOON + timedelta(hours=1))
    index_all(storage)
    assert (titles(storage, "1200"), titles(storage, "1212")) == ([], ["edited"])


def test_slices_go_down_and_up_again_without_a_gap(storage: Storage) -> None:
    for number in range(7):
        save(storage, str(number), "fallen", NOON + timedelta(minutes=number % 4))  # several at one time
    index_all(storage)
    everything = titles(storage, "fallen")
    assert sorted(everything) == [str(number) for number in range(7)]
    first = find(storage, "fallen", Slice(3))
    second = find(storage, "fallen", Slice(3, older=first.hits[-1].place))
    third = find(storage, "fallen", Slice(3, older=second.hits[-1].place))
    assert [hit.article.title for each in (first, second, third) for hit in each.hits] == everything
    assert [(each.newer, each.older) for each in (first, second, third)] == [(False, True), (True, True), (True, False)]
    back = find(storage, "fallen", Slice(3, newer=third.hits[0].place))
    assert (back.hits, back.newer, back.older) == (second.hits, True, True)
    assert find(storage, "fallen", Slice(3, newer=second.hits[0].place)) == replace(first)


@pytest.fixture(scope="module")
def archive() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield filled(opened)


def filled(storage: Storage) -> Storage:
    """Five days, three outlets, three languages, figures about two exchanges and about none."""
    day = timedelta(days=1)
    claimed, disputed = exchanged(storage, 1), exchanged(storage, 2, ExchangeStatus.DISPUTED)
    claim(storage, save(storage, "early", "Fallen soldiers were returned."), 1212, exchange=claimed)
    claim(
        storage,
        save(storage, "late", "Returned: fallen soldiers.", NOON + day),
        1000,
        60,
        exchange=disputed,
        to="south",
    )
    claim(storage, save(storage, "alone", "Soldiers", NOON + 2 * day, outlet="herald"), 1212)
    save(storage, "українською", "Повернули тіла загиблих солдатів", NOON + 3 * day, lang="uk", outlet="Вісник")
    save(storage, "по-русски", "Вернули тела погибших солдат", NOON + 4 * day, lang="ru", outlet="herald")
    index_all(storage)
    return storage


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("fallen", ["late", "early"], id="a word"),
        pytest.param("fallen returning", ["late", "early"], id="two words in any order"),
        pytest.param('"fallen soldier"', ["late", "early"], id="a phrase"),
        pytest.param('"soldier fallen"', [], id="a phrase in another order"),
        pytest.param("soldiers -fallen", ["alone"], id="without a word"),
        pytest.param('soldiers -"fallen soldiers"', ["alone"], id="without a phrase"),
        pytest.param("-fallen", ["по-русски", "українською", "alone"], id="nothing but without"),
        pytest.param("return*", ["late", "early"], id="a beginning"),
        pytest.param("повернути", ["українською"], id="Ukrainian"),
        pytest.param("солдатами", ["по-русски", "українською"], id="a word of two languages"),
        pytest.param("солдатам lang:ru", ["по-русски"], id="one language"),
        pytest.param("lang:uk lang:ru", ["по-русски", "українською"], id="either of two languages"),
        pytest.param("-lang:en", ["по-русски", "українською"], id="not a language"),
        pytest.param("outlet:herald", ["по-русски", "alone"], id="an outlet"),
        pytest.param("outlet:Вісник", ["українською"], id="an outlet of other letters"),
        pytest.param("outlet:вісн", [], id="an outlet is not found by a part of its name"),
        pytest.param("soldiers -outlet:courier", ["alone"], id="not an outlet"),
        pytest.param("after:2025-06-17 before:2025-06-19", ["alone", "late"], id="from day to day"),
        pytest.param("before:2025-06-17", ["early"], id="before a day"),
        pytest.param("after:2025-07", [], id="after a month"),
        pytest.param("figure:1212", ["alone", "early"], id="a figure"),
        pytest.param("figure:1,212 fallen", ["early"], id="a figure and a word"),
        pytest.param("figure:900-1100", ["late"], id="a range"),
        pytest.param("figure:61", [], id="no such figure"),
        pytest.param("side:north", ["alone", "early"], id="a side"),
        pytest.param("side:south figure:1212", [], id="one figure is all that is asked for"),
        pytest.param("state:disputed", ["late"], id="disputed"),
        pytest.param("state:reported", ["early"], id="reported"),
        pytest.param("state:none", ["alone"], id="about no exchange"),
        pytest.param("state:confirmed", [], id="confirmed"),
        pytest.param("in:figures returned", ["alone", "late", "late", "early"], id="single figures"),
        pytest.param("in:figures 60", ["late"], id="single figures by their sentence"),
        pytest.param("in:figures figure:1212 state:none", ["alone"], id="single figures by what they say"),
        pytest.param("in:figures side:south outlet:courier", ["late", "late"], id="single figures of a side"),
        pytest.param("fallen k:a", None, id="what the index says to itself cannot be asked for"),
    ],
)
@pytest.mark.parametrize("few", [0, 500], ids=["walked", "looked up"])
def test_what_is_found(archive: Storage, monkeypatch, text: str, found: list[str] | None, few: int) -> None:
    """However it is looked for, the same is found."""
    monkeypatch.setattr("storage.search.FEW", few)
    if found is None:
        assert parse(text, {}, stemmer(), SIDES).problems
    else:
        assert titles(archive, text) == found


@pytest.mark.parametrize("few", [0, 500], ids=["walked", "looked up"])
def test_slices_of_what_has_a_figure(storage: Storage, monkeypatch, few: int) -> None:
    monkeypatch.setattr("storage.search.FEW", few)
    for number in range(5):
        claim(storage, save(storage, str(number), "fallen", NOON + timedelta(minutes=number)), 640, 641)
    index_all(storage)
    first = find(storage, "fallen figure:600-700", Slice(2))
    assert [hit.article.title for hit in first.hits] == ["4", "3"]
    assert titles(storage, "figure:600-700", Slice(2, older=first.hits[-1].place)) == ["2", "1"]
    last = find(storage, "figure:600-700", Slice(2, older=first.hits[-1].place)).hits[-1].place
    assert titles(storage, "figure:600-700", Slice(2, newer=last)) == ["3", "2"]


def test_a_stated_range_is_found_by_either_end(storage: Storage) -> None:
    saved = save(storage, "range", "fallen")
    one = replace(stored(900).claim, figure=Figure(900, 1000))
    storage.claims.add(saved, Reading(True, "test", (one,)), "rules", NOON)
    index_all(storage)
    assert [titles(storage, f"figure:{figure}") for figure in (900, 1000, 950)] == [["range"], ["range"], []]


def test_a_figure_that_no_longer_stands_is_not_found(storage: Storage) -> None:
    saved = save(storage, "edited", "fallen")
    claim(storage, saved, 640)
    storage.claims.add(saved, Reading(True, "test", (stored(641).claim,)), "newer rules", NOON)
    index_all(storage)
    assert (titles(storage, "figure:640"), titles(storage, "in:figures returned figure:641")) == ([], ["edited"])
    (hit,) = find(storage, "in:figures returned").hits
    assert [one.claim.figure.low for one in hit.claims] == [641]


def test_a_figure_leads_to_its_exchange_as_linked_last(storage: Storage) -> None:
    archive = filled(storage)
    (hit,) = find(archive, "figure:1212 fallen").hits
    (one,) = hit.claims
    assert hit.exchanges == {one.id: "exchange-1"}
    archive.claims.link(one.id, "exchange-2", "test", NOON)
    assert find(archive, "figure:1212 fallen").hits[0].exchanges == {one.id: "exchange-2"}
    assert titles(archive, "state:reported") == []


@pytest.mark.parametrize(
    "at", [datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)]
)
def test_odd_days_are_found_too(storage: Storage, at: datetime) -> None:
    save(storage, "odd", "fallen", at)
    save(storage, "odd too", "fallen", at)
    index_all(storage)
    assert set(titles(storage, "fallen")) == {"odd", "odd too"}


def test_the_last_second_of_a_day_is_before_the_next_though_it_is_crowded(storage: Storage) -> None:
    for number in range(5):
        save(storage, str(number), "fallen", datetime(2025, 6, 16, 23, 59, 59, tzinfo=UTC))
    index_all(storage)
    assert len(titles(storage, "before:2025-06-17")) == 5
    assert titles(storage, "before:2025-06-16") == []


def test_the_index_is_whole(archive: Storage) -> None:
    db: Database = archive.search._db
    db.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
