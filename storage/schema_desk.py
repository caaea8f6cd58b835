"""What the desk keeps about its questions. Never edited after a release, as migrations.

held: who has a card, and until when. unsure: who looked at it and was not sure. proposals.about: as JSON; one
alone is open for a question. questions.left_at: an editor left it as it is; it is not asked again under that key.
"""

DESK = """
CREATE TABLE held (
    question TEXT PRIMARY KEY REFERENCES questions, person TEXT NOT NULL, until TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE unsure (
    question TEXT NOT NULL REFERENCES questions, person TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (question, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE proposals (
    id INTEGER PRIMARY KEY, question TEXT NOT NULL REFERENCES questions, ruling TEXT NOT NULL, conflict TEXT NOT NULL,
    about TEXT NOT NULL, by_whom TEXT NOT NULL, reason TEXT NOT NULL, made_at TEXT NOT NULL, closed_at TEXT,
    closed_by TEXT NOT NULL DEFAULT '', outcome TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX proposals_question ON proposals (question);
CREATE INDEX noticed_question ON noticed (question);
CREATE UNIQUE INDEX proposals_open ON proposals (question) WHERE closed_at IS NULL;
ALTER TABLE questions ADD COLUMN left_at TEXT;
ALTER TABLE questions ADD COLUMN left_by TEXT NOT NULL DEFAULT '';
ALTER TABLE questions ADD COLUMN left_why TEXT NOT NULL DEFAULT ''
"""
