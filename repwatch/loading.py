"""What a program loads at its start stays until its end: looking through it for garbage costs a fifth of the start.

begin() before the first large import, done() when all is there: from then on garbage is looked for among what came
later. Between them nothing is looked for, so no work is done there.
"""

import gc

# New ones between two looks. Nearly all that a poll or a page makes goes when nobody holds it; 700, as Python has it,
# makes looking for the rest a thirtieth of all work.
OBJECTS = 20_000


def begin() -> None:
    gc.disable()


def done() -> None:
    """May be called again after more was loaded. Also right without begin()."""
    gc.freeze()
    gc.set_threshold(OBJECTS)
    gc.enable()
