"""Whose word the own voice of each outlet is, from what is declared and what editors said."""

from matcher.reprints import voices
from scheduler.tools import Tools
from storage import Storage


def agencies(storage: Storage, tools: Tools) -> dict[str, str]:
    """By outlet, for matcher.origins."""
    return voices(tools.agencies, storage.decisions.reprints())
