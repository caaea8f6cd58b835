"""The stemmer with its tables, read once; and what tells an index of other tables. Edge."""

import tomllib
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from review.stemming import FORMAT, Stemmer

FILE = Path(__file__).parent / "stems.toml"


@cache
def stemmer() -> Stemmer:
    return Stemmer(tomllib.loads(FILE.read_text(encoding="utf-8")))


@cache
def version() -> str:
    """What was indexed under another one is indexed anew."""
    return sha256(f"{FORMAT} {metadata.version('snowballstemmer')} ".encode() + FILE.read_bytes()).hexdigest()[:16]
