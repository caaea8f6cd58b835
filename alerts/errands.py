"""What is handed to the process that sends through Apprise, and what it brings back; each is JSON on a pipe. Pure."""

from dataclasses import dataclass

from repwatch.model import Message


@dataclass(frozen=True, slots=True)
class Errand:
    """allow_networks: as config.toml has them. only_look: connect to nothing, say whether the address could be used."""

    address: str
    message: Message
    agent: str
    contact: str
    allow_networks: tuple[str, ...] = ()
    only_look: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """said: what the service answered, or why nothing was sent, without any part of the address.

    code: the status of its answer, 0 without one. answered False: there was no answer. at: the stage in which it
    failed, as `repwatch alerts test` names it. retry_after: its header, as it came. text: of only_look, what would be
    sent.
    """

    sent: bool
    said: str
    code: int = 0
    answered: bool = True
    at: str = ""
    retry_after: str = ""
    text: str = ""
