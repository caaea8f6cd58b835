"""The tables of what is done with outlets at the desk. Never edited after a release, as migrations.

outlet_pauses: an outlet is not asked while one of its rows reaches into the future. outlets_added: outlets beside those
of config.toml. body: a repwatch.model.Outlet as JSON. ended_by: who took it out, or config.toml, which has it since.
"""

OUTLETS = """
CREATE TABLE outlet_pauses (
    id INTEGER PRIMARY KEY, outlet TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
    began_at TEXT NOT NULL, until TEXT NOT NULL, ended_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outlet_pauses_until ON outlet_pauses (until, outlet);
CREATE INDEX outlet_pauses_outlet ON outlet_pauses (outlet);
CREATE TABLE outlets_added (
    id INTEGER PRIMARY KEY, outlet TEXT NOT NULL, body TEXT NOT NULL, added_by TEXT NOT NULL, added_at TEXT NOT NULL,
    ended_by TEXT NOT NULL DEFAULT '', ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX outlets_added_now ON outlets_added (outlet) WHERE ended_at IS NULL;
CREATE INDEX decisions_reprints ON decisions (id) WHERE ruling = 'reprint' AND undone_at IS NULL;
CREATE INDEX articles_outlet ON articles (outlet);
CREATE INDEX feeds_outlet ON feeds (outlet);
CREATE INDEX incidents_feed ON incidents (feed)
"""
