"""What the rest of a story says beside its figure: earlier exchanges, plans, parts and formulas, in every language."""

import pytest
from builders_matcher import DOWN, UP, days, figures

EN = "Ukraine received 640 bodies on Thursday, the Coordination Headquarters said. "
UK = "Координаційний штаб: Україна отримала 640 тіл. "
RU = "Украина получила 640 тел, сообщил Координационный штаб. "


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            EN + "It was the first exchange since December 19, when Ukraine got 501 bodies and Russia 26.",
            id="en",
        ),
        pytest.param("uk", UK + "Це перший обмін з 19 грудня, коли Україна отримала 501 тіло, а росія — 26.", id="uk"),
        pytest.param(
            "ru", RU + "Это первый обмен с 19 декабря, когда Украина получила 501 тело, а Россия — 26.", id="ru"
        ),
        pytest.param(
            "en", EN + "On December 19, 501 bodies were returned, for which Russia got 26.", id="en, for which"
        ),
        pytest.param("ru", RU + "19 декабря вернули 501 тело, за которые Россия получила 26.", id="ru, for which"),
    ],
)
def test_day_before_when_is_that_of_every_figure_after_it(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 501, "previous"), ("russia", 26, "previous")}
    assert {day for count, day, _ in days(lang, text) if count != 640} == {"2025-12-19"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "Both sides agreed to return 6,000 bodies each.", id="en"),
        pytest.param("uk", UK + "Кожна зі сторін має передати по 6000 тіл.", id="uk"),
        pytest.param("ru", RU + "Каждая из сторон должна передать по 6000 тел.", id="ru"),
    ],
)
def test_what_both_agreed_to_return_is_planned_for_each(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 6000, "planned"), ("russia", 6000, "planned")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "Russia had promised 1,200 but delivered only 640.", id="en"),
        pytest.param("uk", UK + "Росія обіцяла 1200, але передала лише 640.", id="uk"),
        pytest.param("ru", RU + "Россия обещала 1200, но передала лишь 640.", id="ru"),
    ],
)
def test_what_came_is_not_planned_because_more_was_promised(lang: str, text: str) -> None:
    assert figures(lang, text) - {("ukraine", 1200, "planned")} == {UP}


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        pytest.param("en", EN + "Five of the dead had died in captivity.", 5, id="en, of the dead"),
        pytest.param("en", EN + "Eight of the bodies belong to civilians.", 8, id="en, of the bodies"),
        pytest.param("uk", UK + "Восьмеро із загиблих були цивільними.", 8, id="uk"),
        pytest.param("ru", RU + "Восемь из погибших были гражданскими.", 8, id="ru"),
    ],
)
def test_some_of_the_dead_are_a_part(lang: str, text: str, count: int) -> None:
    assert figures(lang, text) == {UP, ("ukraine", count, "component")}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Previous exchanges: 501 bodies on December 19, 488 on November 20.", id="plural"),
        pytest.param("The exchanges before that, of 501 bodies and of 488, took place in December.", id="of"),
    ],
)
def test_noun_for_exchanges_is_no_verb_that_adds_both_sides(text: str) -> None:
    assert (None, 501) not in {one[:2] for one in figures("en", EN + text)}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Russia and Ukraine exchanged fallen soldiers' bodies under a 640-for-22 formula.", id="formula"),
        pytest.param("Kyiv and Moscow agreed a swap of bodies. Ukraine got 640 in the 640-for-22 deal.", id="deal"),
    ],
)
def test_formula_before_a_noun(text: str) -> None:
    assert {UP, DOWN} <= figures("en", text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "Russia still holds 501 bodies of Ukrainian soldiers.", id="en"),
        pytest.param("uk", UK + "У росії досі зберігають 501 тіло українських військових.", id="uk"),
        pytest.param("ru", RU + "В России по-прежнему хранятся 501 тело украинских военных.", id="ru"),
    ],
)
def test_bodies_that_a_side_keeps_were_not_received(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 501, "planned")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", UK + "Із початку року це вже 1640 тіл.", id="uk"),
        pytest.param("ru", RU + "С начала года это уже 1640 тел.", id="ru"),
        pytest.param("en", EN + "That makes 1,640 bodies since the start of the year.", id="en"),
    ],
)
def test_total_since_the_year_began(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 1640, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "Russia got 22. Last August it received 58, Ukraine 62.", id="en"),
        pytest.param("uk", UK + "Росія — 22. Минулого серпня вона отримала 58, Україна — 62.", id="uk"),
        pytest.param("ru", RU + "Россия — 22. В прошлом августе она получила 58, Украина — 62.", id="ru"),
    ],
)
def test_last_august_is_an_earlier_exchange(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN, ("russia", 58, "previous"), ("ukraine", 62, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "640 bodies of fallen soldiers arrived in Ukraine on Thursday.", id="en, arrived in"),
        pytest.param("en", "The bodies of 640 fallen defenders are back in Kyiv.", id="en, are back in"),
        pytest.param("uk", "640 тіл полеглих прибули в Україну.", id="uk"),
        pytest.param("ru", "640 тел погибших прибыли в Украину.", id="ru"),
    ],
)
def test_where_bodies_arrived_is_who_received_them(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


def test_where_someone_spoke_is_not_who_received_them() -> None:
    assert ("russia", 640) not in {one[:2] for one in figures("en", "The 640 bodies were identified in Russia.")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "In 2025, 14,480 bodies were returned.", id="en"),
        pytest.param("en", EN + "In 2025 alone, 14,480 bodies were returned to Ukraine.", id="en, alone"),
        pytest.param("uk", UK + "У 2025 році повернули 14 480 тіл.", id="uk"),
        pytest.param("ru", RU + "В 2025 году вернули 14 480 тел.", id="ru"),
    ],
)
def test_figure_of_a_whole_year_is_a_total(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 14480, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "Putin said Russia had offered 2,000 bodies.", id="en, offered"),
        pytest.param("en", EN + "Russia is to return 2,000 more in the coming days.", id="en, return more"),
        pytest.param("uk", UK + "Росія запропонувала ще 2000 тіл.", id="uk"),
        pytest.param("ru", RU + "Россия предложила еще 2000 тел.", id="ru"),
    ],
)
def test_who_offers_more_would_give_it(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 2000, "planned")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "So far experts have identified 1,200 of those returned last year.", id="en"),
        pytest.param("uk", UK + "Експерти вже ідентифікували 1200 із повернутих торік тіл.", id="uk"),
        pytest.param("ru", RU + "Эксперты уже опознали 1200 из возвращенных в прошлом году тел.", id="ru"),
    ],
)
def test_how_many_were_identified_is_no_figure(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


def test_each_exchange_since_is_no_total() -> None:
    text = EN + "In each of the exchanges since July, Ukraine had received about 1,000."
    assert figures("en", text) == {UP, ("ukraine", 1000, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "In August 2014 hundreds fell. Rebels handed 22 bodies to the Ukrainian side.", id="en"),
        pytest.param(
            "uk", "У серпні 2014 року загинули сотні. Бойовики передали 22 тіла українській стороні.", id="uk"
        ),
        pytest.param("ru", "В августе 2014 года погибли сотни. Ополченцы передали Украине 22 тела.", id="ru"),
    ],
)
def test_figures_of_years_before_the_war_are_none_of_ours(lang: str, text: str) -> None:
    assert figures(lang, text) == set()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "For the largest swap since 2014, Russia handed 640 bodies to Ukraine.", id="en"),
        pytest.param("uk", "Уперше з 2014 року росія передала Україні одразу 640 тіл.", id="uk"),
        pytest.param("ru", "Впервые с 2014 года Россия передала Украине сразу 640 тел.", id="ru"),
    ],
)
def test_since_such_a_year_is_of_now(lang: str, text: str) -> None:
    assert ("ukraine", 640) in {one[:2] for one in figures(lang, text)}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Home came 640 prisoners of war; another 22 of the freed had been presumed dead.", id="en"),
        pytest.param("uk", "Додому повернулися 640 військовополонених, ще 22 вважалися загиблими.", id="uk"),
        pytest.param("ru", "Домой в Украину вернулись 640 военнопленных, еще 22 считались погибшими.", id="ru"),
        pytest.param("uk", "Координаційний штаб спростував інформацію про передачу 640 тіл.", id="uk, denied news"),
        pytest.param("ru", "Координационный штаб опроверг сообщения о передаче 640 тел Украине.", id="ru, denied news"),
    ],
)
def test_presumed_dead_and_denied_news_are_no_handover(lang: str, text: str) -> None:
    assert "current" not in {scope for _, _, scope in figures(lang, text)}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "It is the most since November, when it was 757.", id="en"),
        pytest.param("uk", UK + "Це найбільше від листопада, коли було 757.", id="uk"),
        pytest.param("ru", RU + "Это больше всего с ноября, когда было 757.", id="ru"),
    ],
)
def test_record_since_a_month_is_of_that_month(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 757, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "Since June 2025, when the deal was made, 14,000 bodies have come home.", id="en"),
        pytest.param("uk", UK + "Від червня 2025 року, коли уклали угоду, додому повернули 14 000 тіл.", id="uk"),
        pytest.param("ru", RU + "С июня 2025 года, когда договорились, Украине вернули 14 000 тел.", id="ru"),
    ],
)  # fmt: skip
def test_clause_about_the_first_day_of_a_total_leaves_it_one(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 14000, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "Among them were 20 Russian soldiers, Klymenko said.", id="en"),
        pytest.param("uk", UK + "Серед них виявили 20 російських військових, заявив Клименко.", id="uk"),
        pytest.param("ru", RU + "Среди них оказались 20 российских военных, заявил Клименко.", id="ru"),
    ],
)
def test_dead_of_the_other_side_among_those_received_are_their_part(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 20, "component")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "Russia got 22 bodies. Of the Russian bodies, 9 were civilians.", id="en"),
        pytest.param("ru", RU + "Россия получила 22 тела, среди них 9 российских гражданских.", id="ru"),
    ],
)
def test_own_dead_among_those_of_a_side_stay_there(lang: str, text: str) -> None:
    assert ("russia", 9, "component") in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "uk",
            "Україна отримала 640 тіл. 19 грудня Україні передали 612 тіл, причому п'ятеро з цих людей померли там.",
            id="uk, in one sentence",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл.\n\n19 грудня Україна забрала 612 полеглих. П'ятеро з них померли в неволі.",
            id="uk, in the next",
        ),
        pytest.param(
            "en",
            "Ukraine received 640 bodies. On 19 December 612 bodies were returned to Ukraine, including five officers.",
            id="en",
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел. 19 декабря Украине передали 612 тел, в том числе пять офицеров.",
            id="ru",
        ),
    ],
)
def test_part_of_an_earlier_exchange_is_a_part_and_of_its_day(lang: str, text: str) -> None:
    assert {(5, "2025-12-19", "component"), (612, "2025-12-19", "previous")} <= days(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", EN + "Of the 640 bodies, eleven turned out to be Russian soldiers.", id="en"),
        pytest.param("en", "Eleven civilians are among the 640 bodies that Ukraine received.", id="en, the whole last"),
        pytest.param("uk", UK + "Із 640 тіл 11 виявилися росіянами.", id="uk"),
        pytest.param("uk", UK + "Із 640 тіл, які повернула росія, 11 виявилися росіянами.", id="uk, which"),
        pytest.param("ru", RU + "Из 640 тел 11 оказались россиянами.", id="ru"),
        pytest.param("ru", RU + "Из 640 тел, которые вернула Россия, 11 оказались россиянами.", id="ru, which"),
    ],
)
def test_those_of_a_whole_who_turned_out_to_be_others_are_a_part(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 11, "component")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "Із 640 тілами до України прибула колона. 22 тіла отримала росія.", id="uk"),
        pytest.param("ru", "Из России вернули 640 тел, 22 были переданы России.", id="ru"),
        pytest.param("en", "Ukraine got 640 bodies, and 22 were handed to Russia.", id="en"),
    ],
)
def test_what_went_the_other_way_is_no_part(lang: str, text: str) -> None:
    assert ("russia", 22, "current") in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Eleven of the 640 bodies that Ukraine received on January 28 turned out to be Russian.", id="en"
        ),
        pytest.param(
            "en", "Eleven of the 640 bodies which Moscow handed over on January 28 were Russian.", id="en, giver"
        ),
        pytest.param("uk", "11 із 640 тіл, які Україна отримала 28 січня, виявилися росіянами.", id="uk"),
        pytest.param(
            "uk", "11 із 640 тіл, які росія передала 28 січня, виявилися російськими військовими.", id="uk, giver"
        ),
        pytest.param("ru", "11 из 640 тел, которые Украина получила 28 января, оказались россиянами.", id="ru"),
        pytest.param(
            "ru", "11 из 640 тел, которые Россия передала 28 января, оказались телами россиян.", id="ru, giver"
        ),
    ],
)
def test_the_whole_of_a_part_is_a_figure_where_its_day_is_told(lang: str, text: str) -> None:
    assert ("ukraine", 640, "current") in figures(lang, text)
    assert (640, "2026-01-28", "current") in days(lang, text)
    assert ("russia", 640, "current") not in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Eleven of the 640 bodies returned to Kyiv were buried on January 28.", id="en, another day"
        ),
        pytest.param("en", "Eleven of the 640 bodies that Ukraine received turned out to be Russian.", id="en, no day"),
        pytest.param("uk", "11 із 640 тіл, які Україна отримала, виявилися росіянами.", id="uk, no day"),
        pytest.param("ru", "11 из 640 тел, которые Украина получила, опознали 28 января.", id="ru, another day"),
    ],
)
def test_the_whole_of_a_part_without_its_day_is_no_figure(lang: str, text: str) -> None:
    assert 640 not in {count for _, count, _ in figures(lang, text)}
