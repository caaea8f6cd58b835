"""Whether an editor had reviewed a figure when it was told. Never edited after a release, as migrations.

revisions_near: what was read lately and may be about an exchange.
"""

REVIEWED = """
ALTER TABLE told ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0;
UPDATE told SET reviewed = 1 WHERE status = 'decided';
CREATE INDEX revisions_near ON revisions (fetched) WHERE baseline = 0 AND substr(reason, 1, 6) = 'death:'
"""
