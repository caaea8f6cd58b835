"""What the public feeds say. Never edited after a release, as migrations.

bulletins: a row for each language, in the order in which they were published, never changed. tag: the id of the entry.
"""

BULLETINS = """
CREATE TABLE bulletins (
    id INTEGER PRIMARY KEY, tag TEXT NOT NULL UNIQUE, digest INTEGER NOT NULL REFERENCES digests, lang TEXT NOT NULL,
    exchange TEXT NOT NULL REFERENCES exchanges, reasons TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    published TEXT NOT NULL
) STRICT;
CREATE INDEX bulletins_latest ON bulletins (lang, id);
CREATE INDEX bulletins_exchange ON bulletins (exchange, lang, id)
"""
