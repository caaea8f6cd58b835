"""Posts over real connections: signed so that the reference library verifies them; what the answers mean (R-HOOK)."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from alerts_builders import NOW, delivery
from alerts_receiver import BODY, NEVER, TOTAL, Answer, Asked, Receiver, hook, owed, raw, receivers, says
from receivers import SECRET, HookReceiver, free_port
from standardwebhooks import Webhook as Reference
from standardwebhooks import WebhookVerificationError

from alerts.channels import Refused, Unreachable
from alerts.webhooks import sign

OTHER_SECRET = "whsec_" + "C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


@pytest.fixture
def receive() -> Iterator[Callable[..., Receiver]]:
    with receivers() as start:
        yield start


def sent(receive: Callable[..., Receiver], now: datetime | None = None, **changes: Any) -> Asked:
    receiver = receive(says(204))
    assert hook(**changes).send(owed(receiver.url), now or datetime.now(UTC)) == "204 No Content"
    (asked,) = receiver.asked
    return asked


def test_the_reference_vector_is_reproduced() -> None:
    signature = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_reference_library_verifies_what_arrives() -> None:
    with HookReceiver() as receiver:
        hook().send(owed(receiver.url), datetime.now(UTC))
    assert receiver.refused == []
    assert [(post.id, post.body) for post in receiver.posts] == [(f"msg_{delivery().id}", json.loads(BODY))]


def test_the_request_is_exactly_this(receive: Callable[..., Receiver]) -> None:
    receiver = receive(says(200))
    hook().send(owed(receiver.url), NOW)
    (asked,) = receiver.asked
    signature = asked.headers.pop("webhook-signature")
    assert asked.path == "/hook?a=1&b=%D1%97"
    assert asked.body == BODY.encode()
    assert asked.headers == {
        "Host": f"127.0.0.1:{receiver.port}",
        "Content-Length": str(len(BODY.encode())),
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "repwatch/1 (+https://x.example)",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "webhook-id": f"msg_{delivery().id}",
        "webhook-timestamp": str(int(NOW.timestamp())),
    }
    assert re.fullmatch(r"v1,[A-Za-z0-9+/]{43}=", signature)
    assert "." not in asked.headers["webhook-id"]


@pytest.mark.parametrize(
    ("late", "secret", "change"),
    [
        pytest.param(0, SECRET, {"body": BODY.encode() + b" "}, id="a changed body"),
        pytest.param(-301, SECRET, {}, id="301 s old"),
        pytest.param(302, SECRET, {}, id="more than 300 s ahead"),
        pytest.param(0, OTHER_SECRET, {}, id="another secret"),
        pytest.param(0, SECRET, {"webhook-id": None}, id="no id"),
        pytest.param(0, SECRET, {"webhook-id": "msg_other"}, id="another id"),
        pytest.param(0, SECRET, {"webhook-timestamp": "1"}, id="another time"),
        pytest.param(0, SECRET, {"webhook-signature": "v1a,AAAA"}, id="another kind of signature"),
    ],
)
def test_the_reference_library_refuses(
    late: int, secret: str, change: dict[str, Any], receive: Callable[..., Receiver]
) -> None:
    asked = sent(receive, datetime.now(UTC) + timedelta(seconds=late))
    headers = {name: value for name, value in {**asked.headers, **change}.items() if value is not None}
    body = headers.pop("body", asked.body)
    with pytest.raises(WebhookVerificationError):
        Reference(secret).verify(body, headers)


@pytest.mark.parametrize("late", [-298, 298])
def test_the_reference_library_takes_what_is_less_than_300_seconds_off(
    late: int, receive: Callable[..., Receiver]
) -> None:
    asked = sent(receive, datetime.now(UTC) + timedelta(seconds=late))
    assert Reference(SECRET).verify(asked.body, asked.headers) == json.loads(BODY)


def test_while_a_secret_is_changed_both_verify(receive: Callable[..., Receiver]) -> None:
    asked = sent(receive, secrets={"desk": (OTHER_SECRET, SECRET)})
    assert len(asked.headers["webhook-signature"].split(" ")) == 2
    for secret in (SECRET, OTHER_SECRET):
        assert Reference(secret).verify(asked.body, asked.headers) == json.loads(BODY)


def test_every_attempt_has_the_same_id_and_a_time_and_signature_of_its_own(receive: Callable[..., Receiver]) -> None:
    receiver = receive(says(503))
    for seconds in (0, 5):
        with pytest.raises(Refused):
            hook().send(owed(receiver.url), NOW + timedelta(seconds=seconds))
    first, second = receiver.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 5
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert first.body == second.body


@pytest.mark.parametrize("secrets", [{}, {"desk": ()}, {"desk": ("",)}, {"desk": ("whsec_é",)}])
def test_without_a_secret_nothing_is_sent(
    secrets: dict[str, tuple[str, ...]], receive: Callable[..., Receiver]
) -> None:
    receiver = receive(says(200))
    with pytest.raises(Refused, match="subscription desk") as refused:
        hook(secrets=secrets).send(owed(receiver.url), NOW)
    assert not refused.value.permanent
    assert receiver.asked == []


@pytest.mark.parametrize(
    ("answer", "code", "permanent", "retry_after"),
    [
        pytest.param(says(400, body=b"bad"), 400, False, None, id="400"),
        pytest.param(says(404), 404, False, None, id="404"),
        pytest.param(says(410), 410, True, None, id="410: it is gone"),
        pytest.param(says(429, ("Retry-After", "120")), 429, False, 120, id="429 with seconds"),
        pytest.param(
            says(503, ("Retry-After", "Thu, 23 Oct 2025 13:00:00 GMT")), 503, False, 1800, id="503 and a date"
        ),
        pytest.param(says(503, ("Retry-After", "soon")), 503, False, None, id="503 and a word"),
        pytest.param(says(500, body=b"\x1b[31m\xff" * 9), 500, False, None, id="500 with control characters"),
        pytest.param(says(599), 599, False, None, id="a status without a name"),
        pytest.param(says(304), 304, False, None, id="304"),
    ],
)
def test_what_an_answer_means(
    answer: Answer, code: int, permanent: bool, retry_after: int | None, receive: Callable[..., Receiver]
) -> None:
    with pytest.raises(Refused) as refused:
        hook().send(owed(receive(answer).url), NOW)
    assert (refused.value.code, refused.value.permanent) == (code, permanent)
    assert refused.value.retry_after == (NOW + timedelta(seconds=retry_after) if retry_after else None)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, receive: Callable[..., Receiver]) -> None:
    elsewhere = receive(says(200))
    receiver = receive(says(status, ("Location", f"http://127.0.0.1:{elsewhere.port}/in")))
    with pytest.raises(Refused) as refused:
        hook().send(owed(receiver.url), NOW)
    assert (refused.value.code, refused.value.permanent) == (status, False)
    assert len(receiver.asked) == 1
    assert elsewhere.asked == []


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(raw(OK, b"\r\n", for_ever=b"x" * 65536), id="10 GB"),
        pytest.param(raw(OK, b"Transfer-Encoding: chunked\r\n\r\n", for_ever=b"1\r\nx\r\n"), id="endless chunks"),
        pytest.param(raw(OK, b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), id="chunks that are none"),
        pytest.param(raw(OK, b"Content-Length: 9999\r\n\r\nshort"), id="a length that is too long"),
        pytest.param(raw(OK, b"Content-Length: 1\r\n\r\nmuch more"), id="a length that is too short"),
        pytest.param(raw(OK, b"Content-Length: x\r\n\r\n"), id="a length that is none"),
        pytest.param(raw(OK, b"Content-Encoding: gzip\r\n\r\nnot gzip"), id="an encoding nobody asked for"),
        pytest.param(raw(OK, b"Content-Length: 99\r\n\r\n", for_ever=b".", pause=0.1), id="a body that drips"),
    ],
)
def test_a_success_is_a_success_whatever_its_body(answer: Answer, receive: Callable[..., Receiver]) -> None:
    began = monotonic()
    said = hook().send(owed(receive(answer).url), NOW)
    assert monotonic() - began < TOTAL + 1
    assert said.startswith("200 ")
    assert len(said) <= 204


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda _: NEVER.wait(TOTAL + 0.3), id="nothing"),
        pytest.param(raw(for_ever=b"H", pause=0.1), id="a status that drips"),
        pytest.param(raw(OK, for_ever=b"X-A: b\r\n", pause=0.1), id="headers that drip"),
        pytest.param(raw(OK, for_ever=b"X-A: b\r\n"), id="headers without end"),
        pytest.param(raw(OK, b"X-A: " + b"b" * 33_000 + b"\r\n\r\n"), id="more than 32 KiB of headers"),
        pytest.param(raw(b"220 mail.example.org ESMTP\r\n"), id="another protocol"),
        pytest.param(raw(b""), id="a line that is dropped"),
    ],
)
def test_no_answer_is_tried_again_and_takes_no_longer_than_it_may(
    answer: Answer, receive: Callable[..., Receiver]
) -> None:
    began = monotonic()
    with pytest.raises(Unreachable, match="no answer"):
        hook().send(owed(receive(answer).url), NOW)
    assert monotonic() - began < TOTAL + 1


def test_where_nobody_listens_it_is_tried_again() -> None:
    with pytest.raises(Unreachable, match="refused"):
        hook().send(owed(f"http://127.0.0.1:{free_port()}/"), NOW)
