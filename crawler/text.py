"""What a feed or page prints, as plain text (R-FEED-4). Pure: markup or raw text in, clean text out."""

import re
import unicodedata

from lxml import etree, html

from crawler.charset import undeclared

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_MISREAD = re.compile(r"[\x80-\x9f]")  # by who takes windows-1252 for Latin-1; \x96 between two figures is a dash
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_BLANKS, _GAPS, _FLOWING = (
    re.compile(r"[ \t\f\v]{2,}|[\t\f\v]"),
    re.compile(r"\n{3,}"),
    re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]"),
)
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
    if _is_plain(text):
        return cut(_composed(text).strip(), limit)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = _MISREAD.sub(_windows, text)
    text = _BLANKS.sub(" ", _composed(_CONTROLS.sub("", text)))
    if "\n" in text:
        text = _GAPS.sub("\n\n", "\n".join(line.strip() for line in text.split("\n")))
    return cut(text.strip(), limit)


def _windows(sign: re.Match[str]) -> str:
    """Five of them are nothing there either."""
    return sign[0].encode("latin-1").decode("cp1252", "ignore")


def headline(text: str, limit: int) -> str:
    """A title: one line, without marks that turn the direction of what follows it."""
    if _is_plain(text):
        return clean(text, limit)
    return cut(re.sub(r"\s*\n\s*", " ", clean(_BIDI.sub("", text), len(text))), limit)


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _is_plain(text: str) -> bool:
    """One line without controls, marks of direction or runs of blanks: most texts are, and need no expression."""
    return text.isprintable() and "  " not in text


def cut(text: str, limit: int) -> str:
    """A figure cut in the middle would be another figure, so the cut falls on the last blank before the limit."""
    if len(text) <= limit:
        return text
    kept = text[: limit + 1].rsplit(None, 1)[0]
    return kept[:limit].rstrip()


def plain(markup: str) -> str:
    """The words of a piece of HTML, each block on a line of its own. Text without markup comes back as it is."""
    if not _MARKUP.search(markup):
        return markup
    try:
        possible = markup if markup.isprintable() else _CONTROLS.sub(" ", _MISREAD.sub(_windows, markup))
        root = html.fragment_fromstring(possible, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):  # the last is lxml's word for a page without a body
        return re.sub(r"<[^<>]*>", " ", markup)
    return words(root)


def document(text: str) -> html.HtmlElement | None:
    """A whole page; None if there is no element in it."""
    try:
        return html.document_fromstring(undeclared(text))
    except etree.ParserError:
        return None


def words(root: html.HtmlElement) -> str:
    """The words below an element, without recursion: hostile markup nests deeper than the stack."""
    parts: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += name in _SILENT
            opened = "\n" if name in _BLOCKS else ""
            parts.append(opened + ("" if hidden else _flowing(element.text)))
            continue
        if event == "end":
            hidden -= name in _SILENT
            parts.append("\n" if name in _BLOCKS and name not in ("br", "hr") else "")
        if not hidden and element is not root:
            parts.append(_flowing(element.tail))
    return "".join(parts)


def _flowing(text: str | None) -> str:
    """In markup the line breaks of the source are blanks."""
    if not text or _is_plain(text):
        return text or ""
    return _FLOWING.sub(" ", text)
