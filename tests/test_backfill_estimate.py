"""How long a cluster takes, played through: against what can be worked out by hand."""

from itertools import cycle, repeat
from random import Random

import pytest

from backfill.estimate import Estimate, Trouble, estimate

NEVER = repeat(1.0)


@pytest.mark.parametrize(
    ("seconds", "workers", "wall"),
    [
        pytest.param([3, 4, 5], 1, 12, id="one after the other"),
        pytest.param([2] * 6, 3, 4, id="all workers alike"),
        pytest.param([2] * 7, 3, 6, id="one file more"),
        pytest.param([1, 1, 9], 2, 10, id="a long one at the end"),
        pytest.param([9, 1, 1], 2, 9, id="a long one at the start"),
        pytest.param([5], 100, 5, id="more workers than files"),
        pytest.param([], 4, 0, id="nothing"),
    ],
)
def test_a_free_worker_takes_the_next_file(seconds: list[float], workers: int, wall: float) -> None:
    assert estimate(seconds, workers, Trouble(), NEVER) == Estimate(wall, sum(seconds), 0)


def test_a_straggler_takes_longer_and_a_start_is_waited_for() -> None:
    assert estimate([2, 2], 1, Trouble(straggling=1, slower=3, start=7), repeat(0.0)) == Estimate(19, 12, 0)


def test_a_worker_that_dies_loses_its_part_comes_back_and_the_file_is_read_again() -> None:
    # Straggles? dies? where; then for the second reading: straggles? dies?
    chance = iter([1.0, 0.0, 0.5, 1.0, 1.0])
    assert estimate([8], 1, Trouble(dying=0.1, restart=30), chance) == Estimate(4 + 30 + 8, 12, 1)


def test_many_workers_come_near_to_their_share_and_never_below() -> None:
    chance = Random(1)
    seconds = [chance.uniform(50, 70) for _ in range(5000)]
    trouble = Trouble(straggling=0.02, slower=3, dying=0.01, restart=60)
    for workers in (10, 100, 1000):
        found = estimate(seconds, workers, trouble, (chance.random() for _ in cycle([0])))
        share = sum(seconds) / workers
        assert share < found.wall < 1.1 * found.busy / workers + 3 * 3 * 70
        assert found.repeated == pytest.approx(50, abs=30)
