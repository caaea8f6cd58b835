"""Address shapes of the shipped outlets: AMP, mobile, tracked and short forms of one story are one story.

What the list prints is kept without tracking, and either the key of the address or the address that its page gives
itself brings the forms together. The words in the addresses are made up, their shapes are the outlets'.
"""

from datetime import UTC, datetime

import pytest

from crawler.canonical import own_address
from crawler.entries import Printed, Source, entry
from crawler.text import document
from repwatch.addresses import host_of, is_plain, untracked, url_key

# outlet -> its address of a story, then other forms of the same.
FORMS = {
    "ukrainska-pravda": ("https://www.pravda.com.ua/news/2026/03/05/7561061/",
                         "https://www.pravda.com.ua/amp/news/2026/03/05/7561061/",
                         "http://pravda.com.ua/news/2026/03/05/7561061/?utm_source=rss"),
    "ukrainska-pravda-en": ("https://www.pravda.com.ua/eng/news/2026/03/05/7561061/",
                            "https://www.pravda.com.ua/amp/eng/news/2026/03/05/7561061/"),
    "ukrinform": ("https://www.ukrinform.ua/rubric-ato/4061061-sixty-one-came-home.html",
                  "https://www.ukrinform.ua/amp/rubric-ato/4061061-sixty-one-came-home.html"),
    "suspilne": ("https://suspilne.media/1061061-sixty-one-came-home/",
                 "https://suspilne.media/amp/1061061-sixty-one-came-home/"),
    "unian": ("https://www.unian.ua/war/sixty-one-came-home-13061061.html",
              "https://www.unian.ua/war/amp-sixty-one-came-home-13061061.html"),
    "tsn": ("https://tsn.ua/ato/sixty-one-came-home-2961061.html",
            "https://tsn.ua/amp/ato/sixty-one-came-home-2961061.html"),
    "nv": ("https://nv.ua/ukr/ukraine/events/sixty-one-came-home-50561061.html",
           "https://nv.ua/ukr/amp/sixty-one-came-home-50561061.html"),
    "24-kanal": ("https://24tv.ua/sixty-one-came-home_n2961061", "https://24tv.ua/amp/sixty-one-came-home_n2961061"),
    "radio-svoboda": ("https://www.radiosvoboda.org/a/sixty-one-came-home/33061061.html",
                      "https://www.radiosvoboda.org/amp/sixty-one-came-home/33061061.html",
                      "https://www.radiosvoboda.org/a/33061061.html"),
    "rferl": ("https://www.rferl.org/a/sixty-one-came-home/33061061.html", "https://www.rferl.org/amp/33061061.html"),
    "kyiv-independent": ("https://kyivindependent.com/sixty-one-came-home/",
                         "https://kyivindependent.com/sixty-one-came-home/amp/",
                         "https://kyivindependent.com/sixty-one-came-home/?utm_medium=social&ref=x"),
    "bbc": ("https://www.bbc.com/news/articles/c61x",
            "https://www.bbc.com/news/articles/c61x?at_medium=RSS&at_campaign=rss",
            "https://www.bbc.com/news/articles/c61x.amp"),
    "bbc-ukrainian": ("https://www.bbc.com/ukrainian/articles/c61x",
                      "https://www.bbc.com/ukrainian/articles/c61x.amp?at_bbc_team=ws&at_format=link"),
    "tass-ru": ("https://tass.ru/politika/26061061", "https://tass.ru/politika/amp/26061061"),
    "tass-en": ("https://tass.com/politics/2061061", "https://tass.com/politics/2061061/amp"),
    "ria": ("https://ria.ru/20260305/obmen-2061061061.html", "https://ria.ru/amp/20260305/obmen-2061061061.html",
            "https://ria.ru/20260305/obmen-2061061061.html?in=t"),
    "interfax": ("https://www.interfax.ru/world/1061061", "https://m.interfax.ru/1061061"),
    "rbc": ("https://www.rbc.ru/politics/05/03/2026/69a61061", "https://amp.rbc.ru/rbcnews/politics/05/03/2026/69a61061",
            "https://www.rbc.ru/politics/05/03/2026/69a61061?from=newsfeed"),
    "meduza": ("https://meduza.io/news/2026/03/05/sixty-one-came-home",
               "https://meduza.io/amp/news/2026/03/05/sixty-one-came-home"),
    "kommersant": ("https://www.kommersant.ru/doc/8561061", "https://www.kommersant.ru/amp/8561061",
                   "https://www.kommersant.ru/doc/8561061?from=main"),
    "lenta": ("https://lenta.ru/news/2026/03/05/sixty-one/", "https://m.lenta.ru/news/2026/03/05/sixty-one/amp/",
              "https://lenta.ru/news/2026/03/05/sixty-one/?rcmclid=1"),
    "gazeta": ("https://www.gazeta.ru/army/news/2026/03/05/28061061.shtml",
               "https://m.gazeta.ru/army/news/2026/03/05/28061061.shtml"),
    "rossiyskaya-gazeta": ("https://rg.ru/2026/03/05/sixty-one.html", "https://rg.ru/amp/2026/03/05/sixty-one.html"),
    "rt-russian": ("https://russian.rt.com/ussr/news/1661061-sixty-one",
                   "https://russian.rt.com/ussr/news/1661061-sixty-one?utm_source=rss&utm_medium=rss&utm_campaign=RSS",
                   "https://russian.rt.com/ussr/news/1661061-sixty-one/amp"),
    "vesti": ("https://www.vesti.ru/article/4861061", "https://amp.vesti.ru/article/4861061"),
    "moscow-times": ("https://www.themoscowtimes.com/2026/03/05/sixty-one-a91061",
                     "https://www.themoscowtimes.com/amp/2026/03/05/sixty-one-a91061"),
}  # fmt: skip
CASES = [pytest.param(own, form, id=f"{outlet} {form}") for outlet, (own, *forms) in FORMS.items() for form in forms]


@pytest.mark.parametrize(("own", "form"), CASES)
def test_another_form_of_an_outlets_address_is_the_same_story(own: str, form: str) -> None:
    listed = entry(Printed(link=form, title="Home"), Source("https://feed.example/", datetime(2026, 3, 5, tzinfo=UTC)))
    assert listed.url is not None
    page = document(f'<html><head><link rel="canonical" href="{own}"></head><body>61</body></html>')
    assert page is not None
    assert url_key(own_address(page, listed.url) or listed.url) == url_key(own)


@pytest.mark.parametrize("outlet", FORMS)
def test_no_other_outlets_story_shares_its_key(outlet: str) -> None:
    others = {url_key(own) for other, (own, *_) in FORMS.items() if other != outlet}
    assert url_key(FORMS[outlet][0]) not in others


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        pytest.param("https://a.example/1?utm_source=rss&utm_medium=rss", "https://a.example/1", id="nothing else"),
        pytest.param("https://a.example/?id=1&utm_source=x&b=%20+", "https://a.example/?id=1&b=%20+", id="others"),
        pytest.param("https://a.example/1?UTM_Source=x#top", "https://a.example/1#top", id="a fragment stays"),
        pytest.param("https://a.example/?a=1&&b=2", "https://a.example/?a=1&&b=2", id="none: byte for byte"),
        pytest.param("https://a.example/1?", "https://a.example/1?", id="an empty question"),
    ],
)
def test_an_address_is_asked_for_without_tracking(printed: str, kept: str) -> None:
    assert untracked(printed) == kept


@pytest.mark.parametrize(
    "host", ["a.example", "www.a.example", "amp.a.example", "www.amp.a.example:8080", "127.0.0.1:80"]
)
@pytest.mark.parametrize(
    "path", ["", "/", "/1.html", "/amp", "/amp/", "/1/amp/", "/a//", "/%d0%b1/@x,y:z=1!", "/./../1"]
)
def test_a_plain_address_is_the_story_that_it_is_with_a_fragment(host: str, path: str) -> None:
    plain = f"https://{host}{path}"
    assert is_plain(plain)
    assert not is_plain(f"{plain}#top")
    assert url_key(plain) == url_key(f"{plain}#top")
    assert host_of(plain) == host_of(f"{plain}#top") == host
    assert untracked(plain) == plain


@pytest.mark.parametrize(
    "address",
    ["https://a.example/?b=1", "https://a.example/1;x", "https://A.example/", "HTTPS://a.example/", "ftp://a.example/",
     "//a.example/", "https:///1", "https://x@a.example/", "https://a.example/б", "https://a.example/1 ", "https://[::1]/",
     "https://a.example:/", "https://a.example/\n", "https://a.example\\1"],
)  # fmt: skip
def test_an_address_that_may_be_written_in_two_ways_is_not_plain(address: str) -> None:
    assert not is_plain(address)
