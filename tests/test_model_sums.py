"""What the ledger adds up to, continued exchange by exchange, is what it adds up to when it is read anew."""

import random

import pytest

from repwatch.model import Book, Handover, book

DAYS = [f"2031-06-{day:02}" for day in range(1, 29)]


def in_order(handovers: dict[str, Handover]) -> Book:
    return book(sorted(handovers.values(), key=lambda one: (one.day, one.exchange)))


@pytest.mark.parametrize("seed", range(20))
def test_a_book_that_was_continued_is_the_one_that_is_read_anew(seed: int) -> None:
    chance = random.Random(seed)
    known: dict[str, Handover] = {}
    read = in_order(known)
    for _ in range(60):
        name = f"exchange-{chance.randrange(12)}"
        days = [known[name].day] if name in known else []
        new = None
        if chance.random() < 0.8 or name not in known:
            low = chance.randrange(1300)
            new = Handover(name, chance.choice(DAYS), low, chance.choice([None, low, low + 3]), chance.random() < 0.1)
            days.append(new.day)
        known.pop(name, None)
        known |= {name: new} if new else {}
        read = read.turned(name, days, new)
        assert read == in_order(known)
