"""The tools as they are now: outlets may be added and taken out while the daemon runs."""

from dataclasses import replace

from scheduler.tools import Tools, names_of
from storage import Storage


def overlaid(storage: Storage, tools: Tools) -> Tools:
    """The same tools where nothing was added."""
    outlets = {one.id: one for one in storage.added.beside(tools.config.outlets)}
    if outlets == tools.outlets:
        return tools
    names = names_of(tools.lexicon, {one.id: one.name for one in outlets.values()})
    return replace(tools, names=names, outlets=outlets)
