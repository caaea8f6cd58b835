"""How the daemon fares in; what somebody at the desk should know of it before deciding anything, out. Pure (R-DB-6)."""

from repwatch.model import Vitals

_UNSAVED = "what is decided now may not be kept, and says so then"


def troubles(vitals: Vitals) -> tuple[str, ...]:
    """Sentences; none if all is well."""
    stuck = f"A part of the daemon does not come to an end: {', '.join(vitals.stuck)}" if vitals.stuck else ""
    broken = f"{vitals.broken}; {_UNSAVED}" if vitals.failing and vitals.broken else ""
    found = (vitals.disk, broken, stuck, vitals.crawler, vitals.backup)
    return tuple(f"{words[0].upper()}{words[1:].rstrip('.')}." for words in found if words)
