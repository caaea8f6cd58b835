"""Words are found in their other forms, and not in other words."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from review.stems import stemmer, version

FORMS = Path(__file__).parent / "data" / "search" / "uk-forms.txt"
FOUND = 0.966  # of pairs of forms in the corpus; one that is lower is worse than the table was
MERGED = 76  # words that share their stem with another word; most are of one family


def stems(text: str, lang: str) -> list[str]:
    return stemmer().stems(text, lang).split()


@pytest.mark.parametrize(
    ("lang", "forms"),
    [
        pytest.param("uk", "тіло тіла тілу тілом тілі тіл тілам тілами тілах", id="a neuter noun"),
        pytest.param("uk", "репатріація репатріації репатріацію репатріацією репатріацій", id="a noun in -ія"),
        pytest.param("uk", "військовий військового військовому військові військових військовими", id="an adjective"),
        pytest.param("uk", "захисник захисника захисникові захисники захисників захисникам", id="a masculine noun"),
        pytest.param("uk", "боєць бійця бійцем бійці бійців бійцями", id="vowels that change"),
        pytest.param("uk", "рік року роки років роках", id="a vowel that closes"),
        pytest.param("uk", "Харків Харкова Харкову Харковом", id="a town"),
        pytest.param("uk", "Київ Києва Києву Києвом", id="a town with another vowel"),
        pytest.param("uk", "день дня дні днів днями", id="a vowel that flees"),
        pytest.param("uk", "передати передав передала передали передано передадуть передасть передавати", id="a verb"),
        pytest.param("uk", "обмінялися обмінятися обмінявся обмін обміну обмінами", id="a reflexive verb and its noun"),
        pytest.param("uk", "в'язень вʼязня в’язні вязнів", id="apostrophes of any kind, or none"),
        pytest.param("uk", "ґрунт ґрунту грунті", id="a letter that was abolished for a time"),
        pytest.param("ru", "тело тела телу телом теле телам телами телах", id="Russian noun"),
        pytest.param("ru", "погибший погибшего погибших погибшими", id="Russian participle"),
        pytest.param("ru", "передала передали передал передать", id="Russian verb"),
        pytest.param("ru", "счёт счет счета счетом", id="two spellings of one letter"),
        pytest.param("en", "repatriate repatriated repatriates repatriation repatriating", id="English"),
        pytest.param("en", "soldier soldiers SOLDIER'S soldiers’", id="English possessive, and capitals"),
        pytest.param("", "café cafe CAFÉ cafe\u0301", id="accents"),
        pytest.param("uk", "тіло т\u0456ло тi\u0301ло TIЛО", id="look-alikes of another script, and stress"),
        pytest.param("uk", "героїв геро\u0457в геро\u0456\u0308в", id="composed or not"),
    ],
)
def test_forms_of_one_word_are_found_by_each_other(lang: str, forms: str) -> None:
    assert len(set(stems(forms, lang))) == 1


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        pytest.param("uk", "від віддали", id="a preposition and a verb"),
        pytest.param("uk", "перед передали", id="another"),
        pytest.param("uk", "Росія рішення росіяни", id="short words"),
        pytest.param("uk", "полон поле полк", id="words that begin alike"),
        pytest.param("ru", "тело тень", id="Russian"),
        pytest.param("en", "body boding", id="English"),
    ],
)
def test_other_words_are_not(lang: str, words: str) -> None:
    found = stems(words, lang)
    assert len(set(found)) == len(found)


def test_forms_of_the_corpus_are_found_by_each_other() -> None:
    lines = FORMS.read_text(encoding="utf-8").splitlines()[1:]
    groups = [stems(line, "uk") for line in lines]
    pairs = [one == other for group in groups for one, other in combinations(group, 2)]
    assert len(pairs) > 9000
    assert sum(pairs) / len(pairs) >= FOUND
    words = Counter(stem for group in groups for stem in set(group))
    assert sum(many > 1 for many in words.values()) <= MERGED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("1,212 bodies", ["1212", "bodies"], id="comma"),
        pytest.param("1 212 тіл", ["1212", "тіл"], id="space"),
        pytest.param("1\u202f212\u00a0000", ["1212000"], id="narrow and no-break spaces"),
        pytest.param("16.06.2025", ["16", "06", "2025"], id="a date is no number"),
        pytest.param("2025 300", ["2025", "300"], id="a year and a number"),
        pytest.param("Нью-Йорк, Ка-52", ["нью", "йорк", "ка", "52"], id="hyphens part"),
        pytest.param("со\u00adльда\u200bты", ["сольдаты"], id="soft hyphens and joiners do not"),
        pytest.param("ʼ ' - _ * \" \x00", [], id="no word at all"),
        pytest.param("ﬁle Ⅳ ①", ["file", "iv", "1"], id="signs that stand for letters"),
        pytest.param("a" * 500, ["a" * 64], id="no word is that long"),
    ],
)
def test_what_is_a_word(text: str, words: list[str]) -> None:
    assert [word.folded for word in stemmer().words(text)] == words


def test_words_know_where_they_stand() -> None:
    text = "Тіла 1 212 за\u0301гиблих"
    assert [text[word.start : word.end] for word in stemmer().words(text)] == ["Тіла", "1 212", "за\u0301гиблих"]


def test_a_stem_is_one_word_of_the_index() -> None:
    odd = "від_x o:bbc ЇЖА don't 3.5% naïve ÆØÅ ß İ ῾Ελλάς 漢字 العربية हिन्दी 🎖️"
    for stem in stems(odd, "uk"):
        assert stem == stem.lower()
        assert not set(stem) & set(' "*():^-+')


def test_the_version_names_the_tables() -> None:
    assert len(version()) == 16
