"""Which addresses may be connected to: every refused spelling once, and the ones that must go through."""

from ipaddress import ip_network

import pytest
from spellings import REFUSED, REFUSED_IPS

from repwatch.guard import allowed, inside, refusal

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.mark.parametrize("url", REFUSED, ids=lambda url: ascii(url)[:50])
def test_a_text_that_is_refused_before_anything_is_resolved(url):
    assert refusal(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/feed.xml",
        "http://example.org:80/feed",
        "https://example.org:443/",
        "HTTPS://Example.ORG/",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
        "https://новини.укр/стрічка",
        "https://t.me/s/some_channel?before=10",
        "https://example.org/@writer/a%20b",
        "https://my_feeds.example.org./x",
        "https://1and1.example/",
    ],
)
def test_a_text_that_goes_through(url):
    assert refusal(url) == ""


@pytest.mark.parametrize("url", ["http://127.0.1.3:43210/feed", "http://127.0.0.1/", "http://[::ffff:127.0.0.1]:8000/"])
def test_http_and_any_port_inside_the_networks_of_the_operator(url):
    assert refusal(url, LOOPBACK) == ""
    assert inside(url, LOOPBACK)


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "http://localhost:80/", "http://[::1]/", "http://u@127.0.0.1/", "ftp://127.0.0.1/"],
)
def test_the_networks_of_the_operator_open_nothing_else(url):
    assert refusal(url, LOOPBACK)


@pytest.mark.parametrize("url", ["https://example.org/", "http://[::1", "http://8.8.8.8:9/", ""])
def test_what_is_not_inside_the_networks_of_the_operator(url):
    assert not inside(url, LOOPBACK)


@pytest.mark.parametrize("address", REFUSED_IPS)
def test_an_address_that_is_never_connected_to(address):
    assert not allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:1.1.1.1",
        "2001:200::1",
        "2606:4700:4700::1111",
        "2a00:1450::1",
    ],
)
def test_a_public_address(address):
    assert allowed(address)


def test_only_the_networks_of_the_operator_are_excepted():
    assert allowed("127.0.1.3", LOOPBACK)
    assert allowed("::ffff:127.0.1.3", LOOPBACK)
    assert not allowed("10.0.0.1", LOOPBACK)
    assert not allowed("::1", LOOPBACK)
