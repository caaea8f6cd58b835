"""One mail that came to us is taken: counted, obeyed, kept for a person, or given back to who sent it. Edge.

What it is decides alerts.returned. Nothing is ever answered. Everything that a mail changes is one transaction with the
mark that it was taken, so that a mail that is handed over twice counts once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alerts.channels import write
from alerts.headers import masked
from alerts.returned import BOUNCE, UNSUBSCRIBE, Returned, address, key, read, recipient
from alerts.returning import count
from alerts.scores import is_hard
from repwatch.model import Back, Came, Config, Delivery
from storage import Storage

NO_USER = 67  # EX_NOUSER of sysexits.h: the mail server tells the sender that there is nobody
FOLDER = "inbound"  # below the state folder: what nobody understood
MOST_KEPT = 500  # files there
AGAIN = "seen before, nothing is done twice"
NOBODY = "5.1.1 this address takes returned mails only, nobody reads it"
USE_THE_LINK = "5.1.1 this address ends no subscription; use the link at the end of a mail"

# Storage, token, now -> is there such a token? Within the transaction of the caller; a second time changes nothing.
Unsubscribe = Callable[[Storage, str, datetime], bool]


@dataclass(frozen=True, slots=True)
class Taken:
    """code: for the mail server, 0 or of sysexits.h. words: what was done, without names, for its log."""

    code: int
    words: str


def take_in(storage: Storage, config: Config, data: bytes, to: str, now: datetime, unsubscribe: Unsubscribe) -> Taken:
    """to: whom it came to, "" if the mail itself must say so. unsubscribe: ends what a token stands for."""
    to = to or recipient(data)
    mark = key(data, to)
    if storage.inbound.known(mark):
        return Taken(0, AGAIN)
    if _unsubscribed(storage, to, mark, now, unsubscribe):
        return Taken(0, "somebody unsubscribed")
    returned = read(data, to, config.mail.domain)
    if returned.came is Came.UNKNOWN:
        return _unknown(storage, config, returned, data, to, mark, now)
    with storage.transaction():
        back, delivery = _spoken_of(storage, returned, now)
        if delivery is not None:
            if not storage.inbound.add(back, mark, now):
                return Taken(0, AGAIN)
            came = count(storage, back, delivery, config.mail, now) if back.address else "its subscriber was removed"
            about = f"message {delivery.id[:8]} to {masked(back.address)}"
            return Taken(0, "; ".join(filter(None, [f"{back.words}, {about}", came])))
    why = f"{returned.came.value}, and it names no message that was sent from here"
    return _kept(storage, config, why, data, mark, now)


def _unsubscribed(storage: Storage, to: str, mark: str, now: datetime, unsubscribe: Unsubscribe) -> bool:
    """Whoever wrote it: the token is the proof, and programs of the reader's send such mails too (RFC 8058, 2369)."""
    ours = address(to)
    if ours.kind != UNSUBSCRIBE or not ours.extension:
        return False
    with storage.transaction():
        found = unsubscribe(storage, ours.extension, now)
        return found and storage.inbound.add(Back(Came.UNSUBSCRIBE, words="unsubscribed by mail"), mark, now)


def _spoken_of(storage: Storage, returned: Returned, now: datetime) -> tuple[Back, Delivery | None]:
    """A mail that proves nothing and names a mailbox that we have just written to counts a little, and no complaint."""
    for id_ in returned.ids:
        if delivery := storage.inbound.delivery(id_):
            hard = returned.came is Came.PERMANENT and is_hard(returned.status)
            return Back(returned.came, delivery.id, delivery.address, returned.status, hard, _words(returned)), delivery
    for named in returned.named if returned.came is not Came.COMPLAINT else ():
        if delivery := storage.inbound.mailed(named, now):
            return Back(returned.came, "", delivery.address, returned.status, False, _words(returned)), delivery
    return Back(Came.UNKNOWN), None


def _words(returned: Returned) -> str:
    if returned.came is Came.COMPLAINT:
        return "a complaint"
    return " ".join(filter(None, ["a returned mail,", returned.came.value, returned.status]))


def _unknown(
    storage: Storage, config: Config, returned: Returned, data: bytes, to: str, mark: str, now: datetime
) -> Taken:
    """A person learns from the mail server that nobody reads this; a program is told nothing, nor is spam's victim."""
    kind = address(to).kind
    if to and kind != BOUNCE and not returned.automatic:
        return Taken(
            NO_USER, USE_THE_LINK if kind == UNSUBSCRIBE else NOBODY
        )  # no row: handed over again, the same again
    return _kept(storage, config, returned.words, data, mark, now)


def _kept(storage: Storage, config: Config, why: str, data: bytes, mark: str, now: datetime) -> Taken:
    """First the file, then the row: a mail that comes again after a crash is written to the same file again."""
    folder = config.state / FOLDER
    if folder.is_dir() and sum(1 for _ in folder.glob("*.eml")) >= MOST_KEPT:
        where = f"not kept: {folder} holds {MOST_KEPT} mails; look at them and delete them"
    else:
        where = f"kept as {write(folder, f'{mark[:16]}.eml', data)}"
    storage.inbound.add(Back(Came.UNKNOWN, words=why), mark, now)
    return Taken(0, f"{why}; {where}")
