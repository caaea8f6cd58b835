"""The JSON API against its own description, by what schemathesis makes up. `make browser` runs it.

Apart from the others: schemathesis is not in their lock.
"""

import pytest
import schemathesis
from builders_desk import configured, elsewhere, filled, publish, served
from builders_review import NAMES, NOW, stored
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from repwatch.model import Exchange
from review.app import build


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """Exchanges of several years, one of them disputed."""
    config = configured(tmp_path_factory.mktemp("api"))
    filled(config)
    for number in range(120):
        day = f"{2025 + number // 24}-{number % 12 + 1:02}-{number % 24 + 1:02}"
        exchange = Exchange(f"north-south-{day}", "north-south", day)
        claims = [stored(640 + number, day=day), stored(650, day=day, claimant="Envoy", outlet="herald")]
        publish(config, exchange, *(elsewhere(one, 2 * number + at) for at, one in enumerate(claims[: 1 + number % 2])))
    with served(build(config.database, config, NAMES, NOW, clock=lambda: NOW)) as client:
        yield schemathesis.openapi.from_url(f"http://127.0.0.1:{client.port}/api/v1/openapi.json")


PATHS = ("exchanges", "exchanges/{id}", "totals", "reach", "openapi.json")


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        *((path, GenerationMode.POSITIVE) for path in PATHS),
        *((path, GenerationMode.NEGATIVE) for path in PATHS[:3]),  # the others have no parameter to get wrong
    ],
)
def test_every_answer_is_as_described(described, path, mode):
    """By what fits the description, and by what does not: status, type and content of what comes back are checked."""
    operation = described[f"/api/v1/{path}"]["GET"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def holds(case):
        case.call_and_validate()

    holds()


def test_nothing_is_described_that_is_not_asked_here(described):
    assert {f"/api/v1/{path}" for path in PATHS} == set(described)


@pytest.mark.parametrize("day", ["2025-01-01", "2026-12-24"])
def test_what_is_described_can_be_had(described, day):
    operation = described["/api/v1/exchanges/{id}"]["GET"]
    answer = operation.Case(path_parameters={"id": f"north-south-{day}"}).call()
    assert answer.status_code == 200
