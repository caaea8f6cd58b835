"""How long do the pages take in an archive of years, with a full queue?

    .venv/bin/python bench/desk.py [--exchanges 10000] [--articles 100000] [--questions 2000] [--tries 60]

Builds a ledger as bench/ledger.py does, asks so many questions about its exchanges, and serves it by the real server
with an editor signed in. Each page is asked for so many times, another exchange or card each time, one request after
the other; milliseconds from the request to the last byte. The queue is the list as an editor sees it; a card is looked
at by an editor too, so that what accepting would change is found out by the real steps and taken back.
"""

import argparse
import http.client
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory, gettempdir

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from ledger import CLAIMS_AN_ARTICLE, Shape, build

from repwatch.config import known_conflicts, known_languages
from repwatch.model import Config, Question, Role
from review.gate import COOKIE
from scheduler.indexing import index_all
from scheduler.replay import EVERYONE, open_for_replay
from scheduler.tools import make_tools
from scheduler.web import application, server
from storage import Storage

APART = 5  # days between two exchanges
TOKEN = "the login of the bench"


def main() -> None:
    args = _arguments()
    with TemporaryDirectory(dir=args.folder) as folder:
        config = Config(Path(folder), known_languages(), known_conflicts(), subscriptions=(EVERYONE,))
        tools = make_tools(config)
        shape = Shape(tools, args.exchanges, max(args.articles // args.exchanges, 1), APART)
        began = time.perf_counter()
        with open_for_replay(config.database, Path("no live database")) as storage:
            build(storage, shape)
        keys, exchanges = _fill(config, args.questions)
        with Storage(config.database) as storage:
            index_all(storage)
        size = config.database.stat().st_size >> 20
        print(f"{len(exchanges):,} exchanges, {args.exchanges * shape.articles:,} articles, "
              f"{args.exchanges * shape.articles * CLAIMS_AN_ARTICLE:,} claims, {len(keys):,} questions, {size:,} MB, "
              f"built in {time.perf_counter() - began:.0f} s", flush=True)  # fmt: skip
        sides = shape.sides
        pages: dict[str, Callable[[int], str]] = {
            "queue": lambda _: "/questions",
            "queue, far down": lambda n: f"/questions?from={n * 30 % len(keys)}",
            "card": lambda n: f"/questions/{keys[n * 31 % len(keys)]}",
            "exchange": lambda n: f"/exchanges/{exchanges[n * 97 % len(exchanges)]}",
            "ledger": lambda _: "/",
            "totals": lambda _: "/totals",
            "alerts": lambda _: "/alerts",
            "decisions": lambda _: "/decisions",
            "quality": lambda _: "/quality",
            "search": lambda n: f"/search?q=text+of+{n}",
            "search, of a figure": lambda n: f"/search?figure={900 + n}&side={sides[n % 2]}",
            "search, single figures": lambda n: f"/search?in=figures&side={sides[n % 2]}",
        }
        with _served(tools) as port:
            print(f"{'ms':20}{'p50':>8}{'p95':>8}{'max':>8}{'KB':>8}")
            for name, page in pages.items():
                _measure(name, port, [page(number) for number in range(args.tries)])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exchanges", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=2_000)
    parser.add_argument("--tries", type=int, default=60)
    parser.add_argument("--folder", default=gettempdir())
    return parser.parse_args()


def _fill(config: Config, questions: int) -> tuple[list[str], list[str]]:
    """The keys of the open questions, and the ids of the exchanges."""
    now = datetime.now(UTC)
    with Storage(config.database) as storage, storage.transaction():
        storage.people.add("editor", Role.EDITOR, "bench", now)
        storage.people.set_password("editor", "none")
        storage.logins.begin(TOKEN, "editor", now, "127.0.0.1", "bench")
        exchanges = [one.id for one in storage.exchanges.standing()]
        for number, exchange in enumerate(exchanges[:questions]):
            claims = storage.claims.of_exchange(exchange)
            asked = Question(f"{number:064x}", "gate.late", f"Is this right? Number {number}.", exchange, claims[0].id)
            storage.reviews.ask(exchange, [asked], now)
        return [one.key for one in storage.reviews.open_questions()], exchanges


@contextmanager
def _served(tools: object) -> Iterator[int]:
    running = server(application(tools, datetime.now(UTC)), tools.config.web, embedded=True)  # type: ignore[arg-type,attr-defined]
    running.config.port = 0
    socket = running.config.bind_socket()
    socket.listen()  # from here on a request waits until the server is up
    thread = threading.Thread(target=running.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    try:
        yield socket.getsockname()[1]
    finally:
        running.should_exit = True
        thread.join(10)
        socket.close()


def _measure(name: str, port: int, paths: list[str]) -> None:
    took, size = [], 0
    for path in paths:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", path, headers={"Cookie": f"{COOKIE}={TOKEN}"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            print(f"{name:20} {path} answers {answer.status}")
            return
        size = max(size, len(body))
    p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    print(f"{name:20}{median(took):8.1f}{p95:8.1f}{max(took):8.1f}{size >> 10:8}", flush=True)


if __name__ == "__main__":
    main()
