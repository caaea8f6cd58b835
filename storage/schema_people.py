"""People of the desk, their logins, and what they did. Never edited after a release, as migrations.

invites.hash, logins.hash: SHA-256 of what the link or the cookie holds. people.step: the last step of 30 s whose code
was used. recovery: hashes of codes that are left. actions: what was done stays as it was written (R-LOG-1).
"""

PEOPLE = """
CREATE TABLE people (
    name TEXT PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
    added_by TEXT NOT NULL, added_at TEXT NOT NULL, password TEXT NOT NULL DEFAULT '',
    secret TEXT NOT NULL DEFAULT '', step INTEGER NOT NULL DEFAULT 0, must_code INTEGER NOT NULL DEFAULT 0,
    disabled_at TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE invites (
    hash TEXT PRIMARY KEY, person TEXT NOT NULL COLLATE NOCASE, until TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE recovery (
    person TEXT NOT NULL COLLATE NOCASE, hash TEXT NOT NULL, PRIMARY KEY (person, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE logins (
    hash TEXT PRIMARY KEY, person TEXT NOT NULL COLLATE NOCASE, made_at TEXT NOT NULL, seen_at TEXT NOT NULL,
    ip TEXT NOT NULL, agent TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX logins_person ON logins (person);
CREATE TABLE actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, by_whom TEXT NOT NULL, role TEXT NOT NULL, ip TEXT NOT NULL,
    action TEXT NOT NULL, about TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, reason TEXT NOT NULL
) STRICT
"""
STAYS = """
CREATE TRIGGER actions_stay BEFORE UPDATE ON actions BEGIN SELECT raise(ABORT, 'the action log is not changed'); END
"""
KEPT = """
CREATE TRIGGER actions_are_kept BEFORE DELETE ON actions BEGIN SELECT raise(ABORT, 'the action log is kept'); END
"""
