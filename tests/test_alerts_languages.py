"""The catalogues of messages are whole, agree with the templates, and count, date and list as each language does."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from alerts_builders import DESK, NAMES, URL, alert, bounds, claim, figure, settlement, side
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from alerts.digest import compose
from alerts.languages import FOLDER, available
from alerts.render import renderer
from repwatch.config import known_languages
from repwatch.model import Qualifier

ROOT = Path(__file__).parent.parent
RENDER = renderer()
PLACE = re.compile(r"%\(\w+\)[sd]")
OTHERS = [lang for lang in available() if lang != "en"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the templates say now, by the very command of `make messages`."""
    pot = tmp_path_factory.mktemp("messages") / "messages.pot"
    babel = [Path(sys.executable).with_name("pybabel"), "-q", "extract", "-F", "alerts/locale/babel.cfg", "-o", pot]
    subprocess.run([*babel, "alerts", "review"], cwd=ROOT, check=True)
    with pot.open("rb") as file:
        return read_po(file)


def catalogue(lang: str) -> Catalog:
    with (FOLDER / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, lang)


def entries(made: Catalog) -> dict[tuple[str, ...], Message]:
    return {(message.context or "", *_forms(message.id)): message for message in made if message.id}


def _forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]  # Babel has no narrower type


def test_messages_can_be_in_every_language_that_is_read() -> None:
    assert set(available()) == set(known_languages())


@pytest.mark.parametrize("lang", OTHERS)
def test_a_catalogue_has_what_the_templates_say_and_no_more(lang: str, template: Catalog) -> None:
    assert entries(catalogue(lang)).keys() == entries(template).keys(), "make messages, then translate what is new"
    assert not catalogue(lang).obsolete


@pytest.mark.parametrize("lang", OTHERS)
def test_every_text_is_translated_with_its_placeholders_in_each_plural(lang: str) -> None:
    made = catalogue(lang)
    for message in made:
        if not message.id:
            continue
        forms = _forms(message.string)
        assert not message.fuzzy, message.id
        assert all(forms), message.id
        assert len(forms) == (made.num_plurals if message.pluralizable else 1), message.id
        wanted = set(PLACE.findall(_forms(message.id)[-1]))
        assert all(set(PLACE.findall(form)) == wanted for form in forms), message.id
        assert not list(message.check(made)), message.id


BODIES = [
    ("en", 1, "exact", "1 body"), ("en", 21, "exact", "21 bodies"), ("en", 1003, "exact", "1,003 bodies"),
    ("uk", 1, "exact", "1 тіло"), ("uk", 2, "exact", "2 тіла"), ("uk", 5, "exact", "5 тіл"),
    ("uk", 11, "exact", "11 тіл"), ("uk", 21, "exact", "21 тіло"), ("uk", 22, "exact", "22 тіла"),
    ("uk", 112, "exact", "112 тіл"), ("uk", 1003, "exact", "1\xa0003 тіла"), ("uk", 1212, "exact", "1\xa0212 тіл"),
    ("uk", 21, "about", "близько 21 тіла"), ("uk", 22, "about", "близько 22 тіл"),
    ("uk", 21, "at_least", "щонайменше 21 тіло"), ("uk", 600, "more_than", "понад 600 тіл"),
    ("ru", 1, "exact", "1 тело"), ("ru", 3, "exact", "3 тела"), ("ru", 5, "exact", "5 тел"),
    ("ru", 21, "exact", "21 тело"), ("ru", 1003, "exact", "1\xa0003 тела"),
    ("ru", 22, "about", "около 22 тел"), ("ru", 21, "at_least", "не менее 21 тела"), ("ru", 31, "up_to", "до 31 тела"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "count", "wording", "written"), BODIES, ids=[f"{b[0]} {b[2]} {b[1]}" for b in BODIES])
def test_bodies_are_counted_as_the_language_does(lang: str, count: int, wording: str, written: str) -> None:
    stated = claim(1, "north", figure(count, qualifier=Qualifier(wording)))
    received = {
        "at_least": bounds("north", count, None, None, stated),
        "more_than": bounds("north", count + 1, None, None, stated),
        "up_to": bounds("north", 0, count, None, stated),
    }.get(wording, side("north", stated))
    told = compose([alert(settlement(received))], replace(DESK, lang=lang), RENDER, URL, NAMES)
    assert written in told.text
    assert f'lang="{lang}"' in told.html
    assert written.replace("\xa0", " ") in told.subject


DAYS = [
    ("en", "2025-06-16", "exchange of 16 June 2025"), ("en", "2025-06", "exchange of June 2025"),
    ("en", None, "exchange, day not known"),
    ("uk", "2025-06-16", "обмін тілами 16 червня 2025 року"), ("uk", "2025-03", "обмін тілами, березень 2025 року"),
    ("uk", None, "обмін тілами, день невідомий"),
    ("ru", "2025-12-01", "обмен телами 1 декабря 2025 года"), ("ru", "2025-05", "обмен телами, май 2025 года"),
    ("ru", None, "обмен телами, день неизвестен"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "day", "written"), DAYS, ids=[f"{lang} {day}" for lang, day, _ in DAYS])
def test_days_are_written_as_the_language_does(lang: str, day: str | None, written: str) -> None:
    told = compose(
        [alert(settlement(side("north", claim(1, "north", 5)), date=day))], replace(DESK, lang=lang), RENDER, URL, NAMES
    )
    assert told.subject.endswith(written)


def test_the_body_of_a_webhook_is_the_same_in_every_language() -> None:
    alerts = [alert(settlement(side("north", claim(1, "north", 5))))]
    made = {compose(alerts, replace(DESK, lang=lang), RENDER, URL, NAMES).payload for lang in available()}
    assert len(made) == 1


def test_a_party_without_a_name_in_a_language_keeps_its_own() -> None:
    names = replace(NAMES, spoken={})
    told = compose(
        [alert(settlement(side("north", claim(1, "north", 5))))], replace(DESK, lang="uk"), RENDER, URL, names
    )
    assert told.subject.startswith("Northland — 5 тіл")
