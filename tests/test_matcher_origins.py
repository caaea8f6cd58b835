"""Origins, not outlets: what joins articles to one origin, and what never does."""

from itertools import permutations

import pytest
from builders_ledger import AGENCY, DAY, NORTH_STAFF, SOUTH_ENVOY, claim

from matcher.origins import Ties, independent
from repwatch.model import Claimant, Precision, Qualifier, StoredClaim

STAFF, ENVOY, SOURCE = (NORTH_STAFF,), (SOUTH_ENVOY,), (Claimant("a source"),)
WIRE = (Claimant("Wire", "wire"),)
REPORTER = (Claimant("A reporter", "reporter"),)
TIES = Ties(relays=frozenset({"wire"}))


def count(claims: list[StoredClaim], ties: Ties = TIES) -> int:
    """How many origins there are: the same in every order."""
    found = set()
    for order in list(permutations(claims))[:24]:
        names = independent(order, ties, DAY)
        found.add(frozenset(name for one in claims for name in names[one.id]))
    (only,) = found
    return len(only)


def own(number: int, outlet: str, **other: object) -> StoredClaim:
    return claim(number, by=(), outlet=outlet, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "origins"),
    [
        pytest.param([claim(640), claim(640, outlet="h"), claim(640, outlet="p")], 1, id="one root"),
        pytest.param([claim(640), own(640, "h"), own(640, "p")], 1, id="own voices repeat who is named"),
        pytest.param([claim(640), own(640, "h"), claim(640, by=ENVOY, outlet="p")], 2, id="and no third one"),
        pytest.param([claim(640), claim(640, by=ENVOY)], 2, id="two officials stay two, whatever they say"),
        pytest.param([claim(640), claim(640, by=REPORTER)], 2, id="a reporter by name is an origin"),
        pytest.param([claim(640), claim(640, by=SOURCE, outlet="h")], 2, id="so is a source"),
        pytest.param([claim(640), claim(640, by=WIRE, outlet="h")], 1, id="an agency passes on"),
        pytest.param([claim(640, by=WIRE), claim(640, by=WIRE, outlet="h")], 1, id="one agency"),
        pytest.param([own(640, "h"), own(640, "p")], 1, id="a figure that nobody is named for"),
        pytest.param([claim(640), own(643, "h"), own(643, "p")], 2, id="a shared mistake is one origin more"),
        pytest.param([claim(640), own(643, "h"), own(645, "p")], 3, id="two mistakes are two"),
        pytest.param([claim(643), own(600, "h", qualifier=Qualifier.MORE_THAN)], 1, id="a hedge of what is named"),
        pytest.param([claim(643), own(600, "h", precision=Precision.ROUND_WORD)], 2, id="a word that does not fit it"),
        pytest.param([claim(1003), own(1000, "h", precision=Precision.ROUND_WORD)], 1, id="a rounding of it"),
        pytest.param([own(640, "h"), claim(22, "south", by=(), outlet="p")], 2, id="two sides are two figures"),
    ],
)
def test_who_is_behind_the_figures(claims: list[StoredClaim], origins: int) -> None:
    assert count(claims) == origins


def pair(one: StoredClaim, two: StoredClaim) -> Ties:
    return Ties(copies=frozenset({(one.revision, two.revision), (two.revision, one.revision)}))


@pytest.mark.parametrize(
    ("one", "two", "origins"),
    [
        pytest.param(own(640, "h"), own(643, "p"), 1, id="a copy with a slip is no second voice"),
        pytest.param(claim(640), own(643, "p"), 1, id="of a named origin too"),
        pytest.param(claim(640), claim(640, by=SOURCE, outlet="p"), 1, id="an unnamed source in a copy"),
        pytest.param(claim(640), claim(643, by=ENVOY, outlet="p"), 2, id="two officials in copies stay two"),
        pytest.param(claim(640), claim(640, by=REPORTER, outlet="p"), 2, id="and a reporter by name"),
        pytest.param(own(640, "h"), claim(22, "south", by=(), outlet="p"), 2, id="of the other side's figure, nothing"),
    ],
)
def test_articles_that_copy_have_one_origin(one: StoredClaim, two: StoredClaim, origins: int) -> None:
    assert count([one, two], pair(one, two)) == origins


def test_two_officials_quoted_in_one_article_stay_two() -> None:
    assert count([claim(1245, outlet="h"), claim(1248, by=ENVOY, outlet="h")]) == 2


def test_the_same_wrong_day_has_one_origin() -> None:
    late = [claim(640 + number, by=SOURCE, outlet=f"o{number}", day="2031-06-17") for number in range(2)]
    named = [claim(640 + number, by=(Claimant(f"s{number}"),), outlet=f"o{number}", day=DAY) for number in range(2)]
    wrong = [
        claim(640 + number, by=(Claimant(f"s{number}"),), outlet=f"o{number}", day="2031-06-17") for number in (0, 1)
    ]
    assert (count(late), count(named), count(wrong)) == (1, 2, 1)


@pytest.mark.parametrize(
    "ties",
    [
        pytest.param(lambda one, two: Ties(credited={one.revision: "wire", two.revision: "wire"}), id="in the text"),
        pytest.param(
            lambda one, two: Ties(agencies={one.outlet: "Wire", two.outlet: "wire"}), id="in the configuration"
        ),
        pytest.param(
            lambda one, two: Ties(agencies={one.outlet: "Wire"}, credited={two.revision: "wire"}), id="one of each"
        ),
        pytest.param(
            lambda one, two: Ties(agencies={one.outlet: "own"}, credited={one.revision: "wire", two.revision: "wire"}),
            id="in the text, whatever newsroom it is",
        ),
    ],
)
def test_outlets_that_credit_one_agency_have_one_origin(ties) -> None:  # type: ignore[no-untyped-def]
    one, two = own(640, "h"), own(643, "p")
    assert (count([one, two]), count([one, two], ties(one, two))) == (2, 1)


def test_a_chain_of_copies_is_one_component() -> None:
    claims = [own(640 + number, f"o{number}") for number in range(4)]
    copies = frozenset((claims[at].revision, claims[at + 1].revision) for at in range(3))
    assert (count(claims), count(claims, Ties(copies=copies))) == (4, 1)


def test_an_agency_without_a_name_is_its_own_origin() -> None:
    assert count([claim(640), claim(640, by=(AGENCY,), outlet="h")]) == 2
