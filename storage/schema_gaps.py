"""Differences between stated totals and the ledger, and who was told of them. Never edited after a release.

gaps.body: a repwatch.model.Audit as JSON. mark: what of it is told. turn: grows with every change of any row.
opened_at: when it came to stand as it does now, changed or not; changed_at: when its mark changed last.
quiet: nobody is told of it who has not been told before: 0 no, 1 only totals of before the first start show it,
2 an import has opened it. gaps_told.said: the difference as it was told. thread: the first message about it.
"""

GAPS = """
CREATE TABLE gaps (
    conflict TEXT NOT NULL, receiver TEXT NOT NULL, gap INTEGER NOT NULL, state TEXT NOT NULL, mark TEXT NOT NULL,
    body TEXT NOT NULL, many INTEGER NOT NULL, turn INTEGER NOT NULL, quiet INTEGER NOT NULL DEFAULT 0,
    opened_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    PRIMARY KEY (conflict, receiver, gap)
) STRICT;
CREATE INDEX gaps_turn ON gaps (turn);
CREATE INDEX gaps_changed ON gaps (changed_at);
CREATE TABLE gaps_told (
    subscription TEXT NOT NULL, conflict TEXT NOT NULL, receiver TEXT NOT NULL, gap INTEGER NOT NULL,
    mark TEXT NOT NULL, said INTEGER NOT NULL, at TEXT NOT NULL, thread TEXT NOT NULL,
    PRIMARY KEY (subscription, conflict, receiver, gap)
) STRICT;
CREATE INDEX gaps_told_of ON gaps_told (conflict, receiver, gap)
"""
