"""The schema of what shows that articles copy: marks to look up, agencies that are credited, decided pairs."""

COPIES = """
    CREATE TABLE marks (
        revision INTEGER NOT NULL REFERENCES revisions, mark INTEGER NOT NULL, quoted INTEGER NOT NULL,
        day TEXT NOT NULL,
        PRIMARY KEY (mark, day, revision, quoted)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX marks_revision ON marks (revision);
    CREATE TABLE credits (revision INTEGER PRIMARY KEY REFERENCES revisions, agency TEXT NOT NULL) STRICT;
    CREATE TABLE copies (
        revision INTEGER NOT NULL REFERENCES revisions, other INTEGER NOT NULL REFERENCES revisions,
        sign TEXT NOT NULL,
        PRIMARY KEY (revision, other)
    ) STRICT, WITHOUT ROWID;
"""
