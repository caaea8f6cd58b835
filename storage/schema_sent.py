"""What a message said last, beside what counts as told. Never edited after a release, as migrations.

told.sent: a repwatch.model.Told as JSON; NULL: no message spoke of that side. Of before this column came, whoever was
told anything of an exchange counts as sent all that he was told of it. attempts_last: those that gave a message up.
"""

SENT = """
ALTER TABLE told ADD COLUMN sent TEXT;
UPDATE told SET sent = json_object('exchange', exchange, 'to', receiver, 'status', status, 'low', low, 'high', high,
    'reviewed', json(CASE reviewed WHEN 1 THEN 'true' ELSE 'false' END))
WHERE EXISTS (SELECT 1 FROM alerts a WHERE a.subscription = told.subscription AND a.exchange = told.exchange);
CREATE INDEX attempts_last ON attempts (id) WHERE state = 'failed'
"""
