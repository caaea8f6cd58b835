"""What a list of exchanges is made of. Never edited after a release, as migrations.

line: what the last settlement says, without its claims, as JSON; empty: not settled since this column came. turn: when
the ledger began to say this of the exchange; it grows with every change of any. The mark among the single facts tells
this file from another one with as many changes.
"""

LINES = """
ALTER TABLE exchanges ADD COLUMN line TEXT NOT NULL DEFAULT '';
ALTER TABLE exchanges ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
CREATE INDEX exchanges_turn ON exchanges (turn);
INSERT OR REPLACE INTO meta VALUES ('lines', lower(hex(randomblob(8))));
UPDATE exchanges SET touched = touched + 1
"""
