"""What several commands are given: the options that mean the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

CONFIG = Path("config.toml")
ConfigOption = Annotated[
    Path, typer.Option("--config", "-c", envvar="REPWATCH_CONFIG", help="The configuration.", show_default=True)
]
DatabaseOption = Annotated[
    Path | None, typer.Option("--db", help="Another database, like one that replay kept.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
FilesArgument = Annotated[
    list[Path],
    typer.Argument(help="Articles, a line of JSON each, as for `repwatch match`; or DIR of `repwatch backfill`."),
]
