"""Bytes to text before any parser sees them, and packed bytes to plain ones within bounds."""

import gzip
import zlib

import pytest

from crawler.charset import decode, unpack, xml

TEXT = "Тіла 61 військового повернуто в Україну"


@pytest.mark.parametrize(
    ("body", "label", "encoding"),
    [
        pytest.param(TEXT.encode("utf-8"), "", "utf-8", id="utf-8 unsaid"),
        pytest.param(TEXT.encode("utf-8"), "text/html; charset=iso-8859-1", "utf-8", id="utf-8 under an old default"),
        pytest.param(TEXT.encode("utf-8-sig"), "", "utf-8", id="a mark"),
        pytest.param(TEXT.encode("utf-16"), "", "utf-16-le", id="utf-16 by its mark"),
        pytest.param(TEXT.encode("utf-16-be"), "text/xml; charset=utf-16-be", "utf-16-be", id="utf-16 by its label"),
        pytest.param(TEXT.encode("cp1251"), "", "windows-1251", id="windows-1251 unsaid"),
        pytest.param(TEXT.encode("cp1251"), "text/html; charset=UTF-8", "windows-1251", id="said to be utf-8"),
        pytest.param(TEXT.encode("cp1251"), 'text/html; charset="windows-1251"', "cp1251", id="said in quotes"),
        pytest.param(TEXT.encode("koi8-u"), "text/html;charset=koi8-u", "koi8-u", id="koi8-u said"),
        pytest.param(TEXT.encode("cp1251"), "text/html; charset=utf-7", "windows-1251", id="utf-7 is not believed"),
        pytest.param(TEXT.encode("cp1251"), "text/html; charset=base64", "windows-1251", id="no charset at all"),
    ],
)
def test_a_text_reads_the_same_whatever_is_said_of_it(body, label, encoding):
    decoded = decode(body, label)
    assert (decoded.text, decoded.encoding, decoded.broken) == (TEXT, encoding, 0)


def test_accents_that_stand_alone_are_latin():
    assert decode("café à l'été, garçon".encode("cp1252")).text == "café à l'été, garçon"


@pytest.mark.parametrize("label", ["windows-1252", "iso-8859-1", "us-ascii", "iso-8859-15"])
def test_a_western_label_is_believed_of_signs_without_a_letter(label):
    assert decode("£5m".encode(label if "15" in label else "cp1252"), f"text/html; charset={label}").text == "£5m"


@pytest.mark.parametrize("label", ["windows-1252", "iso-8859-1", "us-ascii", ""])
def test_a_dash_between_two_figures_is_never_lost(label):
    assert decode("50–60 “bodies” café".encode("cp1252"), f"text/html; charset={label}").text == "50–60 “bodies” café"


def test_a_character_cut_at_the_end_costs_itself_alone():
    decoded = decode(TEXT.encode()[:-1])
    assert (decoded.text, decoded.encoding) == (TEXT[:-1], "utf-8")


def test_one_broken_byte_in_a_long_text_does_not_change_its_charset():
    body = (TEXT * 10).encode() + b"\xff " + (TEXT * 10).encode()
    decoded = decode(body)
    assert (decoded.encoding, decoded.text.count("\ufffd")) == ("utf-8", 1)


def test_the_share_that_cannot_be_read_is_told():
    assert decode(b"\xef\xbb\xbf" + b"\xff" * 10).broken == 1


@pytest.mark.parametrize(
    "text", ['<?xml version="1.0" encoding="cp1251"?><a/>', '\ufeff  <?xml version="1.0"?>\n<a/>', "<a/>"]
)
def test_a_parser_of_xml_gets_utf8_that_says_so_and_nothing_before_it(text):
    assert xml(text) == b'<?xml version="1.0" encoding="utf-8"?><a/>'


@pytest.mark.parametrize(
    ("body", "encoding", "expected"),
    [
        pytest.param(b"plain", "", b"plain", id="not packed"),
        pytest.param(b"plain", "identity", b"plain", id="identity"),
        pytest.param(gzip.compress(b"plain"), "gzip", b"plain", id="gzip"),
        pytest.param(gzip.compress(b"plain"), " X-GZIP ", b"plain", id="x-gzip"),
        pytest.param(gzip.compress(b"plain")[:-4], "gzip", None, id="cut"),
        pytest.param(b"plain", "gzip", None, id="not gzip at all"),
        pytest.param(zlib.compress(b"plain"), "deflate", None, id="not asked for"),
        pytest.param(gzip.compress(gzip.compress(b"plain")), "gzip, gzip", None, id="twice"),
        pytest.param(b"\x0b\x02\x80plain\x03", "br", None, id="br"),
    ],
)
def test_one_layer_of_gzip_and_no_other(body, encoding, expected):
    assert unpack(body, encoding, 100) == expected


def test_a_bomb_is_stopped_at_the_limit():
    with pytest.raises(OverflowError):
        unpack(gzip.compress(bytes(50_000_000)), "gzip", 1_000_000)
