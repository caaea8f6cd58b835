"""Chat and push services through Apprise: each attempt in a process of its own, alerts/courier.py. Edge.

That process, of 40 to 50 MB, is enclosed by alerts/enclosure.py, ends after TOTAL seconds at the latest, and gets what
it needs on its standard input: no secret stands in its arguments or its environment. As many run as there are attempts:
if fewer did, a few services that hang would hold up the others.
"""

import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from importlib.util import find_spec

import msgspec

from alerts.channels import Refused, Unreachable
from alerts.errands import Errand, Outcome
from alerts.policy import parse_retry_after
from repwatch import guard
from repwatch.model import Config, Delivery, Message
from repwatch.model.services import MISSING

TOTAL = 20.0  # seconds for one attempt, with a third of one for the process to start; its lease is 120
KEPT = ("PATH", "PYTHONPATH", "HOME", "LANG", "LC_ALL", "REQUESTS_CA_BUNDLE")  # of the environment: no proxies
NO_LOGINS = {"NETRC": os.devnull}
PROBE = Message("Test", "Test", "", "")


@dataclass(frozen=True, slots=True)
class Apprise:
    """agent: who sends, for User-Agent. contact: where to ask about it."""

    agent: str = "repwatch"
    contact: str = ""
    allow_networks: Collection[guard.Network] = ()
    total: float = TOTAL

    def send(self, delivery: Delivery, now: datetime) -> str:
        outcome = self._tried(Errand(delivery.address, delivery.message, self.agent, self.contact))
        if outcome.sent:
            return f"{outcome.code} {outcome.said}"
        error = _refused(outcome, now) if outcome.answered else Unreachable(outcome.said)
        if outcome.at:
            error.add_note(outcome.at)
        raise error

    def fault(self, address: str) -> str:
        """Why nothing can be sent there, as far as is known without connecting to anything; "" if nothing is wrong."""
        outcome = self.look(address, PROBE)
        return "" if outcome.sent else outcome.said

    def look(self, address: str, message: Message) -> Outcome:
        """The same of a message, with the text that would be sent."""
        return self._tried(Errand(address, message, self.agent, self.contact, only_look=True))

    def _tried(self, errand: Errand) -> Outcome:
        if find_spec("apprise") is None:
            return Outcome(sent=False, said=MISSING, at="extra")
        return _run(replace(errand, allow_networks=tuple(map(str, self.allow_networks))), self.total)


def service_channel(config: Config) -> Apprise:
    return Apprise("repwatch", config.crawl.contact, config.crawl.allow_networks)


def _refused(outcome: Outcome, now: datetime) -> Refused:
    return Refused(
        outcome.code,
        outcome.said,
        permanent=outcome.code == HTTPStatus.GONE,
        retry_after=parse_retry_after(outcome.retry_after, now),
    )


def _run(errand: Errand, total: float) -> Outcome:
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | NO_LOGINS
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "alerts.courier"], input=msgspec.json.encode(errand), stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=environment, timeout=total, start_new_session=True, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Outcome(sent=False, said="no answer: not in time", answered=False, at="connection")
    try:
        return msgspec.json.decode(done.stdout, type=Outcome)
    except msgspec.DecodeError:
        return Outcome(sent=False, said=f"the process that sends it ended with {done.returncode}", answered=False)
