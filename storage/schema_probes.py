"""The table of probes. Never edited after a release, as migrations.

host: of the address, empty if it cannot be read. form: the kind of list that is expected. asked_by: who wished it.
answer: a repwatch.model.ProbeResult as JSON.
"""

PROBES = """
CREATE TABLE probes (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL, outlet TEXT NOT NULL,
    form TEXT NOT NULL, asked_by TEXT NOT NULL, asked_at TEXT NOT NULL,
    lease_until TEXT, lease_token TEXT, attempts INTEGER NOT NULL DEFAULT 0,
    answered_at TEXT, answer TEXT
) STRICT;
CREATE INDEX probes_open ON probes (host, id) WHERE answered_at IS NULL;
CREATE INDEX probes_same ON probes (url) WHERE answered_at IS NULL;
CREATE INDEX probes_answered ON probes (answered_at) WHERE answered_at NOT NULL
"""
