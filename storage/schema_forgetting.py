"""Which texts are not kept any more. Never edited after a release, as migrations."""

FORGETTING = """
ALTER TABLE revisions ADD COLUMN forgotten_at TEXT;
CREATE INDEX revisions_kept ON revisions (fetched) WHERE forgotten_at IS NULL;
CREATE INDEX entries_worded ON entries (seen_at) WHERE text != '' OR summary != ''
"""
