"""What the machine decided alone -> a sample of it for the desk to look at, and near misses likewise.

Drawn an hour after it was read: until then an exchange may turn up that it belongs to, or an editor decide about it.
"""

from datetime import datetime, timedelta

from repwatch.model import Draw, Report, Sample
from review.sampling import article_key, figure_key, is_drawn
from scheduler.tools import Tools
from storage import Storage

SETTLES = timedelta(hours=1)
TOGETHER = 1000  # claims, and as many revisions, a look


def draw(storage: Storage, tools: Tools, now: datetime) -> Report:
    report, until = Report("draw"), now - SETTLES
    accepted, missed = (int(storage.meta.get(_mark(kind)) or 0) for kind in (Draw.ACCEPTED, Draw.MISSED))
    last_claim, claims = storage.claims.accepted(accepted, until, TOGETHER)
    last_revision, articles = storage.articles.nearly(missed, until, TOGETHER)
    if (last_claim, last_revision) == (accepted, missed):
        return report
    figures = [
        Sample(Draw.ACCEPTED, key, one.outlet, one.article, one.revision, one.id, now)
        for one in claims
        if is_drawn(key := figure_key(one.url, one.claim))
    ]
    near = [
        Sample(Draw.MISSED, key, one.outlet, one.id, one.revision, None, now)
        for one in articles
        if is_drawn(key := article_key(one.url))
    ]
    with storage.transaction():
        report.done = storage.quality.draw([*figures, *near])
        storage.meta.set(_mark(Draw.ACCEPTED), str(last_claim))
        storage.meta.set(_mark(Draw.MISSED), str(last_revision))
    return report


def _mark(kind: Draw) -> str:
    return f"drawn.{kind.value}"
