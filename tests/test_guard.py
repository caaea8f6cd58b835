"""Which addresses may be connected to: every refused spelling once, and the ones that must go through."""

from ipaddress import ip_network

import pytest

from repwatch.guard import allowed, inside, refusal

LOOPBACK = (ip_network("127.0.0.0/8"),)

REFUSED_TEXTS = [
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0x7f000001/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://0X7F000001/",
    "http://2130706433/",
    "http://0177.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://00000177.0.0.1/",
    "http://127.0.0.1./",
    "http://2130706433./",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://feed.localhost/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://router.home.arpa/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[2606:4700::1%25eth0]/",
    "http://[fd00::1]/",
    "http://[::1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://example.org@127.0.0.1/",
    "http://user:word@example.org/",
    "http://@example.org/",
    "http://example.org\\@127.0.0.1/",
    "http://127.0.0.1%00.example.org/",
    "http://%31%32%37.0.0.1/",
    "http://exam%70le.org/",
    "http://example.org:22/",
    "http://example.org:8080/",
    "http://example.org:99999/",
    "http://example.org:x/",
    "http:///feed",
    "http:",
    "//example.org/feed",
    "/etc/passwd",
    "file:///etc/passwd",
    "source:file:///etc/passwd",
    "ftp://example.org/",
    "data:text/xml,<rss/>",
    "javascript:alert(1)",
    "gopher://example.org/",
    "http://example.org/a b",
    " http://example.org/",
    "http://example.org/\n",
    "http://exa\tmple.org/",
    "http://example.org/\x7f",
    "http://example..org/",
    "http://exa*mple.org/",
    "http://" + "a" * 64 + ".org/",
    "http://example.org/" + "a" * 2048,
    "",
]


@pytest.mark.parametrize("url", REFUSED_TEXTS, ids=lambda url: ascii(url)[:50])
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


REFUSED_ADDRESSES = [
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:1::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "fe80::1%eth0",
    "2606:4700:4700::1111%eth0",
    "not an address",
]


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
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
