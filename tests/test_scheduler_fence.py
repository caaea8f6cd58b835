"""The unit's own fence is tried at the start of a service, and nowhere else (R-SSRF-4)."""

import socket

import pytest

from scheduler.fence import UNIT, look

SERVICE = dict.fromkeys(UNIT, "something")


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


def test_a_fence_that_lets_a_connection_through_is_told(listener):
    assert "IPAddressDeny= is missing" in look(SERVICE, listener.getsockname())
    listener.accept()[0].close()


def test_a_connection_that_is_refused_is_as_it_should_be(listener):
    address = listener.getsockname()
    listener.close()
    assert look(SERVICE, address) == ""


@pytest.mark.parametrize("environment", [{}, {UNIT[0]: "4f1d"}], ids=["no unit", "a terminal of a session"])
def test_outside_a_unit_nothing_is_tried(listener, environment):
    assert look(environment, listener.getsockname()) == ""
    with pytest.raises(BlockingIOError):
        listener.accept()
