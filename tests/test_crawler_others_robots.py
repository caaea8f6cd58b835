"""The robots.txt of four thousand sites, as Protego's own tests keep them, through our reading: nothing breaks."""

from datetime import timedelta
from pathlib import Path

import pytest
from archives import unpacked
from builders_crawler import NOW
from work import calls

from crawler.leads import in_robots
from crawler.robots import LONGEST_DELAY, Ruling, Verdict, body_text, ruling
from repwatch.model import Robots

pytestmark = pytest.mark.slow

SITES = 4_200  # of version 0.7.0; fewer are not the whole set
CALLS = 20  # for each character and a thousand more; the most that one of them takes is 12
PATHS = ("/", "/feed", "/news/2026/тіла?a=b&c=%D0%B0", "/" + "a*$" * 600)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    found = sorted((unpacked("protego", tmp_path_factory.mktemp("protego")) / "test_data").iterdir())
    assert len(found) >= SITES
    return found


def test_the_robots_txt_of_every_site_gives_a_ruling(sites: list[Path]) -> None:
    verdicts = set[Verdict]()
    for site in sites:
        known, ruled = copy_of(site), list[Ruling]()
        work = calls(lambda known=known, ruled=ruled: ruled.extend(rulings(known)))
        assert work <= CALLS * (len(known.body) + 1000), site.name
        assert all(0 <= one.delay <= LONGEST_DELAY for one in ruled), site.name
        verdicts |= {one.verdict for one in ruled}
    assert verdicts == {Verdict.ALLOWED, Verdict.DENIED}


def copy_of(site: Path) -> Robots:
    return Robots(f"https://{site.name}", 200, body_text(site.read_bytes(), "text/plain"), NOW - timedelta(hours=1))


def rulings(known: Robots) -> list[Ruling]:
    in_robots(known.body, f"{known.origin}/robots.txt")
    return [ruling(known, known.origin + path, NOW) for path in PATHS]
