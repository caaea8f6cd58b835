"""The public preview of a Telegram channel (t.me/s/<channel>) -> Entries. Pure; runs in the parser pool.

The page lists about twenty posts, newest last, and names the page before it. An edited post keeps its id, so its text
decides what is new. A forwarded post has the voice of the channel that it comes from. Left out of the text: the quoted
reply, the link card, and the counter of views, which looks like a figure.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from lxml import html

from crawler.charset import decode
from crawler.entries import LONGEST_TITLE, Parsed, Printed, Source, address, distinct, entry
from crawler.text import clean, cut, document, headline, words
from repwatch.model import Outcome, Voice

_HAS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"
_LONGEST_TITLE = 150


def parse_telegram(body: bytes, source: Source) -> Parsed:
    page = document(decode(body, source.content_type).text)
    if page is None:
        return Parsed(Outcome.NOT_FEED, error="the answer was empty")
    if not page.xpath(f"//*[{_class('tgme_channel_history')}]"):
        return Parsed(Outcome.NOT_FEED, error="the channel has no public preview, or this is not its preview page")
    posts = [entry(post, source) for post in _posts(page)]
    return Parsed(Outcome.OK, distinct(reversed(posts)), older=_older(page, source.url))


def _posts(page: html.HtmlElement) -> Iterator[Printed]:
    for message in page.xpath(f"//*[{_class('tgme_widget_message')}][@data-post][not({_class('service_message')})]"):
        text = "\n".join(words(part) for part in message.xpath(_text_of_message()))
        if not text.strip():
            continue
        link = next(iter(message.xpath(f".//a[{_class('tgme_widget_message_date')}]/@href")), "")
        date = next(iter(message.xpath(f".//a[{_class('tgme_widget_message_date')}]//time/@datetime")), "")
        post = message.get("data-post")
        yield Printed(
            guid=post,
            link=link or f"https://t.me/{post}",
            title=_first_line(text),
            full=text,
            date=date,
            whole=True,
            markup=False,
            voice=_voice(message),
        )


def _voice(message: html.HtmlElement) -> Voice | None:
    """Whom it was forwarded from. Who hides has a name and no address."""
    for name in message.xpath(f".//*[{_class('tgme_widget_message_forwarded_from_name')}]"):
        if said := headline(words(name), LONGEST_TITLE):
            return Voice(said, address(name.get("href") or "", "https://t.me/") or "")
    return None


def _older(page: html.HtmlElement, url: str) -> str:
    """The page before this one; empty at the channel's first."""
    before = next(iter(page.xpath(f"//*[{_class('tme_messages_more')}]/@data-before")), "")
    if not (before.isascii() and before.isdigit()):
        return ""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, f"before={before}", ""))


def _first_line(text: str) -> str:
    """The first line if more follows and it is short, whole: a cut line could cut a figure."""
    first, _, rest = clean(text, len(text)).partition("\n")
    return first if rest.strip() and cut(first, _LONGEST_TITLE) == first else ""


def _text_of_message() -> str:
    """A quoted reply has the same class, and stands in a link of its own or has another class beside."""
    reply = f"ancestor::*[{_class('tgme_widget_message_reply')}] or {_class('js-message_reply_text')}"
    inner = f"ancestor::*[{_class('tgme_widget_message_text')}]"
    return f".//*[{_class('tgme_widget_message_text')}][not({reply})][not({inner})]"


def _class(name: str) -> str:
    return _HAS.format(name)
