"""Sentences and addresses as a message may show them: short, in one line, naming nobody, linking nowhere odd."""

import pytest

from alerts.quotes import line, shown, without_names
from alerts.reports import link


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("Ivan Petrenko, Olena Koval and Taras Bondar came home.", "[…] came home.", id="three names"),
        pytest.param("Ivan Petrenko and Olena Koval came home.", None, id="two may be officials who speak"),
        pytest.param(
            "Among them are Ivan Petrenko (34), Olena Koval (51), Taras Bondar (19).",
            "Among them are […].",
            id="with their ages",
        ),
        pytest.param("Повернулися Іван Петренко, Олена Коваль та Тарас Бондар", "[…]", id="in Ukrainian"),
        pytest.param("Вернулись И. П. Петров, О. Коваль и Т. Бондарь.", "[…]", id="initials"),
        pytest.param(
            "Among the 640 is Ivan Petrenko, 34, a driver.", "Among the 640 is […], a driver.", id="one, aged"
        ),
        pytest.param("Серед 640 тіл — Іван Петренко (34).", "Серед 640 тіл — […].", id="one with an age in brackets"),
        pytest.param("Vladimir Medinsky, 1,248 bodies later, said so.", None, id="a figure is no age"),
        pytest.param("According to Vladimir Medinsky, 51 bodies came.", None, id="a small figure is no age"),
        pytest.param("Rustem Umerov said 51 bodies went to Russia.", None, id="who speaks stays"),
        pytest.param("The Red Cross, the Security Service and the National Guard took part.", None, id="with articles"),
        pytest.param("1,000 bodies to Ukraine, 31 to Russia, 5 to nobody", None, id="figures are no names"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_lists_of_names_are_left_out(text: str, kept: str | None) -> None:
    assert without_names(text) == (text if kept is None else kept)


def test_a_long_quote_is_cut_between_words_around_its_figure() -> None:
    said = "word " * 100 + "and 1,245 bodies " + "more " * 100
    cut = shown(said, 1245, 60)
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert "1,245 bodies" in cut
    assert len(cut) <= 64


@pytest.mark.parametrize("written", ["1 245", "1\u00a0245", "1\u202f245", "1245", "1.245", "1'245"])
def test_the_figure_is_found_however_it_is_written(written: str) -> None:
    cut = shown("слово " * 100 + written + " тел " + "слово " * 100, 1245, 60)
    assert " ".join(written.split()) in cut


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\tc\x00d\u2028e", "a b c d e"),
        ("\u202egnp\u202c\u200bx\ufeff", "gnpx"),
        ("half \ud83d of a character", "half of a character"),
    ],
)
def test_a_quote_is_one_plain_line(text: str, expected: str) -> None:
    assert line(text) == expected


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "https://a.example/ b", "https://a.example/\n", "//a.example", "",
     "https://a.example/" + "x" * 2048, "https://a.example/\u202e"],
)  # fmt: skip
def test_what_a_mail_never_links_to(url: str) -> None:
    assert link(url) == ""


def test_a_hundred_thousand_words_take_no_time_to_read() -> None:
    for text in ("Ab " * 100_000, "Ab, " * 100_000, "1," * 100_000, "а " * 100_000):
        assert len(shown(text, 7, 300)) <= 304
