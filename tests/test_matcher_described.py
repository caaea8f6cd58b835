"""Sides that a pronoun, a describing clause, a noun or a count of people tells, in every language."""

import pytest
from builders_matcher import DOWN, UP, figures


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "The two sides exchanged bodies on Thursday: it received 640, Russia 22.", id="en"),
        pytest.param("uk", "Обмін тілами відбувся у четвер: вона отримала 640, росія — 22.", id="uk"),
        pytest.param("ru", "Обмен телами состоялся в четверг: она получила 640, Россия — 22.", id="ru"),
    ],
)
def test_pronoun_is_not_the_side_that_the_next_figure_names(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Moscow delivered 640 bodies and was given back 22 of its own.", id="shared subject"),
        pytest.param("Moscow delivered 640 bodies to Ukraine and was handed 22.", id="recipient before"),
        pytest.param("Russia gave Ukraine 640 bodies. Russia was then given back 22.", id="own subject"),
    ],
)
def test_who_is_given_a_number_receives_it(text: str) -> None:
    assert DOWN in figures("en", text)


def test_bodies_that_were_given_name_no_receiver() -> None:
    assert ("russia", 640) not in {one[:2] for one in figures("en", "Russia said 640 bodies were handed over to Kyiv.")}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Vladimir Putin mentioned 640 bodies that Russia would hand over.", id="plain"),
        pytest.param("At the forum Putin spoke of 640 bodies that Russia would release soon.", id="release"),
    ],
)
def test_who_is_to_give_stands_in_the_clause_after_the_noun(text: str) -> None:
    assert figures("en", text, "Moscow ready to hand over bodies") == {("ukraine", 640, "planned")}


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        pytest.param("After handing over 640 bodies, Moscow asked for a pause.", UP, id="giver"),
        pytest.param("After receiving 22 bodies, Moscow asked for a pause.", DOWN, id="receiver"),
    ],
)
def test_subject_after_the_clause_that_leans_on_it(text: str, figure: tuple[str, int, str]) -> None:
    assert figures("en", text) == {figure}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param(
            "uk",
            "Координаційний штаб відзвітував про прийом 640 тіл, Міноборони РФ — про передачу 643 тіл.",
            id="uk",
        ),
        pytest.param(
            "ru", "Координационный штаб отчитался о приеме 640 тел, российское Минобороны — об отправке 643.", id="ru"
        ),
    ],
)
def test_each_who_speaks_of_a_transfer_gave_or_received(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, ("ukraine", 643, "current")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "Українців на щиті було 640, натомість Москва забрала 22 тіла.", id="uk, people first"),
        pytest.param(
            "uk", "Обмін тілами відбувся: репатрійованих українців було 640, однак Москва забрала 22 тіла.", id="uk"
        ),
        pytest.param("ru", "Обмен телами прошел: павших украинцев было 640, однако Москва забрала 22 тела.", id="ru"),
    ],
)
def test_people_who_are_only_counted_went_home(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        pytest.param(
            "en",
            "Channels: 62 bodies from the crash were among the 640 returned",
            "Ukraine received 640 bodies on Thursday.",
            id="en",
        ),
        pytest.param("uk", "Росія віддала 62 тіла з літака у складі 640", "Україна отримала 640 тіл.", id="uk"),
        pytest.param("ru", "Россия отдала 62 тела из самолета в числе 640", "Украина получила 640 тел.", id="ru"),
    ],
)
def test_a_smaller_number_within_a_larger_one_is_its_part(lang: str, title: str, text: str) -> None:
    assert figures(lang, text, title) == {UP, ("ukraine", 62, "component")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("uk", "У складі колони з Росії в Україну прибуло 640 тіл.", id="uk"),
        pytest.param("ru", "В составе колонны из России в Украину прибыло 640 тел.", id="ru"),
    ],
)
def test_within_a_convoy_is_no_part(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Medinsky: 640 bodies given, 22 taken back.", id="en, giver"),
        pytest.param("en", "According to the headquarters, 640 bodies were received and 22 given.", id="en"),
        pytest.param("uk", "Мединський: віддано 640 тіл, отримано 22.", id="uk, giver"),
        pytest.param("uk", "Коордштаб: отримано 640 тіл, передано 22.", id="uk, receiver"),
        pytest.param("ru", "Мединский: передано 640 тел, получено 22.", id="ru, giver"),
        pytest.param("ru", "Координационный штаб: получено 640 тел, передано 22.", id="ru, receiver"),
    ],
)  # fmt: skip
def test_who_tells_of_both_ways_speaks_of_his_own_side(lang: str, text: str) -> None:
    assert figures(lang, text) == {UP, DOWN}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("en", "Medinsky: Ukraine was given 640 bodies, Russia received 22.", id="en"),
        pytest.param("uk", "Мединський: Україні передано 640 тіл, Росією отримано 22.", id="uk"),
        pytest.param("ru", "Координационный штаб: Россией передано 640 тел, получено 22.", id="ru"),
    ],
)
def test_named_sides_count_more_than_who_speaks(lang: str, text: str) -> None:
    assert UP in figures(lang, text)
