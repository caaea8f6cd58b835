"""The demo's story, read from story.toml beside this file, in one of its possible orders. An edge: it reads a file."""

import random
import tomllib
from importlib.resources import files

from demo.story import Story, keys, story_of


def load(seed: int) -> Story:
    """seed 0: as written; another: what may change places within a day does, the same way each time."""
    tables = tomllib.loads((files("demo") / "story.toml").read_text(encoding="utf-8"))
    chance = random.Random(seed)  # noqa: S311 an order, not a secret
    return story_of(tables, {key: chance.random() for key in keys(tables)} if seed else {})
