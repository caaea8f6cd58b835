"""Two values of one side that contradict each other: which of them is in doubt. Pure."""

from matcher.draft import Draft

_TOLD_FIRST = ("headline", "lead")  # the zones in which an article says what it is about
_NAMED = 3  # the strength of a side that the sentence names


def doubtful(one: Draft, two: Draft) -> tuple[Draft, ...]:
    """The weaker where the other is what the article is about; else both."""
    for strong, weak in ((one, two), (two, one)):
        if _is_the_news(strong) and _is_aside(weak):
            return (weak,)
    return one, two


def _is_the_news(draft: Draft) -> bool:
    """Told in the headline or the lead, and again."""
    return draft.zone in _TOLD_FIRST and len(draft.spans) > 1


def _is_aside(draft: Draft) -> bool:
    """Told once, further down, by a sentence that does not name the side."""
    return draft.zone not in _TOLD_FIRST and len(draft.spans) < 2 and draft.side_strength < _NAMED
