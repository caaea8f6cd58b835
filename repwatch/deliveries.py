"""The commands about messages: what was owed, to whom, why, and what came of it."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from repwatch.model import Delivery, Logged
from repwatch.opening import opened, settings_or_defaults, stop
from repwatch.options import CONFIG, ConfigOption, DatabaseOption, JsonOption
from repwatch.showing import table
from storage import Storage

app = typer.Typer(no_args_is_help=True, help="Every message: to whom, why, when, attempts and answers.")

STATES = ("pending", "leased", "sent", "failed", "cancelled")
LEAST = 4  # letters of an id
MOST = 10_000


@app.command("list", epilog="Example: repwatch deliveries list --state failed")
def list_(
    state: Annotated[str, typer.Option(help=f"Only these: {', '.join(STATES)}.")] = "",
    subscription: Annotated[str, typer.Option(help="Only of this subscription, by its id.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="How many at most.")] = 50,
    json_: JsonOption = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """List messages, newest first: to whom, why, and how they fare."""
    if state and state not in STATES:
        stop(f"--state is one of {', '.join(STATES)}", 2)
    with opened(settings_or_defaults(config), db) as storage:
        found = storage.deliveries.recent(limit, state, subscription)
    if json_:
        typer.echo("".join(f"{json.dumps(_plain(one), ensure_ascii=False)}\n" for one in found), nl=False)
    elif not found:
        typer.echo("There are none.")
    else:
        header = ("id", "made", "subscription", "to", "why", "state", "attempts", "last answer")
        typer.echo(table(header, [_row(one) for one in found]), nl=False)


@app.command(epilog="Example: repwatch deliveries show 3f9a12c4")
def show(
    delivery: Annotated[str, typer.Argument(help="Its id, or how the id begins.")],
    json_: JsonOption = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Tell everything about one message: why it is owed, each attempt with its answer, and its text."""
    with opened(settings_or_defaults(config), db) as storage:
        one = _find(storage, delivery)
    plain = {**_plain(one), "text": one.delivery.message.text}
    typer.echo(json.dumps(plain, ensure_ascii=False) if json_ else _told(one))


@app.command(epilog="Example: repwatch deliveries retry 3f9a12c4")
def retry(
    deliveries: Annotated[list[str] | None, typer.Argument(help="Their ids, or how the ids begin.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="All that have failed.")] = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Send messages again that have failed, under the same ids; the daemon, or `repwatch deliver`, does it."""
    if bool(deliveries) == failed:
        stop("name messages, or give --failed for all that have failed", 2)
    with opened(settings_or_defaults(config), db, write=True) as storage, storage.transaction():
        if failed:
            found = [one.delivery for one in storage.deliveries.recent(MOST, "failed") if one.delivery.address]
            chosen = [one for one in found if not _is_suppressed(storage, one)]
        else:
            chosen = [_find(storage, each).delivery for each in deliveries or ()]
        now = datetime.now(UTC)
        for one in chosen:
            if _is_suppressed(storage, one):
                stop(f"{one.id}: {one.address} is suppressed; `repwatch suppressions remove {one.address}` lifts it", 1)
            if not storage.deliveries.send_again(one.id, now):
                stop(_why_not(one), 1)
    typer.echo(f"{len(chosen)} {'message' if len(chosen) == 1 else 'messages'} will be sent again")


@app.command(epilog="Example: repwatch deliveries replay partner --since 2026-03-01 --until 2026-03-05")
def replay(
    subscription: Annotated[str, typer.Argument(help="The id of a subscription by webhook.")],
    since: Annotated[datetime, typer.Option("--since", help="Made from then on, in UTC.")],
    until: Annotated[
        datetime | None, typer.Option("--until", help="Made before then, in UTC; without it until now.")
    ] = None,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Send all messages of a time to a webhook again, under the same ids, so that a receiver drops what it has."""
    settings, now = settings_or_defaults(config), datetime.now(UTC)
    with opened(settings, db, write=True) as storage, storage.transaction():
        kept = storage.subscribers.get(subscription)
        known = [*settings.subscriptions, *([kept.subscription] if kept else [])]
        if not any(one.id == subscription and one.channel == "webhook" for one in known):
            stop(
                f"{subscription} is no subscription by webhook; mails are sent again by `repwatch deliveries retry`", 1
            )
        if storage.endpoints.of(subscription).closed_at:
            stop(f"the receiver of {subscription} is closed; `repwatch subscribers reopen {subscription}` first", 1)
        end = until.replace(tzinfo=UTC) if until else now
        count = storage.deliveries.replay(subscription, since.replace(tzinfo=UTC), end, now)
    typer.echo(f"{count} {'message' if count == 1 else 'messages'} will be sent again")


def _find(storage: Storage, prefix: str) -> Logged:
    if len(prefix) < LEAST or not prefix.isalnum():
        stop(f"{prefix} is no id; give at least {LEAST} of its letters, as `repwatch deliveries list` has them", 2)
    found = storage.deliveries.beginning(prefix)
    if not found:
        stop(f"there is no message {prefix}; `repwatch deliveries list` lists them", 1)
    if len(found) > 1:
        stop(f"{len(found)} messages begin so: {', '.join(one.delivery.id for one in found)}", 1)
    return found[0]


def _is_suppressed(storage: Storage, one: Delivery) -> bool:
    return one.channel == "smtp" and storage.suppressions.of(one.address) is not None


def _why_not(one: Delivery) -> str:
    if not one.address:
        return f"{one.id}: its subscriber was removed, there is nobody to send it to"
    if one.state == "sent":
        return f"{one.id} was sent and is not sent twice"
    if one.state == "cancelled":
        return f"{one.id} was cancelled, {one.last_error or 'since its subscription has ended'}"
    return f"{one.id} is being sent already"


def _row(one: Logged) -> list[str]:
    made = one.delivery
    why = ", ".join(dict.fromkeys(f"{reason} {what}".strip() for reason, what in one.whys))
    answer = made.last_error or made.last_status
    to = made.to or "(removed)"
    return [made.id[:8], f"{made.created_at:%Y-%m-%d %H:%M}", made.subscription, to, why, made.state,
            str(made.attempts), answer]  # fmt: skip


def _plain(one: Logged) -> dict[str, object]:
    made = one.delivery
    return {
        "id": made.id,
        "subscription": made.subscription,
        "channel": made.channel,
        "address": made.to,
        "digest": one.digest,
        "whys": [{"reason": reason, "about": what} for reason, what in one.whys],
        "subject": made.message.subject,
        "state": made.state,
        "created_at": made.created_at.isoformat(),
        "sent_at": made.sent_at.isoformat() if made.sent_at else None,
        "next_attempt_at": made.next_attempt_at.isoformat() if made.next_attempt_at else None,
        "attempts": made.attempts,
        "last_answer": made.last_error or made.last_status,
        "tried": [{"at": each.at.isoformat(), "state": each.state, "answer": each.answer} for each in one.tried],
    }


def _told(one: Logged) -> str:
    made = one.delivery
    lines = [
        f"{made.id}  {made.state}",
        f"to       {made.to or '(removed)'} by {made.channel}, subscription {made.subscription}",
        *(f"why      {reason} {what}".rstrip() for reason, what in one.whys),
        f"made     {made.created_at:%Y-%m-%d %H:%M:%S} UTC, {one.digest}",
        *(f"attempt  {each.at:%Y-%m-%d %H:%M:%S} UTC  {each.state}  {each.answer}" for each in one.tried),
    ]
    if made.state == "pending" and made.next_attempt_at:
        lines.append(f"next     {made.next_attempt_at:%Y-%m-%d %H:%M:%S} UTC")
    return "\n".join([*lines, f"subject  {made.message.subject}", "", made.message.text])
