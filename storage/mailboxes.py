"""Mail addresses in the one form under which what came back of them is kept. Pure."""

from functools import lru_cache


def mailbox(address: str) -> str:
    """In small letters, the domain in ASCII: nobody has two mailboxes that differ in nothing else."""
    name, at, domain = address.strip().rpartition("@")
    return f"{name}{at}{_ascii(domain)}".lower()


def domain_of(address: str) -> str:
    """Where mails to it go; "" if it is no mail address."""
    name, at, domain = address.strip().rpartition("@")
    return _ascii(domain).lower() if name and at else ""


@lru_cache(maxsize=4096)  # of what waits, the same few are asked for every second
def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
