"""Which questions need a person: each once, and none that answers itself."""

import pytest
from builders_review import NAMES, disputed, received, said, settled, stored

from repwatch.model import Claimant, Conflict, DateBasis, Scope
from review.triage import missed, stray, triage

DOUBT = {"gates": ("direction",)}


def conflict(kind, *values):
    sides = values or (stored(1000, id=4), stored(1003, id=5, claimant="Envoy"))
    return Conflict(kind, "north", tuple(said(side) for side in sides))


@pytest.mark.parametrize(
    ("settlement", "linked", "kinds"),
    [
        pytest.param(settled(received(stored())), (), [], id="a sure claim asks nothing"),
        pytest.param(settled(received(stored())), (stored(641, **DOUBT),), ["gate.direction"], id="a failed gate asks"),
        pytest.param(settled(received(stored())), (stored(640, **DOUBT),), [], id="a sure claim says the same"),
        pytest.param(settled(), (stored(641, baseline=True, **DOUBT),), [], id="the baseline asks nothing"),
        pytest.param(
            settled(),
            (stored(641, id=1, **DOUBT), stored(641, id=2, article=12, gates=("date",))),
            ["gate.direction"],
            id="forty articles with one figure are one question",
        ),
        pytest.param(
            settled(), (stored(641, **DOUBT), stored(22, "south", **DOUBT)), ["gate.direction"] * 2, id="two figures"
        ),
        pytest.param(settled(), (stored(662, None, **DOUBT),), ["gate.direction"], id="a figure without a side"),
        pytest.param(disputed(), (), ["conflict.hard"], id="a hard conflict is an alert, and a question"),
        pytest.param(
            settled(conflicts=(conflict("ROUND-SUSPECT"),)), (), ["conflict.round-suspect"], id="round or exact"
        ),
        pytest.param(settled(conflicts=(conflict("DATE"),)), (), ["conflict.date"], id="which day"),
        pytest.param(settled(conflicts=(conflict("SIDE"),)), (), ["conflict.side"], id="which side"),
        pytest.param(
            settled(conflicts=(conflict("INEXACT"),)), (), ["conflict.inexact"], id="a floor above an exact figure"
        ),
        pytest.param(settled(conflicts=(conflict("ROUNDING"),)), (), [], id="a word for a number is no question"),
    ],
)
def test_what_is_asked(settlement, linked, kinds):
    assert [question.kind for question in triage(settlement, linked, NAMES)] == kinds


def test_a_question_names_the_figure_the_side_the_day_and_the_failed_gate_first():
    claim = stored(641, id=7, gates=("side-weak", "date-page"))
    (question,) = triage(settled(received(stored())), [claim], NAMES)
    assert question.text == (
        "Is this right? 641 bodies to Northland, 6 May 2031. Failed gate: side-weak, also date-page."
    )
    assert (question.exchange, question.claim) == ("north-south-2031-05-06", 7)


def test_a_conflict_question_names_both_values_and_who_states_them():
    (question,) = triage(settled(conflicts=(conflict("ROUND-SUSPECT"),)), (), NAMES)
    assert question.text.endswith("About bodies to Northland: 1,000 (Bureau of the Fallen), 1,003 (Envoy).")


def test_the_same_question_has_the_same_key_whichever_row_raises_it():
    (first,) = triage(settled(), [stored(641, id=1, **DOUBT)], NAMES)
    (again,) = triage(settled(), [stored(641, id=99, article=50, revision=70, gates=("scope",))], NAMES)
    (other,) = triage(settled(id="another"), [stored(641, id=1, **DOUBT)], NAMES)
    assert first.key == again.key != other.key


PREVIOUS = {"scope": Scope.PREVIOUS, "day": "2031-04-02", "day_basis": DateBasis.EXPLICIT}


@pytest.mark.parametrize(
    ("claims", "asked"),
    [
        pytest.param([stored(id=1, **PREVIOUS)], 0, id="one origin is not enough"),
        pytest.param(
            [stored(id=1, **PREVIOUS), stored(id=2, outlet="herald", **PREVIOUS)], 0, id="reprints are one origin"
        ),
        pytest.param([stored(id=1, **PREVIOUS), stored(id=2, claimant="Envoy", **PREVIOUS)], 1, id="two origins"),
        pytest.param(
            [stored(id=1, **PREVIOUS), stored(id=2, claimant="Envoy", **{**PREVIOUS, "day": "2031-04-03"})],
            0,
            id="two days are two suspicions",
        ),
        pytest.param([stored(id=1), stored(id=2, claimant="Envoy")], 0, id="current claims are not earlier exchanges"),
        pytest.param(
            [stored(id=1, **{**PREVIOUS, "day": None}), stored(id=2, claimant="Envoy", **{**PREVIOUS, "day": None})],
            0,
            id="without a day nothing can be looked for",
        ),
    ],
)
def test_a_missed_exchange(claims, asked):
    origins = {claim.id: tuple(claimant.id for claimant in claim.claim.claimants) for claim in claims}
    questions = missed(claims, origins, NAMES)
    assert [question.kind for question in questions] == ["missed"] * asked


def test_a_missed_exchange_says_what_to_look_for_and_opens_none():
    claims = [stored(id=1, **PREVIOUS), stored(643, id=2, claimants=(Claimant("Envoy", "envoy"),), **PREVIOUS)]
    (question,) = missed(claims, {1: ("bureau",), 2: ("envoy",)}, NAMES)
    assert question.exchange is None
    assert question.text == (
        "Is an exchange missing from the ledger? 2 April 2031, bodies to Northland: 640 or 643, mentioned by 2 origins."
    )


@pytest.mark.parametrize(
    ("claims", "kinds"),
    [
        pytest.param([stored(641, gates=("date",), day=None)], ["stray.date"], id="a doubtful figure asks"),
        pytest.param([stored(641, gates=("date",)), stored(641, id=2, gates=("date",))], ["stray.date"], id="once"),
        pytest.param([stored(640)], [], id="a sure one opens an exchange instead"),
        pytest.param([stored(641, gates=("date",), baseline=True)], [], id="the baseline asks nothing"),
        pytest.param([stored(641, gates=("date",), scope=Scope.PLANNED)], [], id="a plan asks nothing"),
    ],
)
def test_doubtful_figures_of_no_exchange(claims, kinds):
    assert [question.kind for question in stray(claims, NAMES)] == kinds


def test_exchanged_sides_are_asked_once_with_what_speaks_for_and_against_each():
    plain = stored(640, id=1, article=11, claimant="Bureau", rules=("side.nation",))
    turned = [
        stored(22, id=2, article=12, claimant="Envoy", gates=("size",)),
        stored(640, "south", id=3, gates=("size",)),
    ]
    settlement = settled(received(plain), conflicts=(conflict("SIDE", plain, turned[0]),))
    (question,) = triage(settlement, turned, NAMES)
    assert question.text == (
        "Which side received which figure? About bodies to Northland: 640 (Bureau; 1 article; names "
        "whose dead they are), 22 (Envoy; 1 article; against the usual sizes)."
    )


def test_other_days_are_asked_by_their_days():
    days = (stored(640, id=1, day="2031-05-06"), stored(640, id=2, day="2031-05-07", claimant="Envoy"))
    (question,) = triage(settled(received(days[0]), conflicts=(Conflict("DATE", None, tuple(map(said, days))),)))
    assert question.text == (
        "Is this one exchange, and on which day? 6 May 2031 (Bureau of the Fallen), 7 May 2031 (Envoy)."
    )
