"""The commands about who may enter the desk, and the log of what was done there."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from repwatch.model import Deed, Person, Role
from repwatch.opening import opened, settings_or_defaults, stop
from repwatch.options import CONFIG, ConfigOption, DatabaseOption, JsonOption
from repwatch.showing import table
from scheduler.inviting import let_in, let_in_again
from storage import Storage

app = typer.Typer(no_args_is_help=True, help="Who may enter the desk: viewers read, editors decide, admins let in.")

NameArgument = Annotated[str, typer.Argument(help="The name somebody signs in with.")]
RoleOption = Annotated[Role, typer.Option("--role", help="What they may do.")]
ByOption = Annotated[str, typer.Option("--by", envvar=["REPWATCH_OPERATOR", "USER"], help="Who wants it.")]


@app.command(epilog="Example: repwatch user add olena --role editor")
def add(
    name: NameArgument,
    by: ByOption,
    role: RoleOption = Role.EDITOR,
    codes: Annotated[bool, typer.Option("--codes", help="They must use one-time codes of a phone too.")] = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Let somebody in: prints a link that holds for 24 hours and for one password."""
    from review.naming import is_name

    if not is_name(name):
        stop(f"{name} is no name; it has letters, digits, dots, hyphens or underscores, at most 32", 2)
    settings = settings_or_defaults(config)
    with opened(settings, db, write=True) as storage:
        token = let_in(storage, name, role, by, datetime.now(UTC), must_code=codes)
    if not token:
        stop(f"there is somebody of the name {name} already; `repwatch user link {name}` makes a new link", 1)
    typer.echo(f"{name} may come in as {role.value}; this link holds for 24 hours and for one password:")
    typer.echo(f"{settings.web.public_url}/invite/{token}")


@app.command(epilog="Example: repwatch user link olena")
def link(name: NameArgument, by: ByOption, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Print a new link, for who has forgotten a password or let the day pass. Earlier links are void."""
    settings = settings_or_defaults(config)
    with opened(settings, db, write=True) as storage, storage.transaction():
        _require(storage, name)
        token = let_in_again(storage, name, by, datetime.now(UTC))
    typer.echo(f"{settings.web.public_url}/invite/{token}")


@app.command("list", epilog="Example: repwatch user list")
def list_(json_: JsonOption = False, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """List them: role, state, how they sign in."""
    with opened(settings_or_defaults(config), db) as storage:
        found = storage.people.all()
    if json_:
        typer.echo("".join(f"{json.dumps(_plain(one), ensure_ascii=False)}\n" for one in found), nl=False)
    elif not found:
        typer.echo("Nobody may enter the desk yet; `repwatch user add NAME --role admin` lets somebody in.")
    else:
        rows = [(one.name, one.role.value, *list(_plain(one).values())[2:]) for one in found]
        typer.echo(table(("name", "role", "state", "signs in with", "added by"), rows), nl=False)


@app.command("role", epilog="Example: repwatch user role olena admin")
def role_(
    name: NameArgument,
    role: Annotated[Role, typer.Argument(help="What they may do from now on.")],
    by: ByOption,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Give somebody another role; their logins end."""
    with opened(settings_or_defaults(config), db, write=True) as storage, storage.transaction():
        before = _require(storage, name).role
        storage.people.set_role(name, role)
        storage.logins.end_all(name)
        now = datetime.now(UTC)
        storage.actions.add(_deed(by, now, "changed a role", name, before=before.value, after=role.value))
    typer.echo(f"{name} is {role.value} now")


@app.command(epilog="Example: repwatch user disable olena")
def disable(name: NameArgument, by: ByOption, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Lock somebody out at once; what they did stays."""
    now = datetime.now(UTC)

    def locking(storage: Storage) -> None:
        storage.people.disable(name, now)
        storage.logins.end_all(name)

    _change(config, db, _deed(by, now, "locked a person out", name), locking)
    typer.echo(f"{name} is locked out")


@app.command(epilog="Example: repwatch user enable olena")
def enable(name: NameArgument, by: ByOption, db: DatabaseOption = None, config: ConfigOption = CONFIG) -> None:
    """Let somebody in again, with the password they had."""
    deed = _deed(by, datetime.now(UTC), "let a person in again", name)
    _change(config, db, deed, lambda storage: storage.people.disable(name, None))
    typer.echo(f"{name} may come in again")


@app.command(epilog="Example: repwatch user codes olena --off")
def codes(
    name: NameArgument,
    by: ByOption,
    off: Annotated[bool, typer.Option("--off", help="Forget their phone; they sign in with the password.")] = False,
    demand: Annotated[
        bool | None, typer.Option("--demand/--no-demand", help="Whether they must use codes.", show_default=False)
    ] = None,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """One-time codes: demand them, or forget a lost phone; with --demand they set up another one first."""
    if not off and demand is None:
        stop("nothing is asked for; give --off, --demand or --no-demand", 2)

    def changing(storage: Storage) -> None:
        if off:
            storage.people.set_codes(name, "", ())
            storage.logins.end_all(name)
        if demand is not None:
            storage.people.demand_codes(name, demand)

    now, asked = datetime.now(UTC), {True: "demanded", False: "not demanded", None: ""}[demand]
    after = ", ".join(part for part in ("forgotten" if off else "", asked) if part)
    _change(config, db, _deed(by, now, "changed one-time codes", name, after=after), changing)
    typer.echo(f"one-time codes of {name}: {after}")


def actions(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="So many at most.")] = 50,
    json_: JsonOption = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """List what was done at the desk and by command, newest first. Nothing can be taken out of this log."""
    with opened(settings_or_defaults(config), db) as storage:
        found = storage.actions.recent(limit)
    if json_:
        rows = [{**{name: getattr(one, name) for name in _DEED}, "at": one.at.isoformat()} for one in found]
        typer.echo("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), nl=False)
        return
    header = ("no", "when", "who", "role", "what", "about", "before", "after", "why")
    lines = [
        (str(one.id), one.at.strftime("%Y-%m-%d %H:%M:%S"), one.by, one.role, one.action, one.about, one.before,
         one.after, one.reason)
        for one in found
    ]  # fmt: skip
    typer.echo(table(header, lines), nl=False)


_DEED = ("id", "at", "by", "role", "ip", "action", "about", "before", "after", "reason")


def _change(config: Path, db: Path | None, deed: Deed, changing: Callable[[Storage], None]) -> None:
    with opened(settings_or_defaults(config), db, write=True) as storage, storage.transaction():
        _require(storage, deed.about)
        changing(storage)
        storage.actions.add(deed)


def _require(storage: Storage, name: str) -> Person:
    found = storage.people.get(name)
    if found is None:
        stop(f"there is nobody of the name {name}; `repwatch user list` has them all", 1)
    return found


def _deed(by: str, at: datetime, action: str, about: str, *, before: str = "", after: str = "") -> Deed:
    return Deed(at, by, "terminal", "", action, about, before, after)


def _plain(one: Person) -> dict[str, str]:
    state = "locked out" if one.disabled_at else ("active" if one.password else "has not used the link yet")
    ways = "password and codes" if one.secret else "password"
    must = " (must set up codes)" if one.must_code and not one.secret else ""
    proof = {"state": state, "signs in with": ways + must, "added by": one.added_by}
    return {"name": one.name, "role": one.role.value, **proof}
