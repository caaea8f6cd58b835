"""Links that let somebody do one thing: only the SHA-256 of each is kept (R-SUB-1)."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlite_utils import Database

from repwatch.model import Purpose, Token
from storage.rows import first, maybe_stamp, stamp

BYTES = 32
LONGEST = 64  # characters that are looked up; a token has 43


def draw() -> str:
    """A new token: 43 characters of base64url."""
    return token_urlsafe(BYTES)


class Tokens:
    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(
        self, token: str, purpose: Purpose, subscription: str, now: datetime, until: datetime | None, address: str = ""
    ) -> None:
        """until None: it never ends."""
        self._db.execute(
            "INSERT INTO tokens (hash, purpose, subscription, address, made_at, until) VALUES (?, ?, ?, ?, ?, ?)",
            [_hash(token), purpose.value, subscription, address, stamp(now), maybe_stamp(until)],
        )

    def find(self, token: str, purpose: Purpose, now: datetime) -> Token | None:
        """None: there is none such, it is for something else, or its time is over."""
        row = first(list(self._db.query(
            "SELECT * FROM tokens WHERE hash = ? AND purpose = ? AND (until IS NULL OR until > ?)",
            [_hash(token[:LONGEST]), purpose.value, stamp(now)],
        )))  # fmt: skip
        return (
            Token(Purpose(row["purpose"]), row["subscription"], row["address"], bool(row["used_at"])) if row else None
        )

    def use(self, token: str, now: datetime) -> bool:
        """False: it was used before."""
        cursor = self._db.execute(
            "UPDATE tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL", [stamp(now), _hash(token)]
        )
        return cursor.rowcount == 1

    def forget(self, subscription: str) -> None:
        """All but those that end a subscription: what they lead to stays "it has ended"."""
        self._db.execute(
            "DELETE FROM tokens WHERE subscription = ? AND purpose <> ?", [subscription, Purpose.UNSUBSCRIBE.value]
        )

    def lapse(self, before: datetime) -> None:
        """Forget those whose time was over before that."""
        self._db.execute("DELETE FROM tokens WHERE until < ?", [stamp(before)])


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
