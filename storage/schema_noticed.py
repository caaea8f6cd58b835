"""Which open questions each editor was told of. Never edited after a release, as migrations."""

NOTICED = """
CREATE TABLE noticed (
    subscription TEXT NOT NULL, question TEXT NOT NULL REFERENCES questions, digest INTEGER NOT NULL REFERENCES digests,
    PRIMARY KEY (subscription, question)
) STRICT, WITHOUT ROWID;
CREATE INDEX noticed_digest ON noticed (digest);
CREATE INDEX questions_open ON questions (asked_at) WHERE closed_at IS NULL
"""
