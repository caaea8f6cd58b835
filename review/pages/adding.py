"""An outlet that is about to be added: where its site lists its stories, what stands there, what is missing. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from repwatch.model import Asking, Feed, Lead, Listed, Outlet, Site
from review import words
from review.naming import free, suggested
from review.preview import becomes, brief, titled

SHOWN = 20  # stories of a preview
FORMS = {"feed": "feed", "sitemap": "news sitemap", "telegram": "Telegram channel"}


@dataclass(frozen=True, slots=True)
class LeadRow:
    """read_for: the outlet that it is read for already, or "". chosen: the likeliest, or the one looked at."""

    place: int
    url: str
    form: str
    why: str
    read_for: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    url: str
    at: datetime | None
    becomes: str
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """brief: how it answered, in a line. good: it may be added."""

    url: str
    brief: str
    good: bool
    stories: tuple[Story, ...]
    count: int


def leads(site: Site, read: Mapping[str, str], looked_at: str, key: Callable[[str], str]) -> tuple[LeadRow, ...]:
    """read: the key of an address that is read -> for which outlet. looked_at: an address, or ""."""
    open_ = [lead.url for lead in site.leads if key(lead.url) not in read]
    likeliest = looked_at or next(iter(open_), "")
    return tuple(
        LeadRow(place, lead.url, FORMS.get(lead.form, lead.form), lead.why, read.get(key(lead.url), ""),
                lead.url == likeliest)
        for place, lead in enumerate(site.leads)
    )  # fmt: skip


def preview(asked: Asking, reads: Callable[[Listed], Sequence[str]]) -> Preview | None:
    """reads: the figures in a story, a line each. None: it is not answered yet."""
    result = asked.result
    if result is None:
        return None
    told = words.scrubbed(brief(Feed(asked.probe.url, asked.probe.form), result))
    shown = tuple(_story(one, reads) for one in result.listed[:SHOWN])
    return Preview(asked.probe.url, told, result.good, shown, result.count)


def proposal(lead: Lead, site: Site, taken: Collection[str], languages: Collection[str]) -> dict[str, str]:
    """What the form says before anybody has changed it."""
    identity, name = suggested(lead, site)
    lang = site.lang if site.lang in languages else ""
    own = {"id": free(identity, taken), "name": name, "lang": lang}
    return own | {"side": "neutral", "kind": "independent", "zone": "UTC"}


def mistakes(found: Sequence[str]) -> str:
    """As config.toml is told of them, for somebody at a form."""
    return "; ".join(found) + "."


def feeds_of(outlets: Sequence[Outlet], key: Callable[[str], str]) -> dict[str, str]:
    """The key of every address that is read -> the name of its outlet."""
    return {key(feed.url): outlet.name for outlet in outlets for feed in outlet.feeds}


def _story(one: Listed, reads: Callable[[Listed], Sequence[str]]) -> Story:
    return Story(titled(one), one.entry.url or "", one.entry.published, becomes(one), tuple(reads(one)))
