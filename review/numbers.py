"""A whole number as it stands in an address or a form: text in, the number out. Pure."""

DIGITS = 18  # of a number that SQLite still takes for a whole one


def number_in(text: str, digits: int = DIGITS) -> int | None:
    """None: it is none, or a longer one; digits of other scripts are none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
