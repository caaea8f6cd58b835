"""Mails as files: whole or not there at all, the same delivery the same file, nothing outside its folder."""

from email.parser import BytesParser
from pathlib import Path

import pytest
from alerts_builders import NOW, delivery

from alerts.channels import File, Refused, Unreachable
from repwatch.model import MailSettings

SETTINGS = MailSettings(domain="example.org")


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_mail_becomes_a_file_that_a_mail_program_opens(tmp_path: Path) -> None:
    said = File(tmp_path / "var" / "mail", SETTINGS).send(delivery(), NOW)
    path = tmp_path / "var" / "mail" / f"{delivery().id}.eml"
    assert said == f"written to {path}"
    mail = BytesParser().parsebytes(path.read_bytes())
    assert mail["Message-ID"] == f"<{delivery().id}@example.org>"
    assert mail["To"] == "reader@example.org"


def test_the_same_delivery_again_is_the_same_file(tmp_path: Path) -> None:
    channel = File(tmp_path, SETTINGS)
    channel.send(delivery(), NOW)
    first = (tmp_path / f"{delivery().id}.eml").read_bytes()
    channel.send(delivery(attempts=3), NOW)
    channel.send(delivery(7), NOW)
    assert names(tmp_path) == sorted([f"{delivery().id}.eml", f"{delivery(7).id}.eml"])
    assert (tmp_path / f"{delivery().id}.eml").read_bytes() == first


def test_what_a_crash_left_half_written_is_never_taken_for_the_mail(tmp_path: Path) -> None:
    (tmp_path / f".{delivery().id}.eml.part").write_bytes(b"From: ha")
    File(tmp_path, SETTINGS).send(delivery(), NOW)
    assert names(tmp_path) == [f"{delivery().id}.eml"]
    assert (tmp_path / f"{delivery().id}.eml").read_bytes().startswith(b"From: repwatch@localhost\r\nTo: ")


def test_a_write_that_fails_leaves_the_old_file_and_is_tried_again(tmp_path: Path) -> None:
    channel = File(tmp_path, SETTINGS)
    channel.send(delivery(), NOW)
    (tmp_path / f".{delivery().id}.eml.part").mkdir()  # nothing can be written there
    with pytest.raises(Unreachable, match=r"Is a directory"):
        channel.send(delivery(), NOW)
    assert (tmp_path / f"{delivery().id}.eml").stat().st_size > 0


def test_a_folder_is_made_below_the_state_and_the_mail_is_addressed_to_the_subscription(tmp_path: Path) -> None:
    File(tmp_path, SETTINGS).send(delivery(address="archive/2025"), NOW)
    (path,) = tmp_path.glob("archive/2025/*.eml")
    assert BytesParser().parsebytes(path.read_bytes())["To"] == "desk@example.org"


@pytest.mark.parametrize("address", ["..", "../elsewhere", "/tmp", "a/../../b", ".", "link"])
def test_nothing_is_written_outside_the_folder(address: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(Refused, match="is no folder below") as refused:
        File(root, SETTINGS).send(delivery(address=address), NOW)
    assert refused.value.permanent
    assert names(tmp_path) == ["root", "root/link"]


def test_a_folder_that_cannot_be_made_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(Unreachable, match="mail"):
        File(tmp_path / "mail", SETTINGS).send(delivery(), NOW)
