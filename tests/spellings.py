"""Addresses that nobody may connect to, in every spelling we know of: one table for all four entrances.

A feed's address, a redirect, the link to an article (test_crawler_hostile.py, test_crawler_hops.py) and a webhook
(test_alerts_addresses.py); what the guard itself says of each is in test_guard.py.
"""

# This machine. {at} is empty or the ":port" of a server that counts who connects.
LOOPBACK = (
    "http://127.0.0.1{at}/", "http://127.1{at}/", "http://127.0.1{at}/", "http://0{at}/", "http://0.0.0.0{at}/",
    "http://0x7f000001{at}/", "http://0x7f.0x0.0x0.0x1{at}/", "http://0X7F000001{at}/", "http://2130706433{at}/",
    "http://0177.1{at}/", "http://0177.0.0.1{at}/", "http://017700000001{at}/", "http://00000177.0.0.1{at}/",
    "http://127.0.0.1.{at}/", "http://2130706433.{at}/", "http://localhost{at}/", "http://LOCALHOST{at}/",
    "http://localhost.{at}/", "http://feed.localhost{at}/", "http://[::1]{at}/", "http://[::]{at}/",
    "http://[0:0:0:0:0:0:0:1]{at}/", "http://[::ffff:127.0.0.1]{at}/", "http://[::ffff:7f00:1]{at}/",
    "http://[::127.0.0.1]{at}/", "http://[::1{at}/", "http://①②⑦.⓪.⓪.①{at}/", "http://127。0。0。1{at}/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ{at}/", "http://%31%32%37.0.0.1{at}/", "http://user@127.0.0.1{at}/", "//127.0.0.1{at}/",
    "http:127.0.0.1{at}/", "http:/127.0.0.1{at}/", "http:///127.0.0.1{at}/", "http:\\\\127.0.0.1{at}/",
    "http://127.0.0.1{at}\\@example.org/", "ftp://127.0.0.1{at}/", "gopher://127.0.0.1{at}/",
)  # fmt: skip
# Other networks that are nobody's business.
PRIVATE = (
    "http://127.0.0.1:80/", "http://printer.local/", "http://metadata.google.internal/", "http://router.home.arpa/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/",
    "http://[2606:4700::1%25eth0]/", "http://[fd00::1]/", "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/", "http://192.168.1.1/", "http://example.org@127.0.0.1/",
    "http://127.0.0.1%00.example.org/",
)  # fmt: skip
# Not an address, or of no use; some of it is one once a browser has mended it.
ODD = (
    "http://example.org\\@127.0.0.1/",
    "http://user:word@example.org/", "http://@example.org/", "http://exam%70le.org/", "http://example.org:22/",
    "http://example.org:8080/", "http://example.org:99999/", "http://example.org:x/", "http:///feed", "http:",
    "//example.org/feed", "/etc/passwd", "file:///etc/passwd", "source:file:///etc/passwd", "ftp://example.org/",
    "data:text/xml,<rss/>", "javascript:alert(1)", "gopher://example.org/", "http://example.org/a b",
    " http://example.org/", "http://example.org/\n", "http://exa\tmple.org/", "http://example.org/\x7f",
    "http://example..org/", "http://exa*mple.org/", "http://" + "a" * 64 + ".org/", "http://example.org/" + "a" * 2048,
    "",
)  # fmt: skip
REFUSED = (*(text.format(at="") for text in LOOPBACK), *PRIVATE, *ODD)
# IP addresses, as a name may resolve to them.
REFUSED_IPS = (
    "0.0.0.0", "0.255.255.255", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
    "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
    "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:1::1", "2001:db8::1",
    "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "fe80::1%eth0",
    "2606:4700:4700::1111%eth0", "not an address",
)  # fmt: skip
