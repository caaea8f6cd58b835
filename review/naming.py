"""What somebody may be called at the desk. Pure."""

import re

_NAME = re.compile(r"[\w][\w.-]{0,31}")


def is_name(text: str) -> bool:
    """Letters of any script, digits, dots, hyphens, underscores; at most 32."""
    return _NAME.fullmatch(text) is not None
