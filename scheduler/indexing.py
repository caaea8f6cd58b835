"""What is not indexed for search so far -> its words, in the index. In small heaps: the crawler writes in between."""

import logging
from collections.abc import Iterator

from repwatch.model import Article, Indexed, Report, Unindexed
from review.searching import facets
from review.stems import stemmer, version
from storage import Storage

logger = logging.getLogger(__name__)

TOGETHER = 50  # articles or claims a run
LETTERS = 150_000  # of their texts: a quarter of a second of work at most
LONGEST = 100_000  # letters indexed of one text: the longest news stories have some 30,000, the rest is furniture


def index(storage: Storage) -> Report:
    """One heap. Nothing done: all is indexed. What is written is short: the words are cut before it begins."""
    report = Report("index")
    if storage.search.begin(version()):
        logger.info("search: the rules of words have changed; everything is indexed anew")
    found = storage.search.unindexed(TOGETHER, LETTERS)
    if found and storage.search.add(found, list(_rows(found, report))):
        report.done += len(found.articles) + len(found.claims)
    return report


def index_all(storage: Storage) -> int:
    """How many articles and claims it took in."""
    done = 0
    while storage.search.unindexed(1, 0):
        done += index(storage).done
    return done


def _rows(found: Unindexed, report: Report) -> Iterator[Indexed]:
    for article in found.articles:
        title, text = _stems(article, report)
        said_at, of = article.published or article.fetched, facets("a", article.outlet, article.lang)
        yield Indexed(article.id, article.revision, None, said_at, title, text, " ".join(of))
    for stored in found.claims:
        said = " ".join(dict.fromkeys(one.shown for one in stored.claim.evidence))
        words, of = stemmer().stems(said, stored.lang), facets("c", stored.outlet, stored.lang)
        yield Indexed(stored.article, stored.revision, stored.id, stored.said_at, "", words, " ".join(of))


def _stems(article: Article, report: Report) -> tuple[str, str]:
    """Of title and text."""
    cut = stemmer().stems
    try:
        return cut(article.title, article.lang), cut(article.text[:LONGEST], article.lang)
    except Exception:  # one text must not keep the rest from being found
        logger.exception("%s cannot be indexed for search", article.url)
        report.failed += 1
        return "", ""
