"""Send what the outbox owes. Edge.

Attempts run in threads of their own, at most 8, one an address; storage is touched by the caller's thread alone. An
attempt is recorded after it was made, so a crash repeats a message with the same id and never loses one.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from alerts import receiving
from alerts.channels import Channel, File, Refused, Smtp, Unreachable
from alerts.headers import without
from alerts.pace import Pace, is_limited
from alerts.policy import retry_at
from alerts.returning import count, is_held
from alerts.scores import of_answer
from alerts.services import service_channel
from alerts.webhooks import Webhook
from repwatch import __version__
from repwatch.model import Config, Delivery, MailSettings, Report
from storage import Storage

AT_ONCE = 8  # attempts (R-OUT-3)
PATIENCE = 20.0  # seconds for running attempts when the daemon stops (R-SVC-2)
PAUSING = (429, 502, 504)  # the address wants to be left alone, whatever else is owed to it (R-HOOK-3)
UNLIMITED = MailSettings()

logger = logging.getLogger(__name__)


def channels_for(config: Config) -> Mapping[str, Channel]:
    """By the name that a subscription uses. Without a mail server every mail becomes a file."""
    secrets = {one.id: tuple(one.secret.split()) for one in config.subscriptions if one.secret}
    agent = f"repwatch/{__version__} (+{config.crawl.contact})"
    return {
        "smtp": Smtp(config.mail) if config.mail.host else File(config.mail_directory, config.mail),
        "file": File(config.state, config.mail),
        "webhook": Webhook(secrets, agent, config.crawl.allow_networks),
        "apprise": service_channel(config),
    }


def deliver(
    storage: Storage, channels: Mapping[str, Channel], config: Config, now: datetime, jitter: Callable[[], float]
) -> Report:
    """Everything that is due now, and waits for the answers; the daemon uses a Deliverer, which does not wait."""
    deliverer = Deliverer(channels, config.alerts.retry, jitter, limits=config.mail)
    report = deliverer.tick(storage, now)
    while deliverer.running:
        deliverer.wait()
        _add(report, deliverer.tick(storage, now))
    if hold := storage.sending.held():
        report.notes.append(f"mails wait until {hold.until:%F %T}: {hold.why}")
    return report


@dataclass(frozen=True, slots=True)
class Attempt:
    """error None: it was sent, and status is what the other side said."""

    delivery: Delivery
    status: str = ""
    error: Exception | None = None


class Deliverer:
    """jitter: a number from 0 to 1, each time another. ended: called in an attempt's own thread once it has ended.

    A tick starts at most AT_ONCE attempts; who ticks as soon as one has ended sends as fast as the others answer.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        schedule: tuple[float, ...],
        jitter: Callable[[], float],
        ended: Callable[[], None] = lambda: None,
        limits: MailSettings = UNLIMITED,
    ) -> None:
        self._channels = channels
        self._schedule = schedule
        self._jitter = jitter
        self._tell = ended
        self._limits = limits
        self._running: dict[str, Delivery] = {}  # by address
        self._paused: dict[str, datetime] = {}
        self._ended: SimpleQueue[Attempt] = SimpleQueue()
        self._waited: list[Attempt] = []

    def use(self, channels: Mapping[str, Channel], limits: MailSettings) -> None:
        """For the attempts that begin from now on."""
        self._channels, self._limits = channels, limits

    @property
    def running(self) -> int:
        return len(self._running)

    def tick(self, storage: Storage, now: datetime) -> Report:
        """Record what has ended, start what is due. Returns at once; whatever runs is recorded by a later tick."""
        report = self._record(storage, now)
        self._paused = {address: until for address, until in self._paused.items() if until > now}
        room = AT_ONCE - len(self._running)
        if room > 0:
            for delivery in self._lease(storage, now, room):
                self._running[delivery.address] = delivery
                Thread(target=self._attempt, args=(delivery, now), name=f"deliver {delivery.id}", daemon=True).start()
        return report

    def _lease(self, storage: Storage, now: datetime, room: int) -> list[Delivery]:
        with storage.transaction():
            latest = storage.sending.latest(now) if is_limited(self._limits) else []
            mails = [one.address for one in self._running.values() if one.channel == "smtp"]
            pace = Pace(self._limits, latest, mails, now, held=is_held(storage, now))
            leased = storage.outbox.lease(now, {*self._running, *self._paused}, room, pace.may)
            if is_limited(self._limits):
                storage.sending.took([one.address for one in leased if one.channel == "smtp"], now)
        return leased

    def wait(self, seconds: float | None = None) -> None:
        """Until one attempt has ended, or so long."""
        try:
            self._waited.append(self._ended.get(timeout=seconds))
        except Empty:
            return

    def stop(self, storage: Storage, now: datetime, patience: float = PATIENCE) -> Report:
        """No new attempts; what has not ended in time stays leased, and is made again after its lease."""
        end = monotonic() + patience
        report = self._record(storage, now)
        while self._running and (left := end - monotonic()) > 0:
            self.wait(left)
            _add(report, self._record(storage, now))
        if self._running:
            report.notes.append(f"{len(self._running)} attempts were cut off and will be made again")
        return report

    def _attempt(self, delivery: Delivery, now: datetime) -> None:
        """In its own thread: touches no storage."""
        try:
            attempt = Attempt(delivery, self._send(delivery, now))
        except (Refused, Unreachable) as error:
            attempt = Attempt(delivery, error=error)
        except Exception as error:  # one bad message must not hold up the rest; it is kept with its reason
            logger.exception("delivery %s: the attempt failed unexpectedly", delivery.id)
            attempt = Attempt(delivery, error=error)
        self._ended.put(attempt)
        self._tell()

    def _send(self, delivery: Delivery, now: datetime) -> str:
        channel = self._channels.get(delivery.channel)
        if channel is None:
            raise Refused(0, f"there is no channel {delivery.channel}")
        return channel.send(delivery, now)

    def _record(self, storage: Storage, now: datetime) -> Report:
        report = Report("deliver")
        self._waited += self._drain()
        while self._waited:  # what the database refuses, a full disk, stays: it was made, and must not be made again
            attempt = self._waited[0]
            error = attempt.error
            kept = self._failed(storage, attempt.delivery, error, now) if error else _sent(storage, attempt, now)
            self._running.pop(self._waited.pop(0).delivery.address, None)
            if kept is None:
                logger.warning("delivery %s: its lease was over, the result is discarded", attempt.delivery.id)
                continue
            report.done += not error
            report.failed += bool(error)
            report.notes += [kept] if error else []
        return report

    def _drain(self) -> Iterator[Attempt]:
        while True:
            try:
                yield self._ended.get_nowait()
            except Empty:
                return

    def _failed(self, storage: Storage, delivery: Delivery, error: Exception, now: datetime) -> str | None:
        """What to note; None: the lease was lost."""
        refused = error if isinstance(error, Refused) else None
        retry = None
        if not (refused and refused.permanent):
            retry_after = refused.retry_after if refused else None
            retry = retry_at(delivery.attempts + 1, now, retry_after, self._schedule, self._jitter())
        if refused and refused.code in PAUSING and retry:
            self._paused[delivery.address] = retry
        reason = str(error) if isinstance(error, Refused | Unreachable) else f"{type(error).__name__}: {error}"
        with storage.transaction():
            if not storage.outbox.record_failure(delivery, reason, retry, now):
                return None
            counted = self._count(storage, delivery, refused, now) if refused else ""
            closed = receiving.failed(storage, delivery, error, now)
        said = without(reason, delivery.address)
        again = f"again at {retry:%F %T}" if retry else "given up"
        return ", ".join(filter(None, [f"delivery {delivery.id}: {said}", again, counted, closed]))

    def _count(self, storage: Storage, delivery: Delivery, refused: Refused, now: datetime) -> str:
        """A mailbox that the mail server refuses while we speak with it has bounced (R-MAIL-3)."""
        back = of_answer(delivery.id, delivery.address, str(refused), refused.about)
        if back is None or not storage.inbound.add(back, f"{delivery.id} {delivery.lease_token}", now):
            return ""
        return count(storage, back, delivery, self._limits, now)


def _sent(storage: Storage, attempt: Attempt, now: datetime) -> str | None:
    with storage.transaction():
        if not storage.outbox.record_sent(attempt.delivery, now, attempt.status):
            return None
        receiving.succeeded(storage, attempt.delivery)
    return attempt.status


def _add(report: Report, more: Report) -> None:
    report.done += more.done
    report.failed += more.failed
    report.notes += more.notes
