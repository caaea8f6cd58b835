"""How claims that stand came to be marked. Never edited after a release, as migrations."""

STANDING = """
ALTER TABLE claims ADD COLUMN article INTEGER REFERENCES articles;
ALTER TABLE claims ADD COLUMN said TEXT;
ALTER TABLE claims ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claims ADD COLUMN exchange TEXT REFERENCES exchanges;
UPDATE claims SET article = (SELECT article FROM revisions WHERE id = claims.revision),
    said = (SELECT substr(coalesce(published, fetched), 1, 10) FROM revisions WHERE id = claims.revision),
    exchange = (SELECT exchange FROM links WHERE claim = claims.id ORDER BY id DESC LIMIT 1);
UPDATE claims SET standing = 1 WHERE EXISTS (
    SELECT 1 FROM revisions r WHERE r.id = claims.revision AND r.matched_by = claims.rules_version
    AND r.number = (SELECT max(number) FROM revisions WHERE article = r.article AND matched_by IS NOT NULL));
DROP INDEX claims_day;
CREATE INDEX claims_day ON claims (conflict, day) WHERE standing = 1;
CREATE INDEX claims_said ON claims (conflict, scope, said) WHERE standing = 1;
CREATE INDEX claims_unlinked ON claims (conflict, scope) WHERE standing = 1 AND exchange IS NULL;
CREATE INDEX claims_exchange ON claims (exchange) WHERE standing = 1;
CREATE INDEX claims_article ON claims (article) WHERE standing = 1;
ALTER TABLE subscribers ADD COLUMN looked INTEGER NOT NULL DEFAULT 0
"""
