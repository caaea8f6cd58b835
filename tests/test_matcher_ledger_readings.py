"""What spoils a ledger: a side swapped, a total or a part taken for a transfer, a page dated before what it tells."""

from datetime import UTC, datetime

import pytest
from builders_matcher import DOWN, UP, claims, figures
from score import lexicon

from matcher.extract import extract
from repwatch.model import Article


@pytest.mark.parametrize(
    ("lang", "title", "text", "wanted"),
    [
        pytest.param(
            "en",
            "Kyiv returns bodies of 640 soldiers",
            "The remains of 640 soldiers were returned to territory controlled by the Ukrainian government.",
            {UP},
            id="who controls the territory is no agent of the return",
        ),
        pytest.param(
            "ru",
            "Украина вернула РФ останки 22 солдат",
            "Украина передала РФ 22 тела, получив 640.",
            {UP, DOWN},
            id="a name without cases right after the verb of returning receives, if another party acts",
        ),
        pytest.param(
            "ru",
            "",
            "Всего с лета Киеву передано 640 тел, сказал Мединский.\n\nОн уточнил, что взамен РФ получила 22 тела.",
            {("ukraine", 640, "cumulative"), ("russia", 22, "cumulative")},
            id="what was received in return for a total is a total, in the next paragraph too",
        ),
        pytest.param(
            "uk",
            "Тіла 640 бійців уже вдома",
            "Від початку вторгнення в Україну повернули тіла 640 бійців. "
            "Про це сказав речник: в Україну повернуто 640 тіл.",
            {("ukraine", 640, "cumulative")},
            id="what is a total in one sentence is one in the headline",
        ),
        pytest.param(
            "uk",
            "Україна забрала тіла 640 військових",
            "Скільки тіл віддали росіянам, у Києві не кажуть. За версією депутата держдуми Саралієва, їх було 22.",
            {UP, DOWN},
            id="a count answers the question before it",
        ),
        pytest.param(
            "uk",
            "Україна забрала тіла 640 військових",
            "Число тіл, переданих росіянам, Київ не називає. За даними депутата держдуми Саралієва, їх було 22.",
            {UP, DOWN},
            id="and so where the question has no verb",
        ),
        pytest.param(
            "en",
            "",
            "Of the 640 bodies Russia returned on Thursday, 22 were Russians, the interior minister said.",
            {UP, ("ukraine", 22, "component")},
            id="of the bodies that a party returned some were its own",
        ),
        pytest.param(
            "en",
            "",
            "Among the 640 bodies that Russia returned on Thursday were 22 Russians.",
            {UP, ("ukraine", 22, "component")},
            id="and so after among",
        ),
        pytest.param(
            "uk",
            "",
            "Серед 640 тіл, які передала росія, виявили тіла 22 російських солдатів.",
            {UP, ("ukraine", 22, "component")},
            id="whom they found among those given were not given back",
        ),
        pytest.param(
            "ru",
            "",
            "Среди 640 тел, которые Россия вернула в четверг, 22 принадлежат российским солдатам.",
            {UP, ("ukraine", 22, "component")},
            id="the clause that describes the whole comes between",
        ),
        pytest.param(
            "ru",
            "",
            "Украина получила 6057 тел, которые Россия вернула с 11 июня.",
            {("ukraine", 6057, "cumulative")},
            id="without some of its own the clause stays as it was",
        ),
        pytest.param(
            "en",
            "",
            "Kyiv got 640 bodies on Thursday and Moscow 22. A total of 662 bodies changed hands.",
            {UP, DOWN, (None, 662, "current")},
            id="a total that both sides add up to is the sum of this exchange",
        ),
        pytest.param(
            "en",
            "",
            "Ukraine has given back to Russia 22 bodies that had arrived among more than 640 repatriated this month.",
            {DOWN},
            id="with what they had come is no figure of what is told",
        ),
        pytest.param(
            "en",
            "",
            "Moscow got 22 bodies, each handed over only after a one-hundred-percent match.",
            {DOWN},
            id="a percentage in words counts nothing",
        ),
        pytest.param(
            "en",
            "",
            "Moscow has handed over 640 bodies to Ukraine, which in return has given back 22 bodies of Russians.",
            {UP, DOWN},
            id="who was given them and gave back in return receives no dead of the other side",
        ),
        pytest.param(
            "en",
            "",
            "Kyiv received 640 bodies on Thursday.\n\n"
            "The headquarters said 403 bodies were returned from the Donetsk region. The rest came from morgues.",
            {UP, ("ukraine", 403, "component")},
            id="what the rest of the next sentence completes is a part",
        ),
        pytest.param(
            "en",
            "",
            "Kyiv received 640 bodies.\n\nBackground:\n\nOn 28 January, 450 bodies were returned to Ukraine.",
            {UP, ("ukraine", 450, "previous")},
            id="under a heading for the background everything is an earlier one",
        ),
        pytest.param(
            "ru",
            "",
            "С июня Украине передано 640 тел. За тот же период из Киева получено 22 тела.",
            {("ukraine", 640, "cumulative"), ("russia", 22, "cumulative")},
            id="over the same period is a total too",
        ),
        pytest.param(
            "en",
            "Kyiv gets over 500 bodies",
            "Ukraine said it had received 640 bodies. It is at least the fourth time since October that 500 came.",
            {UP, ("ukraine", 500, "cumulative")},
            id="a round threshold counted since a month takes nothing from the exact figure",
        ),
        pytest.param(
            "en",
            "Russia returns 640 bodies of soldiers",
            "Ukraine has announced the repatriation of 640 bodies from Russian authorities.",
            {UP},
            id="who returns them in a headline gives them back, if so the text says",
        ),
        pytest.param(
            "en",
            "Ukraine returns 640 bodies of soldiers",
            "The remains of 640 defenders were brought back to Ukraine on Thursday.",
            {UP},
            id="or gets them back, if so the text says",
        ),
        pytest.param(
            "ru",
            "",
            "Россия забрала 22 тела, а Киев получил 640 тел.\n\n"
            "В прошлый раз обменивались 19 декабря. России тогда передали 26 тел. Киев же получил 450 тел.",
            {UP, DOWN, ("russia", 26, "previous"), ("ukraine", 450, "previous")},
            id="the other half of an earlier exchange",
        ),
        pytest.param("ru", "", "ВСУ получили 640 тел, наши – 22.", {UP, DOWN}, id="ours are not those named before"),
        pytest.param("uk", "", "Росіяни забрали 22 тіла, наші – 640.", {UP, DOWN}, id="ours, whoever they are"),
        pytest.param("ru", "", "ВСУ забрали 640 тел. Наши забрали все.", {UP}, id="ours without a figure is no figure"),
        pytest.param(
            "ru", "", "Россияне передали 640 тел, украинцы – 22.", {UP, DOWN}, id="who gives in the plural gives"
        ),
        pytest.param(
            "ru",
            "",
            "Россия передала Украине 640 тел, а Киев возвратил 22.",
            {UP, DOWN},
            id="given, then returned: back",
        ),
        pytest.param(
            "uk",
            "",
            "Росія передала 640 тіл, Україна повернула 640 своїх захисників.",
            {UP},
            id="given and returned the same: got back",
        ),
        pytest.param(
            "ru",
            "",
            "Россия передала Украине 640 тел. В прошлый раз, 19 декабря, Россия вернула 612 тел.",
            {UP, ("ukraine", 612, "previous")},
            id="an earlier return goes the one way that is told, if about as many went there",
        ),
        pytest.param(
            "ru",
            "",
            "Россия передала Украине 640 тел. В прошлый раз, 19 декабря, Россия вернула 26 тел.",
            {UP, ("russia", 26, "previous")},
            id="but not a far smaller one",
        ),
    ],
)
def test_what_a_text_counts(lang: str, title: str, text: str, wanted: set[tuple[str | None, int, str]]) -> None:
    assert figures(lang, text, title) == wanted


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        pytest.param("Ukraine handed over the bodies of three soldiers to Russia on Thursday.", True, id="named: told"),
        pytest.param(
            "Ukraine returned three bodies of Russian soldiers on Thursday.", True, id="the other side's dead: told"
        ),
        pytest.param("The bodies of three Russian soldiers were returned on Thursday.", False, id="unnamed: asked"),
        pytest.param("Ukraine handed over one body to Russia on Thursday.", False, id="one body: asked"),
    ],
)
def test_a_handful_is_sure_where_the_text_names_who_got_it(text: str, sure: bool) -> None:
    (one,) = claims("en", text)
    assert one.sure is sure


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param(
            "Russia handed over 640 bodies on 29 January 2026.", "2026-01-29", id="two days on: the text is right"
        ),
        pytest.param("Russia handed over 640 bodies on 9 February 2026.", "2026-01-27", id="far on: the text errs"),
        pytest.param(
            "Russia will hand over 640 bodies on 29 January 2026.",
            "2026-01-27",
            id="a plan says no day of what is done",
        ),
    ],
)
def test_a_page_dated_before_the_day_that_it_tells_of(text: str, day: str) -> None:
    published = datetime(2026, 1, 27, 12, tzinfo=UTC)
    told = f"{text}\n\nMoscow received 22 bodies."
    found = extract(Article("https://a.example/1", "a", "", told, published, published, lang="en"), None, lexicon())
    assert {one.day for one in found.claims if one.to == "russia" and one.scope.value == "current"} == {day}
