"""What the desk knows of its own quality. Never edited after a release, as migrations.

ruled: how the figure of a decision had been read; rules, gates, changed: a name a line. samples: what was drawn to be
looked at; decision: the verdict is what an editor decided of it elsewhere, and holds as long as that does. meta: up to
where it was drawn; what was read before is drawn from never. trials: other rules, tried on stored articles; body: the
text of the file, and of a change the figures as JSON.
"""

QUALITY = """
CREATE TABLE ruled (
    decision INTEGER PRIMARY KEY REFERENCES decisions, outlet TEXT NOT NULL, rules TEXT NOT NULL, gates TEXT NOT NULL,
    changed TEXT NOT NULL
) STRICT;
CREATE TABLE samples (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('accepted', 'missed')), key TEXT NOT NULL UNIQUE,
    outlet TEXT NOT NULL, article INTEGER NOT NULL REFERENCES articles,
    revision INTEGER NOT NULL REFERENCES revisions, claim INTEGER REFERENCES claims, drawn_at TEXT NOT NULL,
    verdict TEXT CHECK (verdict IN ('right', 'wrong', 'unsure')), by_whom TEXT NOT NULL DEFAULT '', said_at TEXT,
    decision INTEGER REFERENCES decisions
) STRICT;
CREATE INDEX samples_open ON samples (kind, id) WHERE verdict IS NULL;
CREATE INDEX samples_said ON samples (said_at) WHERE verdict NOT NULL;
CREATE TABLE trials (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL, body TEXT NOT NULL, most INTEGER NOT NULL, by_whom TEXT NOT NULL,
    asked_at TEXT NOT NULL, read INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0, place INTEGER, error TEXT NOT NULL DEFAULT '', ended_at TEXT
) STRICT;
CREATE INDEX trials_waiting ON trials (id) WHERE ended_at IS NULL;
CREATE TABLE trial_changes (
    trial INTEGER NOT NULL REFERENCES trials, revision INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (trial, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_exchange ON told (exchange);
CREATE INDEX reconciliations_restated ON reconciliations (id) WHERE instr(summary, 'RESTATEMENT-ERROR') > 0;
INSERT OR IGNORE INTO meta SELECT 'drawn.accepted', coalesce(max(id), 0) FROM claims;
INSERT OR IGNORE INTO meta SELECT 'drawn.missed', coalesce(max(id), 0) FROM revisions
"""
