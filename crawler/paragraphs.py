"""The commonest markup of a list's texts, read without a parser. Pure.

Most outlets print a story's text as paragraphs in a row, with links, pictures and emphasis in them. There a parser has
nothing to decide: its words are what stands between the marks. Whatever else there is, is left to it.
"""

import re

_FLOWING = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
_BREAKS = frozenset(("br", "br/", "br /"))
_INLINE = frozenset(("b", "i", "em", "strong"))
_PARAGRAPH = ("p", "/p")


def paragraphs(markup: str) -> list[str] | None:
    """Pieces of text, "\\n" where a paragraph begins or ends or a line is broken. None: it is not as simple as that.

    markup: without controls but line breaks.
    """
    before, *marks = markup.split("<")
    if before or "&" in markup:
        return None
    pieces: list[str] = []
    inside, opened = False, set[str]()
    for mark in marks:
        tag, closed, text = mark.partition(">")
        if not closed or (tag in _PARAGRAPH and inside is (tag == "p")):
            return None
        if tag in _PARAGRAPH:
            inside = tag == "p"
            opened.clear()
        elif not inside or not _is_known(tag, opened):
            return None
        if tag in _PARAGRAPH or tag in _BREAKS:
            pieces.append("\n")
        if text and text.isspace() is inside:
            return None
        pieces.append(flowing(text))
    return None if inside else pieces


def flowing(text: str | None) -> str:
    """In markup the line breaks of the source are blanks."""
    if not text:
        return ""
    odd = "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text
    return _FLOWING.sub(" ", text) if odd else text


def _is_known(tag: str, opened: set[str]) -> bool:
    """A break, a picture, the beginning of emphasis or of a link, or the end of one that was opened."""
    if tag in _INLINE:
        opened.add(tag)
    elif tag.startswith("a "):
        opened.add("a")
    elif tag.startswith("/"):
        return tag[1:] in opened
    elif not tag.startswith("img "):
        return tag in _BREAKS
    return tag.isprintable() and tag.count('"') % 2 == 0 and "'" not in tag  # no mark inside a value of an attribute
