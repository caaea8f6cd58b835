"""What pages of outlets that no rule had seen were misread by: halves of sentences, living captives, essays, ratios."""

import pytest
from builders_matcher import DOWN, UP, claims, days, figures

TODAY, EARLIER = "2026-01-29", "2026-01-11"
FAR = {  # more words than the head of a news story has before its figure
    "en": (
        "The talks on a settlement went on for the whole day, and nobody who took part wanted to say how they"
        " had gone. Diplomats spoke of an atmosphere without haste, of drafts that were exchanged, and of a "
        "further meeting that may be held in the spring. Observers doubt that a breakthrough is near, for the"
        " sides are as far apart as they have been since the autumn. The city in which they met has seen "
        "several such rounds, and its hotels are booked for more. "
    ),
    "uk": (
        "Переговори про врегулювання тривали цілий день, і ніхто з учасників не хотів казати, як вони минули."
        " Дипломати говорили про атмосферу без поспіху, про проєкти, які показали одне одному, і про нову "
        "зустріч, можливу навесні. Спостерігачі сумніваються, що прорив близько, адже сторони так само "
        "далекі, як восени. Місто, де вони зустрілися, бачило вже кілька таких раундів, і його готелі "
        "заброньовано наперед. "
    ),
    "ru": (
        "Переговоры об урегулировании шли целый день, и никто из участников не хотел говорить, как они "
        "прошли. Дипломаты рассказывали об атмосфере без спешки, о проектах, которые показали друг другу, и о"
        " новой встрече, возможной весной. Наблюдатели сомневаются, что прорыв близок, ведь стороны так же "
        "далеки, как осенью. Город, где они встретились, видел уже несколько таких раундов, и его гостиницы "
        "заказаны вперед. "
    ),
}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "The first exchange of bodies took place on January 11: Russia received 22 bodies, Ukraine 640.",
            id="en",
        ),
        pytest.param(
            "uk", "Перший обмін тілами відбувся 11 січня, тоді Росія отримала 22 тіла, а Україна — 640.", id="uk"
        ),
        pytest.param(
            "ru", "Первый обмен телами состоялся 11 января, Россия тогда получила 22 тела, а Украина – 640.", id="ru"
        ),
    ],
)
def test_the_second_half_of_a_sentence_has_the_day_of_the_first(lang: str, text: str) -> None:
    assert days(lang, text) == {(22, EARLIER, "previous"), (640, EARLIER, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies.\n\nOn January 27, the exchange of prisoners began.", id="en"),
        pytest.param(
            "en", "Ukraine received 640 bodies.\n\nThe prisoner swap took place on January 27.", id="en, a swap"
        ),
        pytest.param("uk", "Україна отримала 640 тіл, повідомив штаб.\n\n27 січня відбувся обмін полоненими.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел, сообщил штаб.\n\n27 января состоялся обмен пленными.", id="ru"),
    ],
)
def test_the_day_of_an_exchange_of_prisoners_is_not_that_of_the_bodies(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, TODAY, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies.\n\nIt took place on January 27.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл.\n\nОбмін відбувся 27 січня.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел.\n\nОбмен состоялся 27 января.", id="ru"),
    ],
)
def test_the_day_on_which_it_took_place_is(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2026-01-27", "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received 640 bodies.\n\nAnother 154 of the bodies came from morgues in Russia.", id="en"
        ),
        pytest.param("uk", "Україна отримала 640 тіл.\n\nЩе 154 із тіл повернули з моргів у Росії.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел.\n\nЕще 154 из тел вернули из моргов в России.", id="ru"),
    ],
)
def test_some_of_the_bodies_told_before_are_their_part_in_another_paragraph_too(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 154, "component")}
    assert all(claim.sure for claim in claims(lang, text) if claim.figure.low == 640)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies and Russia 22 bodies. The ratio was 1 to 29.", id="en"),
        pytest.param(
            "uk", "Україна отримала 640 тіл, Росія отримала 22 тіла. Співвідношення становило 1 до 29.", id="uk"
        ),
        pytest.param("ru", "Украина получила 640 тел, Россия получила 22 тела. Соотношение составило 1 к 29.", id="ru"),
    ],
)
def test_a_ratio_of_one_to_many_counts_nobody(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", '"We have already managed to bring home 640 fallen from Russia," he said of the bodies.', id="en"
        ),
        pytest.param("uk", "Уповноважений розповів про полеглих. «Ми вже змогли забрати в Росії 640 тіл».", id="uk"),
        pytest.param(
            "ru",
            "Уполномоченный сказал, что Украина уже смогла вернуть 640 тел павших.",
            id="ru",
        ),
    ],
)
def test_what_was_managed_already_is_a_running_total(lang: str, text: str) -> None:
    assert {scope for *_, scope in figures(lang, text)} == {"cumulative"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "There were two exchanges of bodies with Russia: the first - 160:160, and then another one.", id="en"
        ),
        pytest.param("uk", "З Росією відбулося два обміни тілами: перший – 160:160, а потім ще один.", id="uk"),
        pytest.param("ru", "С Россией было два обмена телами: первый – 160:160, а потом еще один.", id="ru"),
    ],
)
def test_one_of_several_that_are_counted_up_is_an_earlier_one(lang: str, text: str) -> None:
    assert {scope for *_, scope in figures(lang, text)} <= {"previous", "cumulative"}


LATE = {
    "en": "Ukraine received 640 bodies of fallen soldiers.",
    "uk": "Україна отримала 640 тіл полеглих воїнів.",
    "ru": "Украина получила 640 тел павших воинов.",
}


@pytest.mark.parametrize("lang", LATE)
def test_what_a_long_text_mentions_far_below_its_head_waits_for_a_person(lang: str) -> None:
    (claim,) = [one for one in claims(lang, f"{FAR[lang]}{LATE[lang]}") if one.figure.low == 640]
    assert (claim.scope.value, claim.gates) == ("current", ("late",))


OFFICIAL = {
    "en": "Ukraine received 640 bodies of fallen soldiers, the Coordination Headquarters said.",
    "uk": "Україна отримала 640 тіл полеглих воїнів, повідомив Координаційний штаб.",
    "ru": "Украина получила 640 тел павших воинов, сообщил Координационный штаб.",
}
DATED = {
    "en": "On Wednesday Ukraine received 640 bodies of fallen soldiers.",
    "uk": "У середу Україна отримала 640 тіл полеглих воїнів.",
    "ru": "В среду Украина получила 640 тел павших воинов.",
}


@pytest.mark.parametrize("lang", LATE)
@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        pytest.param(OFFICIAL, {}, id="an official says it"),
        pytest.param(DATED, {}, id="it has a day of its own"),
        pytest.param(LATE, LATE, id="the headline says it"),
    ],
)
def test_it_is_sure_where_something_else_speaks_for_it(
    lang: str, sentence: dict[str, str], title: dict[str, str]
) -> None:
    found = claims(lang, f"{FAR[lang]}{sentence[lang]}", title.get(lang, ""))
    assert [one.sure for one in found if one.figure.low == 640] == [True]
