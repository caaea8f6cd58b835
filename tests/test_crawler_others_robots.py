"""The robots.txt of four thousand sites, as Protego's own tests keep them, through our reading: nothing breaks."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from archives import unpacked
from builders_crawler import NOW

from crawler.leads import in_robots
from crawler.robots import LONGEST_DELAY, Verdict, body_text, ruling
from repwatch.model import Robots

pytestmark = pytest.mark.slow

SITES = 4_200  # of version 0.7.0; fewer are not the whole set
SECONDS = 1.0  # for one of them; the largest has 850 kB, of which 500 KiB are read
PATHS = ("/", "/feed", "/news/2026/тіла?a=b&c=%D0%B0", "/" + "a*$" * 600)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    found = sorted((unpacked("protego", tmp_path_factory.mktemp("protego")) / "test_data").iterdir())
    assert len(found) >= SITES
    return found


def test_the_robots_txt_of_every_site_gives_a_ruling(sites: list[Path]) -> None:
    verdicts, slow = set[Verdict](), []
    for site in sites:
        started = time.process_time()
        rules = body_text(site.read_bytes(), "text/plain")
        known = Robots(f"https://{site.name}", 200, rules, NOW - timedelta(hours=1))
        ruled = [ruling(known, known.origin + path, NOW) for path in PATHS]
        in_robots(rules, f"{known.origin}/robots.txt")
        verdicts |= {one.verdict for one in ruled}
        assert all(0 <= one.delay <= LONGEST_DELAY for one in ruled), site.name
        slow += [site.name] if time.process_time() - started > SECONDS else []
    assert verdicts == {Verdict.ALLOWED, Verdict.DENIED}
    assert slow == []
