"""When the secret of a webhook was changed: the old one signs too for a day. Never edited after a release."""

ROTATING = """
ALTER TABLE subscriptions ADD COLUMN rotated_at TEXT;
CREATE INDEX subscriptions_rotated ON subscriptions (rotated_at) WHERE rotated_at NOT NULL
"""
