"""flufl.bounce's own samples, real returned mails, through all that becomes of a mail that comes to us (P12)."""

from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest
from alerts_builders import NOW
from archives import unpacked
from flufl.bounce import all_failures
from returned_mails import sent, verp

from alerts.inbound import take_in
from repwatch.model import Came, Config, MailSettings
from storage import MEMORY, Storage

pytestmark = pytest.mark.slow

CLASSES = {Came.PERMANENT: 101, Came.TEMPORARY: 11, Came.UNKNOWN: 5}  # of version 6.0.0
MAIL = MailSettings("127.0.0.1", 25, "none", sender="alerts@example.org", domain="example.org")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    found = sorted((unpacked("flufl-bounce", tmp_path_factory.mktemp("flufl")) / "data").glob("*.txt"))
    assert len(found) == sum(CLASSES.values())
    return found


def test_every_sample_is_taken_for_what_the_library_takes_it_and_counted_so(
    samples: list[Path], tmp_path: Path
) -> None:
    config, came = Config(tmp_path, ("en",), (), mail=MAIL), Counter[Came]()
    with Storage(MEMORY, migrate=True) as storage:
        for number, file in enumerate(samples, 1):
            data, address = file.read_bytes(), f"{number}@example.org"
            owed = sent(storage, number, address)
            taken = take_in(storage, config, data, verp(owed), NOW, lambda *_: False)
            ((_, back),) = storage.inbound.recent(1)
            temporary, permanent = all_failures(message_from_bytes(data))
            expected = Came.PERMANENT if permanent else Came.TEMPORARY if temporary else Came.UNKNOWN
            assert (file.name, taken.code, back.came) == (file.name, 0, expected)
            assert "could not be read" not in taken.words
            came[back.came] += 1
            suppressed, score = storage.suppressions.of(address), storage.suppressions.score(address)
            assert bool(suppressed) == back.hard == (back.came is Came.PERMANENT and score is None), file.name
        assert came == CLASSES
        assert len(list(tmp_path.glob("inbound/*.eml"))) == CLASSES[Came.UNKNOWN]
        hard = len(storage.suppressions.all())
        assert 95 <= hard <= CLASSES[Came.PERMANENT], "some are permanent for another reason than the mailbox"
