"""What is searched. Never edited after a release, as migrations.

search_index: the stems of titles and texts (of articles), and of sentences (of claims), with words that tell what they
are of (the language, the outlet). It keeps no text. The id of a row is the second in which it was said, or the next
that is free, so that the newest are found first and a span of time is a span of ids.
search_marks: of revisions and of claims, those with low < id <= high are indexed. At first none is: what comes from
now on is indexed as it comes, what was there before in the background, the newest first.
"""

SEARCH = """
CREATE VIRTUAL TABLE search_index USING fts5 (
    title, text, facets, content = '', columnsize = 0, tokenize = "ascii tokenchars '_:.-'");
CREATE TABLE search_rows (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles,
    revision INTEGER NOT NULL REFERENCES revisions, claim INTEGER REFERENCES claims, latest INTEGER NOT NULL
) STRICT;
CREATE INDEX search_rows_article ON search_rows (article) WHERE claim IS NULL;
CREATE INDEX search_rows_claim ON search_rows (claim) WHERE claim NOT NULL;
CREATE TABLE search_marks (what TEXT PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL) STRICT;
INSERT INTO search_marks SELECT 'revisions', coalesce(max(id), 0), coalesce(max(id), 0) FROM revisions;
INSERT INTO search_marks SELECT 'claims', coalesce(max(id), 0), coalesce(max(id), 0) FROM claims;
CREATE INDEX claims_figure ON claims (low) WHERE standing = 1;
CREATE INDEX claims_range ON claims (high) WHERE standing = 1 AND low != high
"""
