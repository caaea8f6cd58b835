"""The tables that stated totals are audited with, and how they changed. Never edited after a release, as migrations.

first: the first day that a total counts. at: the moment when it was said. stepped: the ledger does not reach back
to its first day, so it is counted from an earlier total. gone: it stands no more, and its question must close.
exact: digits that nothing hedges. least, most: the range of the gap. since: the first day
that its audit hangs on; empty: on every day. A file of before they came says neither of its
totals: all are audited again, and described before that.
"""

TOTALS = """
CREATE TABLE sides (
    exchange TEXT NOT NULL REFERENCES exchanges, receiver TEXT NOT NULL, conflict TEXT NOT NULL,
    day TEXT NOT NULL, low INTEGER NOT NULL, high INTEGER, vague INTEGER NOT NULL,
    PRIMARY KEY (exchange, receiver)
) STRICT;
CREATE INDEX sides_day ON sides (conflict, receiver, day, exchange, low, high);
CREATE TABLE totals (
    claim INTEGER PRIMARY KEY REFERENCES claims, conflict TEXT NOT NULL, receiver TEXT NOT NULL,
    base TEXT NOT NULL, first TEXT NOT NULL, low INTEGER NOT NULL, said TEXT NOT NULL, at TEXT NOT NULL,
    stale INTEGER NOT NULL DEFAULT 1, gone INTEGER NOT NULL DEFAULT 0, stepped INTEGER NOT NULL DEFAULT 0,
    asks INTEGER NOT NULL DEFAULT 0, gap INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX totals_stale ON totals (claim) WHERE stale = 1;
CREATE INDEX totals_said ON totals (conflict, said);
CREATE INDEX totals_base ON totals (conflict, base, said);
CREATE INDEX totals_first ON totals (conflict, receiver, first, low);
CREATE INDEX totals_asking ON totals (conflict, receiver, gap) WHERE asks = 1;
CREATE INDEX claims_mentioned ON claims (conflict, receiver, low) WHERE scope IN ('previous', 'planned');
INSERT INTO totals (claim, conflict, receiver, base, first, low, said, at)
    SELECT c.id, c.conflict, c.receiver, json_extract(c.body, '$.base'), '', c.low, c.said,
        coalesce(r.published, r.fetched)
    FROM claims c JOIN revisions r ON r.id = c.revision
    WHERE c.standing = 1 AND c.scope = 'cumulative' AND c.kind = 'bodies' AND c.receiver IS NOT NULL;
UPDATE exchanges SET touched = touched + 1
"""

AUDITED_BY_INDEX = """
ALTER TABLE totals ADD COLUMN exact INTEGER NOT NULL DEFAULT 0;
ALTER TABLE totals ADD COLUMN least INTEGER NOT NULL DEFAULT 0;
ALTER TABLE totals ADD COLUMN most INTEGER NOT NULL DEFAULT 0;
ALTER TABLE totals ADD COLUMN since TEXT NOT NULL DEFAULT '';
UPDATE totals SET stale = 1;
DROP INDEX sides_day;
DROP INDEX totals_first;
DROP INDEX totals_asking;
CREATE INDEX sides_day ON sides (conflict, receiver, day, exchange, low, high, vague);
INSERT OR REPLACE INTO meta VALUES ('sides', lower(hex(randomblob(8))));
CREATE INDEX totals_first ON totals (conflict, receiver, first, exact, low);
CREATE INDEX totals_asking ON totals (conflict, receiver, gap, said, at) WHERE asks = 1;
CREATE INDEX totals_gap ON totals (conflict, receiver, least) WHERE least > 0 AND most = least;
CREATE INDEX totals_range ON totals (conflict, receiver, least, most) WHERE least > 0 AND most > least;
CREATE INDEX totals_latest ON totals (said) WHERE gone = 0;
CREATE INDEX totals_stepped ON totals (conflict, receiver, first, said) WHERE stepped = 1;
DROP INDEX claims_mentioned;
CREATE INDEX claims_mentioned ON claims (conflict, receiver, low)
    WHERE standing = 1 AND exchange IS NULL AND scope IN ('previous', 'planned');
CREATE INDEX known_claims_exchange ON known_claims (exchange)
"""

# day and low of a claim that belongs to no exchange and that a question may be about; low where no day is known.
ASKED_BY_DAY = """
CREATE TABLE to_ask (
    conflict TEXT NOT NULL, day TEXT NOT NULL, low INTEGER NOT NULL,
    PRIMARY KEY (conflict, day, low)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO to_ask
    SELECT conflict, coalesce(day, ''), CASE WHEN day IS NULL THEN low ELSE 0 END FROM claims
    WHERE standing = 1 AND exchange IS NULL AND kind = 'bodies'
        AND (scope = 'previous' OR (scope = 'current' AND sure = 0));
DELETE FROM meta WHERE name = 'questions_due';
ALTER TABLE questions ADD COLUMN about TEXT;
UPDATE questions SET closed_at = asked_at WHERE exchange IS NULL AND closed_at IS NULL AND kind NOT LIKE 'total.%';
CREATE INDEX questions_about ON questions (about) WHERE closed_at IS NULL;
CREATE INDEX questions_exchange ON questions (exchange) WHERE closed_at IS NULL;
CREATE INDEX alerts_about ON alerts (subscription, exchange);
DROP INDEX claims_unlinked;
CREATE INDEX claims_unlinked ON claims (conflict, scope, day, low) WHERE standing = 1 AND exchange IS NULL
"""
