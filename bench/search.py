"""How long does a page of search results take in a large archive, and what does its index cost?

    .venv/bin/python bench/search.py [--articles 100000] [--tries 40] [--folder DIR]

Builds an archive in a temporary file: articles in three languages, of words that are as common and as rare as in the
corpus of the tests (and a long tail of words that stand in few), of some 250 words each; three in ten state a figure
or two, linked to exchanges, of which one in ten is disputed. Then:

- the migration to the schema with the index, as the daemon does it at its start: how long it holds up everything;
- the index, heap by heap as the daemon does it: milliseconds an article, how long a heap takes in all, and how long it
  keeps others from writing; and what it adds to the file;
- pages: each kind of query so many times with other words, through the very function that answers /search: reading
  the query, finding, snippets, HTML. Only the server around it is left out. Milliseconds; "working" is without what
  other processes and the disk took.
"""

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent.parent))

from fastapi import Request
from sqlite_utils import Database

from repwatch.config import known_conflicts, known_languages
from repwatch.model import (
    Article,
    Claim,
    Config,
    Evidence,
    Exchange,
    ExchangeStatus,
    Figure,
    Kind,
    Outlet,
    Reading,
    Scope,
    Settlement,
)
from review.desk import Desk
from review.search import search
from scheduler.indexing import index
from storage import Storage
from storage.database import connect

CORPUS = Path(__file__).parent.parent / "tests" / "data" / "corpus"
START = datetime(2023, 1, 1, tzinfo=UTC)
OUTLETS = 40
EXCHANGES = 300
TAIL = 120_000  # words of a language that are rarer than those of the corpus
SIDES = {"ukraine": "Ukraine", "russia": "Russia"}


class Words:
    """Of one language: those of the corpus as often as there, and a long tail."""

    def __init__(self, lang: str) -> None:
        lines = (CORPUS / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line) for line in lines]
        counted = Counter(re.findall(r"\w+", " ".join(f"{one['title']} {one['text']}" for one in texts)))
        self.common = [word for word, _ in counted.most_common()]
        tail = [f"{self.common[n % 977]}{self.common[n * 31 % 1409]}".lower()[:14] for n in range(TAIL)]
        self.all = [*self.common, *tail]
        share = sum(counted.values()) / 8  # one word in nine is of the tail, where few are as rare as can be
        rare = [share / (number + 30) / 8.3 for number in range(TAIL)]
        self.weights = list(accumulate([*(many for _, many in counted.most_common()), *rare]))

    def text(self, chance: random.Random, words: int) -> str:
        return " ".join(chance.choices(self.all, cum_weights=self.weights, k=words))


def main() -> None:
    args = _arguments()
    with TemporaryDirectory(dir=args.folder) as folder:
        path = Path(folder) / "bench.db"
        outlets = tuple(Outlet(f"outlet-{n}", f"Outlet {n}") for n in range(OUTLETS))
        config = Config(Path(folder), known_languages(), known_conflicts(), outlets=outlets)
        words = {lang: Words(lang) for lang in ("en", "uk", "ru")}
        with Storage(path, migrate=True, checkpoints=True) as storage:
            began = time.perf_counter()
            _build(storage, words, args.articles)
            storage.checkpoint()
            print(f"{args.articles:,} articles built in {time.perf_counter() - began:.0f} s", flush=True)
        _migrate(path)
        _index(path, args.articles)
        desk = Desk(path, config, SIDES, START, lambda: datetime.now(UTC), lambda *_: [])
        _pages(desk, words, args.tries)
        with Storage(path, checkpoints=True) as storage:
            began = time.perf_counter()
            storage.search.begin("other rules")
            print(f"emptying the index, once the rules of words change, took {time.perf_counter() - began:.2f} s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--tries", type=int, default=40, help="pages of each kind of query")
    parser.add_argument("--folder", default=None, help="where the archive is built; by default the temporary folder")
    return parser.parse_args()


def _build(storage: Storage, words: Mapping[str, Words], many: int) -> None:
    chance = random.Random(1)
    exchanges = [Exchange(f"bench-{n}", known_conflicts()[0], _day(n, EXCHANGES)) for n in range(EXCHANGES)]
    with storage.transaction():
        for number, one in enumerate(exchanges):
            storage.exchanges.keep(one, START)
            status = ExchangeStatus.DISPUTED if number % 10 == 0 else ExchangeStatus.CLAIMED
            storage.exchanges.settle(Settlement(one, status, ()), 1, START)
    for start in range(0, many, 500):
        with storage.transaction():
            for number in range(start, min(start + 500, many)):
                _store(storage, words, chance, number, many)


def _store(storage: Storage, words: Mapping[str, Words], chance: random.Random, number: int, many: int) -> None:
    lang = ("en", "uk", "ru")[number % 3]
    at = START + timedelta(days=1000) * (number / many)
    title, text = (words[lang].text(chance, length) for length in (9, chance.randint(60, 440)))
    outlet = f"outlet-{chance.randrange(OUTLETS)}"
    saved = storage.articles.save(
        Article(f"https://{outlet}.example/{number}", outlet, title, text, at, at, lang=lang), at
    )
    if saved is None or chance.random() > 0.3:
        return
    counts = [chance.choice((1000, 1212, 500, 30, chance.randint(20, 1300))) for _ in range(chance.randint(1, 2))]
    claims = tuple(_claim(text, count, chance) for count in counts)
    storage.claims.add(saved, Reading(True, "bench", claims), "bench", at)
    for claim in storage.claims.of_article(saved.id):
        storage.claims.link(claim.id, f"bench-{number * EXCHANGES // many}", "bench", at)


def _claim(text: str, count: int, chance: random.Random) -> Claim:
    evidence = (Evidence("text", 0, 20, text[:20], text[:150]),)
    return Claim(
        "bench", Kind.BODIES, chance.choice([*SIDES]), Figure(count, count), Scope.CURRENT, evidence, "2025-06-11"
    )


def _day(number: int, many: int) -> str:
    return (START + timedelta(days=1000) * (number / many)).date().isoformat()


def _migrate(path: Path) -> None:
    """Back to the schema without the index, and forward again."""
    with closing(connect(path, write=True, checkpoints=True).conn) as connection:
        db = Database(connection)
        for statement in (
            "DROP TABLE search_index", "DROP TABLE search_rows", "DROP TABLE search_marks",
            "DROP INDEX claims_figure", "DROP INDEX claims_range",
            "DELETE FROM _sqlite_migrations WHERE name = 'm0031_search'", "PRAGMA wal_checkpoint(TRUNCATE)",
        ):  # fmt: skip
            db.execute(statement).fetchall()
    began = time.perf_counter()
    with Storage(path, migrate=True, checkpoints=True):
        print(f"the migration took {time.perf_counter() - began:.2f} s", flush=True)


def _index(path: Path, many: int) -> None:
    before = path.stat().st_size
    with Storage(path, checkpoints=True) as storage:
        heaps, held, began = list[float](), list[float](), time.process_time()
        adding = storage.search.add

        def timed(*values: object) -> bool:
            start = time.perf_counter()
            try:
                return adding(*values)  # type: ignore[arg-type]
            finally:
                held.append(time.perf_counter() - start)

        storage.search.add = timed  # type: ignore[method-assign]
        while True:
            start = time.perf_counter()
            if not index(storage).done:
                break
            heaps.append(time.perf_counter() - start)
            storage.checkpoint()
        working = time.process_time() - began
    size = path.stat().st_size - before
    print(f"indexed: {1000 * working / many:.2f} ms of work an article; {size >> 20} MB beside {before >> 20} MB")
    print(f"{len(heaps):,} heaps took {_spread(heaps)}; others were kept from writing for {_spread(held)}", flush=True)


def _pages(desk: Desk, words: Mapping[str, Words], tries: int) -> None:
    chance, everything, worked = random.Random(2), list[float](), list[float]()
    _ask(desk, {"q": "first"})  # templates and tables are read once
    print(f"{'':34}{'p50':>8}{'p95':>8}{'longest':>9}{'working p95':>13}   results")
    for name, queries in _kinds(words, chance, tries).items():
        took, working, found = list[float](), list[float](), 0
        for values in queries:
            start, thread = time.perf_counter(), time.thread_time()
            body = _ask(desk, values)
            took.append(1000 * (time.perf_counter() - start))
            working.append(1000 * (time.thread_time() - thread))
            found += body.count("<h3")
        everything, worked = everything + took, worked + working
        _print(name, took, working, f"   {found / len(took):.1f}")
    _print("all", everything, worked)


def _print(name: str, took: Sequence[float], working: Sequence[float], more: str = "") -> None:
    print(f"{name:34}{median(took):8.1f}{_p95(took):8.1f}{max(took):9.1f}{_p95(working):13.1f}{more}", flush=True)


def _kinds(words: Mapping[str, Words], chance: random.Random, tries: int) -> dict[str, list[dict[str, str]]]:
    def some(first: int, last: int) -> str:
        return chance.choice(words[chance.choice([*words])].all[first:last])

    def many(**values: str) -> Iterator[dict[str, str]]:
        for _ in range(tries):
            yield {
                name: re.sub(r"\{(\d+)-(\d+)\}", lambda m: some(int(m[1]), int(m[2])), v) for name, v in values.items()
            }

    older = str(int((START + timedelta(days=500)).timestamp()))
    kinds = {
        "a common word": {"q": "{0-30}"},
        "a word": {"q": "{30-2000}"},
        "a rare word": {"q": "{20000-100000}"},
        "two words": {"q": "{0-100} {100-2000}"},
        "three common words": {"q": "{0-30} {0-30} {0-30}"},
        "a phrase": {"q": '"{0-50} {0-50}"'},
        "a beginning": {"q": "пер* {30-500}"},
        "without": {"q": "{30-300} -{0-100}"},
        "nothing but without": {"q": "-{0-30}"},
        "a word and a day": {"q": "{30-2000}", "after": "2024-01-01", "before": "2024-03-01"},
        "of an outlet and language": {"q": "{30-1000}", "outlet": "outlet-7", "lang": "uk"},
        "a figure": {"figure": "1212"},
        "a rare figure and a common word": {"figure": "777", "q": "{0-30}"},
        "figures of a range, and a word": {"figure": "900-1300", "q": "{100-2000}"},
        "a side and a word": {"side": "ukraine", "q": "{30-2000}"},
        "disputed, and a word": {"state": "disputed", "q": "{30-2000}"},
        "reported, and a rare word": {"state": "reported", "q": "{5000-40000}"},
        "single figures": {"in": "figures", "q": "{0-1000}"},
        "single figures, disputed": {"in": "figures", "state": "disputed", "side": "russia"},
        "single figures, of a figure": {"in": "figures", "figure": "1000"},
        "far back in the results": {"q": "{0-30}", "older": older},
        "everything": {"lang": "ru"},
        "all readings": {"q": "{30-2000}", "readings": "all"},
    }
    return {name: list(many(**values)) for name, values in kinds.items()}


def _ask(desk: Desk, values: Mapping[str, str]) -> str:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/search",
        "headers": [],
        "query_string": urlencode(values).encode(),
    }
    answer = search(desk, Request(scope))
    if answer.status_code != 200:
        raise SystemExit(f"{values}: status {answer.status_code}")
    return bytes(answer.body).decode()


def _spread(seconds: Sequence[float]) -> str:
    return f"p50 {1000 * median(seconds):.0f}, p95 {1000 * _p95(seconds):.0f}, longest {1000 * max(seconds):.0f} ms"


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


if __name__ == "__main__":
    main()
