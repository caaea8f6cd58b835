"""Is it our own network, or the outlets? A table of what failed when."""

import pytest
from builders_health import ago, feed

from alerts.outage import cut_off, is_over


def well(number: int, **minutes: float):
    at = ago(**(minutes or {"minutes": 10}))
    return feed(number, last_polled_at=at, last_ok_at=at)


def away(number: int, outcome: str = "dns", minutes: float = 5, **fields):
    at = ago(minutes=minutes)
    return feed(number, outcome, **{"last_polled_at": at, "failing_since": at, "last_ok_at": ago(hours=1), **fields})


def long_dead(number: int):
    return away(number, failing_since=ago(days=4), last_ok_at=ago(days=5), minutes=1)


@pytest.mark.parametrize(
    ("feeds", "down"),
    [
        pytest.param([], False, id="nothing is watched"),
        pytest.param([well(1), well(2)], False, id="all is well"),
        pytest.param([away(1), away(2), away(3)], True, id="all fell away"),
        pytest.param([away(1, "dns"), away(2, "connect"), away(3, "timeout")], True, id="each in its way"),
        pytest.param([away(1)], False, id="a single host tells nothing"),
        pytest.param([away(1), away(2)], True, id="both of two"),
        pytest.param([away(1), away(2), well(3)], False, id="two of three, and the third was not asked since"),
        pytest.param([away(1), away(2), well(3, minutes=1)], False, id="another answered after they fell away"),
        pytest.param([away(1), away(2), away(3), feed(4, "http_404")], False, id="a refusal is an answer too"),
        pytest.param([away(1), away(2), away(3), well(4), well(5)], True, id="three of five, no answer since"),
        pytest.param([away(n) for n in range(20)] + [long_dead(99)], True, id="one was dead long before"),
        pytest.param([long_dead(1), long_dead(2), long_dead(3), well(4)], False, id="the dead ones tell nothing"),
        pytest.param(
            [away(1, minutes=2), away(2, minutes=2), away(3, minutes=2), *(well(n, minutes=3) for n in range(4, 40))],
            False, id="three of forty in one minute",
        ),
        pytest.param(
            [*(away(n, minutes=1) for n in range(10)), *(well(n, minutes=8) for n in range(10, 40))], True,
            id="ten of forty, and they were asked for minutes without an answer of anybody",
        ),
        pytest.param(
            [*(away(n, minutes=1) for n in range(3)), *(well(n, minutes=8) for n in range(10, 47))], False,
            id="three of forty, though the others are not due for long",
        ),
        pytest.param(
            [*(away(n, minutes=7) for n in range(10)), *(well(n, minutes=8) for n in range(10, 40))], False,
            id="ten of forty at one time, and not asked again since",
        ),
        pytest.param([away(n, "http_5xx") for n in range(9)], False, id="faults of their own"),
        pytest.param([away(n, enabled=False) for n in range(9)], False, id="switched off"),
        pytest.param(
            [away(n, last_ok_at=None) for n in range(9)], True, id="a first start without any network"
        ),
    ],
)  # fmt: skip
def test_our_own_network_or_the_outlets(feeds, down):
    assert (cut_off(feeds) is not None) == down


def test_several_feeds_of_one_host_are_one():
    same = {"address": "https://one.example/", "url": "https://one.example/"}
    assert cut_off([away(1, **same), away(2, **same), away(3, **same)]) is None


def test_it_began_when_the_first_fell_away_and_is_over_when_anybody_answers():
    feeds = [away(1, minutes=9), away(2, minutes=5), away(3)]
    began = cut_off(feeds)
    assert began == ago(minutes=9)
    assert not is_over(feeds, began)
    assert is_over([*feeds, feed(4, "http_403", last_polled_at=ago(minutes=1))], began)
