"""Compare a story that was just read with those about the same days, once: reconciling then reads rows, not texts."""

from collections.abc import Iterable
from datetime import date, timedelta

from matcher.copies import credited, is_copy, marks, proposed
from matcher.gather import REACH, opens
from matcher.origins import Ties
from repwatch.model import Article, Exchange, StoredClaim
from scheduler.agencies import agencies
from scheduler.tools import Tools
from storage import Storage

FAR = timedelta(days=2 * REACH)  # a statement moves by REACH at most: further apart, two never are about one exchange


def compare(storage: Storage, tools: Tools, article: Article) -> None:
    """Within the transaction that stored its claims. Only what may count for an exchange is compared."""
    storage.copies.forget(article.id)
    stand = [claim for claim in storage.claims.of_article(article.id) if opens(claim)]
    if not stand:
        return
    day = date.fromisoformat(min(str(claim.claim.day) for claim in stand))
    own = marks(article.title, article.text)
    storage.copies.keep(article.revision, day.isoformat(), own.quotes, own.sketch)
    conflict = tools.lexicon.conflicts[stand[0].claim.conflict]
    if agency := credited(article.title, article.text, article.lang, tools.lexicon, conflict):
        storage.copies.credit(article.revision, agency)
    text = f"{article.title}\n{article.text}"
    for fellow in storage.copies.fellows(article.revision, *((day + way * FAR).isoformat() for way in (-1, 1))):
        if fellow.quotes:
            storage.copies.join(article.revision, fellow.revision, "quote")
        elif proposed(own, fellow.sketch) and is_copy(text, fellow.text):
            storage.copies.join(article.revision, fellow.revision, "text")


def ties(storage: Storage, tools: Tools, exchange: Exchange, claims: Iterable[StoredClaim]) -> Ties:
    """What joins the articles behind these claims about one exchange."""
    revisions = {claim.revision for claim in claims if claim.revision}
    known = tools.lexicon.conflicts[exchange.conflict].claimants.values()
    return Ties(
        agencies=agencies(storage, tools),
        relays=frozenset(one.id for one in known if one.relay),
        credited=storage.copies.credited(revisions),
        copies=storage.copies.among(revisions),
    )
