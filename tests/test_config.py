"""config.toml: a good one is read, a wrong one gives one message with every mistake, its place and what is allowed."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from repwatch.config import ConfigError, load
from repwatch.model import Feed, Minimum, PageRules, Reason

SUBSCRIPTION = '[[subscription]]\nid = "a"\n'
OUTLET = '[[outlet]]\nid = "a"\nname = "A"\nfeeds = [{ url = "https://a.example/rss" }]\n'
HOOK = '[[subscription]]\nid = "s"\nchannel = "webhook"\naddress = "https://x.example/h"\n'


def feed(fields: str) -> str:
    return OUTLET.replace('/rss"', f'/rss", {fields}')


def listing(selectors: str) -> str:
    return feed(f'kind = "listing", selectors = {{ {selectors} }}')


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    config = load(written(tmp_path, ""))
    assert config.state == tmp_path / "var"
    assert config.languages == ("en", "ru", "uk")
    assert (config.web.host, config.web.port, config.web.public_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert config.crawl.spacing == 5


def test_everything_can_be_set(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("secret\n")
    text = """
state = "data"
[crawl]
interval = "10m"
spacing = 7.5
allow_networks = ["127.0.0.0/8"]
[mail]
host = "mail.example"
password_file = "pw"
from = "w@example.org"
domain = "example.org"
[[outlet]]
id = "b-1"
name = "B"
lang = "en"
side = "russia"
kind = "state media"
zone = "Europe/Moscow"
fetch = "all"
feeds = [
  { url = "https://t.me/s/b_example", kind = "telegram", interval = "1h" },
  { url = "https://b.example/", kind = "listing", selectors = { item = "li", link = "a::attr(href)", date = "time" } },
  { url = "https://b.example/rss", enabled = false, note = "not tried" },
]
page = { text = "div.story", drop = ["aside", ".more"] }
silent_after = "2d"
[[subscription]]
id = "d"
channel = "smtp"
address = "d@example.org"
reasons = ["exchange.conflict"]
parties = ["ukraine"]
cadence = "daily"
at = "06:30"
zone = "Europe/Kyiv"
minimum = "confirmed"
quiet = "22:00-06:00"
lang = "uk"
"""
    config = load(written(tmp_path, text))
    assert (config.crawl.interval, config.crawl.spacing) == (600, 7.5)
    assert config.crawl.allow_networks == (ip_network("127.0.0.0/8"),)
    assert config.mail.password == "secret"
    assert "secret" not in repr(config)
    assert config.outlets[0].feeds == (
        Feed("https://t.me/s/b_example", "telegram", 3600),
        Feed("https://b.example/", "listing", 900, (("item", "li"), ("link", "a::attr(href)"), ("date", "time"))),
        Feed("https://b.example/rss", enabled=False, note="not tried"),
    )
    assert config.outlets[0].page == PageRules("div.story", drop=("aside", ".more"))
    assert config.outlets[0].silent_after == 2 * 86400
    assert config.subscriptions[0].reasons == (Reason.CONFLICT,)
    assert config.subscriptions[0].minimum is Minimum.CONFIRMED
    assert (config.subscriptions[0].quiet, config.subscriptions[0].lang) == ("22:00-06:00", "uk")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("state = [", "is no TOML", id="no TOML"),
        pytest.param("stat = 'x'", "stat: is not known here; known are", id="a slip of the pen"),
        pytest.param("languages = ['fr']", 'languages: has "fr"; allowed are en, ru, uk', id="a language without data"),
        pytest.param("[web]\nport = 'x'", 'web.port: is "x"; allowed is a whole number', id="a port"),
        pytest.param("[web]\npublic_url = 'ftp://x'", "web.public_url", id="a public address"),
        pytest.param("[crawl]\nspacing = 1", "crawl.spacing: is 1; allowed is a time from 5 s", id="too impolite"),
        pytest.param("[crawl]\ninterval = '5 min'", "crawl.interval", id="a time that nobody can read"),
        pytest.param("[crawl]\nallow_networks = ['10.0.0.1/8']", "crawl.allow_networks", id="a network with host bits"),
        pytest.param("[mail]\nsecurity = 'ssl'", "allowed is one of none, starttls, tls", id="mail security"),
        pytest.param("[mail]\npassword_file = 'none'", "mail.password_file: names", id="a secret that is not there"),
        pytest.param("[mail]\nfrom = 'a b@x'", "mail.from", id="a sender with a space"),
        pytest.param(OUTLET.replace('id = "a"', 'id = "A b"'), "outlet[A b].id", id="an id"),
        pytest.param(OUTLET.replace('name = "A"', ""), "outlet[a].name: is missing", id="no name"),
        pytest.param(OUTLET.replace("https://", "gopher://"), "outlet[a].feeds[1].url", id="a feed's address"),
        pytest.param(OUTLET.replace("https://", "https://u:p@"), "user name", id="log-in data in an address"),
        pytest.param(
            OUTLET.replace("https://", "https://["), "cannot be read as an address", id="an address of nothing"
        ),
        pytest.param("[web]\npublic_url = 'http://x:99999'", "web.public_url: is", id="a port that is none"),
        pytest.param(OUTLET + OUTLET, '"a" stands more than once', id="an outlet twice"),
        pytest.param(OUTLET + 'side = "mars"', "allowed is one of neutral, russia, ukraine", id="a side"),
        pytest.param(SUBSCRIPTION + 'minimum = "sure"', "confirmed, immediately, reviewed", id="a minimum"),
        pytest.param(SUBSCRIPTION + 'quiet = "at night"', "two hours like 22:00-07:00", id="quiet hours"),
        pytest.param(SUBSCRIPTION + 'quiet = "06:00-08:00"\ncadence = "daily"', "the digest of 07:00", id="two hours"),
        pytest.param(SUBSCRIPTION + 'lang = "xx"', "is one of", id="a language of messages"),
        pytest.param(OUTLET + 'zone = "Kyiv"', "time zone database", id="a zone"),
        pytest.param(OUTLET + "enabled = false", "say why the outlet is switched off", id="off without a reason"),
        pytest.param('[[outlet]]\nid = "a"\nname = "A"', "outlet[a].feeds: is missing", id="no feed"),
        pytest.param(
            feed("enabled = false"), "outlet[a].feeds[1].note: is missing; say why", id="a feed off without why"
        ),
        pytest.param(feed('kind = "telegram"'), "the preview of a channel, like https://t.me/s/", id="no preview"),
        pytest.param(feed('selectors = { item = "li" }'), 'only for kind = "listing"', id="selectors of a feed"),
        pytest.param(listing('link = "a"'), "selectors.item: is missing; name what holds one story", id="no item"),
        pytest.param(listing('item = "li["'), 'selectors.item: is "li[", which is no CSS selector', id="no selector"),
        pytest.param(listing('item = "li", story = "a"'), "selectors.story: is not known here", id="an unknown part"),
        pytest.param(listing("item = 3"), "selectors.item: must be text", id="a selector that is no text"),
        pytest.param(OUTLET + 'page = { text = "//p" }', 'page.text: is "//p", which is no CSS', id="XPath"),
        pytest.param(OUTLET + 'page = { drop = "p" }', "page.drop: must be a list of texts", id="one for a list"),
        pytest.param(OUTLET + 'page = { drop = ["p", "a >"] }', 'page.drop: is "a >"', id="one of several selectors"),
        pytest.param("[backup]\nevery = 5", "backup.every: is less than 60 s", id="backups without end"),
        pytest.param("[backup]\nhourly = -1", "backup.hourly", id="fewer than no backups"),
        pytest.param("[keep]\ntexts = '30d'", "keep.texts: is less than 90 days", id="texts that go too soon"),
        pytest.param("[log]\nformat = 'xml'", "log.format", id="a format of the log"),
        pytest.param("[web]\nmetrics = ['here']", "web.metrics", id="who may see the numbers"),
        pytest.param("outlet = 3", "outlet: must be a list of tables", id="not a list"),
        pytest.param(HOOK, "a webhook is signed", id="a webhook without a secret"),
        pytest.param(HOOK + "secret = 'abc'", "subscription[s].secret", id="a weak secret"),
        pytest.param(HOOK + "at = '7:00'", "an hour like 07:00", id="an hour"),
        pytest.param(HOOK.replace("webhook", "smtp"), "one mail address", id="no mail address"),
        pytest.param(HOOK + "reasons = ['all']", 'has "all"', id="a reason"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_is_allowed(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(written(tmp_path, text))
    assert told in str(error.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        load(written(tmp_path, "[web]\nport = 0\n[crawl]\nspacing = 1\n[mail]\nsecurity = 'x'\n"))
    assert len(error.value.mistakes) == 3
    assert "3 mistakes" in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xef\xbb\xbf" + b'state = "x"\n')
    assert load(tmp_path / "config.toml").state.name == "x"


@pytest.mark.parametrize(
    ("web", "on"),
    [
        pytest.param("", False, id="nobody else can open the page"),
        pytest.param('public_url = "https://ledger.example"', True, id="readers can"),
        pytest.param('public_url = "https://ledger.example"\nalert_feeds = false', False, id="they can, and shall not"),
        pytest.param("alert_feeds = true", True, id="for this machine"),
        pytest.param('public_url = "https://ledger.example"\npublic = false', False, id="the ledger is not public"),
        pytest.param("public = false\nalert_feeds = true", True, id="the ledger is not, and alerts shall be"),
    ],
)
def test_alerts_are_published_where_readers_can_open_the_page(tmp_path: Path, web: str, on: bool) -> None:
    assert load(written(tmp_path, f"[web]\n{web}\n")).web.alert_feeds is on


def test_secrets_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPWATCH_SECRET_S", "whsec_" + "B" * 44)
    monkeypatch.setenv("REPWATCH_ADDRESS_MY_ROOM", "ntfys://ntfy.example.org/news")
    monkeypatch.setenv("REPWATCH_MAIL_PASSWORD", "sesame open")
    room = '[[subscription]]\nid = "my-room"\nchannel = "apprise"\n'
    config = load(written(tmp_path, HOOK + room))
    assert config.subscriptions[0].secret == "whsec_" + "B" * 44
    assert config.subscriptions[1].address == "ntfys://ntfy.example.org/news"
    assert config.mail.password == "sesame open"
