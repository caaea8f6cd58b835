"""`repwatch outlets pause` and `resume`: an outlet is not asked for a time, by whoever asks it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from repwatch.model import Pause
from repwatch.opening import opened, settings_of, stop, with_added
from repwatch.options import CONFIG, ConfigOption
from repwatch.silence import ByOption, seconds_of

NameArgument = Annotated[str, typer.Argument(metavar="OUTLET", help="Its id.")]


def pause(
    name: NameArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why; it stands beside the pause for good.")],
    by: ByOption,
    long: Annotated[str, typer.Option("--for", help="How long, like 30m, 6h or 2d.")] = "1d",
    config: ConfigOption = CONFIG,
) -> None:
    """Do not ask an outlet for a time: neither its feeds nor its pages, by the daemon or by hand."""
    settings, now = settings_of(config), datetime.now(UTC)
    until = now + timedelta(seconds=seconds_of(long))
    if not reason.strip():
        stop("--reason is empty; say why it is not to be asked", 2)
    with opened(settings, write=True) as storage, storage.transaction():
        if all(one.id != name for one in with_added(settings, storage).outlets):
            stop(f"there is no outlet {name}; `repwatch outlets list` lists them", 1)
        if not storage.outlet_pauses.add(Pause(name, by, reason.strip(), now, until)):
            stop(f"{name} is paused already; `repwatch outlets resume {name}` ends that", 1)
    typer.echo(f"{name} is not asked until {until:%Y-%m-%d %H:%M} UTC")


def resume(name: NameArgument, by: ByOption, config: ConfigOption = CONFIG) -> None:
    """End the pause of an outlet."""
    with opened(settings_of(config), write=True) as storage, storage.transaction():
        if not storage.outlet_pauses.end(name, by, datetime.now(UTC)):
            stop(f"{name} is not paused; `repwatch outlets list` says which are", 1)
    typer.echo(f"{name} is asked again when it is due")
