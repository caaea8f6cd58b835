"""The languages of messages: catalogues, and numbers, days and lists as each writes them. Edge: reads files.

English stands in the templates; alerts/locale/ holds the others, as text, compiled when they are read. The patterns of
days and moments are part of the catalogues too, since some languages end them with a word.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from jinja2 import Environment

SOURCE = "en"  # the language of the templates
LOCALE = "en_GB"  # "1,003", "16 June 2025", "A, B and C"
FOLDER = Path(__file__).parent / "locale"


@cache
def available() -> tuple[str, ...]:
    """The languages that messages can be written in, that of the templates first."""
    return (SOURCE, *sorted(file.parent.parent.name for file in FOLDER.glob("*/LC_MESSAGES/messages.po")))


@cache
def translations(lang: str) -> NullTranslations:
    """The catalogue of that language; of one that has none the texts stay as the templates have them."""
    file = FOLDER / lang / "LC_MESSAGES" / "messages.po"
    if lang == SOURCE or lang not in available():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, lang))
    compiled.seek(0)
    return Translations(compiled)


def filters(lang: str) -> Mapping[str, Callable[..., str]]:
    """What templates use to write values.

    count: 1003 -> "1,003". day: "2025-06-16" or "2025-06", with a pattern of Babel's for each. moment: a datetime, with
    a pattern, in its own time zone. listed: names, joined by "and"; either: by "or".
    """
    locale = lang if lang in available() and lang != SOURCE else LOCALE

    def count(number: int) -> str:
        return format_decimal(number, locale=locale)

    def day(text: str, whole: str, month: str) -> str:
        is_whole = text.count("-") > 1
        return format_date(date.fromisoformat(text if is_whole else f"{text}-01"), whole if is_whole else month, locale)

    def moment(when: datetime, pattern: str) -> str:
        return format_datetime(when, pattern, locale=locale)

    def listed(names: Sequence[str]) -> str:
        return format_list(list(names), locale=locale)

    def either(names: Sequence[str]) -> str:
        return format_list(list(names), "or", locale=locale)

    return {"count": count, "day": day, "moment": moment, "listed": listed, "either": either}


def speak(environment: Environment, lang: str) -> None:
    """Give its templates `_`, ngettext and pgettext in that language, and the filters above."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters.update(filters(lang))
