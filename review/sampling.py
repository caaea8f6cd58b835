"""What was printed in, whether it is drawn to be looked at by a person out. Pure.

Drawn by a hash and not by dice: a ledger that is built anew draws the same, and nobody can choose what is looked at.
"""

from hashlib import sha256

from repwatch.model import Claim

EVERY = 20  # one in so many, 5 %: with 100 looked at and none wrong, at most 4 % are (95 %, review/wilson.py)


def figure_key(url: str, claim: Claim) -> str:
    """Of one figure of an article, whichever rules read it and how often."""
    figure = (claim.figure.low, claim.figure.high)
    return _key("figure", url, claim.conflict, claim.kind, claim.to, claim.scope, claim.day, *figure)


def article_key(url: str) -> str:
    return _key("article", url)


def is_drawn(key: str) -> bool:
    return int(key[:8], 16) % EVERY == 0


def _key(*parts: object) -> str:
    return sha256("\0".join(map(str, parts)).encode(errors="surrogatepass")).hexdigest()
