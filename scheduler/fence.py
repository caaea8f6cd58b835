"""Is the unit's own fence there, the second behind the guard's? Asked once, when a service starts (R-SSRF-4). Edge."""

import logging
import socket
from collections.abc import Mapping

logger = logging.getLogger(__name__)

FORBIDDEN = ("169.254.169.254", 80)  # where machines of many providers answer with their keys; link-local, refused
WITHIN = 1.0  # seconds
UNIT = ("INVOCATION_ID", "NOTIFY_SOCKET")  # of a service of Type=notify; a terminal may have the first of them too


def look(environment: Mapping[str, str], address: tuple[str, int] = FORBIDDEN) -> str:
    """What is wrong, in words; "" if the connection is refused, as it should be, or we are no service."""
    if not all(environment.get(name) for name in UNIT):
        return ""
    try:
        socket.create_connection(address, WITHIN).close()
    except OSError:
        return ""
    return (
        f"the service may connect to {address[0]}, which its unit should refuse: IPAddressDeny= is missing, or this"
        " machine cannot apply it (cgroup and BPF are needed). repwatch's own guard still refuses such addresses"
    )


def look_once(environment: Mapping[str, str]) -> None:
    if words := look(environment):
        logger.error("%s", words)
