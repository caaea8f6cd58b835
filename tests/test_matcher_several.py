"""Numbers of several transfers, ranks, ratios and gaps: what they make of figures, in every language."""

import pytest
from builders_matcher import DOWN, UP, figures


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Moscow says it got 22 bodies on Thursday; in four handovers, by Medinsky's account, 78.",
            id="en, an aside between",
        ),
        pytest.param(
            "uk", "Росія у четвер забрала 22 тіла; за чотири передачі, за словами Мединського, — 78.", id="uk, an aside"
        ),
        pytest.param(
            "ru", "Россия в четверг забрала 22 тела; за четыре передачи, по словам Мединского, — 78.", id="ru, an aside"
        ),
        pytest.param("uk", "Росія у четвер забрала 22 тіла. За шість обмінів вона отримала 78 тіл.", id="uk"),
        pytest.param("ru", "Россия в четверг забрала 22 тела. За шесть обменов она получила 78 тел.", id="ru"),
    ],
)  # fmt: skip
def test_figure_over_a_number_of_transfers_is_a_total(lang: str, text: str) -> None:
    assert figures(lang, text) == {DOWN, ("russia", 78, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "It is the second of three exchanges this month: Ukraine received 640 bodies.", id="en"),
        pytest.param("uk", "Це друга з трьох передач: Україна отримала 640 тіл.", id="uk"),
        pytest.param("ru", "Это вторая передача из трех: Украина получила 640 тел.", id="ru"),
        pytest.param("en", "Ukraine received 640 bodies in each of the last three exchanges.", id="en, each"),
    ],
)
def test_number_of_transfers_is_no_figure_and_no_total_of_each(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine received 640 bodies.\n\nIt is one of the largest exchanges since 2022: on January 8, 501 fallen "
            "soldiers were returned to Ukraine.",
            id="en",
        ),
        pytest.param(
            "uk",
            "Україна отримала 640 тіл.\n\nЦе одна з найбільших репатріацій з 2022 року: 8 січня додому повернули "
            "501 полеглого.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел.\n\nПо российской версии, на борту никого не было.\n\nЭто одна из самых больших "
            "репатриаций с 2022 года: 8 января Украине вернули 501 павшего.",
            id="ru",
        ),
    ],
)
def test_rank_since_a_year_is_no_total(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 501, "previous")}


def test_home_is_not_that_of_whoever_was_cited_in_another_paragraph() -> None:
    text = (
        "Украина получила 640 тел.\n\nПо российской версии, на борту никого не было.\n\n8 января домой вернули "
        "501 павшего."
    )
    assert ("russia", 501) not in {one[:2] for one in figures("ru", text)}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received 640 bodies. The gap of three bodies runs through the total count too.", id="en, gap"
        ),
        pytest.param("en", "Ukraine received 640 bodies. In a case out of ten nobody came since May.", id="en, ratio"),
        pytest.param("uk", "Україна отримала 640 тіл. Різниця у три тіла є й у загальному підсумку.", id="uk, gap"),
        pytest.param("uk", "Україна отримала 640 тіл. В одному випадку з десяти ніхто не прийшов.", id="uk, ratio"),
        pytest.param("ru", "Украина получила 640 тел. Разница в три тела есть и в общей сумме.", id="ru, gap"),
        pytest.param("ru", "Украина получила 640 тел. В одном случае из десяти никто не пришел.", id="ru, ratio"),
    ],
)  # fmt: skip
def test_gaps_and_ratios_are_no_figures(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine got 640 bodies. About 501 Ukrainians have been given back every time since July.", id="en"
        ),
        pytest.param(
            "uk", "Україна отримала 640 тіл. З липня щоразу повертали близько 501 тіла українців.", id="uk"
        ),
        pytest.param(
            "ru", "Украина получила 640 тел. С июля каждый раз возвращали около 501 тела украинцев.", id="ru"
        ),
    ],
)  # fmt: skip
def test_what_came_every_time_is_no_total(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 501, "previous")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en",
            "Ukraine got 640 bodies. Russia got 22. Not all of the 22 were soldiers. Nine were civilians.",
            id="en",
        ),
        pytest.param("uk", "Україна отримала 640 тіл. Росія — 22. Дев'ятеро були цивільними.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел. Россия — 22. Девять были гражданскими.", id="ru"),
    ],
)
def test_some_of_the_figure_before_of_whom_is_told_who_they_were(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN, ("russia", 9, "component")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine got 640 bodies, Russia got 22. Budanov said 46,000 were killed.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл, росія — 22. Буданов нарахував 46 тисяч убитих.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел, Россия — 22. Буданов насчитал 46 тысяч убитых.", id="ru"),
    ],
)  # fmt: skip
def test_losses_that_an_official_counted_are_no_figures(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "uk",
            "Україна отримала 640 тіл, росія — 22.\n\nУ червні 2022 року українська розвідка після двох перших обмінів "
            "нарахувала 210 полеглих, а Буданов — 220.",
            id="uk",
        ),
        pytest.param(
            "ru",
            "Украина получила 640 тел, Россия — 22.\n\nВ июне 2022 года украинская разведка после двух первых обменов "
            "сообщила о 210 павших, а Буданов — о 220.",
            id="ru",
        ),
    ],
)
def test_totals_that_two_officials_counted_go_where_the_first_figure_went(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN, ("ukraine", 210, "cumulative"), ("ukraine", 220, "cumulative")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "en", "Ukraine received bodies on Thursday.\n\nThe three convoys were of 612, 501 and 640 bodies.", id="en"
        ),
        pytest.param(
            "uk", "Україна сьогодні отримала 640 тіл.\n\nУ трьох передачах було 612, 501 та 640 тіл.", id="uk"
        ),
        pytest.param(
            "ru", "Украина сегодня получила 640 тел.\n\nВ трех передачах было 612, 501 и 640 тел.", id="ru"
        ),
    ],
)  # fmt: skip
def test_row_of_transfers_ends_with_this_one(lang: str, text: str) -> None:
    assert {(count, scope) for _, count, scope in figures(lang, text)} <= {
        (612, "previous"),
        (501, "previous"),
        (640, "current"),
    }


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Ukraine received 640 bodies. Of those 640, 403 came from Kursk region.", id="en"),
        pytest.param("uk", "Україна отримала 640 тіл. Із цих 640 з Курського напрямку — 403.", id="uk"),
        pytest.param("ru", "Украина получила 640 тел. Из этих 640 с Курского направления — 403.", id="ru"),
    ],
)
def test_whole_that_opens_its_parts_is_no_part(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 403, "component")}
