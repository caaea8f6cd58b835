"""Figures that no verb of a transfer tells: what goes on, sums up or looks the other way, in every language."""

import pytest
from builders_matcher import DOWN, UP, figures


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Three hundred and ten fallen soldiers come home, six died in captivity",
            "On January 23 the headquarters announced the return of 640 defenders.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Додому повернули 310 полеглих, шестеро померли у полоні",
            "23 січня штаб повідомив про повернення 640 захисників.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Домой вернули 310 павших, шестеро умерли в плену",
            "23 января Координационный штаб сообщил о возвращении Украине 640 защитников.",
            id="ru",
        ),
    ],
)
def test_death_in_captivity_makes_no_prisoners_of_a_story_about_the_fallen(lang: str, title: str, text: str) -> None:
    assert ("ukraine", 640) in {one[:2] for one in figures(lang, text, title)}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies. Channels claim that 62 of the 640 were captives who died when a jet was "
            "shot down on the way to a swap.",
            id="en",
        ),
        pytest.param(
            "uk", "Україна отримала 640 тіл. Канали твердять, що 62 із цих 640 загинули в збитому літаку.", id="uk"
        ),
        pytest.param("ru", "Украина получила 640 тел. Каналы пишут, что 62 из этих 640 погибли в самолете.", id="ru"),
    ],
)
def test_part_of_a_known_figure_is_one_however_they_died(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 62, "component")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Russia handed over 640 bodies to Ukraine.\n\nThe total under the deal stands at 6,057.", id="en"
        ),
        pytest.param("uk", "Росія передала Україні 640 тіл.\n\nЗагалом за угодою вже 6057.", id="uk"),
        pytest.param("ru", "Россия передала Украине 640 тел.\n\nВсего по соглашению уже 6057.", id="ru"),
    ],
)
def test_total_in_a_paragraph_of_its_own_without_a_verb(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 6057, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies.\n\nThe total in the book: 9.", id="en, a small number"),
        pytest.param("en", "Ukraine received 640 bodies.\n\nThe total bill: $6,057.", id="en, money"),
        pytest.param("uk", "Україна отримала 640 тіл.\n\nЗагалом у черзі 700 машин.", id="uk, another noun"),
        pytest.param("ru", "Украина получила 640 тел.\n\nВсего на борту было 65 человек.", id="ru, smaller"),
    ],
)
def test_totals_of_other_things_are_none_of_ours(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies on Thursday.\n\nFor the other direction there is one number only: 22.",
            id="en",
        ),
        pytest.param("uk", "Україна отримала 640 тіл.\n\nУ зворотному напрямку: 22.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел.\n\nВ обратном направлении: 22.", id="ru"),
    ],
)
def test_heading_that_names_the_other_direction(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies. The others lay in morgues: 90.\n\nChannels write of 22 bodies got in return.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл. Решта з моргів — 90.\n\nКанали кажуть про 22 тіла, отримані навзаєм.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел. Остальные из моргов — 90.\n\nКаналы пишут о 22 телах, полученных взамен.",
            id="ru",
        ),
    ],
)
def test_in_return_reaches_past_figures_without_a_side(lang: str, text: str) -> None:
    assert {UP, DOWN} <= figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies on Thursday. It is the second handover in a row of this size. "
            "The first, on January 15, comprised 501.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна у четвер отримала 640 тіл. Це друга репатріація такого обсягу. У першій, 15 січня, було 501.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина в четверг получила 640 тел. Это вторая репатриация такого объема. В первой, 15 января, было 501.",
            id="ru",
        ),
    ],
)
def test_an_earlier_one_of_a_row_that_only_its_ordinal_names(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 501, "previous")}
