"""What stands beside the outlets that are watched for loss: many feeds, a third of them broken, and editors at work."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from builders_desk import Client
from builders_people import arrived
from hostile import Hostile, Manner
from test_crawler_hostile import HEADS, SERVERS

from repwatch.model import Config

INTERVAL = 60  # seconds between two polls of one feed
OUTLET = '\n[[outlet]]\nid = "{name}"\nname = "{name}"\nfeeds = [{{ url = "{url}", interval = {interval} }}]\n'
PAGES = (
    "/", "/questions", "/questions?view=all", "/questions.json", "/outlets", "/search?q=bodies", "/search?q=Medinsky",
    "/totals", "/quality", "/decisions", "/alerts", "/ledger.json", "/api/v1/exchanges", "/metrics", "/healthz",
)  # fmt: skip
PAUSE = 0.5  # seconds between two clicks of one editor


def manners() -> dict[str, Manner]:
    """The ways to fail, by name."""
    return {name: manner for name, (manner, _) in SERVERS.items()} | HEADS


def broken(hostile: Hostile, count: int) -> list[str]:
    """Addresses of feeds that fail, each in one of the ways of the crawler's tests; the ways take turns."""
    opened = [hostile.open(name, manner) for name, manner in manners().items()]
    return [f"{url}?{number}" for number, url in enumerate(islice(cycle(opened), count))]


def outlets(farm: Sequence[str], failing: Sequence[str]) -> str:
    """For config.toml."""
    named = [
        *((f"farm-{n}", url) for n, url in enumerate(farm)),
        *((f"failing-{n}", url) for n, url in enumerate(failing)),
    ]
    return "".join(OUTLET.format(name=name, url=url, interval=INTERVAL) for name, url in named)


@dataclass(slots=True)
class Seen:
    """took: seconds, of answers. wrong: pages that answered as none should. away: nobody was there, as after a kill."""

    took: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    away: int = 0
    decisions: int = 0


class Editor(threading.Thread):
    """Reads pages, opens cards and says of some that they are not sure, which changes nothing that anybody is told."""

    def __init__(self, config: Config, port: int, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.browser = arrived(config, Client(port), name)
        self.seen, self.done = Seen(), threading.Event()
        self._chance = random.Random(name)

    def run(self) -> None:
        while not self.done.wait(PAUSE):
            try:
                self._click()
            except OSError:
                self.seen.away += 1

    def end(self) -> Seen:
        self.done.set()
        self.join()
        return self.seen

    def _click(self) -> None:
        if self._chance.random() < 0.2:
            self._decide()
        else:
            self._open(self._chance.choice(PAGES))

    def _decide(self) -> None:
        cards = re.findall(r'href="(/questions/[^"?]+)"', self._open("/questions"))
        if not cards:
            return
        path = self._chance.choice(cards)
        page = self._open(path)
        if found := list(_fields(page, "token", "seen")):
            answer = self.browser.post(path, action="unsure", reason="the soak", **dict(found))
            self._note(f"decision on {path}", answer.status, (303, 409))
            self.seen.decisions += answer.status == 303

    def _open(self, path: str) -> str:
        began = time.monotonic()
        answer = self.browser.open(path)
        self.seen.took.append(time.monotonic() - began)
        self._note(path, answer.status, (200, 503) if path == "/healthz" else (200, 304))
        return answer.text

    def _note(self, what: str, status: int, right: tuple[int, ...]) -> None:
        if status not in right:
            self.seen.wrong[f"{what}: {status}"] += 1


def _fields(page: str, *names: str) -> Iterator[tuple[str, str]]:
    for name in names:
        if found := re.search(rf'name="{name}" value="([^"]*)"', page):
            yield name, found[1]
