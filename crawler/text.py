"""What a feed or page prints, as plain text (R-FEED-4). Pure: markup or raw text in, clean text out."""

import re
import unicodedata

from lxml import etree, html

from crawler.charset import undeclared
from crawler.paragraphs import flowing, paragraphs

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_MISREAD = re.compile(r"[\x80-\x9f]")  # by who takes windows-1252 for Latin-1; \x96 between two figures is a dash
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_BLANKS, _GAPS = re.compile(r"[ \t\f\v]{2,}|[\t\f\v]"), re.compile(r"\n{3,}")
_WHOLE = re.compile(r"^\s*<(?:html|!doctype)", re.IGNORECASE)  # as lxml.html tells a page from a piece of one
_PARSER = etree.HTMLParser()
_LINKED_DATA = etree.XPath("//script[@type='application/ld+json']/text()")
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&(#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]{2,31});")
# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "td", "th", "tr", "ul",
))
# fmt: on
_SILENT = frozenset(("script", "style", "noscript", "template", "iframe", "object", "svg", "head"))


def clean(text: str, limit: int) -> str:
    """Normalised, without controls, blank runs and outer space, at most limit characters, cut between words."""
    if "  " not in text and _is_harmless(text):
        return cut(_lines(_composed(text)), limit)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = _MISREAD.sub(_windows, text)
    text = _BLANKS.sub(" ", _composed(_CONTROLS.sub("", text)))
    return cut(_lines(text), limit)


def _lines(text: str) -> str:
    if "\n" in text:
        text = "\n".join([line.strip() for line in text.split("\n")])
        text = _GAPS.sub("\n\n", text) if "\n\n\n" in text else text
    return text.strip()


def _windows(sign: re.Match[str]) -> str:
    """Five of them are nothing there either."""
    return sign[0].encode("latin-1").decode("cp1252", "ignore")


def headline(text: str, limit: int) -> str:
    """A title: one line, without marks that turn the direction of what follows it."""
    if text.isprintable():
        return clean(text, limit)
    return cut(re.sub(r"\s*\n\s*", " ", clean(_BIDI.sub("", text), len(text))), limit)


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


# Bytes of UTF-8 that belong to no control but a line break. The two left out may begin one, of C1 or a noncharacter.
_HARMLESS = bytes([10, *range(0x20, 0x7F), *range(0x80, 0xC2), *range(0xC3, 0xEF), *range(0xF0, 0x100)])
_SHORT = 200  # characters; longer texts are told faster by their bytes
_C1, _NONCHARACTER = re.compile(rb"\xc2[\x80-\x9f]"), re.compile(rb"\xef\xbf[\xbe\xbf]")


def _is_harmless(text: str) -> bool:
    """Without controls, but for line breaks: most texts are. Of the ways tried it takes the fewest instructions."""
    if len(text) < _SHORT and text.isprintable():
        return True
    try:
        raw = text.encode()
    except UnicodeEncodeError:  # half a character
        return False
    if not (doubtful := raw.translate(None, _HARMLESS)):
        return True
    if doubtful.strip(b"\xc2\xef"):
        return False
    return not (_C1.search(raw) or _NONCHARACTER.search(raw))


def cut(text: str, limit: int) -> str:
    """A figure cut in the middle would be another figure, so the cut falls on the last blank before the limit."""
    if len(text) <= limit:
        return text
    kept = text[: limit + 1].rsplit(None, 1)[0]
    return kept[:limit].rstrip()


def plain(markup: str) -> str:
    """The words of a piece of HTML, each block on a line of its own. Text without markup comes back as it is."""
    if not ("<" in markup or "&" in markup) or not _MARKUP.search(markup):
        return markup
    possible = markup if _is_harmless(markup) else _CONTROLS.sub(" ", _MISREAD.sub(_windows, markup))
    if (pieces := paragraphs(possible)) is not None:
        return "".join(("\n", *pieces, "\n"))
    try:
        body = _body(possible)
    except (etree.LxmlError, ValueError):
        body = None
    return re.sub(r"<[^<>]*>", " ", markup) if body is None else f"\n{words(body)}\n"


def _body(markup: str) -> etree._Element | None:
    """None: there is not one, but none or several."""
    whole = markup if _WHOLE.match(markup) else f"<html><body>{markup}</body></html>"
    root = etree.fromstring(whole, _PARSER)
    bodies = [] if root is None or root.tag != "html" else root.findall("body")
    if len(bodies) != 1:
        return None
    (body,) = bodies
    if body.text and body.text.isspace():
        body.text = None
    return body


def document(text: str) -> html.HtmlElement | None:
    """A whole page; None if there is no element in it."""
    try:
        return html.document_fromstring(undeclared(text))
    except etree.ParserError:
        return None


def linked_data(page: html.HtmlElement) -> list[str]:
    """What it tells search engines of itself, as JSON."""
    return list(map(str, _LINKED_DATA(page)))


def words(root: etree._Element) -> str:
    """The words below an element, without recursion: hostile markup nests deeper than the stack."""
    parts: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += name in _SILENT
            opened = "\n" if name in _BLOCKS else ""
            parts.append(opened + ("" if hidden else flowing(element.text)))
            continue
        if event == "end":
            hidden -= name in _SILENT
            parts.append("\n" if name in _BLOCKS and name not in ("br", "hr") else "")
        if not hidden and element is not root:
            parts.append(flowing(element.tail))
    return "".join(parts)
