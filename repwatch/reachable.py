"""Whether a message could be sent to an address of a service, as far as is known before one is: it asks Apprise."""

from alerts.services import service_channel
from repwatch.model import Config, Subscription, services


def service_fault(config: Config, one: Subscription) -> str:
    """Why not; "" if it could, or goes by another channel. Takes a quarter of a second, and connects to nothing."""
    return service_channel(config).fault(one.address) if one.channel == services.CHANNEL else ""


def faults(config: Config) -> list[str]:
    """A line for each subscription of the configuration that could not be sent to."""
    found = ((one.id, service_fault(config, one)) for one in config.subscriptions)
    return [f"subscription[{identity}]: {why}" for identity, why in found if why]
