"""Hand-made settlements for the tests of review/."""

from datetime import UTC, datetime
from typing import Any

from repwatch.model import (
    Claim,
    Claimant,
    Conflict,
    Evidence,
    Exchange,
    ExchangeStatus,
    FeedHealth,
    Figure,
    Kind,
    Outcome,
    Qualifier,
    Reconciliation,
    Scope,
    Settlement,
    Stated,
    Status,
    StoredClaim,
)

NAMES = {"north": "Northland", "south": "Southland"}
NOW = datetime(2031, 5, 6, 12, 0, tzinfo=UTC)
SAID = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)


def stored(low: int = 640, to: str | None = "north", **other: Any) -> StoredClaim:
    """A claim of `low` bodies. id, outlet, said_at … are the article's; figure, gates, day … the claim's."""
    claimant = other.pop("claimant", "Bureau of the Fallen")
    quote = other.pop("quote", f"the bodies of {low} soldiers were returned")
    of_claim = {name: other.pop(name) for name in list(other) if name in Claim.__dataclass_fields__}
    claim = Claim(
        **{
            "conflict": "north-south",
            "kind": Kind.BODIES,
            "to": to,
            "figure": Figure(low, low),
            "scope": Scope.CURRENT,
            "evidence": (Evidence("text", 10, 10 + len(quote), quote),),
            "day": "2031-05-06",
            "claimants": (Claimant(claimant, claimant.casefold()),) if claimant else (),
            "rules": ("en.return.destination",),
            "points": (("destination", 3),),
            **of_claim,
        }
    )
    article = {
        "id": 1,
        "article": 11,
        "revision": 21,
        "outlet": "courier",
        "url": "https://courier.example/a",
        "title": "Fallen soldiers returned",
        "lang": "en",
        "said_at": SAID,
        "baseline": False,
    }
    return StoredClaim(claim=claim, **{**article, **other})


def known(low: int, to: str = "north", id: int = -1) -> StoredClaim:
    """A claim of the known history: reporters and sources, neither article nor quote."""
    return stored(
        low, to, id=id, article=0, revision=0, outlet="", url="", title="", lang="", evidence=(), baseline=True,
        rules=(), points=(), reporters="Bureau of the Fallen; Envoy",
        sources=("https://courier.example/old", "javascript:alert(1)"),
    )  # fmt: skip


def received(*claims: StoredClaim, status: Status = Status.ONE_ORIGIN, **other: Any) -> Reconciliation:
    low = min(each.claim.figure.low for each in claims)
    high = max(each.claim.figure.high for each in claims)
    origins = len({each.claim.claimants for each in claims if each.id >= 0})
    best = None if status == Status.DISPUTED else high
    found = {"low": low, "high": high, "best": best, "origins": origins}
    return Reconciliation(to=str(claims[0].claim.to), status=status, claims=claims, **{**found, **other})


def settled(*sides: Reconciliation, id: str = "north-south-2031-05-06", **other: Any) -> Settlement:
    of_exchange = {name: other.pop(name) for name in ("date", "known", "precision") if name in other}
    claims = [each for side in sides for each in side.claims]
    articles = len({each.article for each in claims if each.article})
    exchange = Exchange(id, "north-south", **{"date": "2031-05-06", **of_exchange})
    return Settlement(exchange, **{"status": ExchangeStatus.CLAIMED, "received": sides, "articles": articles, **other})


def disputed() -> Settlement:
    """Two origins, two exact figures for the north; one figure for the south."""
    bureau = stored(1245, id=1)
    ministry = stored(
        1248, id=2, article=12, outlet="herald", url="https://herald.example/b", claimant="Southern ministry",
        lang="uk", quote="передано 1248 тіл",
    )  # fmt: skip
    south = stored(51, "south", id=3, claimant="Southern ministry", article=12, outlet="herald")
    return settled(
        received(bureau, ministry, status=Status.DISPUTED),
        received(south),
        status=ExchangeStatus.DISPUTED,
        conflicts=(Conflict("HARD", "north", (said(bureau), said(ministry))),),
    )


def said(*claims: StoredClaim) -> Stated:
    figure, claimants = claims[0].claim.figure, claims[0].claim.claimants
    return Stated(figure.low, figure.high, claimants[0].text if claimants else "", claims)


def history() -> Settlement:
    return settled(
        received(known(909), origins=0),
        received(known(34, "south", -2), origins=0),
        id="north-south-2030-02-26",
        date="2030-02-26",
        known=True,
        baseline=True,
    )


def floor(low: int, qualifier: Qualifier = Qualifier.AT_LEAST) -> Figure:
    return Figure(low, low, qualifier)


def health(outlet: str = "courier", outcome: Outcome | None = Outcome.OK, **other: Any) -> FeedHealth:
    values: dict[str, Any] = {
        "url": f"https://{outlet}.example/feed",
        "enabled": True,
        "error": "",
        "errors": 0 if outcome is None or outcome.good else 3,
        "last_polled_at": SAID if outcome else None,
        "last_ok_at": SAID if outcome else None,
        "last_new_at": None,
        "next_poll_at": NOW,
        "entries": 40,
        "articles": 2,
    }
    return FeedHealth(outlet=outlet, outcome=outcome, **{**values, **other})
