"""Bounds the head of an answer: Twisted and Scrapy keep every line of it that comes, without end, until the process has
no memory left and whatever else is under way fails too. Edge.
"""

from scrapy.core.downloader.handlers import http11

from crawler.outcomes import Failed
from repwatch.model import Outcome

LARGEST = 256 << 10  # bytes; servers themselves take 8 to 64 KiB
_SAID = f"the head of the answer is larger than {LARGEST >> 10} KiB"
_PARSER = "_LenientHTTPClientParser"  # by this name Scrapy looks up the parser of each answer; a test stands on it


class BoundedParser(http11._LenientHTTPClientParser):
    """What it raises ends the connection and is the failure of the request. Bodies do not come by here."""

    taken = 0

    def lineReceived(self, line: bytes) -> None:
        self.taken += len(line) + 1
        if self.taken > LARGEST:
            raise Failed(Outcome.TOO_BIG, _SAID)
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        raise Failed(Outcome.TOO_BIG, _SAID)


def bound() -> None:
    """For all answers to this process."""
    setattr(http11, _PARSER, BoundedParser)
