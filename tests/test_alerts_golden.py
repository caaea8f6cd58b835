"""Whole messages as a reader gets them, beside the code that makes them: tests/data/alerts/<case>.txt, .html, .json.

In the other languages as text: <case>.uk.txt. `python tests/test_alerts_golden.py` writes them anew;
read every one that has changed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alerts_builders import (
    AGENCY,
    DESK,
    NAMES,
    NOW,
    URL,
    alert,
    bounds,
    claim,
    daily,
    dispute,
    figure,
    settlement,
    side,
    told,
)

from alerts.digest import compose
from alerts.render import renderer
from repwatch.model import (
    Alert,
    Claimant,
    ExchangeStatus,
    Message,
    Qualifier,
    Reason,
    Rule,
    Settlement,
    StatedBy,
    Status,
    StoredClaim,
    Subscription,
)

DATA = Path(__file__).parent / "data" / "alerts"
RENDER = renderer()
OTHERS = ("uk", "ru")  # languages beside English
CLAIMED, CONFIRMED = ("", "claimed", 0, None), ("", "confirmed", 0, None)
BOTH = "Northland received 1,000 bodies and handed over 31, the Office for the Missing said on Thursday."


def ago(**delta: float) -> datetime:
    return NOW - timedelta(**delta)


NORTH_1000 = claim(1, "north", 1000, quote=BOTH, at=ago(hours=2))
SOUTH_31 = claim(1, "south", 31, quote=BOTH, at=ago(hours=2))
VISNYK = claim(
    2,
    "north",
    1000,
    [Claimant("Управління з питань зниклих", id="office", side="north", official=True)],
    outlet="visnyk",
    lang="uk",
    quote="Додому повернули тіла 1000 полеглих, повідомило Управління з питань зниклих.",
    at=ago(minutes=95),
)
LENTA = claim(
    3, "south", 31, (AGENCY,), "lenta", "ru", "Южной стороне передали тела 31 военнослужащего.", ago(minutes=80)
)
FIRST_COUNT = claim(
    9, "north", 1200, quote="The office put the number of bodies at 1,200 in the morning.", at=ago(hours=5)
)
THOUSAND = claim(4, "north", figure(1000, qualifier=Qualifier.ABOUT), (), quote="About a thousand came home.")
SHORT = claim(5, "north", 1245, quote="The office counted 1,245 bodies in the trucks.", at=ago(hours=5))
LONG = claim(6, "north", 1248, (AGENCY,), "lenta", "ru", "Переданы тела 1248 погибших.", ago(hours=4))
MORE_THAN_600 = claim(
    11, "north", figure(600, qualifier=Qualifier.MORE_THAN), quote="More than 600 bodies came home, the office said."
)
HISTORY = replace(
    claim(7, "south", 19, (), quote=""),
    id=-7,
    url="",
    article=0,
    outlet="",
    reporters="Office for the Missing",
    sources=("https://archive.example/19",),
    claim=replace(claim(7, "south", 19, ()).claim, evidence=()),
)


def new() -> Settlement:
    return settlement(
        side("north", NORTH_1000, VISNYK, THOUSAND, status=Status.ROUNDED),
        side("south", SOUTH_31, LENTA, status=Status.AGREED),
        status=ExchangeStatus.CONFIRMED,
    )


def disputed(*more: StoredClaim) -> Settlement:
    return settlement(
        dispute("north", SHORT, LONG), *([side("south", *more)] if more else []), id="2025-06-16-1", date="2025-06-16"
    )


def hostile() -> Settlement:
    said = (
        "Among the 12 bodies are Ivan Petrenko (34), Olena Koval, Taras Bondar and Petro Ivanov,"
        ' <script>alert("1")</script> said\r\n.\r\nSubject: x \u202egnp\u202c.'
    )
    who = Claimant("<b>Office</b>\nBcc: evil@example.org")
    bad = claim(8, "north", 12, [who], "javascript", quote=said)
    return settlement(side("north", replace(bad, url="javascript:alert(1)")), date=None, id="undated-1")


CASES: dict[str, tuple[Sequence[Alert], Subscription]] = {
    "new": ([alert(new())], DESK),
    "new-one-side": ([alert(settlement(side("south", LENTA)))], DESK),
    "new-disputed": ([alert(disputed(HISTORY))], DESK),
    "figure": (
        [
            alert(
                settlement(side("north", NORTH_1000), side("south", LENTA)),
                Reason.FIGURE,
                "south",
                told(CLAIMED, ("north", "one_origin", 1000, 1000)),
            )
        ],
        DESK,
    ),
    "conflict": (
        [alert(disputed(), Reason.CONFLICT, "north", told(CLAIMED, ("north", "one_origin", 1245, 1245)))],
        DESK,
    ),
    "settled": (
        [
            alert(
                settlement(side("north", LONG), id="2025-06-16-1", date="2025-06-16"),
                Reason.SETTLED,
                "north",
                told(("", "disputed", 0, None), ("north", "disputed", 1245, 1248)),
            )
        ],
        DESK,
    ),
    "decided": (
        [
            alert(
                settlement(
                    replace(
                        side("north", LONG, SHORT, status=Status.DECIDED),
                        origins=1,
                        stated_by=StatedBy.GIVER,
                        rule=Rule.EDITOR,
                    ),
                    id="2025-06-16-1",
                    date="2025-06-16",
                ),
                Reason.SETTLED,
                "north",
                told(("", "disputed", 0, None), ("north", "disputed", 1245, 1248)),
            )
        ],
        DESK,
    ),
    "corrected": (
        [
            alert(
                settlement(side("north", NORTH_1000, FIRST_COUNT), side("south", LENTA)),
                Reason.CORRECTED,
                "north",
                told(CLAIMED, ("north", "one_origin", 1200, 1200), ("south", "one_origin", 31, 31)),
            )
        ],
        DESK,
    ),
    "corrected-both-sides": (
        [
            alert(
                settlement(
                    side("north", NORTH_1000, FIRST_COUNT),
                    side("south", LENTA, SOUTH_31, status=Status.AGREED),
                    status=ExchangeStatus.CONFIRMED,
                ),
                Reason.CORRECTED,
                to,
                told(CLAIMED, ("north", "one_origin", 1200, 1200), ("south", "one_origin", 13, 13)),
            )
            for to in ("north", "south")
        ],
        DESK,
    ),
    "conflict-and-first-figure": (
        [
            alert(disputed(HISTORY), reason, to, told(CLAIMED, ("north", "one_origin", 1245, 1245)))
            for reason, to in ((Reason.FIGURE, "south"), (Reason.CONFLICT, "north"))
        ],
        DESK,
    ),
    "one-side-withdrawn": (
        [
            alert(
                settlement(side("south", LENTA)),
                Reason.RETRACTED,
                "north",
                told(CLAIMED, ("north", "one_origin", 1000, 1000), ("south", "one_origin", 31, 31)),
            )
        ],
        DESK,
    ),
    "confirmed": (
        [
            alert(
                new(),
                Reason.CONFIRMED,
                "",
                told(CLAIMED, ("north", "rounded", 1000, 1000), ("south", "agreed", 31, 31)),
            )
        ],
        DESK,
    ),
    "retracted": (
        [alert(settlement(), Reason.RETRACTED, "", told(CLAIMED, ("north", "one_origin", 1000, 1000)))],
        DESK,
    ),
    "digest": (
        [
            alert(
                disputed(), Reason.CONFLICT, "north", told(CLAIMED, ("north", "one_origin", 1245, 1245)), ago(hours=9)
            ),
            alert(
                settlement(side("north", LONG), side("south", HISTORY), id="2025-06-16-1", date="2025-06-16"),
                Reason.SETTLED,
                "north",
                told(("", "disputed", 0, None), ("north", "disputed", 1245, 1248)),
                ago(hours=3),
            ),
            alert(new(), at=ago(hours=1)),
            alert(
                settlement(
                    bounds("north", 601, None, None, MORE_THAN_600),
                    side("south", claim(12, "south", 1, (), quote="One body was handed over in return.")),
                    id="2025-03-1",
                    date="2025-03",
                ),
                at=ago(hours=2),
            ),
        ],
        daily("Europe/Kyiv"),
    ),
    "hostile": ([alert(hostile())], DESK),
}


def made(case: str, lang: str = "en") -> Message:
    alerts, subscription = CASES[case]
    return compose(alerts, replace(subscription, lang=lang), RENDER, URL, NAMES)


def files(case: str) -> dict[str, str]:
    message = made(case)
    return {
        f"{case}.txt": f"Subject: {message.subject}\n\n{message.text}",
        f"{case}.html": message.html,
        f"{case}.json": message.payload + "\n",
        **{
            f"{case}.{lang}.txt": f"Subject: {told.subject}\n\n{told.text}"
            for lang in OTHERS
            for told in [made(case, lang)]
        },
    }


@pytest.mark.parametrize("case", CASES)
def test_the_message_reads_as_it_should(case: str) -> None:
    assert files(case) == {name: (DATA / name).read_text(encoding="utf-8") for name in files(case)}


def test_every_golden_file_belongs_to_a_case() -> None:
    assert {path.name for path in DATA.iterdir()} == {name for case in CASES for name in files(case)}


if __name__ == "__main__":
    DATA.mkdir(parents=True, exist_ok=True)
    for each in CASES:
        for name, text in files(each).items():
            (DATA / name).write_text(text, encoding="utf-8")
