"""The feeds and channel previews that an outlet of the newsroom prints. Pure."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Story:
    """published None: neither feed nor page says when."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    published: datetime | None
    guid: str

    @property
    def path(self) -> str:
        return f"/news/{self.number}.html"


class Outlet(Protocol):
    """declared: it names its charset, in headers and inside."""

    name: str
    kind: str
    lang: str
    full: bool
    charset: str
    declared: bool
    stories: tuple[Story, ...]

    @property
    def origin(self) -> str: ...

    def url_of(self, story: Story) -> str: ...


def listing(outlet: Outlet) -> tuple[bytes, str]:
    """The body of its feed and its Content-Type."""
    text, content_type = PRINTERS[outlet.kind](outlet)
    return encoded(outlet, text, content_type)


def _rss(outlet: Outlet) -> tuple[str, str]:
    items = "\n".join(_rss_item(outlet, story) for story in outlet.stories)
    text = f"""<?xml version="1.0"{_encoding(outlet)}?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{escape(outlet.name)}</title><link>{outlet.origin}/</link><description>News</description>
{items}
</channel></rss>"""
    return text, "application/rss+xml"


def _rss_item(outlet: Outlet, story: Story) -> str:
    date = f"<pubDate>{format_datetime(story.published)}</pubDate>" if story.published else ""
    full = f"<content:encoded>{escape(_html(story))}</content:encoded>" if outlet.full else ""
    return (
        f'<item><guid isPermaLink="false">{escape(story.guid)}</guid><title>{escape(story.title)}</title>'
        f"<link>{outlet.url_of(story)}</link><description>{escape(_summary(story))}</description>{date}{full}</item>"
    )


def _atom(outlet: Outlet) -> tuple[str, str]:
    entries = "\n".join(
        f'<entry><id>{escape(story.guid)}</id><title type="html">{escape(escape(story.title))}</title>'
        f'<link rel="alternate" href="{outlet.url_of(story)}"/><summary>{escape(_summary(story))}</summary>'
        + (f"<published>{story.published.isoformat()}</published>" if story.published else "")
        + (f'<content type="html">{escape(_html(story))}</content>' if outlet.full else "")
        + "</entry>"
        for story in outlet.stories
    )
    text = f"""<?xml version="1.0"{_encoding(outlet)}?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(outlet.name)}</title><id>{outlet.origin}/</id>
{entries}
</feed>"""
    return text, "application/atom+xml"


def _json(outlet: Outlet) -> tuple[str, str]:
    items = [
        {
            "id": story.guid,
            "url": outlet.url_of(story),
            "title": story.title,
            "summary": _summary(story),
            **({"content_html": _html(story)} if outlet.full else {}),
            **({"date_published": story.published.isoformat()} if story.published else {}),
        }
        for story in outlet.stories
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "items": items}
    return json.dumps(feed, ensure_ascii=False), "application/feed+json"


def _telegram(outlet: Outlet) -> tuple[str, str]:
    posts = "\n".join(_post(outlet, story) for story in reversed(outlet.stories))
    text = f"""<!DOCTYPE html>
<html><head><meta charset="{outlet.charset}"><title>{escape(outlet.name)}</title></head><body>
<div class="tgme_channel_info"><div class="tgme_channel_info_header_title">{escape(outlet.name)}</div></div>
<main class="tgme_main"><section class="tgme_channel_history js-message_history">
{posts}
</section></main></body></html>"""
    return text, "text/html"


def _post(outlet: Outlet, story: Story) -> str:
    text = "<br/><br/>".join(map(escape, (story.title, *story.paragraphs)))
    time = f'<time datetime="{story.published.isoformat()}">{story.published:%H:%M}</time>' if story.published else ""
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message js-widget_message" data-post="{outlet.name}/{story.number}">
<div class="tgme_widget_message_text js-message_text">{text}</div>
<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">36.3K</span>
<a class="tgme_widget_message_date" href="{outlet.url_of(story)}">{time}</a></div></div></div>"""


PRINTERS: dict[str, Callable[[Outlet], tuple[str, str]]] = {
    "rss": _rss,
    "atom": _atom,
    "json": _json,
    "telegram": _telegram,
}


def encoded(outlet: Outlet, text: str, content_type: str) -> tuple[bytes, str]:
    """Letters that its charset lacks become character references."""
    label = f"; charset={outlet.charset}" if outlet.declared else ""
    return text.encode(outlet.charset, "xmlcharrefreplace"), content_type + label


def _encoding(outlet: Outlet) -> str:
    return f' encoding="{outlet.charset}"' if outlet.declared else ""


def _summary(story: Story) -> str:
    return story.paragraphs[0] if story.paragraphs else ""


def _html(story: Story) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
