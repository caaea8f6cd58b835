"""Makes docs/images/ anew: plays the demo in a folder of its own and takes pictures of its pages.

    make browser && .venv/bin/python docs/screenshots.py [FOLDER FOR THE PICTURES]

Needs Debian's Chromium, and what `make browser` installs.
"""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

TOP = Path(__file__).parent.parent
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
DAY = "/exchanges/ukraine-russia-2025-06-16"
PASSWORD = "four words nobody joins"  # of the demo's own desk, which is gone afterwards
WIDE, NARROW = {"width": 1200, "height": 1000}, {"width": 390, "height": 1100}


def main() -> None:
    images = Path(sys.argv[1] if len(sys.argv) > 1 else TOP / "docs" / "images").resolve()
    images.mkdir(parents=True, exist_ok=True)
    with demo() as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        readers(browser, link.rpartition("/invite/")[0], images)
        editors(browser, link, images)
        browser.close()


@contextmanager
def demo() -> Iterator[str]:
    """The demo has been played and its pages stay up; the one-time link to its desk."""
    with TemporaryDirectory() as folder:
        words = (str(TOP / ".venv/bin/repwatch"), "demo", "--dir", folder, "--port", str(_free_port()))
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as playing:
            try:
                yield _link(playing)
            finally:
                playing.send_signal(signal.SIGINT)


def _link(playing: subprocess.Popen[str]) -> str:
    told = []
    for line in playing.stdout or ():
        told.append(line)
        if found := re.search(r"http://\S+/invite/[\w-]+", line):
            return found[0]
    raise SystemExit("".join(told[-20:]) + "the demo ended before its pages were up")


def readers(browser: Browser, site: str, images: Path) -> None:
    for name, path, scheme, size in (
        ("ledger", "/", "light", WIDE),
        ("ledger-dark", "/", "dark", WIDE),
        ("exchange", DAY, "light", WIDE),
        ("exchange-phone", DAY, "light", NARROW),
    ):
        with browser.new_context(base_url=site, color_scheme=scheme, viewport=size) as context:  # type: ignore[arg-type]
            page = context.new_page()
            _open(page.goto(path), site + path)
            page.screenshot(path=images / f"{name}.png")


def editors(browser: Browser, link: str, images: Path) -> None:
    with browser.new_context(viewport=WIDE) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(link)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("The same again").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/")
        page.goto(link.rpartition("/invite/")[0] + "/questions")
        page.screenshot(path=images / "queue.png")
        page.keyboard.press("n")
        page.wait_for_url("**/questions/*")
        page.screenshot(path=images / "card.png")


def _open(answer: object, path: str) -> None:
    if not getattr(answer, "ok", False):
        raise SystemExit(f"{path} cannot be opened")


def _free_port() -> int:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    main()
