"""Which numbers count nothing of ours: units, labels, model numbers, compounds, names. Pure."""

from collections.abc import Sequence

from matcher.words import Item

QUOTE = '"'  # every kind of quotation mark, once folded


def refused(items: Sequence[Item], start: int, end: int) -> bool:
    """Told by its neighbours that it counts nothing of ours: units, labels, model numbers, compounds."""
    after = items[end] if end < len(items) else None
    before = items[start - 1] if start else None
    if after is not None and after.text == "-" and after.glued and end + 1 < len(items):
        after = items[end + 1] if items[end + 1].has("UNIT_AFTER") else after  # "one-hundred-percent"
    if after is not None and (after.has("UNIT_AFTER") or (after.has("NUMMULT") and not after.glued)):
        return True
    if before is None:
        return False
    views = after is not None and after.glued and after.has("PLUS")  # "soldiers1000+": run together with a headline
    if before.has("UNIT_BEFORE") or (views and before.kind == "word" and items[start].glued):
        return True
    if _ends_a_name(items, start, end):
        return True
    if before.text == "-" and before.glued and items[start].glued and start > 1:
        return (
            items[start - 2].kind == "word"
            and not items[start - 2].has("FOR", "NUM")
            and items[start - 2].value is None
        )
    if after is not None and after.text == "-" and after.glued and end + 1 < len(items) and items[end + 1].glued:
        follower = items[end + 1]
        return follower.kind == "word" and not follower.has("FOR", "NUM", "PARTY")
    return False


def _ends_a_name(items: Sequence[Item], start: int, end: int) -> bool:
    """The channel "Harbour 24": a word with a capital and its number, alone between quotation marks."""
    if start < 2 or end >= len(items) or items[start - 2].text != QUOTE or items[end].text != QUOTE:
        return False
    name = items[start - 1]
    plain = all(term.cls == "PARTY" for term in name.terms)  # "Gave 24" is a sentence, not a name
    return name.kind == "word" and name.capital and plain
