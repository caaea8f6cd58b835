"""Every address on the way to an answer: is it allowed, where does it lead, how is the answer packed?"""

import asyncio
import gzip
from urllib.parse import urlsplit

import pytest
from builders_crawler import FEED_URL, LOOPBACK, Engine, workshop
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from spellings import LOOPBACK as HERE
from spellings import PRIVATE, REFUSED_IPS
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.entries import address as linked
from crawler.hops import LARGEST, GuardMiddleware, RedirectMiddleware, UnpackMiddleware, secure
from crawler.outcomes import Failed
from crawler.resolver import GuardedResolver
from repwatch.model import Outcome

HOST = "gazette.example"


@pytest.fixture
def engine(tmp_path):
    engine = Engine(workshop(tmp_path))
    yield engine
    engine.spider.workshop.close()


@pytest.fixture
def closed(tmp_path):
    """Without networks of the operator."""
    engine = Engine(workshop(tmp_path, allow_networks=()))
    yield engine
    engine.spider.workshop.close()


def run(work):
    return asyncio.run(work)


def redirected(engine, status, location, url=FEED_URL, hops=()):
    request = Request(url, meta={"hops": list(hops), "due": "kept"})
    headers = {"Location": location} if location is not None else {}
    return run(RedirectMiddleware.from_crawler(engine).process_response(request, Response(url, status, headers)))


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://gazette.example/new", "https://gazette.example/new"),
        ("/new", "https://gazette.example/new"),
        ("//herald.example/new", "https://herald.example/new"),
        ("?page=2", "https://gazette.example/feed?page=2"),
        (
            "/нова стрічка",
            "https://gazette.example/%D0%BD%D0%BE%D0%B2%D0%B0%20%D1%81%D1%82%D1%80%D1%96%D1%87%D0%BA%D0%B0",
        ),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_with_its_status_written_down(engine, status, location, target):
    request = redirected(engine, status, location.encode())
    assert (request.url, request.meta["hops"], request.meta["due"]) == (target, [status], "kept")


@pytest.mark.parametrize(
    ("status", "location"), [(200, b"/new"), (304, b"/new"), (300, b"/new"), (302, None)]
)  # fmt: skip
def test_what_is_no_redirect_goes_through(engine, status, location):
    assert isinstance(redirected(engine, status, location), Response)


@pytest.mark.parametrize(
    ("url", "location", "hops", "outcome"),
    [
        pytest.param(FEED_URL, b"/again", [302] * 5, "redirect_loop", id="a sixth hop"),
        pytest.param(FEED_URL, b"http://gazette.example/", [], "ssrf_blocked", id="https to http"),
        pytest.param(FEED_URL, b"http://[bad/", [], "ssrf_blocked", id="no address"),
    ],
)
def test_a_redirect_that_is_not_followed(engine, url, location, hops, outcome):
    with pytest.raises(Failed) as failed:
        redirected(engine, 302, location, url, hops)
    assert failed.value.outcome == outcome


def asked_for(url, entrance, engine):
    """The request that comes of an address at this entrance; None: there it is no address at all."""
    if entrance == "a redirect":
        return redirected(engine, 302, url.encode())
    found = url if entrance == "a feed" else linked(url, FEED_URL)
    return Request(secure(found, ())) if found else None


@pytest.mark.parametrize("entrance", ["a feed", "a redirect", "a link"])
@pytest.mark.parametrize("url", [*(text.format(at="") for text in HERE), *PRIVATE], ids=lambda url: ascii(url)[:60])
def test_every_request_asks_the_guard_first(closed, url, entrance):
    """What is no absolute address leads to the site itself, or is none."""
    try:
        request = asked_for(url, entrance, closed)
        if request is not None and urlsplit(request.url).hostname != HOST:
            run(GuardMiddleware.from_crawler(closed).process_request(request))
            pytest.fail(f"{request.url} is asked")
    except Failed as failed:
        assert failed.outcome is Outcome.SSRF_BLOCKED  # noqa: PT017  two middlewares may say so
    except ValueError:
        assert entrance == "a feed", "config.toml refuses it"


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://gazette.example/feed", "https://gazette.example/feed"),
        ("http://gazette.example:80/feed", "https://gazette.example/feed"),
        ("https://gazette.example/feed", "https://gazette.example/feed"),
        ("http://127.0.1.1:8000/feed", "http://127.0.1.1:8000/feed"),
    ],
)
def test_http_is_asked_by_https_outside_the_operators_networks(url, asked):
    assert secure(url, (LOOPBACK,)) == asked


def unpacked(body, encoding, status=200):
    headers = {"Content-Encoding": encoding} if isinstance(encoding, str) else {"Content-Encoding": list(encoding)}
    return run(UnpackMiddleware().process_response(Request(FEED_URL), Response(FEED_URL, status, headers, body)))


def test_a_packed_answer_is_unpacked_and_says_so_no_more():
    response = unpacked(gzip.compress(b"plain"), "gzip")
    assert (response.body, b"Content-Encoding" in response.headers) == (b"plain", False)


@pytest.mark.parametrize(
    ("body", "encoding", "outcome"),
    [
        pytest.param(gzip.compress(bytes(LARGEST + 1)), "gzip", "too_big", id="a bomb"),
        pytest.param(gzip.compress(gzip.compress(b"x")), "gzip, gzip", "encoding", id="packed twice"),
        pytest.param(gzip.compress(gzip.compress(b"x")), ("gzip", "gzip"), "encoding", id="twice, in two headers"),
        pytest.param(b"x", "br", "encoding", id="not asked for"),
        pytest.param(b"not gzip", "gzip", "encoding", id="damaged"),
    ],
)
def test_what_cannot_be_unpacked(body, encoding, outcome):
    with pytest.raises(Failed) as failed:
        unpacked(body, encoding)
    assert failed.value.outcome == outcome


def test_a_refusal_is_told_by_its_status_packed_or_not():
    assert unpacked(b"not gzip", "gzip", 404).status == 404


class Names:
    """The system's resolver: gives the addresses it was told to."""

    def __init__(self, *addresses):
        self.addresses, self.nameResolver, self.given = addresses, self, []

    def resolveHostName(self, receiver, name, port=0, types=None, transport="TCP"):
        receiver.resolutionBegan(None)
        for address in self.addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, 443))
        receiver.resolutionComplete()

    def resolutionBegan(self, _):
        pass

    def addressResolved(self, address):
        self.given.append(address.host)

    def resolutionComplete(self):
        pass


@pytest.mark.parametrize(
    ("addresses", "given"),
    [
        (["8.8.8.8"], ["8.8.8.8"]),
        (["8.8.8.8", "2606:4700::1"], ["8.8.8.8", "2606:4700::1"]),
        (["8.8.8.8", "10.0.0.1"], []),
        (["::1", "8.8.8.8"], []),
        (["127.0.0.1"], ["127.0.0.1"]),
        (["169.254.169.254"], []),
        ([], []),
    ],
)
def test_a_name_with_one_private_address_has_none(addresses, given):
    names = Names(*addresses)
    guard = GuardedResolver(names, (LOOPBACK,))
    guard.resolveHostName(names, HOST)
    assert names.given == given
    assert (HOST in guard.refused) == bool(addresses and not given)


@pytest.mark.parametrize("address", [one for one in REFUSED_IPS if one != "not an address"])
def test_no_name_leads_to_an_address_that_is_not_allowed(address):
    names = Names(address)
    GuardedResolver(names, ()).resolveHostName(names, HOST)
    assert names.given == []


def test_a_name_that_becomes_public_again_is_no_longer_called_refused():
    names = Names("10.0.0.1")
    guard = GuardedResolver(names, ())
    guard.resolveHostName(names, HOST)
    names.addresses = ("8.8.8.8",)
    guard.resolveHostName(names, HOST)
    assert not guard.refused


def test_a_name_that_is_public_first_and_private_then_leads_nowhere_then():
    names = Names("8.8.8.8")
    guard = GuardedResolver(names, ())
    guard.resolveHostName(names, HOST)
    names.addresses = ("127.0.0.1",)
    guard.resolveHostName(names, HOST)
    assert names.given == ["8.8.8.8"], "each connection asks anew, and what was answered is what is connected to"


def test_a_name_that_is_not_found_is_not_called_refused(engine):
    middleware = GuardMiddleware.from_crawler(engine)
    assert run(middleware.process_exception(Request(FEED_URL), CannotResolveHostError())) is None
