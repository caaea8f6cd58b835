"""How far a long command has come, on a terminal only: what is piped or logged stays clean."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

T = TypeVar("T")


class Line:
    """The line that counts. Without a terminal it is silent."""

    def __init__(self, progress: Progress | None = None, task: TaskID = TaskID(0)) -> None:  # noqa: B008  a number
        self._progress, self._task = progress, task

    def done(self, number: int, total: int | None = None) -> None:
        """total: if it has become another."""
        if self._progress:
            self._progress.update(self._task, completed=number, total=total)

    def over(self, work: Iterable[T]) -> Iterator[T]:
        """The same, one by one, and counted."""
        for number, one in enumerate(work, 1):
            yield one
            self.done(number)

    def say(self, text: str, *, err: bool = False) -> None:
        """To standard output, or error; on the terminal it gets lines of its own, above the one that counts."""
        if self._progress and (err or sys.stdout.isatty()):
            self._progress.console.print(Text(text), soft_wrap=True)
        else:
            typer.echo(text, err=err)


@contextmanager
def counted(what: str, total: int) -> Iterator[Line]:
    """What others write to standard error meanwhile, like warnings, gets lines of its own too."""
    console = Console(stderr=True)
    if not console.is_terminal or not sys.stderr.isatty():
        yield Line()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    # Never standard output: piped elsewhere, it would come to the terminal instead.
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        yield Line(progress, progress.add_task(what, total=total))
