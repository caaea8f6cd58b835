"""Which side a figure goes to where another clause, voice or a missing verb could mislead, in every language."""

import pytest
from builders_matcher import DOWN, UP, claims, figures

NOTHING = ("russia", 0, "current")


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        pytest.param("en", "640 fallen soldiers are home; Russia says it got 22", id="en, semicolon"),
        pytest.param("uk", "640 полеглих удома; Росія заявляє, що отримала 22", id="uk, semicolon"),
        pytest.param("ru", "640 погибших дома; Россия заявила, что получила 22", id="ru, semicolon"),
    ],
)
def test_the_verb_of_a_later_clause_does_not_move_the_figure_before_it(lang: str, title: str) -> None:
    text = {"en": "Ukraine received 640 bodies.", "uk": "Україна отримала 640 тіл.", "ru": "Украина получила 640 тел."}
    assert figures(lang, text[lang], title) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Ukraine gets 640 bodies, none go to Russia",
            "Kyiv received 640 bodies on Thursday.",
            id="en, none go",
        ),
        pytest.param(
            "uk",
            "640 тіл в Україні, росіянам не віддали нікого",
            "У четвер Україна забрала 640 тіл.",
            id="uk, nobody",
        ),
        pytest.param(
            "ru",
            "Киеву передали 640 тел, Москва никого не получила",
            "В четверг Украина забрала 640 тел.",
            id="ru, nobody",
        ),
    ],
)
def test_a_headline_that_says_that_nobody_went_back(lang: str, title: str, text: str) -> None:
    assert figures(lang, text, title) == {UP, NOTHING}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies, Russia 22.", id="en"),
        pytest.param("uk", "Україна забрала 640 тіл, Росія – 22.", id="uk"),
        pytest.param("ru", "Украина забрала 640 тел, Россия – 22.", id="ru"),
        pytest.param("uk", "Україні віддали 640 тіл, Росія – 22.", id="uk, no subject before"),
    ],
)
def test_an_ellipsis_contradicts_nothing(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}
    assert all(one.sure for one in claims(lang, text))


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        pytest.param("en", "Ukraine says Russia has returned 640 bodies.", UP, id="en, returned, says the other"),
        pytest.param("en", "Kyiv said 640 bodies of its soldiers were back.", UP, id="en, its own"),
        pytest.param("en", "Moscow reported that Ukraine returned 22 bodies.", DOWN, id="en, returned, other way"),
        pytest.param("uk", "У Києві кажуть: Росія повернула 640 тіл українських бійців.", UP, id="uk, whose dead"),
        pytest.param("ru", "Москва сообщает, что Украина вернула 22 тела.", DOWN, id="ru, returned, says the other"),
    ],
)
def test_what_one_side_says_that_the_other_returned(lang: str, text: str, expected: tuple[str, int, str]) -> None:
    assert figures(lang, text) == {expected}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. 22 bodies of Russians were handed over in return.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл. 22 тіла передано натомість.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел. 22 тела переданы взамен.", id="ru"),
    ],
)
def test_in_return_after_the_verb(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Ukraine and Russia exchange bodies of 640 and 22 soldiers",
            "The bodies of 640 Ukrainian and 22 Russian soldiers were exchanged on Thursday.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна й Росія обмінялися тілами 640 і 22 військових",
            "Додому повернулися 640 полеглих українських і 22 російські солдати.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Стороны обменялись телами 640 и 22 военных",
            "Переданы тела 640 украинских и 22 российских военнослужащих.",
            id="ru",
        ),
    ],
)
def test_two_joined_figures_are_not_a_sum(lang: str, title: str, text: str) -> None:
    assert figures(lang, text, title) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine got 640 bodies, among them 90 from morgues. Russia received 22 in return.", id="en"
        ),
        pytest.param("uk", "Україна отримала 640 тіл, зокрема 90 із моргів. Росія натомість забрала 22.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел, в том числе 90 из моргов. Россия взамен забрала 22.", id="ru"),
    ],
)
def test_what_follows_a_part_is_no_part(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN, ("ukraine", 90, "component")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies and Russia 22, the Coordination Headquarters said."
            " According to Moscow, it was 643.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Росія віддала 640 тіл, забрала 22, сказав Мединський. Координаційний штаб говорить про 643 тіла.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Россия отдала 640 тел, забрала 22, сказал Мединский. Координационный штаб говорит о 643 телах.",
            id="ru",
        ),
    ],
)
def test_another_count_answers_the_figure_that_it_is_nearest_to(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN, ("ukraine", 643, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies, Russia 22. The previous exchange, on December 20, was of 503 bodies and 42.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл, Росія – 22. Попереднього разу, 20 грудня, обміняли 503 тіла на 42.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел, Россия – 22. В прошлый раз, 20 декабря, обменяли 503 тела на 42.",
            id="ru",
        ),
    ],
)
def test_an_earlier_exchange_without_sides_is_read_by_its_sizes(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN, ("ukraine", 503, "previous"), ("russia", 42, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "Росія віддала Україні 640 тіл, їй передали 22.", id="uk"),
        pytest.param("ru", "Россия отдала Украине 640 тел, ей передали 22.", id="ru"),
    ],
)
def test_a_pronoun_in_the_dative_is_the_other_side(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "The exchange, by day.\nThursday: 640 bodies to Ukraine, 22 to Russia.", id="en"),
        pytest.param(
            "en", "Exchange of bodies at the border: 640 to Ukraine, 22 to Russia.", id="en, a swap of bodies"
        ),
        pytest.param("uk", "Обмін по днях.\nЧетвер: 640 тіл – Україні, 22 – росіянам.", id="uk"),
        pytest.param("ru", "Обмен по дням.\nЧетверг: 640 тел – Украине, 22 – России.", id="ru"),
    ],
)
def test_a_recipient_without_a_verb(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


def test_it_is_the_party_that_acted_in_the_sentence_before() -> None:
    text = "Russia has returned no prisoners this week. On Thursday it handed over 640 bodies and got 22."
    assert figures("en", text) == {UP, DOWN}


@pytest.mark.parametrize("verb", ["given", "handed"])
def test_it_was_given_after_a_word_of_saying(verb: str) -> None:
    text = f"Ukraine received 640 bodies and Russia said it was {verb} 22."
    assert figures("en", text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Kyiv and Moscow received 640 and 22 bodies, respectively.", id="en"),
        pytest.param("en", "Moscow and Kyiv handed over 640 and 22 bodies.", id="en, given"),
        pytest.param("uk", "Україна й Росія отримали 640 та 22 тіла відповідно.", id="uk"),
        pytest.param("ru", "Украина и Россия получили 640 и 22 тела соответственно.", id="ru"),
    ],
)
def test_as_many_figures_as_parties_have_one_each(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Bodies were exchanged too, with Ukraine retrieving 640 and Russia 22.", id="with, two sides"),
        pytest.param("Bodies were swapped, with Moscow handing over 640 and Kyiv 22.", id="with, givers"),
        pytest.param("The bodies were exchanged with Russia handing over 640 and receiving 22.", id="with, no comma"),
        pytest.param("After Russia handed over 640 bodies, Ukraine gave back 22.", id="after, finite"),
        pytest.param("Ukraine gave back 22 bodies after Russia returned 640 to Kyiv.", id="after, at the end"),
    ],
)
def test_party_before_its_verb_acts_whatever_preposition_opens_the_clause(text: str) -> None:
    assert figures("en", text) == {UP, DOWN}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("In an exchange with Russia, Ukraine received 640 bodies.", id="with, a partner"),
        pytest.param("After talks with Russia, Ukraine received 640 bodies.", id="after, talks"),
    ],
)
def test_party_that_one_exchanges_with_does_not_act(text: str) -> None:
    assert figures("en", text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Russia handed over 640 bodies. In return, Kyiv returned 22.", id="en"),
        pytest.param("en", "Moscow handed over 640 bodies. Kyiv returned 22 in exchange.", id="en, at the end"),
        pytest.param("uk", "Росія передала Україні 640 тіл. Натомість Київ повернув 22.", id="uk"),
        pytest.param("uk", "Росія передала Україні 640 тіл. Україна повернула 22 навзаєм.", id="uk, at the end"),
        pytest.param("ru", "Россия передала Украине 640 тел. Взамен Киев вернул 22.", id="ru"),
        pytest.param("ru", "Россия передала Украине 640 тел. Украина вернула 22 взамен.", id="ru, at the end"),
        pytest.param("en", "Russia received 22 bodies. In return, Ukraine brought back 640.", id="en, the other's"),
        pytest.param("uk", "Росія отримала 22 тіла. Натомість Україна повернула 640.", id="uk, the other's"),
        pytest.param("ru", "Россия получила 22 тела. Взамен Украина вернула 640.", id="ru, the other's"),
    ],
)
def test_what_a_side_returns_in_return_goes_to_the_other_side_than_the_figure_before(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "In December Ukraine got 501 bodies. Now Ukraine brought back 640 in exchange for 22.", id="en"
        ),
        pytest.param("uk", "У грудні Україна отримала 501 тіло. Нині Україна повернула 640 в обмін на 22.", id="uk"),
        pytest.param("ru", "В декабре Украина получила 501 тело. Сейчас Украина вернула 640 в обмен на 22.", id="ru"),
    ],
)
def test_what_a_side_returns_in_exchange_for_others_is_its_own_and_so_is_the_time(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN, ("ukraine", 501, "previous")}
