"""How long does a new claim take in a ledger of decades, and does it matter how long the ledger is?

    .venv/bin/python bench/ledger.py [--exchanges 10000] [--claims 1000000] [--apart 5] [--tries 200]

Builds two ledgers in temporary files, one of the size asked for and one a hundredth of it, of the same density: every
exchange is told by articles of four claims each (to one side, to the other, an earlier exchange, a running total). Then
articles with one new claim come in, about the last exchange, one in the middle, and a new one; each is linked,
reconciled and looked at for one subscription, as the daemon does it, with every commit on the disk. Milliseconds; the
ratio of the two ledgers, measured in one run, is what counts.

It also replays articles: see --replay FILE…, articles a second by one core.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory, gettempdir

sys.path.insert(0, str(Path(__file__).parent.parent))

from repwatch.config import known_conflicts, known_languages
from repwatch.model import (
    Article,
    Claim,
    Claimant,
    Config,
    DateBasis,
    Figure,
    Kind,
    Reading,
    Scope,
)
from scheduler.linking import link_article
from scheduler.pipeline import alert, reconcile
from scheduler.replay import EVERYONE, arrivals, open_for_replay, replay
from scheduler.tools import Tools, make_tools
from storage import Storage

CLAIMS_AN_ARTICLE = 4
START = date(2022, 6, 2)
SMALLER = 100
Told = tuple[str, int, str | None, Scope, str]


def main() -> None:
    args = _arguments()
    config = Config(Path(args.folder), known_languages(), known_conflicts(), subscriptions=(EVERYONE,))
    tools = make_tools(config)
    if args.replay:
        _replay(args.replay, tools)
        return
    with TemporaryDirectory(dir=args.folder) as folder:
        small = _measure(Path(folder) / "small.db", args, tools, max(args.exchanges // SMALLER, 10))
        large = _measure(Path(folder) / "large.db", args, tools, args.exchanges)
    print(f"{'':28}{'small p50':>10}{'p95':>8}{'large p50':>11}{'p95':>8}{'ratio':>7}")
    for name in small:
        few, many = small[name], large[name]
        print(f"{name:28}{median(few):10.2f}{_p95(few):8.2f}{median(many):11.2f}{_p95(many):8.2f}"
              f"{median(many) / median(few):7.2f}")  # fmt: skip


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exchanges", type=int, default=10_000)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--apart", type=int, default=5, help="days between two exchanges")
    parser.add_argument("--tries", type=int, default=200, help="new claims of each kind")
    parser.add_argument("--replay", type=Path, nargs="+", help="articles, a line of JSON each")
    parser.add_argument("--folder", default=None, help="where the ledgers are built; by default the temporary folder")
    args = parser.parse_args()
    args.folder = args.folder or gettempdir()
    args.articles = max(args.claims // args.exchanges // CLAIMS_AN_ARTICLE, 1)
    return args


def _measure(path: Path, args: argparse.Namespace, tools: Tools, exchanges: int) -> dict[str, list[float]]:
    with open_for_replay(path, Path("no live database")) as storage:
        began = time.perf_counter()
        storage.subscriptions.welcome(EVERYONE.id, datetime.min.replace(tzinfo=UTC))
        for at in range(exchanges):
            _tell(storage, tools, at, args)
        built, size = time.perf_counter() - began, path.stat().st_size >> 20
        count = exchanges * args.articles * CLAIMS_AN_ARTICLE
        print(f"{exchanges:,} exchanges, {count:,} claims, {size:,} MB, built in {built:.0f} s", flush=True)
        day = _day(exchanges - 1, args), _day(exchanges // 2, args), _day(exchanges - 1, args) + timedelta(days=60)
        took: dict[str, list[float]] = {}
        for name, about in zip(("the last exchange", "one in the middle", "a new exchange"), day, strict=True):
            new = name.startswith("a new")
            for number in range(args.tries):
                when = about + timedelta(days=10 * number) if new else about
                for step, seconds in _add(storage, tools, when, number, args):
                    took.setdefault(f"{name}: {step}", []).append(seconds * 1000)
        return took


def _tell(storage: Storage, tools: Tools, at: int, args: argparse.Namespace) -> None:
    """All articles about one exchange, taken in at once."""
    day = _day(at, args)
    now = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
    with storage.transaction():
        for number in range(args.articles):
            article = _store(storage, day, f"{at}-{number}", now, _told(tools, at, args))
            link_article(storage, tools, article, (), now)
    reconcile(storage, tools, now)
    alert(storage, tools, now)


def _add(
    storage: Storage, tools: Tools, day: date, number: int, args: argparse.Namespace
) -> Iterator[tuple[str, float]]:
    now = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=20)
    receiver = _sides(tools)[0]
    began = time.perf_counter()
    with storage.transaction():
        claims = [(receiver, _count(day), day.isoformat(), Scope.CURRENT, "")]
        article = _store(storage, day, f"new-{day}-{number}", now, claims)
        link_article(storage, tools, article, (), now)
    linked = time.perf_counter()
    reconcile(storage, tools, now)
    reconciled = time.perf_counter()
    alert(storage, tools, now)
    told = time.perf_counter()
    yield "linked", linked - began
    yield "reconciled", reconciled - linked
    yield "linked and reconciled", reconciled - began
    yield "looked at for alerts", told - reconciled


def _store(storage: Storage, day: date, name: str, now: datetime, told: Sequence[Told]) -> Article:
    outlet = f"outlet-{random.Random(name).randrange(40)}"
    url = f"https://{outlet}.example/{name}"
    saved = storage.articles.save(Article(url, outlet, f"Told on {day}", f"Text of {name}.", now, now, lang="en"), now)
    if saved is None:
        raise SystemExit(f"{url} was stored before")
    claims = tuple(_claim(one, name) for one in told)
    storage.claims.add(saved, Reading(True, "bench", claims), "bench", now)
    return saved


def _claim(told: Told, name: str) -> Claim:
    to, count, day, scope, base = told
    who = Claimant("Staff", "staff", to, official=True) if len(name) % 2 else Claimant("Envoy", "envoy", to, True)
    return Claim(CONFLICT, Kind.BODIES, to, Figure(count, count), scope, (), day, DateBasis.EXPLICIT, (who,), base)


def _told(tools: Tools, at: int, args: argparse.Namespace) -> list[Told]:
    one, two = _sides(tools)
    day, before = _day(at, args), _day(max(at - 1, 0), args)
    return [
        (one, _count(day), day.isoformat(), Scope.CURRENT, ""),
        (two, 20 + at % 30, day.isoformat(), Scope.CURRENT, ""),
        (one, _count(before), before.isoformat(), Scope.PREVIOUS, ""),
        (one, 1000 * (at + 1), None, Scope.CUMULATIVE, f"{day.year}-01-01"),
    ]


def _sides(tools: Tools) -> tuple[str, str]:
    one, two = next(iter(tools.parties.values()))
    return one, two


def _day(at: int, args: argparse.Namespace) -> date:
    return START + timedelta(days=at * args.apart)


def _count(day: date) -> int:
    return 900 + day.toordinal() % 300


def _replay(files: Sequence[Path], tools: Tools) -> None:
    coming = arrivals(files, print)
    with TemporaryDirectory() as folder, open_for_replay(Path(folder) / "replay.db", Path("none")) as storage:
        began = time.process_time()
        told = len(list(replay(storage, tools, coming)))
        took = time.process_time() - began
    print(f"{len(coming)} articles, {told} alerts, {len(coming) / took:.0f} articles a second of one core")


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


CONFLICT = known_conflicts()[0]


if __name__ == "__main__":
    main()
