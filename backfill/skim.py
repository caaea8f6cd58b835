"""The second look at a page: its words without most of the markup, read roughly. Pure.

In: the bytes of a page. Out: text that holds at least the words of the article, and more: menus, captions, teasers. It
costs a tenth of reading the article and decides whether that is worth while.
"""

import html
import re

from crawler.charset import decode
from matcher.relevance import why_relevant
from matcher.words import Lexicon
from repwatch.model import Outlet

_SILENT = re.compile(r"<(?:(script|style|svg)\b[^>]*>|!--)", re.IGNORECASE)
_ENDS = {
    "script": re.compile(r"</script\s*>", re.IGNORECASE), "style": re.compile(r"</style\s*>", re.IGNORECASE),
    "svg": re.compile(r"</svg\s*>", re.IGNORECASE), "": re.compile("-->"),
}  # fmt: skip
_SAID = re.compile(r"""<meta\b[^>]*?\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# Between two letters these cut no word in two. Their first sign is looked for first: the other way round is slow.
_WITHIN = re.compile(r"<(?<=\w<)/?(?:a|abbr|b|em|font|i|mark|small|span|strong|sub|sup|u)\b[^>]*>(?=\w)", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!?][^>]*>")


def rough_text(body: bytes, content_type: str) -> str:
    text = without_silent(decode(body, content_type).text)
    said = "\n".join(first or second for first, second in _SAID.findall(text))
    return html.unescape(f"{said}\n{_TAG.sub(' ', _WITHIN.sub('', text))}")


def without_silent(text: str) -> str:
    """A blank for each script, style, drawing and comment. One that does not end is left, and looked for only once."""
    kept, done, at = [], 0, 0
    endless = set[str]()
    while opened := _SILENT.search(text, at):
        kind = (opened[1] or "").lower()
        end = None if kind in endless else _ENDS[kind].search(text, opened.end())
        if end is None:
            endless.add(kind)
            at = opened.start() + 1
            continue
        kept.append(text[done : opened.start()])
        done = at = end.end()
    return " ".join([*kept, text[done:]])


def may_tell(text: str, outlets: tuple[Outlet, ...], lexicon: Lexicon) -> bool:
    """outlets: whose page it may be. As matcher.extract asks, but whatever language the text may be in."""
    why = why_relevant(lexicon, text, side="home")  # as if who acts need not be named
    if not why:
        return False
    home = {lang for conflict in lexicon.conflicts.values() for lang in conflict.home}
    if any(outlet.lang in home or outlet.side != "neutral" for outlet in outlets):
        return True
    dead = why.removeprefix("death: ").split(",")[0].split()[0]
    if any(dead in lexicon.languages[lang].phrases for lang in home & lexicon.languages.keys()):
        return True
    return bool(why_relevant(lexicon, text))
