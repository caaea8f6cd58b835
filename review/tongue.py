"""Values in, the words of the ledger's pages out, in one language. Pure: the catalogue is an argument.

Every number, day, time and state of the ledger is put into words here, so that all views of it say the same. English
stands in the code; the catalogues of alerts/locale/ hold the others. A quote is never translated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from gettext import NullTranslations

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from repwatch.model import (
    AnyLine,
    AnySide,
    Claim,
    DateBasis,
    ExchangeStatus,
    Figure,
    Qualifier,
    Rule,
    Scope,
    StatedBy,
    Status,
    Step,
    StepName,
)


def N_(text: str) -> str:
    return text


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ADDITIONS = {
    StepName.EXTENDED: N_("%(state)s, a figure added"),
    StepName.REVISED: N_("%(state)s, a figure changed"),
}
STATES = {
    ExchangeStatus.CLAIMED: N_("reported"),
    ExchangeStatus.CONFIRMED: N_("confirmed by both sides"),
    ExchangeStatus.DISPUTED: N_("disputed"),
    ExchangeStatus.RETRACTED: N_("withdrawn"),
}
QUALIFIERS = {
    Qualifier.EXACT: "%(n)s",
    Qualifier.ABOUT: N_("about %(n)s"),
    Qualifier.AT_LEAST: N_("at least %(n)s"),
    Qualifier.MORE_THAN: N_("more than %(n)s"),
    Qualifier.UP_TO: N_("up to %(n)s"),
}
MARKS = {Status.ROUNDED: N_("rounded by some"), Status.DECIDED: N_("decided by the desk")}
# As in alerts/templates/phrases.j2: page, mail and JSON give the same reason.
RULES = {
    Rule.EXACT_DIGITS: N_("the exact digits stand above the rounding"),
    Rule.EXACT_ABOVE_HEDGED: N_("the exact figure stands above the hedged one, until somebody has looked"),
    Rule.NEWEST_OF_TWO: N_("one origin stated several figures: the newest that two articles state stands"),
    Rule.NEWEST: N_("one origin stated several figures: the newest stands"),
    Rule.SWAPPED_ASIDE: N_("an article that gives the same figures with the sides exchanged is set aside"),
    Rule.EDITOR: N_("several figures were stated, and an editor decided which of them stands"),
}
SCOPES = {
    Scope.CURRENT: N_("this exchange"),
    Scope.PREVIOUS: N_("an earlier exchange"),
    Scope.CUMULATIVE: N_("a running total"),
    Scope.PLANNED: N_("a plan"),
    Scope.COMPONENT: N_("a part of the total"),
}
DATE_BASES = {
    DateBasis.EXPLICIT: N_("the day is written in the text"),
    DateBasis.WEEKDAY: N_("from the day of the week"),
    DateBasis.RELATIVE: N_('from a word like "today"'),
    DateBasis.MONTH: N_("only the month is written"),
    DateBasis.ADDRESS: N_("from the address of the page"),
    DateBasis.PUBLICATION: N_("from the day of publication"),
    DateBasis.NONE: N_("no day is stated"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Tongue:
    """lang: of the page. locale: Babel's name for how it writes numbers and days; empty: as the code does."""

    lang: str
    translations: NullTranslations
    locale: str = ""

    def gettext(self, text: str, **values: object) -> str:
        return self.translations.gettext(text) % values

    def pgettext(self, context: str, text: str, **values: object) -> str:
        return self.translations.pgettext(context, text) % values

    def ngettext(self, one: str, more: str, many: int, **values: object) -> str:
        """n in the texts is the number as it is written."""
        return self.translations.ngettext(one, more, many) % {"n": self.number(many), **values}

    def number(self, count: int) -> str:
        return format_decimal(count, locale=self.locale) if self.locale else f"{count:,}"

    def span(self, low: int, high: int | None) -> str:
        """A range as a reader says it. high None: no upper bound."""
        if high is None:
            return self.gettext("at least %(n)s", n=self.number(low))
        if low == high:
            return self.number(low)
        if low == 0:
            return self.gettext("up to %(n)s", n=self.number(high))
        return f"{self.number(low)}–{self.number(high)}"  # noqa: RUF001 — an en dash is meant

    def figure(self, written: Figure) -> str:
        """A figure as its article wrote it: "more than 600"."""
        return self.gettext(QUALIFIERS[written.qualifier], n=self.span(written.low, written.high))

    def not_stated(self) -> str:
        return self.gettext("not stated")

    def value(self, found: AnySide | None) -> str:
        """The figure that stands for one side. A disputed one is a range, never one of its ends."""
        if found is None:
            return self.not_stated()
        if found.high is None:  # "more than 600" is not turned into "at least 601"
            return self.figure(found.floor) if found.floor else self.span(found.low, None)
        if found.best is None or found.low == found.high:
            return self.span(found.low, found.high)
        best = self.number(found.best)
        if found.status == Status.ROUNDED:
            return best
        return self.gettext("up to %(n)s", n=best) if found.low == 0 else self.gettext("about %(n)s", n=best)

    def standing(self, found: AnySide | None) -> str:
        """How firmly the figure stands: in dispute or not, how many origins and articles. Empty: nothing to say."""
        if found is None:
            return ""
        if found.status == Status.DISPUTED:
            return self.gettext("disputed")
        told = [self.gettext(MARKS[found.status])] if found.status in MARKS else []
        if found.origins:  # none: the known history, whose reporters are named beside it
            told += [self.origins(found.origins), self.articles(found.articles)]
        return ", ".join(told)

    def origins(self, many: int) -> str:
        if many == 1:
            return self.gettext("one origin")
        return self.ngettext("%(n)s independent origin", "%(n)s independent origins", many)

    def articles(self, many: int) -> str:
        return self.ngettext("%(n)s article", "%(n)s articles", many)

    def exchanges(self, many: int) -> str:
        return self.ngettext("%(n)s exchange", "%(n)s exchanges", many)

    def stated_by(self, found: AnySide | None, names: Mapping[str, str]) -> str:
        """Whose officials state the figure of this side. Empty: nobody does, or only the known history."""
        if found is None or not found.articles:
            return ""
        match found.stated_by:
            case StatedBy.BOTH:
                return self.gettext("stated by officials of both sides")
            case StatedBy.RECEIVER:
                return self.gettext("stated by officials of %(side)s only", side=names.get(found.to, found.to))
            case StatedBy.GIVER:
                return self.gettext("stated by officials of the giving side only")
            case _:
                return self.gettext("no official of either side is named")

    def rule(self, found: AnySide | None) -> str:
        """Why this figure stands where others were stated; empty: there was nothing to choose."""
        return self.gettext(RULES[found.rule]) if found and found.rule else ""

    def state(self, line: AnyLine) -> str:
        """What the exchange as a whole is called."""
        if line.exchange.known and line.articles == 0 and line.status != ExchangeStatus.DISPUTED:
            return self.gettext("known history")
        return self.gettext(STATES[line.status])

    def to_side(self, figure: str, side: str) -> str:
        return self.pgettext("how many, to whom", "%(figure)s to %(side)s", figure=figure, side=side)

    def step(self, taken: Step, names: Mapping[str, str]) -> str:
        """What the ledger said from then on: "reported: 640 to Northland"."""
        order = [*names, *sorted(to for to, _, _ in taken.received if to not in names)]
        sides = {to: self.to_side(self.span(low, high), names.get(to, to)) for to, low, high in taken.received}
        said = ", ".join(sides[to] for to in order if to in sides)
        state = self.gettext(STATES[taken.status]) if taken.status else self.gettext("announced")
        what = self.gettext(ADDITIONS[taken.name], state=state) if taken.name in ADDITIONS else state
        return f"{what}: {said}" if said else what

    def day(self, text: str | None, precision: str = "day") -> str:
        """ "2025-06-16" or "2025-06" as a reader writes it."""
        if not text:
            return self.gettext("day not known")
        if text.count("-") < 2:
            year, month = map(int, text.split("-"))
            return self.gettext("%(month)s, day not known", month=self.month(year, month))
        written = self._date(text, "d MMMM y")
        return self.gettext("%(day)s (day of the report)", day=written) if precision == "reported" else written

    def month(self, year: int, month: int) -> str:
        return self._date(f"{year:04}-{month:02}-01", "LLLL y")

    def quarter(self, year: int, month: int) -> str:
        """month: its first one."""
        first, last = (self._date(f"{year:04}-{at:02}-01", "LLLL") for at in (month, month + 2))
        return self.gettext("%(first)s to %(last)s %(year)s", first=first, last=last, year=year)

    def short_day(self, day: date) -> str:
        return self._date(day.isoformat(), "d MMM")

    def short_month(self, month: int) -> str:
        return self._date(f"2000-{month:02}-01", "LLL")

    def moment(self, at: datetime) -> str:
        at = at.astimezone(UTC)
        if not self.locale:
            return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"
        return f"{format_datetime(at, 'd MMMM y, HH:mm', locale=self.locale)} UTC"

    def duration(self, time: timedelta) -> str:
        """Not longer than it must be: "40 min", "1 h 20 min", "3 days"."""
        minutes = int(time.total_seconds()) // 60
        if minutes >= 2 * 24 * 60:
            return self.ngettext("%(n)s day", "%(n)s days", minutes // (24 * 60))
        hours, rest = divmod(minutes, 60)
        parts = [
            self.gettext("%(n)s h", n=hours) if hours else "",
            self.gettext("%(n)s min", n=rest) if rest else "",
        ]
        return " ".join(part for part in parts if part) or self.gettext("seconds")

    def scope(self, scope: Scope) -> str:
        return self.gettext(SCOPES[scope])

    def basis(self, basis: DateBasis) -> str:
        return self.gettext(DATE_BASES[basis])

    def chain(self, claim: Claim) -> str:
        """Nearest to the fact first, as in "Medinsky, as quoted by TASS"."""
        return self.gettext(", as quoted by ").join(claimant.text for claimant in claim.claimants)

    def _date(self, day: str, pattern: str) -> str:
        return _written(day, pattern, self.locale) if self.locale else _english(day, pattern)


@lru_cache(maxsize=20_000)
def _written(day: str, pattern: str, locale: str) -> str:
    return format_date(date.fromisoformat(day), pattern, locale=locale)


def _english(day: str, pattern: str) -> str:
    year, month, of_month = map(int, day.split("-"))
    name = MONTHS[month - 1]
    return {
        "d MMMM y": f"{of_month} {name} {year}",
        "LLLL y": f"{name} {year}",
        "LLLL": name,
        "LLL": name[:3],
        "d MMM": f"{of_month} {name[:3]}",
    }[pattern]


ENGLISH = Tongue("en", NullTranslations())
