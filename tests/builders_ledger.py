"""Claims of two made-up countries for the tests of linking and reconciling."""

from datetime import UTC, datetime, timedelta
from itertools import count

from repwatch.model import (
    Claim,
    Claimant,
    DateBasis,
    Figure,
    Kind,
    Precision,
    Qualifier,
    Scope,
    StoredClaim,
)

NORTH_STAFF = Claimant("North's Staff", "north-staff", "north", official=True)
NORTH = Claimant("North", "north", "north", official=True)
SOUTH_ENVOY = Claimant("the Envoy", "south-envoy", "south", official=True)
AGENCY = Claimant("Agency")
DAY = "2031-06-16"
_ids = count(1)


def claim(
    number: int,
    to: str | None = "north",
    *,
    day: str | None = DAY,
    by: tuple[Claimant, ...] = (NORTH_STAFF,),
    outlet: str = "courier",
    url: str = "",
    basis: DateBasis = DateBasis.EXPLICIT,
    qualifier: Qualifier = Qualifier.EXACT,
    precision: Precision = Precision.EXACT_DIGITS,
    scope: Scope = Scope.CURRENT,
    kind: Kind = Kind.BODIES,
    hours: float = 0,
    gates: tuple[str, ...] = (),
    base: str = "",
    baseline: bool = False,
) -> StoredClaim:
    """hours: after noon of the day on which it was said."""
    identity = next(_ids)
    said = datetime.fromisoformat(f"{day or DAY}{'-15' if day and len(day) == 7 else ''}T12:00:00").replace(tzinfo=UTC)
    return StoredClaim(
        id=identity,
        claim=Claim(
            "north-south", kind, to, Figure(number, number, qualifier, precision), scope, (), day, basis, by, base,
            gates=gates,
        ),
        article=hash(url or outlet),
        revision=identity,
        outlet=outlet,
        url=url or f"https://{outlet}.example/{day}",
        title="",
        lang="en",
        said_at=said + timedelta(hours=hours),
        baseline=baseline,
    )  # fmt: skip
