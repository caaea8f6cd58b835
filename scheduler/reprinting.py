"""An editor said that an outlet reprints another one, or took that back: what counts its word is weighed again."""

from matcher.reprints import repeating
from scheduler.tools import Tools
from scheduler.totals import counted_by
from storage import Storage


def weigh_again(storage: Storage, tools: Tools, outlet: str) -> int:
    """How many claims about exchanges are the word of this outlet, or of one that reprints it."""
    fits = 0
    for one in sorted(repeating(outlet, storage.decisions.reprints())):
        exchanges = storage.claims.exchanges_of_outlet(one)
        totals = counted_by(storage, tools, storage.claims.totals_of_outlet(one))
        storage.exchanges.touch(sorted(exchanges.keys() | totals))
        storage.claims.ask_again(one)
        fits += sum(exchanges.values())
    return fits
