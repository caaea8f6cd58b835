"""What becomes of mails that come to us: counted once, obeyed, kept, or given back; and what is told of it (P12)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from alerts_builders import NOW, delivery
from receivers import free_port
from returned_mails import complaint, dsn, letter, owe, sent, verp
from test_alerts_smtp import Handler

from alerts.channels import Smtp
from alerts.deliver import Deliverer, deliver
from alerts.inbound import AGAIN, FOLDER, MOST_KEPT, NO_USER, Taken, Unsubscribe
from alerts.inbound import take_in as take
from alerts.mail import mail
from alerts.returning import go_on
from repwatch.model import (
    Came,
    Config,
    Delivery,
    MailSettings,
    Standing,
    Subscriber,
    Subscription,
    TroubleKind,
    Why,
)  # fmt: skip
from storage import MEMORY, Storage

READER = "reader@example.org"
MAIL = MailSettings("127.0.0.1", 25, "none", sender="alerts@example.org", domain="example.org", domain_at_once=8)
DAY = timedelta(days=1)


@pytest.fixture
def storage() -> Iterator[Storage]:
    with Storage(MEMORY, migrate=True) as opened:
        yield opened


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path, ("en",), (), mail=MAIL)


def no_token(storage: Storage, token: str, now: datetime) -> bool:
    return False


def take_in(
    storage: Storage, config: Config, data: bytes, to: str, now: datetime, unsubscribe: Unsubscribe = no_token
) -> Taken:
    return take(storage, config, data, to, now, unsubscribe)


def state(storage: Storage, owed: Delivery) -> str:
    return next(each.state for each in storage.outbox.recent(5000) if each.id == owed.id)


def kept(config: Config) -> list[Path]:
    return sorted((config.state / FOLDER).glob("*"))


def why(storage: Storage, address: str = READER) -> Why | None:
    one = storage.suppressions.of(address)
    return one and one.why


def test_a_hard_bounce_ends_mails_to_that_mailbox_at_once_and_says_so_in_the_log_of_messages(
    storage: Storage, config: Config
) -> None:
    first, other = sent(storage, 1), sent(storage, 2, "other@example.org")
    waiting = owe(storage, delivery(3, address="Reader@Example.ORG"))
    hook = owe(storage, delivery(4, channel="webhook", address="https://example.org/hook"))
    taken = take_in(storage, config, dsn(), verp(first), NOW)
    assert taken == Taken(0, "a returned mail, permanent 5.1.1, message 00000000 to r***@example.org;"
                             " r***@example.org is suppressed: bounced")  # fmt: skip
    assert [why(storage), why(storage, "READER@example.org"), why(storage, other.address)] == [Why.BOUNCED] * 2 + [None]
    later = owe(storage, delivery(5))
    assert [each.id for each in storage.outbox.lease(NOW)] == [hook.id]
    assert (state(storage, waiting), state(storage, later)) == ("cancelled", "cancelled")
    (logged,) = storage.deliveries.beginning(later.id)
    assert logged.delivery.last_error == "suppressed: bounced, a returned mail, permanent 5.1.1"
    assert state(storage, first) == "sent"


def test_a_mail_that_is_handed_over_twice_counts_once(storage: Storage, config: Config) -> None:
    owed = sent(storage, 1)
    data = dsn("delayed", "4.4.1")
    first, second = (
        take_in(storage, config, data, verp(owed), NOW),
        take_in(storage, config, data, verp(owed), NOW + DAY),
    )
    assert "temporary" in first.words
    assert second == Taken(0, AGAIN)
    score = storage.suppressions.score(READER)
    assert score
    assert score.value == 0.5


def test_ten_days_of_soft_bounces_end_it_and_lifting_begins_anew(storage: Storage, config: Config) -> None:
    for day in range(10):
        assert why(storage) is None
        owed = sent(storage, day + 1, at=NOW + day * DAY)
        take_in(storage, config, dsn("failed", "5.2.2"), verp(owed), NOW + day * DAY)
    assert why(storage) is Why.BOUNCING
    assert storage.suppressions.lift(READER, "olena", NOW + 10 * DAY)
    assert not storage.suppressions.lift(READER, "olena", NOW + 10 * DAY)
    assert storage.suppressions.score(READER) is None
    owed = sent(storage, 11, at=NOW + 10 * DAY)
    take_in(storage, config, dsn("failed", "5.2.2"), verp(owed), NOW + 10 * DAY)
    assert why(storage) is None
    (lifted,) = storage.suppressions.all(lifted=True)
    assert (lifted.lifted_by, lifted.lifted_at, storage.suppressions.all()) == ("olena", NOW + 10 * DAY, [])


def test_a_complaint_ends_it_at_once(storage: Storage, config: Config) -> None:
    owed = sent(storage, 1)
    assert take_in(storage, config, complaint(quoted=mail(owed, MAIL).data), "fbl@example.org", NOW).code == 0
    assert why(storage) is Why.COMPLAINED


def test_who_proves_nothing_can_end_no_mails_to_somebody_else_at_once(storage: Storage, config: Config) -> None:
    """The address alone is known to many: such a bounce counts a little if we have just written there, else nothing."""
    sent(storage, 1)
    assert take_in(storage, config, dsn(), "bounce@example.org", NOW).code == 0
    score = storage.suppressions.score(READER)
    assert (why(storage), score and score.value) == (None, 0.5)
    assert storage.sending.experience().permanent == 0
    stranger = take_in(storage, config, dsn(address="stranger@example.org"), "bounce@example.org", NOW)
    assert "names no message that was sent from here" in stranger.words
    assert storage.suppressions.score("stranger@example.org") is None
    take_in(storage, config, complaint(), "bounce@example.org", NOW)
    assert why(storage) is None
    assert len(kept(config)) == 2
    assert take_in(storage, config, dsn(), "bounce+" + "f" * 32 + "@example.org", NOW + 8 * DAY).words.startswith(
        "permanent"
    )


@pytest.mark.parametrize(
    ("data", "to", "code", "keeps"),
    [
        pytest.param(
            letter(), "bounce+" + "0" * 32 + "@example.org", 0, True, id="a person writes to a bounce address"
        ),
        pytest.param(
            letter(), "alerts@example.org", NO_USER, False, id="a person writes to an address that nobody reads"
        ),
        pytest.param(letter(), "unsubscribe@example.org", NO_USER, False, id="a person unsubscribes without a token"),
        pytest.param(letter(Auto_Submitted="auto-replied"), "alerts@example.org", 0, True, id="who is on holiday"),
        pytest.param(letter(Return_Path="<>"), "unsubscribe@example.org", 0, True, id="without a sender"),
        pytest.param(
            letter(Delivered_To="alerts@example.org"), "", NO_USER, False, id="only the mail says whom it is for"
        ),
        pytest.param(letter(), "", 0, True, id="nobody says whom it is for"),
        pytest.param(b"", "bounce@example.org", 0, True, id="nothing"),
    ],
)
def test_what_is_not_understood_is_kept_or_given_back_and_never_answered(
    data: bytes, to: str, code: int, keeps: bool, storage: Storage, config: Config
) -> None:
    taken = take_in(storage, config, data, to, NOW)
    assert taken.code == code
    assert [path.read_bytes() for path in kept(config)] == ([data] if keeps else [])
    rows = storage.inbound.recent(9)
    assert [(at, back.came, bool(back.words)) for at, back in rows] == ([(NOW, Came.UNKNOWN, True)] if keeps else [])
    assert "Thank you" not in taken.words
    again = take_in(storage, config, data, to, NOW)
    assert again == (Taken(0, AGAIN) if keeps else taken)


@pytest.mark.parametrize(
    ("data", "token", "code", "ended"),
    [
        pytest.param(letter(), "AbC-_9", 0, True, id="a person"),
        pytest.param(letter(Auto_Submitted="auto-generated"), "AbC-_9", 0, True, id="the reader's mail program"),
        pytest.param(letter(Return_Path="<>"), "AbC-_9", 0, True, id="without a sender"),
        pytest.param(letter(), "abc-_9", NO_USER, False, id="a token that is none"),
        pytest.param(letter(Return_Path="<>"), "abc-_9", 0, False, id="a token that is none, without a sender"),
        pytest.param(letter(), "", NO_USER, False, id="no token"),
    ],
)
def test_unsubscribing_by_mail(
    data: bytes, token: str, code: int, ended: bool, storage: Storage, config: Config
) -> None:
    asked: list[str] = []

    def unsubscribe(storage: Storage, token: str, now: datetime) -> bool:
        asked.append(token)
        return token == "AbC-_9"

    taken = take_in(storage, config, data, f"unsubscribe+{token}@example.org", NOW, unsubscribe)
    assert (taken.code, asked) == (code, [token] if token else [])
    rows = [back for _, back in storage.inbound.recent(9)]
    assert [back.came for back in rows] == [Came.UNSUBSCRIBE] * ended + [Came.UNKNOWN] * (not ended and not code)
    assert not token or token not in f"{taken} {rows}", "a token stands in no log"
    again = take_in(storage, config, data, f"unsubscribe+{token}@example.org", NOW, unsubscribe)
    assert again == (taken if code else Taken(0, AGAIN))


def test_the_folder_of_what_is_kept_does_not_grow_for_ever_and_that_is_said(storage: Storage, config: Config) -> None:
    for number in range(MOST_KEPT):
        folder = config.state / FOLDER
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.eml").touch()
    taken = take_in(storage, config, letter(), "bounce@example.org", NOW)
    assert "not kept" in taken.words
    assert len(kept(config)) == MOST_KEPT


def test_the_mailbox_of_the_configuration_is_told_to_operators_and_one_of_the_database_is_not(
    storage: Storage, config: Config
) -> None:
    anna = Subscription("anna", "smtp", "anna@example.org")
    storage.subscribers.add(Subscriber(anna, Standing.ACTIVE, NOW, "anna", NOW))
    for number, (name, address) in enumerate((("desk", READER), ("anna", anna.address)), 1):
        owed = owe(storage, delivery(number, address=address, subscription=name), subscription=name)
        (leased,) = storage.outbox.lease(NOW)
        storage.outbox.record_sent(leased, NOW, "250")
        take_in(storage, config, dsn(address=address), verp(owed), NOW)
    assert (why(storage), why(storage, anna.address)) == (Why.BOUNCED, Why.BOUNCED)
    ((incident, over),) = storage.incidents.untold()
    assert (incident.trouble.kind, over) == (TroubleKind.MAILBOX, False)
    assert incident.trouble.words == "desk, r***@example.org: a returned mail, permanent 5.1.1"
    storage.subscribers.remove("anna", NOW)
    assert why(storage, anna.address) is None, "nothing is kept of who was removed"
    assert all(back.address != anna.address for _, back in storage.inbound.recent(9))


def many(storage: Storage, number: int, first: int = 1, at: datetime = NOW) -> list[Delivery]:
    with storage.transaction():
        return [sent(storage, each, f"{each}@example.org", at) for each in range(first, first + number)]


def test_sending_pauses_itself_when_too_much_comes_back_and_goes_on_by_command(
    storage: Storage, config: Config
) -> None:
    mails = many(storage, 200)
    for owed in mails[:9]:
        assert "paused" not in take_in(storage, config, dsn("failed", "5.7.1"), verp(owed), NOW).words
    assert "all sending of mail is paused" in take_in(storage, config, dsn(), verp(mails[9]), NOW).words
    hold = storage.sending.held()
    assert hold
    assert (hold.why, hold.until) == ("10 of the latest 200 mails came back for good", NOW + DAY)
    assert [one.trouble.kind for one in storage.incidents.open()] == [TroubleKind.SENDING]
    assert go_on(storage, "olena", NOW + DAY / 2)
    assert storage.incidents.open() == []
    assert "paused" not in take_in(storage, config, dsn(), verp(mails[10]), NOW + DAY / 2).words
    assert storage.sending.experience().mails == 0, "what went out before is not held against what goes out now"
    more = many(storage, 200, 201, NOW + DAY)
    for owed in more[:10]:
        said = take_in(storage, config, dsn(), verp(owed), NOW + DAY).words
    assert "paused" in said


def test_two_who_complain_pause_it_and_one_does_not(storage: Storage, config: Config) -> None:
    mails = many(storage, 200)
    assert "paused" not in take_in(storage, config, complaint(), verp(mails[0]), NOW).words
    assert "paused" in take_in(storage, config, complaint(), verp(mails[1]), NOW).words


def test_only_the_latest_thousand_mails_are_looked_at(storage: Storage, config: Config) -> None:
    old = many(storage, 30)
    for owed in old:
        take_in(storage, config, dsn(), verp(owed), NOW)
    assert storage.sending.experience().permanent == 30
    many(storage, 1000, 101, NOW + DAY)
    assert (storage.sending.experience().mails, storage.sending.experience().permanent) == (1000, 0)


def served(handler: Handler) -> Controller:
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    return controller


def smtp(port: int) -> Smtp:
    return Smtp(replace(MAIL, port=port), attempt=5.0, step=1.0, after_dot=1.0)


def test_a_bounce_finds_its_way_back_by_the_envelope_sender_of_a_mail_that_went_out(
    storage: Storage, config: Config
) -> None:
    handler = Handler()
    controller = served(handler)
    try:
        owed = [owe(storage, delivery(number, address=f"{number}@example.org")) for number in range(1, 6)]
        assert deliver(storage, {"smtp": smtp(controller.port)}, config, NOW, lambda: 0.0).done == 5
        senders = {to[0]: sender for sender, to, _ in handler.mails}
        for each in owed[:3]:
            assert (
                take_in(storage, config, dsn(address="x@elsewhere.example"), senders[each.address] or "", NOW).code == 0
            )
        again = [owe(storage, delivery(number + 10, address=f"{number}@example.org")) for number in range(1, 6)]
        assert deliver(storage, {"smtp": smtp(controller.port)}, config, NOW + DAY, lambda: 0.0).done == 2
        assert [state(storage, each) for each in again] == ["cancelled"] * 3 + ["sent"] * 2
    finally:
        controller.stop()


@pytest.mark.parametrize(
    ("answer", "step", "expected", "score"),
    [
        pytest.param("550 5.1.1 <reader@example.org> no such user", "rcpt", Why.BOUNCED, None, id="no such mailbox"),
        pytest.param("552 5.2.2 full", "rcpt", None, 0.5, id="full"),
        pytest.param("554 5.7.1 spam", "data", None, 0.5, id="this message is refused"),
        pytest.param("554 5.7.1 relay access denied", "rcpt", None, None, id="we may not send there"),
        pytest.param("450 4.2.1 later", "rcpt", None, None, id="later"),
        pytest.param("553 5.1.8 who are you", "mail", None, None, id="our sender"),
    ],
)
def test_a_refusal_while_we_speak_with_the_server_counts_as_a_bounce(
    answer: str, step: str, expected: Why | None, score: float | None, storage: Storage, config: Config
) -> None:
    controller = served(Handler(**{step: answer}))
    try:
        owe(storage, delivery(1))
        report = deliver(storage, {"smtp": smtp(controller.port)}, config, NOW, lambda: 0.0)
    finally:
        controller.stop()
    found = storage.suppressions.score(READER)
    assert (why(storage), found and found.value) == (expected, score)
    assert READER not in str(report.notes)
    if expected:
        assert report.notes[0].endswith("given up, r***@example.org is suppressed: bounced")
        assert storage.sending.experience().mails == 1


def test_what_is_in_flight_when_its_mailbox_is_suppressed_is_not_tried_again(storage: Storage, config: Config) -> None:
    first, owed = sent(storage, 1), owe(storage, delivery(2))
    (leased,) = storage.outbox.lease(NOW)
    assert leased.id == owed.id
    take_in(storage, config, dsn(), verp(first), NOW)
    assert state(storage, owed) == "leased", "an attempt that runs is not called back"
    assert storage.outbox.record_failure(leased, "451 later", NOW + DAY, NOW)
    assert storage.outbox.lease(NOW + DAY) == []
    assert state(storage, owed) == "cancelled"


def test_a_message_that_was_cancelled_is_sent_again_only_when_the_mailbox_is_well(
    storage: Storage, config: Config
) -> None:
    first, waiting = sent(storage, 1), owe(storage, delivery(2))
    take_in(storage, config, dsn(), verp(first), NOW)
    storage.suppressions.lift(READER, "olena", NOW)
    assert storage.outbox.lease(NOW) == []
    assert storage.deliveries.send_again(waiting.id, NOW)
    assert [each.id for each in storage.outbox.lease(NOW)] == [waiting.id]


def test_the_deliverer_of_the_daemon_has_the_limits_of_the_configuration(storage: Storage) -> None:
    for number in range(1, 4):
        owe(storage, delivery(number, address=f"{number}@example.org"))
    sender = Deliverer({}, (0,), lambda: 0.0, lambda: None, replace(MAIL, per_minute=2))
    sender.tick(storage, NOW)
    assert storage.outbox.counts() == {"leased": 2, "pending": 1}
    sender.stop(storage, NOW, 5)
