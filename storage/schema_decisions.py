"""The table of decisions, and how it changed. Never edited after a release, as migrations.

about: as JSON. url: of a decision about a figure, as articles are found by. fits: how many claims it changed when it
was applied; NULL: it waits. undone_at: it holds no more. claims.decided: it is what a person made of the claims of the
same reading.
"""

DECISIONS = """
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY, ruling TEXT NOT NULL, conflict TEXT NOT NULL, url_key TEXT, day TEXT, about TEXT NOT NULL,
    by_whom TEXT NOT NULL, reason TEXT NOT NULL, made_at TEXT NOT NULL,
    undone_by TEXT NOT NULL DEFAULT '', undone_at TEXT, fits INTEGER
) STRICT;
CREATE INDEX decisions_url ON decisions (url_key) WHERE url_key IS NOT NULL;
CREATE INDEX decisions_day ON decisions (conflict, day);
CREATE INDEX decisions_waiting ON decisions (id) WHERE fits IS NULL;
ALTER TABLE claims ADD COLUMN decided INTEGER NOT NULL DEFAULT 0
"""
