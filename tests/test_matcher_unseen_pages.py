"""What pages that no rule had seen were misread by: totals in two sentences, headlines, captives, losses."""

import pytest
from builders_matcher import DOWN, UP, claims, days, figures, voices

from repwatch.model import Kind


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Since the beginning of 2025 Russia has handed over more than 9,000 bodies to Ukraine. At the same time "
            "Kyiv handed over to Moscow 63 times fewer bodies of Russian soldiers, 143.",
            id="en",
        ),
        pytest.param(
            "uk",
            "З початку 2025 року Росія передала Україні понад 9 тисяч тіл. При цьому Київ передав Москві у 63 рази "
            "менше тіл російських бійців — 143.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "С начала 2025 года Россия передала Украине более 9 тысяч тел. При этом Киев передал Москве в 63 раза "
            "меньше тел российских бойцов — 143.",
            id="ru",
        ),
    ],
)
def test_what_a_total_goes_on_with_at_the_same_time_is_a_total(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 9000, "cumulative"), ("russia", 143, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. At the same time Russia received 22 bodies.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл. При цьому Росія отримала 22 тіла.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел. При этом Россия получила 22 тела.", id="ru"),
    ],
)
def test_at_the_same_time_leaves_the_news_what_it_is(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "Київ повідомив про повернення 640 тіл з росії. росія отримала 22 тіла.", id="uk"),
        pytest.param(
            "uk", "Україна отримала 640 тіл солдатів. рф отримала 22 тіла, заявив Мединський.", id="uk, short"
        ),
        pytest.param("ru", "Киев сообщил о возвращении 640 тел из россии. россия получила 22 тела.", id="ru"),
        pytest.param("en", "Kyiv reported the return of 640 bodies from russia. russia received 22 bodies.", id="en"),
    ],
)
def test_name_of_a_party_in_lower_case_begins_a_sentence(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}
    assert not [one.gates for one in claims(lang, text) if one.gates]


def test_lower_case_of_anything_else_begins_none() -> None:
    assert figures("uk", "Україна отримала 640 тіл у м. київ від рос. армії.") == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Kyiv said Russia sent 640 bodies to Ukraine on January 29. Russia's Defense Ministry gave a slightly "
            "different figure for the number of bodies returned on January 29: 643.",
            id="en",
        ),
        pytest.param(
            "uk", "Київ заявив, що Росія передала 640 тіл. Міноборони Росії назвало іншу кількість тіл: 643.", id="uk"
        ),
        pytest.param(
            "ru", "Киев заявил, что Россия передала 640 тел. Минобороны России назвало другое число тел: 643.", id="ru"
        ),
    ],
)
def test_who_gives_a_figure_hands_over_none(lang: str, text: str) -> None:
    assert voices(lang, text) == {("ukraine", 640, "ukraine"), ("ukraine", 643, "russian-mod")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Russia received 22 bodies, Saraliev said. Prior to this, the Coordination Headquarters reported that "
            "Ukraine had received 640 bodies.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Росія отримала 22 тіла, сказав Саралієв. До цього Координаційний штаб повідомив, що Україна отримала 640 "
            "тіл.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Россия получила 22 тела, сказал Саралиев. Ранее Координационный штаб сообщил, что Украина получила 640 "
            "тел.",
            id="ru",
        ),
    ],
)
def test_what_an_official_said_before_of_the_other_half_is_of_this_exchange(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Russia received 22 bodies. Earlier, Medinsky said that Ukraine had received 612 bodies and Russia 24.",
            id="en, both halves of another one",
        ),
        pytest.param(
            "uk",
            "Росія отримала 22 тіла. Раніше, 11 січня, штаб повідомив, що Україна отримала 612 тіл.",
            id="uk, a day of its own",
        ),
        pytest.param(
            "ru", "Украина получила 640 тел. Ранее Мединский сообщил, что Украина получила 612 тел.", id="ru, same side"
        ),
        pytest.param(
            "ru", "Россия не получила ни одного тела. Ранее Мединский сообщил, что Украина получила 612 тел.", id="zero"
        ),
    ],
)
def test_what_was_said_before_of_another_exchange_stays_there(lang: str, text: str) -> None:
    assert ("ukraine", 612, "previous") in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Russia hands over another 1,000 bodies",
            "The last exchange took place on September 18, when Ukraine received 1,000 bodies.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Росія передала Україні ще 1000 тіл",
            "Останній обмін відбувся 18 вересня, тоді Україна отримала 1000 тіл загиблих.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Россия передала Украине еще 1000 тел",
            "Последний обмен состоялся 18 сентября, тогда Украина получила тела 1000 погибших.",
            id="ru",
        ),
    ],
)
def test_headline_of_another_thousand_is_not_the_thousand_of_the_last_time(lang: str, title: str, text: str) -> None:
    assert days(lang, text, title) == {(1000, "2026-01-29", "current"), (1000, "2025-09-18", "previous")}
    assert [one.gates for one in claims(lang, text, title) if one.day == "2026-01-29"] == [("headline",)]


def test_headline_over_a_text_of_another_day_than_the_page_is_of_that_day() -> None:
    title = "Russia hands over another 1,000 bodies to Ukraine"
    text = "On January 15, Ukraine received another 1,000 bodies."
    assert days("en", text, title) == {(1000, "2026-01-15", "previous")}


def test_headline_without_another_is_what_the_text_tells() -> None:
    text = "The last exchange took place on September 18, when Ukraine received 1,000 bodies."
    assert days("en", text, "How 1,000 bodies were returned") == {(1000, "2025-09-18", "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine brought home 640 bodies.\nOn January 17, a prisoner exchange took place. Ukraine brought home "
            "another 95 defenders.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна повернула 640 тіл.\nНагадаємо, 17 січня відбувся обмін полоненими. Україна повернула додому ще 95 "
            "захисників.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина вернула 640 тел.\nРанее состоялся обмен пленными. По итогам обмена Украина возвратила 95 бойцов.",
            id="ru",
        ),
    ],
)
def test_people_right_after_a_swap_of_captives_are_captives(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}
    assert {one.figure.low for one in claims(lang, text) if one.kind is Kind.PRISONERS} == {95}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "A truce of two to three days would let commanders collect the bodies of their soldiers.", id="days"
        ),
        pytest.param("en", "Bodies are exchanged there. A morgue can examine three to four bodies per day.", id="en"),
        pytest.param("uk", "Тіла передають на кордоні. Морг може оглянути 3-4 тіла на добу.", id="uk"),
        pytest.param("ru", "Тела передают на границе. Морг может осмотреть 3-4 тела в день.", id="ru"),
        pytest.param("ru", "Состоялся обмен телами. Он стал 12-м с начала года.", id="ru, which in the row"),
        pytest.param("uk", "Відбувся обмін тілами. Він став 12-м від початку року.", id="uk, which in the row"),
    ],
)
def test_a_pace_a_time_and_a_place_in_the_row_count_nobody(lang: str, text: str) -> None:
    assert figures(lang, text) == set()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received 640 bodies.\nUkraine has reported over 40,000 soldiers killed, the ministry said."
        ),
        pytest.param(
            "uk", "Україна отримала 640 тіл.\nРаніше йшлося, що втрати перевищили 1500 осіб, з них 500 – безповоротні."
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел.\nРанее сообщалось, что потери превысили 1500 человек, из них 500 – убитыми.",
        ),
    ],
    ids=["en", "uk", "ru"],
)
def test_losses_beside_a_handover_are_none_of_it(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "Тоді Україні передали тіла 640 воїнів, тоді як Росія отримала тіла всього 22 бійців."),
        pytest.param("ru", "Украине передали тела 640 погибших, в то время как Россия получила тела всего 22 бойцов."),
        pytest.param("ru", "Украине передали 640 тел, а Россия получила всего 22 тела."),
    ],
    ids=["uk", "ru, the noun before", "ru, the verb before"],
)
def test_one_word_for_in_all_and_only_means_only_beside_a_larger_number(lang: str, text: str) -> None:
    assert {low for _, low, scope in figures(lang, text) if scope == "cumulative"} == set()


def test_the_same_word_before_the_only_number_counts_up() -> None:
    assert figures("ru", "Всего Россия передала Украине 6057 тел.") == {("ukraine", 6057, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received the bodies of 640 soldiers killed on January 12.", id="en"),
        pytest.param("uk", "Україна отримала тіла 640 воїнів, загиблих 12 січня.", id="uk"),
        pytest.param("ru", "Украина получила тела 640 бойцов, погибших 12 января.", id="ru"),
    ],
)
def test_day_of_the_dying_is_not_that_of_the_return(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2026-01-29", "current")}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Russia returns 640 bodies in largest repatriation since war began",
            "On Thursday, Russia handed over the bodies of 640 Ukrainian soldiers.",
            id="a headline",
        ),
        pytest.param(
            "en",
            "",
            "In one of the most significant exchanges since the onset of the war, Ukraine received 640 bodies.",
            id="a rank",
        ),
    ],
)
def test_since_after_a_rank_counts_nothing_up(lang: str, title: str, text: str) -> None:
    assert figures(lang, text, title) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "In all since June 2025, Russia has handed over 12,000 bodies to Ukraine.", id="en"),
        pytest.param("uk", "Сумарно з червня 2025 року Росія передала Україні понад 12 тис. тіл.", id="uk"),
        pytest.param("ru", "Суммарно с июня 2025 года Россия передала Украине более 12 тыс. тел.", id="ru"),
    ],
)
def test_a_total_since_a_month_counts_from_that_month(lang: str, text: str) -> None:
    assert {one.base for one in claims(lang, text)} == {"2025-06-01"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received 640 bodies. In one of such exchanges, Ukraine received 612 bodies.", id="en"
        ),
        pytest.param(
            "uk", "Україна отримала 640 тіл. Під час одного з таких обмінів Україна отримала 612 тіл.", id="uk"
        ),
        pytest.param(
            "ru", "Украина получила 640 тел. В ходе одного из таких обменов Украина получила 612 тел.", id="ru"
        ),
    ],
)
def test_one_of_such_exchanges_is_an_earlier_one(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 612, "previous")}


def test_a_headquarters_of_a_long_name_said_it_earlier_and_counted_the_parts() -> None:
    text = (
        "Ukraine returned 22 bodies to Russia.\nPrior to this, the Ukrainian Coordinating Headquarters for Prisoners "
        "of War (CHPW) reported that Ukraine had received the bodies of 640 soldiers. It is noted that 403 bodies were "
        "returned from Donetsk, 230 from Luhansk, and seven from the Zaporizhzhia region."
    )
    found = figures("en", text)
    assert {one for one in found if one[2] != "component"} == {UP, DOWN}
    assert {low for _, low, scope in found if scope == "component"} == {403, 230, 7}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "uk",
            "Росія передала Україні тисячу тіл",
            "Минулого разу сторони обмінялися тілами наприкінці жовтня: тоді Україна отримала від Росії тисячу тіл.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Россия передала Украине тысячу тел",
            "В прошлый раз стороны провели обмен телами в конце октября: тогда Украина получила от России тысячу тел.",
            id="ru",
        ),
        pytest.param(
            "en",
            "Russia hands over a thousand bodies to Ukraine",
            "The previous exchange took place in October: Ukraine received a thousand bodies then.",
            id="en",
        ),
    ],
)
def test_headline_that_names_who_received_is_not_of_an_exchange_months_ago(lang: str, title: str, text: str) -> None:
    assert ("ukraine", 1000, "current") in figures(lang, text, title)


def test_what_an_official_counts_a_little_otherwise_far_below_is_the_same_handover() -> None:
    text = (
        "Kyiv said Russia sent 1,245 bodies to Ukraine on January 29.\n\nIdentifying them is a long process.\n\n"
        "The talks went on for hours.\n\nRussia's Defense Ministry gave a slightly different figure for the number of "
        "bodies returned on January 29: 1,248."
    )
    assert voices("en", text) == {("ukraine", 1245, "ukraine"), ("ukraine", 1248, "russian-mod")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies against 612 in December, and 22 went to Russia.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл проти 612 у грудні, а Росія – 22.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел против 612 в декабре, а Россия – 22.", id="ru"),
    ],
)
def test_what_a_figure_is_held_against_is_an_earlier_one_of_the_same_side(lang: str, text: str) -> None:
    assert days(lang, text) == {
        (640, "2026-01-29", "current"),
        (612, "2025-12", "previous"),
        (22, "2026-01-29", "current"),
    }
    assert ("ukraine", 612, "previous") in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Russia and Ukraine exchanged bodies, 640 against 22.", id="en"),
        pytest.param("uk", "Обмін тілами відбувся у форматі 640 проти 22.", id="uk"),
        pytest.param("ru", "Россия и Украина обменялись телами по формуле 640 против 22.", id="ru"),
    ],
)
def test_a_formula_with_against_stays_one(lang: str, text: str) -> None:
    assert {low for _, low, scope in figures(lang, text) if scope == "current"} == {640, 22}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine returned 22 bodies, Medinsky said.", id="en"),
        pytest.param("uk", "Україна повернула 22 тіла, заявив Мединський.", id="uk"),
        pytest.param("ru", "Украина вернула 22 тела, заявил Мединский.", id="ru"),
    ],
)
def test_what_one_side_returned_by_the_word_of_the_other_went_to_that(lang: str, text: str) -> None:
    assert figures(lang, text) == {DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "Україна повернула 640 тіл, повідомив Координаційний штаб.", id="its own official"),
        pytest.param("uk", "Україна повернула 640 тіл, Мединський говорить про 643.", id="a count of his own"),
    ],
)
def test_who_else_speaks_turns_no_return(lang: str, text: str) -> None:
    assert UP in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "Київ повідомив про отримання 640 тіл. Москва — про передачу 643.", id="uk"),
        pytest.param("ru", "Киев сообщил о получении 640 тел. Москва – о передаче 643.", id="ru"),
    ],
)
def test_a_dash_leans_on_the_word_of_saying_of_the_sentence_before(lang: str, text: str) -> None:
    assert voices(lang, text) == {("ukraine", 640, "ukraine"), ("ukraine", 643, "russia")}
    assert not [one.gates for one in claims(lang, text) if one.gates]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "22 of the 640 bodies returned were Russians.", id="en"),
        pytest.param("uk", "22 із 640 повернутих тіл були росіянами.", id="uk"),
        pytest.param("ru", "22 из 640 возвращенных тел были россиянами.", id="ru"),
    ],
)
def test_who_some_of_them_were_is_not_where_they_went(lang: str, text: str) -> None:
    assert "russia" not in {to for to, _, _ in figures(lang, text)}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "Удалося повернути 22 тіла, а українській стороні передано 640 тіл.", id="uk"),
        pytest.param("ru", "Удалось вернуть 22 бойцов, а украинской стороне передано 640 тел.", id="ru"),
        pytest.param("uk", "Вдалося повернути 640 тіл, а росії передали 22 тіла.", id="uk, the other way round"),
    ],
)
def test_whoever_brought_them_back_is_not_who_was_given_the_others(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}
    assert not [one.gates for one in claims(lang, text) if one.gates]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Russia handed over 640 bodies to Kyiv.\nGaluzin said Moscow had handed over about 12,000 bodies to "
            "Ukraine. Ukraine returned about 200 bodies to Russia.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Росія передала Києву 640 тіл.\nГалузін повідомив, що Москва передала українській стороні близько 12 тисяч "
            "тіл. Україна повернула Росії близько 200 тіл.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Россия передала Киеву 640 тел.\nГалузин сообщил, что Москва передала украинской стороне около 12 тысяч "
            "тел. Украина вернула России около 200 тел.",
            id="ru",
        ),
    ],
)
def test_a_hedged_figure_right_after_a_hedged_total_is_one_too(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 12000, "cumulative"), ("russia", 200, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        pytest.param("ru", "В Украине вернули 640 тел погибших солдат.", {UP}, id="ru, north"),
        pytest.param("ru", "В России вернули 22 тела погибших бойцов.", {DOWN}, id="ru, south"),
        pytest.param("uk", "В Україні повернули 640 тіл загиблих воїнів.", {UP}, id="uk"),
    ],
)
def test_where_they_were_brought_back_received_them(lang: str, text: str, found: set[tuple[str, int, str]]) -> None:
    assert figures(lang, text) == found


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        pytest.param(
            "en",
            "In early December, Lavrov stated that Moscow had returned the remains of more than 11,000 soldiers to Kiev"
            " while receiving 201 bodies.",
            "2025-12",
            id="en, said in",
        ),
        pytest.param(
            "uk",
            "У грудні Лавров заявив, що Росія загалом передала Україні понад 11 тисяч тіл.",
            "2025-12",
            id="uk, said in",
        ),
        pytest.param(
            "uk",
            "Станом на грудень 2024 року загалом в Україну повернули 5503 тіла.",
            "2024-12",
            id="uk, as of",
        ),
        pytest.param(
            "ru",
            "Ранее Лавров сообщил, что к 11 декабря Россия в общей сложности передала Киеву более 11 тыс. тел. По его "
            "словам, в ответ РФ получила 201 тело.",
            "2025-12-11",
            id="ru, by, and in return",
        ),
        pytest.param(
            "ru",
            "Согласно сведениям МИД РФ, представленным в начале декабря, суммарно с июня 2025 года Украине передали "
            "более 12 тыс. тел.",
            "2025-12",
            id="ru, since is another",
        ),
        pytest.param(
            "en", "Ukraine has received 12,000 bodies since the talks in December, Kyiv said.", None, id="en, since"
        ),
        pytest.param(
            "en", "In all, 12,000 bodies were returned to Ukraine, Lavrov said on Thursday.", None, id="en, now"
        ),
    ],
)
def test_a_total_that_is_told_again_has_the_time_of_its_telling(lang: str, text: str, told: str | None) -> None:
    assert {one.day for one in claims(lang, text) if one.scope.value == "cumulative"} == {told}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "As of December 2024, 5,503 bodies have been returned to Ukraine in total.", id="en"),
        pytest.param("uk", "Станом на грудень 2024 року загалом в Україну повернули 5503 тіла.", id="uk"),
        pytest.param("ru", "По состоянию на декабрь 2024 года всего Украине вернули 5503 тела.", id="ru"),
    ],
)
def test_as_of_a_month_is_no_first_day(lang: str, text: str) -> None:
    assert {one.base for one in claims(lang, text)} == {""}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "On January 24, Ukraine received 640 bodies. Russia was handed 22 bodies.", id="en"),
        pytest.param("uk", "24 січня Україна отримала 640 тіл. Росії передали 22 тіла.", id="uk"),
        pytest.param("ru", "24 января Украина получила 640 тел. России передали 22 тела.", id="ru"),
    ],
)
def test_what_an_article_opens_with_is_its_exchange_though_days_ago(lang: str, text: str) -> None:
    assert days(lang, text) == {(640, "2026-01-24", "current"), (22, "2026-01-24", "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "On January 12, Ukraine received 640 bodies.", id="weeks ago"),
        pytest.param("en", "On January 24, Ukraine received another 640 bodies.", id="another"),
        pytest.param("uk", "Триває впізнання.\nСправа довга.\n24 січня Україна отримала 640 тіл.", id="below"),
        pytest.param(
            "ru", "24 января Украина получила 640 тел. Россия передала Украине 700 тел, сообщил Мединский.", id="news"
        ),
    ],
)
def test_other_days_ago_are_background(lang: str, text: str) -> None:
    assert ("ukraine", 640, "previous") in figures(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Russia returned the bodies of 640 soldiers to Ukraine and received the remains of 22 Russians under a "
            "deal reached during peace talks in Istanbul in December.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Росія передала Україні 640 тіл і отримала 22 тіла за домовленостями, досягнутими на переговорах у Стамбулі"
            " у грудні.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Россия передала Украине 640 тел и получила 22 тела по договоренностям, достигнутым на переговорах в "
            "Стамбуле в декабре.",
            id="ru",
        ),
    ],
)
def test_month_in_which_a_deal_was_reached_is_not_that_of_the_handover(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


def test_month_right_behind_a_deal_is_that_of_the_handover() -> None:
    text = "Under the Istanbul agreements in December, Ukraine received 640 bodies."
    assert figures("en", text) == {("ukraine", 640, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies.\nThe headquarters said 403 bodies came from the Donetsk sector, 12 from "
            "Luhansk, 57 from Zaporizhzhia, and the remaining ones were returned from morgues in Russia.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл.\nШтаб уточнив, що 403 тіла передано з Донецького напрямку, 12 — з Луганського, "
            "57 — із Запорізького, а решту повернуто з моргів на території Росії.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел.\nШтаб уточнил, что 403 тела передали с Донецкого направления, 12 — с "
            "Луганского, 57 — с Запорожского, а оставшиеся были возвращены из моргов на территории России.",
            id="ru",
        ),
    ],
)
def test_all_that_stands_before_the_rest_is_a_part(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, *(("ukraine", low, "component") for low in (403, 12, 57))}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Russia handed over 20 bodies of its own soldiers to Ukraine, Klymenko said.", id="en"),
        pytest.param("uk", "Клименко уточнив, що Росія передала Україні 20 тіл своїх військових.", id="uk"),
        pytest.param("ru", "Клименко уточнил, что Россия передала Украине 20 тел своих военных.", id="ru"),
    ],
)
def test_own_dead_that_a_side_hands_over_are_some_of_others(lang: str, text: str) -> None:
    assert figures(lang, text) == {("ukraine", 20, "component")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Moscow handed over the bodies of 640 soldiers to Kyiv, and Kyiv the bodies of 22.", id="en"
        ),
        pytest.param("uk", "Москва передала Києву тіла 640 військових, а Київ — тіла 22 військових.", id="uk"),
        pytest.param("ru", "Москва передала Киеву тела 640 военных, а Киев — тела 22 военных.", id="ru"),
    ],
)
def test_a_dash_before_the_bodies_stands_for_the_verb(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}
    assert not [one.gates for one in claims(lang, text) if one.gates]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("ru", "Россия передавала Украине тела в период с 11 по 16 января.", id="ru"),
        pytest.param("uk", "Росія передавала Україні тіла в період з 11 по 16 січня.", id="uk"),
        pytest.param("en", "Russia handed over bodies to Ukraine from January 11 to 16.", id="en"),
    ],
)
def test_the_first_day_of_a_time_counts_nobody(lang: str, text: str) -> None:
    assert figures(lang, text) == set()


def test_not_a_single_body_of_a_side_that_is_named_is_a_zero_without_doubt() -> None:
    text = "Russia handed over 640 bodies to Ukraine on Thursday. Ukraine has not handed over a single body to Russia."
    assert figures("en", text) == {UP, ("russia", 0, "current")}
    assert not [one.gates for one in claims("en", text) if one.gates]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies.\nMoscow and Kyiv have held several prisoner exchanges. On January 5, Russia "
            "returned 157 servicemen.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл.\nМосква і Київ неодноразово проводили обміни полоненими. Зокрема, 5 січня Росія "
            "повернула 157 військовослужбовців.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел.\nМосква и Киев неоднократно проводили обмены пленными. В частности, 5 января "
            "Россия вернула 157 военнослужащих.",
            id="ru",
        ),
    ],
)
def test_people_after_several_swaps_of_captives_are_captives(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


def test_wounded_who_came_with_them_tell_nothing_of_the_dead() -> None:
    found = figures("ru", "Удалось вернуть 640 тел, а вместе с ними Украине передали 12 раненых.")
    assert "russia" not in {to for to, _, _ in found}
