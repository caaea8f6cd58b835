"""Bytes to text, decided before any parser sees them. Pure: a body and its labels in, text and its encoding out.

The order: byte order mark; UTF-8 if the bytes say so, whatever the label; the label of HTTP; the declaration inside;
a guess. A label of western Europe, which servers give by default, is not believed of bytes that look Cyrillic. UTF-8
goes before the labels because no text in another charset reads as UTF-8 by chance, while pages labelled with their
server's old default are common; feedparser, which trusts the labels, was seen to turn windows-1251 labelled as UTF-8
into windows-1252, and a character cut at the end of a body into iso-8859-2.
"""

import codecs
import re
import zlib
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})|<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""",
    re.IGNORECASE,
)
_LABEL = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,1000}\?>")
# Charsets that a body cannot be decoded from byte by byte, or that were made to smuggle text past a filter.
_REFUSED = {"utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"}
# Labels under which everybody writes windows-1252, as browsers read them: a dash between two
# figures is a control in Latin-1, and would be lost.
_LATIN = {"iso8859-1", "latin_1", "ascii"}
_WESTERN = {"cp1252", "iso8859-15"}
# More broken characters than this for each good one and the body is not what it says; tuned on nothing but the
# difference between a few cut characters (1 in 1,000) and a wrong charset (1 in 2).
_BROKEN = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """broken: the share of characters that could not be read and stand as U+FFFD."""

    text: str
    encoding: str
    broken: float = 0.0


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Never raises: what cannot be read is replaced and counted."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _replaced(body[len(mark) :], encoding)
    if (utf8 := _utf8(body)) is not None and not _seven_bit_label(body, content_type):
        return Decoded(utf8, "utf-8")
    labels = _labels(body, content_type)
    for encoding in labels:
        believed = encoding != "utf-8" and not (encoding in _WESTERN and _looks_cyrillic(body))
        if believed and (text := _strict(body, encoding)) is not None:
            return Decoded(text, encoding)
    repaired = _replaced(body, "utf-8")
    if repaired.broken <= _BROKEN * _beyond_ascii(repaired.text):
        return repaired
    return _replaced(body, _guess(body))


def xml(text: str) -> bytes:
    """Text as UTF-8 for a parser of bytes, with a declaration that says so and nothing before it."""
    bare = _XML_DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    return f'<?xml version="1.0" encoding="utf-8"?>{bare.lstrip()}'.encode(errors="replace")


def undeclared(text: str) -> str:
    """Text without an XML declaration, which lxml refuses to read from text."""
    return _XML_DECLARATION.sub("", text.lstrip("\ufeff"), count=1)


def unpack(body: bytes, content_encoding: str, limit: int) -> bytes | None:
    """A gzipped body within limit bytes (R-CRAWL-3). None: another encoding, two of them, damaged.

    Raises OverflowError if it unpacks to more than limit.
    """
    encoding = content_encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip"):
        return None
    inflate = zlib.decompressobj(31)
    try:
        plain = inflate.decompress(body, limit + 1)
    except zlib.error:
        return None
    if len(plain) > limit:
        raise OverflowError(f"unpacks to more than {limit} bytes")
    return plain if inflate.eof else None


def _utf8(body: bytes) -> str | None:
    """A character cut at the very end is forgiven and dropped."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(body, final=False)
    except UnicodeDecodeError:
        return None


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _replaced(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    return Decoded(text, encoding, text.count("\ufffd") / max(1, len(text)))


def _beyond_ascii(text: str) -> float:
    return sum(character > "\x7f" for character in text) / max(1, len(text))


def _labels(body: bytes, content_type: str) -> list[str]:
    found = [match[1] for match in [_LABEL.search(content_type)] if match]
    if declared := _DECLARED.search(body[:4096]):
        found.append((declared[1] or declared[2]).decode("ascii"))
    return [encoding for name in found if (encoding := _known(name))]


def _known(name: str) -> str:
    """The codec's own name if it decodes bytes to text, else nothing."""
    try:
        info = codecs.lookup(name)
    except LookupError:
        return ""
    usable = info._is_text_encoding and info.name not in _REFUSED  # a private name of codecs; a test stands on it
    if info.name in _LATIN:
        return "cp1252"
    return info.name if usable else ""


def _seven_bit_label(body: bytes, content_type: str) -> bool:
    """Charsets whose bytes are all ASCII, and so pass as UTF-8: UTF-16 without a mark has NULs, iso-2022 escapes."""
    return (b"\0" in body or b"\x1b" in body) and any(
        label.startswith(("utf-16", "utf-32", "iso2022")) for label in _labels(body, content_type)
    )


def _guess(body: bytes) -> str:
    """What cannot be told apart, signs without a letter, is read as Cyrillic where no label says otherwise."""
    return "windows-1252" if _looks_cyrillic(body) is False else "windows-1251"


def _looks_cyrillic(body: bytes) -> bool | None:
    """Cyrillic letters stand side by side, the accented letters of Latin ones mostly alone. None: without letters."""
    runs = re.findall(rb"[\xa8\xaa\xaf\xb2\xb3\xb4\xb8\xba\xbf\xc0-\xff]+", body[:65536])
    together = sum(len(run) for run in runs if len(run) > 1)
    return together * 2 >= sum(map(len, runs)) if runs else None
