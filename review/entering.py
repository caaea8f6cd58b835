"""What an editor enters unasked: a form in, what it says out, or what is wrong with it. Pure."""

from collections.abc import Collection, Mapping

from matcher.reprints import closes
from repwatch.model import Claimant, OfAdded, OfOutlet, Scope
from review import words
from review.answering import Form, FormWrong, count_of, day_of

LONGEST_QUOTE, LONGEST_TITLE = 2000, 500  # characters


def added(form: Form, parties: Collection[str]) -> OfAdded:
    """A figure that was seen somewhere. Raises FormWrong."""
    url, quote = form.get("url", "").strip(), " ".join(form.get("quote", "").split())
    if not words.linkable(url):
        raise FormWrong("Give the address of the page where it is said, beginning with https://.")
    if not quote:
        raise FormWrong("Give the sentence that says it, word for word: it is what readers will see.")
    if len(quote) > LONGEST_QUOTE:
        raise FormWrong(f"The sentence is longer than {LONGEST_QUOTE} characters; give the one that has the figure.")
    if form.get("to", "") not in parties:
        raise FormWrong("Choose the side that received them.")
    if form.get("scope", "") not in list(Scope):
        raise FormWrong("Choose what the figure is about.")
    count = count_of(form.get("count", ""))
    if count is None:
        raise FormWrong("Give the figure in digits, like 1212.")
    return OfAdded(
        url, words.site(url), " ".join(form.get("title", "").split())[:LONGEST_TITLE], quote,
        day_of(form.get("day", "")), form["to"], count, Scope(form["scope"]), _voice(form, parties),
        form.get("lang", "").strip()[:8],
    )  # fmt: skip


def reprinted(form: Form, outlets: Collection[str], reprints: Mapping[str, str]) -> OfOutlet:
    """Which outlet reprints which. outlets: all ids; reprints: what holds so far. Raises FormWrong."""
    outlet, of = form.get("outlet", ""), form.get("of", "")
    if outlet not in outlets or of not in outlets:
        raise FormWrong("Choose two of the outlets that are watched.")
    if outlet == of:
        raise FormWrong("This is one and the same outlet; two are needed.")
    if reprints.get(outlet) == of:
        raise FormWrong("This is what holds already.")
    if closes(outlet, of, {one: other for one, other in reprints.items() if one != outlet}):
        raise FormWrong("The other one counts as reprinting this one, by an earlier decision; take that back first.")
    return OfOutlet(outlet, of)


def _voice(form: Form, parties: Collection[str]) -> Claimant | None:
    """None: the outlet itself."""
    text = " ".join(form.get("by", "").split())[:200]
    side = form.get("speaks", "")
    if not text:
        if side:
            raise FormWrong("Say who speaks officially for that side.")
        return None
    return Claimant(text, "", side, official=True) if side in parties else Claimant(text)
