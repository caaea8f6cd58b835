"""One message to one service through Apprise, in a process of its own: `python -m alerts.courier`. Edge.

In, on standard input: an Errand as JSON. Out, on standard output: an Outcome as JSON. It holds the secrets of an
address for as long as one attempt takes, and writes them nowhere.
"""

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from ipaddress import ip_network
from typing import Any

import msgspec
from apprise import AppriseAsset, NotifyFormat, OverflowMode
from apprise.exception import AppriseException

from alerts.channels import printable
from alerts.enclosure import Ended, Walls, enclose, limit, phrase
from alerts.errands import Errand, Outcome
from alerts.fitting import Size, as_html, fitted, narrow, quiet
from repwatch.model.services import SERVICES, fault, scheme_of, scrubbed

NARROW = {"ntfy": 6900, "ntfys": 6900}  # by fitting.narrow, with room for the subject
UNTITLED = ("matrix", "matrixs")  # the plugin would mark a title with #, and Matrix shows that as it is
STEPS = 40  # each takes a tenth off: from 32,768 characters to 500
# What an address may not ask for: to be tried again or counted as sent by the library itself, to trust anybody, to be
# led elsewhere, to be drawn or divided in a way of its own. Encryption of Matrix would need a memory, and whoever wrote
# last to a bot of Telegram is not who was meant.
FIXED = {
    "retry": 0, "wait": 0, "optional": False, "verify": True, "redirect": False, "format": "text", "overflow": "split",
    "emojis": False, "store": False,
}  # fmt: skip
FIXED_OF = {"matrix": {"e2ee": False}, "telegram": {"detect_owner": False}}  # by module


class Notes(logging.Handler):
    """The last warning of the library: often the only word on why it sends nothing."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.getMessage()


def main() -> int:
    errand = msgspec.json.decode(sys.stdin.buffer.read(), type=Errand)
    limit()
    outcome = run(errand)
    sys.stdout.buffer.write(msgspec.json.encode(outcome))
    return 0


def run(errand: Errand) -> Outcome:
    """Encloses the process for good."""

    def clean(words: str) -> str:
        return printable(scrubbed(words, errand.address))

    notes = _notes()
    walls = Walls([ip_network(one) for one in errand.allow_networks], clean, errand.only_look)
    answers = enclose(walls)
    try:
        return sent(errand, answers, notes, clean)
    except Ended as ended:
        return ended.outcome
    except Exception as error:  # noqa: BLE001  the item boundary: a plugin raises what it likes
        return Outcome(sent=False, said=clean(f"Apprise failed: {type(error).__name__}: {error}"), at="service")


def _notes() -> Notes:
    notes = Notes(logging.WARNING)
    logger = logging.getLogger("apprise")
    logger.handlers, logger.propagate = [notes], False
    return notes


def sent(errand: Errand, answers: Sequence[Outcome], notes: Notes, clean: Callable[[str], str]) -> Outcome:
    why = fault(errand.address)
    if why:
        return _unusable(why)
    try:
        service = service_of(errand)
    except (TypeError, ValueError, AppriseException) as error:
        return _unusable(f"cannot be used: {clean(str(error))}")
    if service is None:
        return _unusable("cannot be read")
    if (many := _receivers(service)) != 1:
        return _unusable(f"names {many or 'no'} receivers; a message goes to one: add a subscription for each")
    text = one_piece(service, errand)
    if text is None:
        return _unusable("takes too little text for any message")
    try:
        taken = service.notify(**parts_of(service, *text))
    except Ended as ended:
        raise Ended(replace(ended.outcome, text="\n\n".join(filter(None, text)))) from None
    if not answers:
        return Outcome(sent=False, said=clean(notes.last) or "Apprise sent nothing", at="service")
    return replace(answers[-1], sent=True, at="", said=phrase(answers[-1].code)) if taken else answers[-1]


def _unusable(why: str) -> Outcome:
    return Outcome(sent=False, said=f"its address {why}", at="address")


def service_of(errand: Errand) -> Any:
    """A plugin of Apprise; None: it cannot read the address. Only its own module is loaded, not those of 140 others."""
    module, name = SERVICES[scheme_of(errand.address)]
    plugin = getattr(import_module(f"apprise.plugins.{module}"), name)
    read = plugin.parse_url(errand.address.replace("/#", "/%23"))  # as Apprise does: a channel is no fragment
    if not read:
        return None
    asset = AppriseAsset(
        app_id=errand.agent, app_desc=errand.agent, app_url=errand.contact, http_redirects=False, async_mode=False,
        storage_mode="memory", image_path_mask=False, image_url_mask="", image_url_logo="",
    )  # fmt: skip
    return plugin(**{**read, **FIXED, **FIXED_OF.get(module, {})}, asset=asset)


def _receivers(service: Any) -> int:
    """A plugin counts one where none is named. Without a room, that of Matrix would post to all that it has joined."""
    if getattr(service, "mode", "") == "off" and hasattr(service, "rooms"):
        return len(service.rooms) + len(service.users)
    return len(service.targets) if hasattr(service, "detect_owner") else len(service)


def one_piece(service: Any, errand: Errand) -> tuple[str, str] | None:
    """Title and text, as much as is sent as one message whatever the library makes of it; None: nothing fits."""
    narrow_room = NARROW.get(scheme_of(errand.address))
    room = narrow_room or service.body_maxlen
    for _ in range(STEPS):
        text = _fitted(service, errand, room, narrow if narrow_room else len)
        if len(_pieces(service, parts_of(service, *text))) == 1:
            return text
        room = room * 9 // 10
    return None


def _fitted(service: Any, errand: Errand, room: int, size: Size) -> tuple[str, str]:
    """A subject that is too long for a title stands above the text: a cut one might hold half a number."""
    title, body = quiet(errand.message.subject), quiet(fitted(errand.message, room, size))
    above = len(title) > service.title_maxlen > 0 or scheme_of(errand.address) in UNTITLED
    return ("", f"{title}\n\n{body}") if above else (title, body)


def parts_of(service: Any, title: str, body: str) -> dict[str, Any]:
    """What a plugin is given. It gets text where it takes any: what turns text into Markdown breaks links."""
    kind = service.resolve_format(NotifyFormat.TEXT)
    if kind == NotifyFormat.HTML:
        title, body = as_html(title), as_html(body)
    else:
        kind = NotifyFormat.TEXT
    return {"title": title, "body": body, "body_format": kind, "overflow": OverflowMode.SPLIT}


def _pieces(service: Any, parts: dict[str, Any]) -> list[dict[str, Any]]:
    pieces: list[dict[str, Any]] = []

    def keep(**piece: Any) -> bool:
        pieces.append(piece)
        return True

    service.send = keep  # the one place in which a plugin of Apprise sends
    try:
        service.notify(**parts)
    finally:
        del service.send
    return pieces


if __name__ == "__main__":
    sys.exit(main())
