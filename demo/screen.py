"""What the demo's terminal shows: what is read, told and amiss, as it happens, read from the daemon's own database.

Plain lines, so that it works without colours, in a log, and in a narrow window.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts import quotes
from alerts.diagnose import condition
from demo.postroom import Postroom
from demo.verdict import Row, Told
from repwatch.model import Alert, Claim, Conflict, FeedHealth, Kind, Reason, Scope, State
from review import words
from storage import Storage

QUOTE = 160  # characters of a quoted sentence
LABEL = 7  # columns
SCOPES = {
    Scope.CURRENT: "",
    Scope.COMPONENT: "of these ",
    Scope.PREVIOUS: "earlier ",
    Scope.CUMULATIVE: "in all ",
    Scope.PLANNED: "plan: ",
}


class Screen:
    """look() prints what is new since the look before. names: of outlets and of parties, by id."""

    def __init__(
        self, console: Console, names: Mapping[str, str], parties: Mapping[str, str], silent_after: float
    ) -> None:
        self._console, self._names, self._parties, self._silent_after = console, names, parties, silent_after
        self._revision = 0
        self._mails: set[str] = set()
        self._alerts: set[str] = set()
        self._disputed: list[Conflict] = []
        self._moods: dict[str, str] = {}

    def say(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style=style))

    def look(self, storage: Storage, postroom: Postroom) -> None:
        self._read(storage)
        for feed in storage.outlets.health():
            self._mood(feed)
        for alert in reversed(storage.subscriptions.recent(200)):
            self._remember(alert)
        self._told(postroom)

    def _read(self, storage: Storage) -> None:
        for article, relevant in storage.articles.after(self._revision):
            self._revision = article.revision
            stored = [one.claim for one in storage.claims.of_article(article.id) if one.revision == article.revision]
            figures = "; ".join(_figures(stored, self._parties))
            again = ", changed" if article.number > 1 else ""
            line = f"{self._names.get(article.outlet, article.outlet)}{again}: {article.title}"
            self._line("read", f"{line} [{figures}]" if figures else line, "" if relevant else "dim")

    def _mood(self, feed: FeedHealth) -> None:
        mood = "well" if feed.outcome is None or feed.outcome.good else feed.error or feed.outcome.value
        if condition(feed, self._silent_after).state is State.SILENT:
            mood = "silent: it answers, but lists nothing new"
        if mood != self._moods.get(feed.outlet, "well"):
            self._line("OUTLET", f"{self._names.get(feed.outlet, feed.outlet)}: {mood}", "yellow")
        self._moods[feed.outlet] = mood

    def _remember(self, alert: Alert) -> None:
        if alert.reason is Reason.CONFLICT and alert.key not in self._alerts:
            self._alerts.add(alert.key)
            self._disputed = [one for one in alert.settlement.conflicts if one.type == "HARD"]

    def _told(self, postroom: Postroom) -> None:
        """Each mail by its subject; a conflict with what both sides say."""
        for name, mail in postroom.mails():
            if name in self._mails:
                continue
            self._mails.add(name)
            self._line("MAIL", " ".join(str(mail["Subject"]).split()), "bold")
            for conflict in self._disputed:
                self._quotes(conflict)
            self._disputed = []

    def _quotes(self, conflict: Conflict) -> None:
        for stated in conflict.values:
            said = next((claim for claim in stated.claims if claim.claim.evidence), None)
            if said:
                quote = quotes.shown(said.claim.evidence[0].shown, stated.low, QUOTE)
                outlet = self._names.get(said.outlet, said.outlet)
                self._line("", f"{stated.low:,} according to {stated.attributed_to}: “{quote}” ({outlet})")

    def _line(self, label: str, text: str, style: str = "") -> None:
        """With a hanging indent."""
        line = Table.grid(padding=(0, 1))
        line.add_column(width=LABEL)
        line.add_column()
        line.add_row(Text(label, style), Text(text, style))
        self._console.print(line)

    def table(self, rows: Iterable[Row], told: Iterable[Told]) -> None:
        """Happened against detected."""
        ledger = Table("exchange", *(f"to {name}" for name in self._parties.values()), "detected", title="The ledger")
        for row in rows:
            counts = row.happened or {}
            shown = "as it happened" if row.right else f"WRONG: {self._said(row)}"
            ledger.add_row(row.day, *(counts.get(party, "-") for party in self._parties), shown)
        alerts = Table("exchange", "alert", "expected", "told", title="The alerts")
        for one in told:
            mark = "" if one.expected == one.told else "  WRONG"
            alerts.add_row(one.day, one.reason, str(one.expected), f"{one.told}{mark}")
        self._console.print(ledger)
        self._console.print(alerts)

    def _said(self, row: Row) -> str:
        if row.detected is None:
            return "not found"
        return ", ".join(f"{row.detected.get(party, '-')} to {name}" for party, name in self._parties.items())


def _figures(claims: Sequence[Claim], parties: Mapping[str, str]) -> list[str]:
    """Each once, those of the exchange itself first: "1,200 to North", "plan: 6,000 to North"."""
    bodies = [claim for claim in claims if claim.kind is Kind.BODIES and claim.to]
    ordered = sorted(bodies, key=lambda claim: list(SCOPES).index(claim.scope))
    texts = [f"{SCOPES[one.scope]}{words.figure(one.figure)} to {parties.get(one.to or '', '')}" for one in ordered]
    return list(Counter(texts))
