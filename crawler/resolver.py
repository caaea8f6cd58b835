"""Scrapy's name resolution with the guard in it: the address that is checked is the address that is connected to.

No cache: Scrapy's own never expires, which is fine for a short crawl and wrong for a day.
"""

import logging
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address as IPv4
from ipaddress import ip_network
from typing import Any, Self

from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from repwatch.guard import Network, allowed

logger = logging.getLogger(__name__)


@implementer(IHostnameResolver)
class GuardedResolver:
    """Answers as usual, but with nothing if even one address of the name is not allowed (R-SSRF-2).

    refused: names whose last answer was withheld, so that "not allowed" can be told from "not found".
    """

    def __init__(self, reactor: Any, allow: Collection[Network]) -> None:
        self.reactor, self.resolver, self.allow = reactor, reactor.nameResolver, allow
        self.refused: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        return cls(reactor, [ip_network(text) for text in crawler.settings.getlist("REPWATCH_ALLOW_NETWORKS")])

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def resolveHostName(  # the names are those of the interface of Twisted
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        receiver = AllOrNothing(resolutionReceiver, hostName, self)
        if addressTypes is None and transportSemantics == "TCP" and _is_ipv4(hostName):
            return _told_at_once(receiver, hostName, portNumber)
        resolution: IHostResolution = self.resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IHostResolution)
class Told:
    """A resolution that is over before anybody could cancel it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        pass


def _told_at_once(receiver: "AllOrNothing", address: str, port: int) -> IHostResolution:
    """An address needs no look-up, and so no thread."""
    resolution: IHostResolution = Told(address)  # type: ignore[assignment]  # mypy does not know zope's interfaces
    receiver.resolutionBegan(resolution)
    receiver.addressResolved(IPv4Address("TCP", address, port))
    receiver.resolutionComplete()
    return resolution


def _is_ipv4(host: str) -> bool:
    """Strictly written; the resolver of the system also takes 127.1 and 0x7f000001, and is asked about those."""
    try:
        IPv4(host)
    except ValueError:
        return False
    return True


@implementer(IResolutionReceiver)
class AllOrNothing:
    """Keeps every address until the last is known, so that a public first one cannot cover a private second."""

    def __init__(self, receiver: Any, name: str, guard: GuardedResolver) -> None:
        self.receiver, self.name, self.guard = receiver, name, guard
        self.addresses: list[Any] = []

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        self.receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address)

    def resolutionComplete(self) -> None:
        refused = [address.host for address in self.addresses if not allowed(address.host, self.guard.allow)]
        if refused:
            self.guard.refused.add(self.name)
            logger.warning("host %s refused: it resolves to %s", self.name, ", ".join(refused))
        else:
            self.guard.refused.discard(self.name)
            for address in self.addresses:
                self.receiver.addressResolved(address)
        self.receiver.resolutionComplete()
