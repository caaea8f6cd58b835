"""Whose word is the own voice of an outlet, by what is declared and by what editors said? Pure.

What an editor says of an outlet counts before what is declared of it, and leads on: whoever reprints an outlet that
reprints a third one is of the third one's word.
"""

from collections.abc import Mapping


def voices(declared: Mapping[str, str], reprints: Mapping[str, str]) -> dict[str, str]:
    """Outlet -> the name of the origin of its own voice, for matcher.origins.Ties.agencies.

    declared: outlet -> the agency of its record. reprints: outlet -> the outlet that it reprints, by an editor's word.
    """
    return {**declared, **{outlet: _voice(_root(outlet, reprints), declared) for outlet in reprints}}


def repeating(outlet: str, reprints: Mapping[str, str]) -> set[str]:
    """The outlet and all whose word hangs on it, through others too."""
    found, waiting = {outlet}, [outlet]
    while waiting:
        named = waiting.pop()
        further = {one for one, other in reprints.items() if other == named} - found
        found |= further
        waiting += further
    return found


def closes(outlet: str, of: str, reprints: Mapping[str, str]) -> bool:
    """Would it make a ring to say that the outlet reprints that one?"""
    return of in repeating(outlet, reprints)


def _root(outlet: str, reprints: Mapping[str, str]) -> str:
    """Of a ring, which two editors may have closed, the first by name: all in it are of one word."""
    path = [outlet]
    while (further := reprints.get(path[-1])) is not None:
        if further in path:
            return min(path[path.index(further) :])
        path.append(further)
    return path[-1]


def _voice(outlet: str, declared: Mapping[str, str]) -> str:
    return declared.get(outlet) or f"outlet:{outlet}"
