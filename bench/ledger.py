"""How long does a new claim take in a ledger of decades, and does it matter how long the ledger is?

    .venv/bin/python bench/ledger.py [--exchanges 10000] [--claims 1000000] [--apart 5] [--tries 200] [--profile]

Builds two ledgers in temporary files, one of the size asked for and one a hundredth of it (of ten exchanges at least),
of the same density. Every exchange is told by articles of four claims: what each side received, by one claimant and
again by another for the first side, and a fourth that is an earlier handover in most (the exchange before it; in two
of 25 of one in 50 exchanges a day on which the ledger has none) and a running total in two of 25: since the start of
the year, and of the war, which the ledger does not reach. The totals add up, but one in ten is not yet aware of the
last exchange and one in 20 is seven too high, which the desk is asked about.

The articles of one exchange are stored together and then linked once, and fifty exchanges are settled together: the
same calls as in the daemon, and by the rule that order and batches do not matter the same ledger. Texts are not
compared. Then articles with one new claim come in, and each is linked and reconciled, and looked at for one
subscription, as the daemon does it, with every commit on the disk: a claim about one of the last exchanges and one in
the middle, an earlier handover (known, and unknown), a total (that fits, and one that does not), a new exchange, and
one in the middle, which totals said since may count. Milliseconds; "working" is without what the disk and other
processes took. The ratio of the two ledgers, measured in one run, is what counts.

It also replays articles: see --replay FILE…, articles a second by one core.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from cProfile import Profile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from pstats import Stats
from statistics import median, quantiles
from tempfile import TemporaryDirectory, gettempdir

sys.path.insert(0, str(Path(__file__).parent.parent))

from matcher.bases import WAR
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
from scheduler.totals import note_totals
from storage import Storage

CLAIMS_AN_ARTICLE = 4
START = date(2022, 6, 2)
SMALLER = 100
TOGETHER = 50  # exchanges
SPREAD = 40  # exchanges that new claims are about, so that none of them gets many more claims than the others
Told = tuple[str, int, str | None, Scope, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """How the ledger is made: exchanges so many days apart, so many articles about each."""

    tools: Tools
    exchanges: int
    articles: int
    apart: int

    def day(self, at: int) -> date:
        return START + timedelta(days=at * self.apart)

    @property
    def sides(self) -> tuple[str, str]:
        one, two = next(iter(self.tools.parties.values()))
        return one, two


def main() -> None:
    args = _arguments()
    config = Config(Path(args.folder), known_languages(), known_conflicts(), subscriptions=(EVERYONE,))
    tools = make_tools(config)
    if args.replay:
        _replay(args.replay, tools)
        return
    with TemporaryDirectory(dir=args.folder) as folder:
        sizes = {"small": max(args.exchanges // SMALLER, 10), "large": args.exchanges}
        profiler = Profile() if args.profile else None
        small, large = (
            _measure(
                Path(folder) / f"{name}.db",
                Shape(tools, size, args.articles, args.apart),
                args.tries,
                profiler if name == "large" else None,
            )
            for name, size in sizes.items()
        )
    print(f"{'':32}{'small p50':>10}{'p95':>8}{'large p50':>11}{'p95':>8}{'ratio':>7}")
    for name in small:
        few, many = small[name], large[name]
        print(f"{name:32}{median(few):10.2f}{_p95(few):8.2f}{median(many):11.2f}{_p95(many):8.2f}"
              f"{median(many) / median(few):7.2f}")  # fmt: skip
    if profiler:
        Stats(profiler).sort_stats("cumulative").print_stats(45)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exchanges", type=int, default=10_000)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--apart", type=int, default=5, help="days between two exchanges")
    parser.add_argument("--tries", type=int, default=200, help="new claims of each kind")
    parser.add_argument("--profile", action="store_true", help="and say where the time goes in the large ledger")
    parser.add_argument("--replay", type=Path, nargs="+", help="articles, a line of JSON each")
    parser.add_argument("--folder", default=None, help="where the ledgers are built; by default the temporary folder")
    args = parser.parse_args()
    args.folder = args.folder or gettempdir()
    args.articles = max(args.claims // args.exchanges // CLAIMS_AN_ARTICLE, 1)
    return args


def _measure(path: Path, shape: Shape, tries: int, profiler: Profile | None) -> dict[str, list[float]]:
    with open_for_replay(path, Path("no live database")) as storage:
        began = time.perf_counter()
        build(storage, shape)
        built, size = time.perf_counter() - began, path.stat().st_size >> 20
        count = shape.exchanges * shape.articles * CLAIMS_AN_ARTICLE
        print(f"{shape.exchanges:,} exchanges, {count:,} claims, {size:,} MB, built in {built:.0f} s", flush=True)
        took: dict[str, list[float]] = {}
        for name, coming in _new(shape, tries).items():
            for number, (day, told) in enumerate(coming):
                for step, seconds in _add(storage, shape.tools, day, f"{name} {number}", told, profiler):
                    took.setdefault(f"{name}: {step}", []).append(seconds * 1000)
        return took


def build(storage: Storage, shape: Shape) -> None:
    storage.subscriptions.welcome(EVERYONE.id, datetime.min.replace(tzinfo=UTC))
    sums: dict[str, int] = {}
    for start in range(0, shape.exchanges, TOGETHER):
        last = min(start + TOGETHER, shape.exchanges)
        with storage.transaction():
            for at in range(start, last):
                _tell(storage, shape, at, sums)
            now = _noon(shape.day(last - 1))
            reconcile(storage, shape.tools, now)
            alert(storage, shape.tools, now)


def _tell(storage: Storage, shape: Shape, at: int, sums: dict[str, int]) -> None:
    """All articles about one exchange. sums: what the first side has received until then, by first day."""
    now = _noon(shape.day(at))
    articles = [
        _store(storage, shape.day(at), f"{at}-{number}", now, _told(shape, at, number, sums))
        for number in range(shape.articles)
    ]
    link_article(storage, shape.tools, articles[-1], (), now)
    for article in articles[:-1]:
        note_totals(storage, shape.tools, (), storage.claims.of_article(article.id))
    for base in (_year(shape.day(at)), WAR):
        sums[base] = sums.get(base, 0) + _count(shape.day(at))


def _new(shape: Shape, tries: int) -> dict[str, list[tuple[date, Told]]]:
    """What comes in when the ledger stands: each with the day on which it is said."""
    to, last = shape.sides[0], shape.exchanges - 1
    end, gone = shape.day(last), timedelta(days=shape.apart // 2)
    late = [shape.day(last - number % min(SPREAD, shape.exchanges)) for number in range(tries)]
    middle = [day - (end - shape.day(last // 2)) for day in late if day >= shape.day(last - last // 2)]
    ago = [shape.day(last // 2 - number) + gone for number in range(min(tries, max(last // 2, 1)))]
    coming = [end + timedelta(days=60 + shape.apart * number) for number in range(tries)]
    sums = {day: _sum(shape, day) for day in late}
    return {
        "late exchange": [(day, _received(to, day)) for day in late],
        "middle exchange": [(day, _received(to, day)) for day in middle],
        "earlier, known": [(end, _received(to, day, Scope.PREVIOUS)) for day in late],
        "earlier, unknown": [(end, (to, 77, (day - gone).isoformat(), Scope.PREVIOUS, "")) for day in late],
        "total that fits": [(day, (to, sums[day], None, Scope.CUMULATIVE, _year(day))) for day in late],
        "total that does not": [(day, (to, sums[day] + 7, None, Scope.CUMULATIVE, _year(day))) for day in late],
        "new exchange": [(day, _received(to, day)) for day in coming],
        "new, long ago": [(day, (to, 451, day.isoformat(), Scope.CURRENT, "")) for day in ago],
    }


def _received(to: str, day: date, scope: Scope = Scope.CURRENT) -> Told:
    return to, _count(day), day.isoformat(), scope, ""


def _sum(shape: Shape, day: date) -> int:
    """What the first side has received in that year until that day."""
    days = (shape.day(at) for at in range(shape.exchanges))
    return sum(_count(one) for one in days if one.year == day.year and one <= day)


def _add(
    storage: Storage, tools: Tools, day: date, name: str, told: Told, profiler: Profile | None
) -> Iterator[tuple[str, float]]:
    now = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=20)
    if profiler:
        profiler.enable()
    began, working = time.perf_counter(), time.process_time()
    with storage.transaction():
        article = _store(storage, day, name.replace(" ", "-"), now, [told])
        link_article(storage, tools, article, (), now)
    linked = time.perf_counter()
    reconcile(storage, tools, now)
    reconciled, worked = time.perf_counter(), time.process_time()
    if profiler:
        profiler.disable()
    alert(storage, tools, now)
    ended = time.perf_counter()
    yield "linked", linked - began
    yield "reconciled", reconciled - linked
    yield "both", reconciled - began
    yield "of it working", worked - working
    yield "alerts", ended - reconciled


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


def _told(shape: Shape, at: int, number: int, sums: Mapping[str, int]) -> list[Told]:
    one, two = shape.sides
    day = shape.day(at)
    other = (two, 20 + at % 30, day.isoformat(), Scope.CURRENT, "")
    return [_received(one, day), other, _received(one, day), _beside(shape, at, number, sums)]


def _beside(shape: Shape, at: int, number: int, sums: Mapping[str, int]) -> Told:
    day, before, to = shape.day(at), shape.day(max(at - 1, 0)), shape.sides[0]
    which = number % 25
    if which < 2:
        base = _year(day) if which == 0 else WAR
        wrong = 7 if at % 20 == 3 else -_count(day) if at % 10 == 4 else 0
        return to, max(sums.get(base, 0) + _count(day) + wrong, 1), None, Scope.CUMULATIVE, base
    if which < 4 and at % 50 == 7:
        return to, 77, (day - timedelta(days=shape.apart // 2)).isoformat(), Scope.PREVIOUS, ""
    return _received(to, before, Scope.PREVIOUS)


def _noon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)


def _year(day: date) -> str:
    return f"{day.year}-01-01"


def _count(day: date) -> int:
    """As large as the handovers of these years: about a thousand, often that very number."""
    return 1000 if day.toordinal() % 3 == 0 else 900 + day.toordinal() * 7 % 300


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
