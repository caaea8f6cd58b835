"""What the crawler remembers beside a text: who speaks in it, what dates it, and where it has more to read.

resume: addresses of older pages of a list, a line each. url_key: of entries whose page is to be fetched.
"""

READING = """
ALTER TABLE revisions ADD COLUMN voice TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN voice_url TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN dated_by TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN resume TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN url_key TEXT NOT NULL DEFAULT '';
CREATE INDEX entries_pending_key ON entries (url_key) WHERE state = 'pending';
CREATE INDEX entries_article ON entries (article) WHERE article NOT NULL
"""
