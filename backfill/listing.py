"""What is named for reading: one address, or a list of addresses? Pure. Lines of a list in, whole addresses out."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

ARCHIVES = (".warc", ".warc.gz", ".warc.zst", ".warc.lz4")
_LISTS = (".paths", ".paths.gz", ".txt", ".txt.gz", ".lst", ".list")


def is_archive(address: str) -> bool:
    return _path(address).endswith(ARCHIVES)


def is_list(address: str) -> bool:
    return _path(address).endswith(_LISTS)


def is_remote(address: str) -> bool:
    return "://" in address


def _path(address: str) -> str:
    return (urlsplit(address).path if is_remote(address) else address).lower()


def addresses(lines: Iterable[str], listing: str, base: str = "") -> Iterator[str]:
    """listing: where the list itself lies. base: what relative lines start at; empty: see below.

    Crawls list their files from the root of their store ("crawl-data/..."), and the list lies below the same root; so
    a line whose first folder stands in the list's own address starts where that does. Else it lies beside the list.
    """
    for line in lines:
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        yield text if is_remote(text) or text.startswith("/") else f"{base or _base(listing, text)}{text}"


def _base(listing: str, line: str) -> str:
    first = line.split("/", 1)[0]
    at = listing.find(f"/{first}/") if "/" in line else -1
    return listing[: at + 1] if at >= 0 else listing[: listing.rfind("/") + 1]
