"""A post that a channel has forwarded: whose word it is, and that it is not the channel's own."""

from dataclasses import replace

import pytest
from builders_matcher import THURSDAY
from score import lexicon

from matcher.extract import extract
from repwatch.model import Article, Claimant, Feed, Outlet, Voice
from scheduler.speaking import speaker

HQ = Outlet(
    "hq", "Coordination Headquarters", "uk", "ukraine", "official", feeds=(Feed("https://t.me/s/Koord", "telegram"),)
)
NEGOTIATOR = Outlet("n", "Medinsky", "ru", "russia", "official", feeds=(Feed("https://t.me/s/negotiator", "telegram"),))
PAPER = Outlet("paper", "Gazette", feeds=(Feed("https://gazette.example/negotiator"),))
OUTLETS = {one.id: one for one in (PAPER, HQ, NEGOTIATOR)}
RETURNED = "Сьогодні в Україну доправлено 640 тіл полеглих."


def post(voice: Voice | None, text: str = RETURNED) -> Article:
    return Article("https://t.me/Koord/9", "hq", "", text, THURSDAY, THURSDAY, lang="uk", voice=voice)


def author(article: Article) -> Claimant | None:
    (claim,) = extract(article, speaker(article, OUTLETS), lexicon()).claims
    assert (claim.to, claim.figure.low) == ("ukraine", 640)
    return claim.claimants[0] if claim.claimants else None


@pytest.mark.parametrize(
    ("url", "known"),
    [
        pytest.param("https://t.me/negotiator/900", "n", id="a post of a channel that is an outlet"),
        pytest.param("https://t.me/Negotiator", "n", id="the channel itself, in other letters"),
        pytest.param("https://t.me/negotiator_2/900", "", id="a channel that looks alike"),
        pytest.param("https://t.me.example/negotiator/900", "", id="a host that looks alike"),
        pytest.param("", "", id="one who hides, whatever his name"),
    ],
)
def test_who_speaks_is_told_by_the_address_and_not_by_the_name(url: str, known: str) -> None:
    found = speaker(post(Voice("Medinsky", url)), OUTLETS)
    stranger = replace(HQ, name="Medinsky", side="neutral", kind="independent")
    assert found == (OUTLETS[known] if known else stranger)


def test_an_own_post_is_its_outlets_and_one_of_nobodys_is_nobodys() -> None:
    assert speaker(post(None), OUTLETS) == HQ
    assert speaker(replace(post(None), outlet="gone"), OUTLETS) is None


def test_a_forwarded_post_is_the_word_of_the_channel_it_comes_from() -> None:
    assert author(post(None)) == Claimant("Coordination Headquarters", "coordination-hq", "ukraine", True)
    assert author(post(Voice("V. M.", "https://t.me/negotiator/9"))) == Claimant("Medinsky", "medinsky", "russia", True)
    assert author(post(Voice("War news", "https://t.me/war_news/9"))) == Claimant("War news", "", "", False)


def test_whom_a_forwarded_post_names_says_it() -> None:
    said = author(post(Voice("War news"), "Україні передали тіла 640 військових, повідомив Координаційний штаб."))
    assert said is not None
    assert said.id == "coordination-hq"
