"""An official channel that names nobody speaks for itself, as the same origin as whoever quotes it."""

import pytest
from builders_matcher import claims

from repwatch.model import Claimant, Outlet


def channel(name: str, side: str, lang: str, kind: str = "official") -> Outlet:
    return Outlet("a", name, lang, side, kind)


def author(lang: str, text: str, outlet: Outlet | None) -> Claimant | None:
    (claim,) = claims(lang, text, outlet=outlet)
    return claim.claimants[0] if claim.claimants else None


@pytest.mark.parametrize(
    ("lang", "text", "name", "side", "known"),
    [
        pytest.param(
            "uk",
            "На щиті повернулися 640 захисників.",
            "Координаційний штаб: канал",
            "ukraine",
            "coordination-hq",
            id="uk, the headquarters",
        ),
        pytest.param(
            "uk",
            "Сьогодні в Україну доправлено 640 тіл полеглих.",
            "Coordination Headquarters",
            "ukraine",
            "coordination-hq",
            id="uk, by its English name",
        ),
        pytest.param(
            "ru",
            "Передали украинской стороне 640 тел погибших военных.",
            "Владимир Мединский",
            "russia",
            "medinsky",
            id="ru, a negotiator",
        ),
        pytest.param(
            "en",
            "Today 640 bodies of Ukrainian soldiers were handed over to Ukraine.",
            "Russian Defence Ministry, news",
            "russia",
            "russian-mod",
            id="en, a ministry",
        ),
        pytest.param(
            "ru",
            "Украине переданы тела 640 военных. Россия сообщает, что это вторая передача.",
            "Переговорщик",
            "russia",
            "",
            id="ru, a name that the lexicon does not know",
        ),
    ],
)
def test_an_official_channel_is_its_own_claimant(lang: str, text: str, name: str, side: str, known: str) -> None:
    assert author(lang, text, channel(name, side, lang)) == Claimant(name, known, side, True)


def test_whom_a_channel_quotes_comes_before_itself() -> None:
    text = "Україні передали тіла 640 військових, повідомив Володимир Мединський."
    quoted = author("uk", text, channel("Координаційний штаб", "ukraine", "uk"))
    assert quoted is not None
    assert quoted.id == "medinsky"


@pytest.mark.parametrize(
    "outlet",
    [
        pytest.param(channel("Координаційний штаб", "ukraine", "uk", "agency"), id="an agency"),
        pytest.param(channel("Координаційний штаб", "neutral", "uk"), id="of no side"),
        pytest.param(None, id="unknown"),
    ],
)
def test_another_outlet_only_relays(outlet: Outlet | None) -> None:
    assert author("uk", "В Україну повернули тіла 640 полеглих.", outlet) is None
