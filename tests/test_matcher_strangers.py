"""Dead of the other side that came among one's own are no exchange; what came a few days ago is not the news."""

import pytest
from builders_matcher import claims, days, figures

STRANGERS = {("ukraine", 20, "component")}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received Russian bodies",
            "Kyiv received the bodies of 20 Russian soldiers instead of Ukrainian ones, the president said on Thursday."
            ' "The bodies of 20 people handed over to us as our own are Russian," he said.',
            id="en",
        ),
        pytest.param(
            "en",
            "Russia handed over at least 20 bodies of occupiers under the guise of Ukrainians",
            "Russia handed over to Ukraine the bodies of 20 Russian soldiers among the fallen defenders.",
            id="en, occupiers",
        ),
        pytest.param(
            "uk",
            "Серед отриманих тіл є росіяни",
            "Україна отримала тіла 20 російських військових замість українських, сказав президент.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Среди полученных тел есть россияне",
            "Украина получила тела 20 российских военных вместо украинских, сказал президент.",
            id="ru",
        ),
    ],
)
def test_dead_of_the_side_that_gave_them_are_no_exchange(lang: str, title: str, text: str) -> None:
    assert figures(lang, text, title) == STRANGERS
    assert all(claim.gates for claim in claims(lang, text, title))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Russia handed over to Ukraine the bodies of 640 Russian soldiers, and Ukraine handed over to Russia those"
            " of 22 Ukrainian soldiers.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Росія передала Україні тіла 640 російських військових, а Україна передала Росії тіла 22 українських.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Россия передала Украине тела 640 российских военных, а Украина передала России тела 22 украинских.",
            id="ru",
        ),
    ],
)
def test_an_outlet_that_confuses_whose_both_were_still_tells_who_got_how_many(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 640, "current"), ("russia", 22, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "The bodies of 640 soldiers were returned to Ukraine. A few days ago, on January 27, the bodies of 652"
            " soldiers were returned to Ukraine.",
            id="en",
        ),
        pytest.param(
            "uk",
            "В Україну повернули тіла 640 загиблих. Кілька днів тому, 27 січня, в Україну повернули тіла 652 полеглих.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украине передали тела 640 погибших. Несколько дней назад, 27 января, Украине передали 652 тела.",
            id="ru",
        ),
    ],
)
def test_what_came_a_few_days_ago_is_an_earlier_one(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2026-01-29", "current"), (652, "2026-01-27", "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Trucks with 640 bodies of soldiers arrived for transfer to the Ukrainian side. However, no"
            " representatives of Ukraine appeared.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Росія заявила, що рефрижератори з 640 тілами прибули для передачі Україні. Представники Києва не прибули.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Рефрижераторы с 640 телами прибыли для передачи Украине. Представители Киева не явились.",
            id="ru",
        ),
    ],
)
def test_what_nobody_came_for_was_not_handed_over(lang: str, text: str) -> None:
    assert {scope for *_, scope in figures(lang, text)} <= {"planned"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "On January 27 Russia handed over 640 bodies to Ukraine following agreements made during May's talks."
            " Moscow says Kyiv postponed exchanges.",
            id="en",
        ),
        pytest.param(
            "uk",
            "27 січня Росія передала Україні 640 тіл за домовленостями, досягнутими в травні. Обміни відклали.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "27 января Россия передала Украине 640 тел по договоренностям, достигнутым в мае. Обмены телами отложили.",
            id="ru",
        ),
    ],
)
def test_what_is_put_off_afterwards_and_when_it_was_agreed_leave_what_came(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2026-01-27", "current")}
