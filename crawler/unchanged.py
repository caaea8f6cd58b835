"""Which stories stand in a list exactly as they stood there at the last poll. Pure.

A list of 45 stories brings one new one now and then; to clean and to weigh the other 44 again would be most of the work
of a poll. So a poll leaves a mark of every story as printed, and the next one reads what is marked by none of them.
"""

from collections.abc import Sequence
from hashlib import blake2b

from crawler.entries import LONGEST_LINK, MOST_ENTRIES, Printed
from crawler.text import clean
from repwatch.addresses import url_key

_SIZE = 8  # bytes of a mark: among 1,000 stories two share one by chance in 4 of 10^14 lists


def unread(printed: Sequence[Printed], before: bytes) -> tuple[Sequence[Printed], bytes]:
    """Those to read, and the marks of all. before: the marks of the last poll.

    All are read, and none is marked, where a story cannot be told from another by its guid alone, where two have one
    address and may be one under two guids, or where the list is longer than is kept: what becomes of one story hangs on
    the others there.
    """
    guids, keys = {clean(one.guid, LONGEST_LINK) for one in printed}, {_key(one) for one in printed}
    if "" in guids or not len(guids) == len(keys) == len(printed) <= MOST_ENTRIES:
        return printed, b""
    marks = [_mark(one) for one in printed]
    known = {before[at : at + _SIZE] for at in range(0, len(before), _SIZE)}
    return [one for one, mark in zip(printed, marks, strict=True) if mark not in known], b"".join(marks)


def _key(one: Printed) -> str:
    try:
        return url_key(one.link) if one.link else one.guid  # no address, no other guid for it
    except ValueError:
        return one.link


def _mark(one: Printed) -> bytes:
    text = "\0".join((one.guid, one.link, one.title, one.summary, one.full, one.date))
    return blake2b(text.encode(errors="surrogatepass"), digest_size=_SIZE).digest()
