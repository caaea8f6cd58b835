"""Who says how many, in every language: two statements about one direction are never the two sides."""

import pytest
from builders_matcher import DOWN, UP, claims, figures, voices


def who(lang: str, text: str, count: int, title: str = "") -> set[tuple[str | None, str]]:
    return {(to, voice) for to, value, voice in voices(lang, text, title) if value == count}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. Kyiv says 640 bodies, Moscow 643.", id="en, says"),
        pytest.param("en", "Ukraine received 640 bodies. Moscow spoke of 643, Kyiv of 640.", id="en, other order"),
        pytest.param("uk", "Україна отримала 640 тіл. Київ називає 640, Москва 643.", id="uk, names"),
        pytest.param("uk", "Україна отримала 640 тіл. Москва говорить про 643 тіла, Київ про 640.", id="uk, speaks of"),
        pytest.param("ru", "Украина получила 640 тел. Киев насчитал 640, Москва 643.", id="ru, counts"),
        pytest.param("ru", "Украина получила 640 тел. Москва заявляет о 643, Киев о 640.", id="ru, states"),
    ],
)
def test_two_sides_that_only_say_a_number_are_not_its_recipients(lang: str, text: str) -> None:
    assert not [one for one in figures(lang, text) if one[0] == "russia"]
    assert ("ukraine", 640, "current") in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Kyiv spoke of 640 bodies, Moscow of 643.", id="en"),
        pytest.param("uk", "Про обмін тілами Київ каже 640, Москва 643.", id="uk"),
        pytest.param("ru", "Об обмене телами Киев говорит 640, Москва 643.", id="ru"),
    ],
)
def test_without_a_direction_told_there_is_no_sure_side(lang: str, text: str) -> None:
    assert not [one for one in claims(lang, text) if one.sure or one.to == "russia"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Kyiv says that it got 640 bodies, Moscow that it gave 643.", id="en, that"),
        pytest.param("uk", "Київ каже, що отримав 640 тіл, Москва – що передала 643.", id="uk, that"),
        pytest.param("ru", "Киев говорит, что получил 640 тел, Москва – что передала 643.", id="ru, that"),
        pytest.param(
            "uk",
            "Москва заявляє, що передала Україні 643 тіла. У Києві кажуть, що отримали 640.",
            id="uk, in the capital they say",
        ),
        pytest.param(
            "ru",
            "В Киеве заявили, что получили 640 тел. В Москве утверждают, что отдали 643.",
            id="ru, in the capital they say",
        ),
    ],
)
def test_each_figure_is_said_by_the_side_that_says_it(lang: str, text: str) -> None:
    assert who(lang, text, 643) == {("ukraine", "russia")}
    assert who(lang, text, 640) == {("ukraine", "ukraine")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies on Thursday.\n"
            "The totals differ: 6,057 bodies by the Ukrainian count and 6,060 according to Vladimir Medinsky.",
            id="en",
        ),
        pytest.param(
            "uk",
            "У четвер Україна отримала 640 тіл.\n"
            "Загальні підсумки різні: 6057 тіл за українськими підрахунками й 6060 за словами Мединського.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "В четверг Украина получила 640 тел.\n"
            "Итоги сторон расходятся: 6057 тел по украинским данным и 6060 по словам Мединского.",
            id="ru",
        ),
    ],
)
def test_totals_that_two_sides_state_in_one_sentence(lang: str, text: str) -> None:
    assert who(lang, text, 6057) == {("ukraine", "ukraine")}
    assert who(lang, text, 6060) == {("ukraine", "medinsky")}
    assert {scope for _, count, scope in figures(lang, text) if count > 6000} == {"cumulative"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Russia and Ukraine swapped the fallen, 640 for 22.\n\n"
            "The larger number is that of the Coordination Headquarters. The smaller we owe to Vladimir Medinsky.",
            id="en, a formula, and both named after it",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 полеглих, росія – 22.\n\n"
            "Про українських розповів Координаційний штаб, про російських – Володимир Мединський.",
            id="uk, both named in one sentence",
        ),
        pytest.param(
            "ru",
            "Украина получила тела 640 солдат, Россия – 22.\n\n"
            "Об этом сообщил Координационный штаб по обращению с военнопленными.\n\n"
            "Второе число, 22, привел Владимир Мединский.",
            id="ru, the same number again beside its author",
        ),
    ],
)
def test_an_official_named_near_speaks_for_his_own_side(lang: str, text: str) -> None:
    assert who(lang, text, 640) == {("ukraine", "coordination-hq")}
    assert who(lang, text, 22) == {("russia", "medinsky")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received the fallen on Thursday. The Coordination Headquarters speaks of 640 bodies. "
            "The Russian Defence Ministry, of 643.",
            id="en, a comma in place of the word of saying",
        ),
        pytest.param(
            "uk",
            "Скільки тіл отримала Україна, не ясно. Координаційний штаб говорить про 640 тіл. Міноборони РФ – про 643.",
            id="uk, a dash in place of it",
        ),
        pytest.param(
            "ru",
            "Украина получила тела погибших. Координационный штаб говорит о 640 телах. Минобороны РФ – о 643.",
            id="ru, a dash in place of it",
        ),
        pytest.param(
            "ru",
            "В Киев привезли тела. Координационный штаб отчитался о приеме 640 тел, Минобороны РФ – об отправке 643.",
            id="ru, each in a clause of his own, the other one nearer",
        ),
    ],
)
def test_each_figure_of_a_dispute_has_the_official_who_states_it(lang: str, text: str) -> None:
    assert who(lang, text, 640) == {("ukraine", "coordination-hq")}
    assert who(lang, text, 643) == {("ukraine", "russian-mod")}
    assert not [one for one in claims(lang, text) if "contradiction" in one.gates]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies. The totals differ: 6,057 from the Coordination Headquarters against 6,060 "
            "from Medinsky.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл. Підсумки різні: 6057 тіл у Координаційного штабу проти 6060 у Мединського.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел. Итоги различны: 6057 у Координационного штаба против 6060 у Мединского.",
            id="ru",
        ),
    ],
)
def test_where_figures_and_officials_take_turns_each_has_his_own(lang: str, text: str) -> None:
    assert who(lang, text, 6057) == {("ukraine", "coordination-hq")}
    assert who(lang, text, 6060) == {("ukraine", "medinsky")}


def test_who_speaks_after_each_figure_takes_turns_too() -> None:
    text = "Ukraine got 640 bodies, the Coordination Headquarters said, and 22 went to Russia, Medinsky said."
    assert who("en", text, 640) == {("ukraine", "coordination-hq")}
    assert who("en", text, 22) == {("russia", "medinsky")}


def test_a_dash_after_a_transfer_stands_for_the_transfer_too() -> None:
    text = "Киев сообщил о возвращении 640 тел, Москва – о 22."
    assert {UP, DOWN} <= figures("ru", text)


def test_who_counted_earlier_ones_is_no_author_of_the_figure_of_now() -> None:
    text = (
        "Ukraine received 640 bodies on Thursday. In June 2022, after the first two exchanges, Ukrainian military "
        "intelligence had counted 210 bodies."
    )
    assert who("en", text, 640) == {("ukraine", "")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Kyiv announced the receipt of 640 bodies. Moscow spoke about the transfer of 643.",
            id="en, two sentences",
        ),
        pytest.param(
            "en", "Ukraine reported the receipt of 640 bodies, Russia about the transfer of 643.", id="en, one sentence"
        ),
        pytest.param("uk", "Україна повідомила про отримання 640 тіл, росія – про передачу 643.", id="uk, dash"),
        pytest.param(
            "uk", "Україна повідомила про отримання 640 тіл. Росія заявила про передачу 643 тіл.", id="uk, two"
        ),
        pytest.param("ru", "Украина сообщила о получении 640 тел, Россия — о передаче 643.", id="ru, dash"),
        pytest.param("ru", "Украина сообщила о получении 640 тел. Россия заявила о передаче 643 тел.", id="ru, two"),
    ],
)
def test_transfer_that_the_other_side_counts_a_little_otherwise_is_the_same_one(lang: str, text: str) -> None:
    assert voices(lang, text) == {("ukraine", 640, "ukraine"), ("ukraine", 643, "russia")}
    assert not [one.gates for one in claims(lang, text) if one.gates]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Kyiv announced the receipt of 640 bodies. Moscow spoke about the transfer of 22.", id="en, far off"
        ),
        pytest.param(
            "en", "Ukraine received 640 bodies. There were 650 bodies in the morgue.", id="en, nobody says it"
        ),
        pytest.param("ru", "Украина сообщила о получении 640 тел. Россия заявила о передаче 22 тел.", id="ru, far off"),
        pytest.param("ru", "Украина получила 640 тел. В морге лежат 650 тел.", id="ru, nobody says it"),
    ],
)
def test_other_figure_without_a_side_is_no_second_count(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}
