"""How the receivers of webhooks fare. Never edited after a release, as migrations.

failing_since: of the failures after the last success. closed_at: nothing is sent there until somebody opens it again.
"""

ENDPOINTS = """
CREATE TABLE endpoints (
    subscription TEXT PRIMARY KEY, failing_since TEXT, closed_at TEXT, why TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID
"""
