"""The chat and push services that Apprise may send to for us, and what may be shown of an address there. Pure.

An address is an Apprise URL, like slack://TOKEN/TOKEN/TOKEN. It holds secrets: nobody is shown more than its beginning.
"""

import re
from urllib.parse import parse_qs, unquote

CHANNEL = "apprise"  # the channel of a subscription
INSTALL = "pip install 'repwatch[apprise]'"
MISSING = f"what sends to such services is not installed; `{INSTALL}` installs it, with the Python of repwatch"
LONGEST = 2048

# Scheme -> module and class of apprise.plugins. Only such as speak http or https with one receiver and nothing else: no
# desktop, no log, no mail (that is ours), nothing that starts a program. With a trailing s also over TLS.
SERVICES = {
    "apprise": ("apprise_api", "NotifyAppriseAPI"),
    "apprises": ("apprise_api", "NotifyAppriseAPI"),
    "bark": ("bark", "NotifyBark"),
    "barks": ("bark", "NotifyBark"),
    "discord": ("discord", "NotifyDiscord"),
    "form": ("custom_form", "NotifyForm"),
    "forms": ("custom_form", "NotifyForm"),
    "gchat": ("google_chat", "NotifyGoogleChat"),
    "gotify": ("gotify", "NotifyGotify"),
    "gotifys": ("gotify", "NotifyGotify"),
    "hassio": ("home_assistant", "NotifyHomeAssistant"),
    "hassios": ("home_assistant", "NotifyHomeAssistant"),
    "json": ("custom_json", "NotifyJSON"),
    "jsons": ("custom_json", "NotifyJSON"),
    "line": ("line", "NotifyLine"),
    "mastodon": ("mastodon", "NotifyMastodon"),
    "mastodons": ("mastodon", "NotifyMastodon"),
    "matrix": ("matrix", "NotifyMatrix"),
    "matrixs": ("matrix", "NotifyMatrix"),
    "mmost": ("mattermost", "NotifyMattermost"),
    "mmosts": ("mattermost", "NotifyMattermost"),
    "nctalk": ("nextcloudtalk", "NotifyNextcloudTalk"),
    "nctalks": ("nextcloudtalk", "NotifyNextcloudTalk"),
    "ntfy": ("ntfy", "NotifyNtfy"),
    "ntfys": ("ntfy", "NotifyNtfy"),
    "pbul": ("pushbullet", "NotifyPushBullet"),
    "pover": ("pushover", "NotifyPushover"),
    "prowl": ("prowl", "NotifyProwl"),
    "rocket": ("rocketchat", "NotifyRocketChat"),
    "rockets": ("rocketchat", "NotifyRocketChat"),
    "signal": ("signal_api", "NotifySignalAPI"),
    "signals": ("signal_api", "NotifySignalAPI"),
    "slack": ("slack", "NotifySlack"),
    "synology": ("synology", "NotifySynology"),
    "synologys": ("synology", "NotifySynology"),
    "tgram": ("telegram", "NotifyTelegram"),
    "threema": ("threema", "NotifyThreema"),
    "viber": ("viber", "NotifyViber"),
    "webex": ("webexteams", "NotifyWebexTeams"),
    "workflows": ("workflows", "NotifyWorkflows"),
    "wxteams": ("webexteams", "NotifyWebexTeams"),
    "xml": ("custom_xml", "NotifyXML"),
    "xmls": ("custom_xml", "NotifyXML"),
    "zoom": ("zoom", "NotifyZoom"),
    "zulip": ("zulip", "NotifyZulip"),
}
READS_FILES = ("template",)  # parameters that name a file of this machine to be sent

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_PARAMETER = re.compile(r"(?<=[?&])[^=&]*=")  # its name is no secret
_BETWEEN = re.compile(r"[^\w.-]+")
_SHORTEST = 4  # characters of a part of an address that may give it away


def scheme_of(address: str) -> str:
    """In small letters; "" if it has none."""
    found = _SCHEME.match(address)
    return found[1].lower() if found else ""


def hidden(address: str) -> str:
    """What may be shown of it: slack://***"""
    scheme = scheme_of(address)
    return f"{scheme}://***" if scheme else "***"


def fault(address: str) -> str:
    """Why such an address cannot be used, as far as a look at it tells; "" if it can. Never repeats a part of it."""
    scheme = scheme_of(address)
    if not scheme:
        return "is no address of a service, like slack://… or ntfys://…"
    if scheme not in SERVICES:
        return f"begins with {scheme}://, which is not sent to; allowed are {', '.join(SERVICES)}"
    if len(address) > LONGEST or not address.isprintable() or " " in address:
        return "is too long, or holds a space or a control character"
    if "#" in address.replace("/#", ""):
        return "holds a # that is not at the beginning of a part; write %23"
    for name in READS_FILES:
        if name in {key.lower() for key in parse_qs(address.partition("?")[2], keep_blank_values=True)}:
            return f"holds the parameter {name}, which would send a file of this machine"
    return ""


def scrubbed(words: str, address: str) -> str:
    """The words of a server or a library, without any part of the address that they may repeat."""
    rest = _PARAMETER.sub("", address.partition("://")[2])
    parts = {part for text in (rest, unquote(rest)) for part in _BETWEEN.split(text) if len(part) >= _SHORTEST}
    for part in (address, *sorted(parts, key=len, reverse=True)):
        words = re.sub(re.escape(part), "***", words, flags=re.IGNORECASE)
    return words
