"""Two ledgers compared: what differs exchange by exchange, and nothing where they agree."""

import json
from dataclasses import replace
from typing import Any

import pytest
from builders_review import disputed, history, received, settled, stored

from repwatch.model import Conflict, ExchangeStatus, Settlement
from review.compare import differences
from review.ledger import as_objects

PLAIN = settled(received(stored(640)))


def objects(*settlements: Settlement) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(json.dumps(as_objects(settlements, {})))
    return found


def moved(settlement: Settlement, day: str, id: str = "") -> Settlement:
    exchange = settlement.exchange
    return replace(settlement, exchange=replace(exchange, date=day, id=id or exchange.id))


def turned(settlement: Settlement) -> Settlement:
    conflicts = tuple(Conflict(one.type, one.to, one.values[::-1]) for one in settlement.conflicts)
    return replace(settlement, conflicts=conflicts)


OTHER_ID = "north-south-2031-05-08"


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        pytest.param((PLAIN, disputed()), (disputed(), PLAIN), [], id="another order"),
        pytest.param((), (), [], id="two empty ones"),
        pytest.param((PLAIN,), (), [("missing", "640 to north", "")], id="missing"),
        pytest.param((), (PLAIN,), [("additional", "", "640 to north")], id="additional"),
        pytest.param((history(),), (), [], id="what only the known history states does not count"),
        pytest.param((PLAIN,), (moved(PLAIN, "2031-05-07"),), [("day", "2031-05-06", "2031-05-07")], id="another day"),
        pytest.param(
            (PLAIN,),
            (moved(PLAIN, "2031-05-08", OTHER_ID),),
            [("day", "2031-05-06", "2031-05-08")],
            id="another day and id, the same figures near it",
        ),
        pytest.param(
            (PLAIN,),
            (moved(PLAIN, "2031-06-08", OTHER_ID),),
            [("missing", "640 to north", ""), ("additional", "", "640 to north")],
            id="the same figures a month later are another exchange",
        ),
        pytest.param(
            (PLAIN,),
            (moved(PLAIN, "2031-05-06", OTHER_ID),),
            [],
            id="the same day under another id",
        ),
        pytest.param(
            (PLAIN,),
            (settled(received(stored(641))),),
            [("figures", "640 to north", "641 to north")],
            id="another figure",
        ),
        pytest.param(
            (PLAIN,),
            (settled(received(stored(640)), received(stored(5, "south"))),),
            [("figures", "640 to north", "640 to north, 5 to south"), ("state", "claimed, north one_origin",
              "claimed, north one_origin, south one_origin")],
            id="a side more",
        ),
        pytest.param(
            (PLAIN,),
            (replace(PLAIN, status=ExchangeStatus.CONFIRMED),),
            [("state", "claimed, north one_origin", "confirmed, north one_origin")],
            id="another state",
        ),
        pytest.param(
            (disputed(),),
            (replace(disputed(), conflicts=()),),
            [("conflicts", "HARD to north: 1245 / 1248", "")],
            id="a conflict less",
        ),
        pytest.param(
            (turned(disputed()),),
            (disputed(),),
            [],
            id="who stands first in a conflict does not matter",
        ),
        pytest.param(
            (PLAIN,), (settled(received(stored(640, id=9, article=5), stored(640, id=8, article=6))),), [],
            id="more articles that say the same",
        ),
    ],
)  # fmt: skip
def test_what_differs(theirs: Any, ours: Any, expected: list[tuple[str, str, str]]) -> None:
    found = [(one.kind, one.was, one.now) for one in differences(objects(*theirs), objects(*ours))]
    assert sorted(found) == sorted(expected)
    assert not differences(objects(*theirs), objects(*theirs))
