"""What stands in the way of a story, told by marks that programs leave, not by words. Pure.

Nothing here helps to get past one: it is named, and the story stays what its list said of it.
"""

import re

from lxml import etree, html

from crawler.text import linked_data
from repwatch.model import Outcome

# Of the pages that protection services put in place of an answer; the scripts that they add to every page have others.
_CHALLENGES = (
    b"_cf_chl_opt", b"cf-challenge-running", b'id="challenge-form"', b"/cdn-cgi/l/chk_captcha", b"_Incapsula_Resource",
    b"check.ddos-guard.net", b"ddos-guard/js-challenge", b"captcha-delivery.com", b"px-captcha", b"__qrator",
    b"/showcaptcha", b"smartcaptcha.yandexcloud", b"awswaf.com", b"sgcaptcha", b"_sec_cpt",
    b"<title>Just a moment...", b"<title>DDoS-Guard",
)  # fmt: skip
_CONSENT_ADDRESS = re.compile(
    r"^https?://([^/]*\.)?(consent|guce)\.|/(cookie|consent|gdpr|privacy)-?(wall|gate|consent)\b|/consent(/|$)"
)
# Scripts that ask for consent. Many an ordinary page has them, but none of those is as small.
_CONSENT_SCRIPTS = (
    b"collectconsent", b"sp_message_container", b"didomi", b"onetrust", b"usercentrics", b"fundingchoicesmessages",
)  # fmt: skip
SMALL = 30_000  # bytes
# Response headers (lower case) by which the networks in front of sites say that they challenge, and their values.
HEADERS = {"cf-mitigated": ("challenge",), "x-amzn-waf-action": ("challenge", "captcha")}
_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(true|false)\b', re.IGNORECASE)
_FORMS = etree.XPath("//form/@action")
_FREE_META = etree.XPath("//meta[@itemprop='isAccessibleForFree']/@content")
_TIER_META = etree.XPath("//meta[@property='article:content_tier']/@content")
_TIERS = frozenset(("locked", "metered", "paid", "premium", "subscriber"))
# A page with this many characters of text is no wall, whatever its scripts are called.
SHORT = 600
LOOKED_AT = 65_536  # bytes of a body


def wall(body: bytes, text: str, *, consent: bool) -> Outcome | None:
    """What this answer is in place of a page, if its text is short. consent: as is_consent says of it."""
    if len(text) >= SHORT:
        return None
    if is_challenge(body):
        return Outcome.CHALLENGE
    return Outcome.CONSENT if consent else None


def instead_of_list(url: str, body: bytes) -> Outcome | None:
    """What an answer is that is no list. url: the last one, after redirects. None: it is no wall that we know."""
    start = body[:LOOKED_AT]
    if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    if is_challenge(body):
        return Outcome.CHALLENGE
    asks = len(body) <= SMALL and any(script in start.lower() for script in _CONSENT_SCRIPTS)
    return Outcome.CONSENT if asks or _CONSENT_ADDRESS.search(url) else None


def says_challenge(name: str, value: str) -> bool:
    """Does this response header say that the site challenges us? name: in lower case."""
    return value.strip().lower() in HEADERS.get(name, ())


def is_challenge(body: bytes) -> bool:
    """Of an answer that is no success, or whose text is short."""
    start = body[:LOOKED_AT]
    return any(mark in start for mark in _CHALLENGES)


def is_consent(tree: html.HtmlElement, url: str) -> bool:
    """Of an answer whose text is short: it came from elsewhere, or the only form on it asks for consent."""
    if _CONSENT_ADDRESS.search(url):
        return True
    forms = [str(action) for action in _FORMS(tree)]
    return bool(forms) and all(re.search(r"consent|gdpr|cookie", action, re.IGNORECASE) for action in forms)


def is_paid(tree: html.HtmlElement) -> bool:
    """As the page says itself, in the marks that search engines ask for; the first is the story's."""
    for script in linked_data(tree):
        if found := _FREE.search(script):
            return found[1].lower() == "false"
    free = [str(said).lower() for said in _FREE_META(tree)]
    tier = [str(said).lower() for said in _TIER_META(tree)]
    return free[:1] == ["false"] or bool(_TIERS.intersection(tier[:1]))
