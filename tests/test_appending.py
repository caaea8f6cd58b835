"""Appending to config.toml: all of it or nothing, and the rest of the file as it was."""

from pathlib import Path

import pytest

from repwatch.appending import NotAppended, append, mistakes_in
from repwatch.config import load
from repwatch.model import Feed, Outlet

GAZETTE = Outlet("gazette", 'The "Gazette"', "uk", feeds=(Feed("https://gazette.example/rss"),))
COURIER = Outlet("courier", "Courier", "en", feeds=(Feed("https://t.me/s/courier", "telegram", 3600),))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.mark.parametrize(
    "before",
    ["", "# only a comment", 'state = "var"\n', "[web]\nport = 81\n# end\n\n\n", '\ufeffstate = "var"\r\n# x\r\n'],
    ids=["empty", "no end of line", "a setting", "a table", "a mark and the line ends of Windows"],
)
def test_the_file_stays_as_it_is_and_the_tables_stand_at_its_end(path: Path, before: str) -> None:
    path.write_bytes(before.encode())
    append(path, [GAZETTE])
    append(path, [COURIER])
    assert path.read_bytes().startswith(before.encode())
    assert load(path).outlets == (GAZETTE, COURIER)
    assert names(path.parent) == ["config.toml"]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        pytest.param('[[outlet]]\nid = "gazette"\nname = "x"\nfeeds = [{ url = "https://x.example" }]\n',
                     "more than once", id="an id that is there"),
        pytest.param('[[outlet]]\nid = "x"\nname = "x"\nfeeds = [{ url = "https://gazette.example/rss" }]\n',
                     "more than once", id="an address that is there"),
        pytest.param("outlet = []\n", "is no TOML", id="outlets written otherwise"),
        pytest.param("x = \n", "is no TOML", id="no TOML before"),
        pytest.param("colour = 1\n", "colour: is not known", id="a mistake before"),
    ],
)  # fmt: skip
def test_what_would_not_be_good_leaves_the_file_alone(path: Path, before: str, told: str) -> None:
    path.write_text(before, encoding="utf-8")
    with pytest.raises(NotAppended, match=told):
        append(path, [GAZETTE])
    assert path.read_text(encoding="utf-8") == before
    assert names(path.parent) == ["config.toml"]


def test_no_file_is_made_where_there_is_none(path: Path) -> None:
    with pytest.raises(NotAppended, match="No such file"):
        append(path, [GAZETTE])
    assert names(path.parent) == []


def test_a_link_stays_a_link_and_permissions_stay(path: Path) -> None:
    kept = path.parent / "kept.toml"
    kept.write_text("", encoding="utf-8")
    kept.chmod(0o604)
    path.symlink_to(kept)
    append(path, [GAZETTE])
    assert path.is_symlink()
    assert load(kept).outlets == (GAZETTE,)
    assert kept.stat().st_mode & 0o777 == 0o604


def test_mistakes_are_told_before_anything_is_written() -> None:
    wrong = Outlet("Not an id", "x", "xx", feeds=(Feed("https://x.example"),))
    assert len(mistakes_in([wrong])) == 2
    assert mistakes_in([GAZETTE, COURIER]) == []
