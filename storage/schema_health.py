"""The schema of how outlets fare: what is usual for each feed, where it moved, what was wrong from when to when."""

HEALTH = """
    ALTER TABLE feeds ADD COLUMN address TEXT NOT NULL DEFAULT '';
    ALTER TABLE feeds ADD COLUMN moving_to TEXT NOT NULL DEFAULT '';
    ALTER TABLE feeds ADD COLUMN moving_since TEXT;
    ALTER TABLE feeds ADD COLUMN moving_polls INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE feeds ADD COLUMN gone_at TEXT;
    ALTER TABLE feeds ADD COLUMN silent_after REAL NOT NULL DEFAULT 0;
    ALTER TABLE feeds ADD COLUMN wish REAL NOT NULL DEFAULT 0;
    ALTER TABLE feeds ADD COLUMN a_day REAL;
    ALTER TABLE feeds ADD COLUMN known_since TEXT;
    UPDATE feeds SET known_since = first_ok_at;
    ALTER TABLE feeds ADD COLUMN quiet REAL NOT NULL DEFAULT 0;
    CREATE TABLE volumes (
        feed INTEGER NOT NULL REFERENCES feeds, day TEXT NOT NULL, stories INTEGER NOT NULL,
        PRIMARY KEY (feed, day)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO volumes SELECT feed, substr(seen_at, 1, 10), count(*) FROM entries WHERE baseline = 0 GROUP BY 1, 2;
    CREATE INDEX entries_read ON entries (feed, content_hash);
    CREATE INDEX entries_pages ON entries (feed, id) WHERE action = 'fetch' AND outcome NOT NULL;
    CREATE INDEX entries_articles ON entries (feed, article) WHERE article NOT NULL;
    CREATE TABLE incidents (
        id INTEGER PRIMARY KEY, feed INTEGER REFERENCES feeds, kind TEXT NOT NULL, outcome TEXT NOT NULL,
        words TEXT NOT NULL, since TEXT NOT NULL, noticed_at TEXT NOT NULL, until TEXT,
        begin_told INTEGER NOT NULL DEFAULT 0, end_told INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE UNIQUE INDEX incidents_open ON incidents (coalesce(feed, kind)) WHERE until IS NULL;
    CREATE INDEX incidents_untold ON incidents (id) WHERE begin_told = 0 OR (end_told = 0 AND until NOT NULL);
    CREATE TABLE notices (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, subscription TEXT NOT NULL, reason TEXT NOT NULL,
        incident INTEGER NOT NULL REFERENCES incidents, body TEXT NOT NULL, created_at TEXT NOT NULL,
        digest INTEGER REFERENCES digests
    ) STRICT;
    CREATE INDEX notices_waiting ON notices (subscription) WHERE digest IS NULL
"""
