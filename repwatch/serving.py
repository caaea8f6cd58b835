"""`repwatch web`: the pages alone, without the daemon."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from repwatch.opening import EXIT_CONFIG, opened, settings_of, stop
from repwatch.options import CONFIG, ConfigOption


def web(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Another port than that of config.toml.", show_default=False)
    ] = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Serve the pages alone. What is decided there is carried out by the daemon, now or when it runs again."""
    from dataclasses import replace

    from scheduler.tools import make_tools
    from scheduler.web import PortTaken, application, listen, server

    settings = settings_of(config)
    if port:
        settings = replace(settings, web=replace(settings.web, port=port))
    opened(settings).close()  # says what to do where there is none yet
    try:
        listener = listen(settings.web)
    except PortTaken as error:
        stop(str(error), EXIT_CONFIG)
    typer.echo(f"repwatch: the page is at http://{settings.web.host}:{settings.web.port}; Ctrl-C ends it")
    with listener:
        app = application(make_tools(settings), datetime.now(UTC))
        asyncio.run(server(app, settings.web, embedded=False).serve(sockets=[listener]))
