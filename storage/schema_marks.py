"""The marks that a poll leaves of what it listed. Never edited after a release, as migrations.

marks: of the stories of the last list that was read, as crawler.unchanged makes them; empty: none.
"""

MARKS = "ALTER TABLE feeds ADD COLUMN marks BLOB NOT NULL DEFAULT x''"
