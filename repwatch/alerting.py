"""The commands about messages that are not owed: what would go out, and whether a channel works."""

import json
import secrets
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from alerts.bulletins import bulletins
from alerts.channels import Refused, Unreachable, failed_at
from alerts.digest import compose
from alerts.minimum import is_quiet, visible
from alerts.policy import WHOLE, news, ranges
from alerts.services import service_channel
from alerts.trial import compose_test
from repwatch.model import (
    PUBLIC,
    Alert,
    Config,
    Delivery,
    Message,
    Reason,
    Settlement,
    Standing,
    Subscriber,
    Subscription,
    services,
)
from repwatch.opening import opened, settings_or_defaults, stop
from repwatch.options import CONFIG, ConfigOption, DatabaseOption
from repwatch.subscribing import TRIED_FIRST, shown
from scheduler.owing import publisher
from scheduler.subscribed import begin, resume
from scheduler.telling import is_history
from scheduler.tools import Tools, make_tools
from storage import Storage

app = typer.Typer(no_args_is_help=True, help="See what would be told, and try whether it arrives.")

# Where an attempt may end -> what to do about it.
ADVICE = {
    "address": "correct the address of the subscription; it must lead to https on port 443 of a public host",
    "secret": "give the webhook a secret: secret_file in config.toml, or `repwatch subscribers add` for a new one",
    "extra": f"install it: {services.INSTALL}",
    "name": "the name of its host must lead to public addresses; ask whoever runs the receiver, and check the DNS here",
    "connection": "check that host and port are right, that the server runs, and that no firewall stands between",
    "encryption": "the server's certificate must be valid for its name; for mails, see security under [mail]",
    "login": "check user and password under [mail]",
    "sender": "the mail server does not take mail from this sender: check `from` and `domain` under [mail]",
    "recipient": "the mail server does not take mail for this address: correct it, or ask whoever runs that server",
    "message": "the mail server did not take this message: its answer says why",
    "folder": "make the folder writable, or free space on its disk",
    "service": "the service did not take it: its answer says why; check the tokens and the target in the address",
    "answer": "the receiver must answer 2xx within 20 seconds; ask whoever runs it what its log says",
}
FEEDS = "feeds"  # instead of a subscription: /alerts.atom and /alerts.json
NOTHING = "Nothing would go out: {one} was told this state of {exchange} already, or has not asked for what is new.\n"


@app.command(epilog="Example: repwatch alerts preview ukraine-russia-2026-01-29 --as desk --html message.html")
def preview(
    exchange: Annotated[str, typer.Argument(help="Its id, as on its page.")],
    subscription: Annotated[str, typer.Option("--as", help="To whom: id or address of a subscription; or feeds.")],
    anew: Annotated[bool, typer.Option("--anew", help="As if nothing of this exchange had been told before.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write the HTML of the mail to this file too.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the body of a webhook instead.")] = False,
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Print the message that would go out now about an exchange. Nothing is sent and nothing is stored.

    As "feeds": what the feeds of alerts would say, in each of their languages.
    """
    settings = settings_or_defaults(config)
    tools, now = make_tools(settings), datetime.now(UTC)
    with closing(opened(settings, db)) as storage:
        one = PUBLIC if subscription == FEEDS else _subscription(settings, storage, subscription)
        settlement = storage.exchanges.settlement(exchange)
        if settlement is None:
            stop(f"there is no exchange {exchange}; `repwatch ledger` lists them", 1)
        alerts = _alerts(storage, one, settlement, now, anew=anew)
        held = exchange in storage.silences.targets("exchange", now)
    if not alerts:
        typer.echo(NOTHING.format(one=one.id, exchange=exchange) + "See it with --anew.", err=True)
        return
    if one == PUBLIC:
        typer.echo(_published(tools, alerts, now, as_file=bool(html or as_json)))
        return
    message = compose(alerts, one, tools.render, settings.web.public_url, tools.names)
    if html:
        html.write_text(message.html, encoding="utf-8")
    typer.echo(_when(one, now, held=held), err=True)
    if as_json:
        typer.echo(json.dumps(json.loads(message.payload), ensure_ascii=False, indent=2))
    else:
        typer.echo(f"To: {one.to}\n{_written(settings, one, message)}")


@app.command("test", epilog="Example: repwatch alerts test desk")
def try_out(
    subscription: Annotated[str, typer.Argument(help="The id or the address of a subscription.")],
    db: DatabaseOption = None,
    config: ConfigOption = CONFIG,
) -> None:
    """Send a message that is marked as a test, now, and say what was answered or where it failed.

    A webhook or a service that was added by command is told of nothing until it has taken one.
    """
    settings = settings_or_defaults(config)
    tools, now = make_tools(settings), datetime.now(UTC)
    with closing(opened(settings, db)) as storage:
        one = _subscription(settings, storage, subscription)
    message = compose_test(one, tools.render, settings.web.public_url, now)
    typer.echo(_sent(tools, one, message, now))
    with closing(opened(settings, db, write=True)) as storage, storage.transaction():
        kept = storage.subscribers.get(one.id)
        if kept and kept.standing is Standing.PENDING and one.channel in TRIED_FIRST:
            _answered(storage, kept, now)
            typer.echo(f"{one.id} is told what becomes known from now on")


def _published(tools: Tools, alerts: Sequence[Alert], now: datetime, *, as_file: bool) -> str:
    if as_file:
        stop("the feeds of alerts are text in every language: leave out --html and --json", 2)
    found = bulletins(alerts, "preview", publisher(tools), now)
    return "\n\n".join(f"[{one.lang}] {one.title}\n\n{one.text}" for one in found)


def _written(settings: Config, one: Subscription, message: Message) -> str:
    """Of a service as it would get it: it may take less than a mail."""
    if one.channel == services.CHANNEL:
        outcome = service_channel(settings).look(one.address, message)
        return f"\n{outcome.text}" if outcome.sent else f"Nothing can be sent there: {outcome.said}"
    return f"Subject: {message.subject}\n\n{message.text}"


def _answered(storage: Storage, one: Subscriber, now: datetime) -> None:
    """A webhook or a service begins once it has answered (R-HOOK-4); one that had begun and moved goes on."""
    if one.began_at:
        resume(storage, one.subscription, now)
    else:
        begin(storage, one.subscription, now)


def _sent(tools: Tools, one: Subscription, message: Message, now: datetime) -> str:
    given = tuple(one.secret.split())
    delivery = Delivery(secrets.token_hex(16), one.channel, one.address, one.id, message, 0, now, secrets=given)
    try:
        said = tools.channels[one.channel].send(delivery, now)
    except (Refused, Unreachable) as error:
        at = failed_at(error) or "answer"
        stop(f"the test message to {one.id} failed at its {at}: {error}\nWhat to do: {ADVICE[at]}", 1)
    return f"the test message to {one.id} was taken: {said}"


def _subscription(settings: Config, storage: Storage, which: str) -> Subscription:
    everyone = [*settings.subscriptions, *(one.subscription for one in storage.subscribers.all())]
    found = [one for one in everyone if which and which in (one.id, one.address)]
    if not found:
        stop(f"there is no subscription {shown(which)}; `repwatch subscribers list` lists them", 1)
    if len(found) > 1:
        stop(f"{shown(which)} has {len(found)} subscriptions; name one of {', '.join(one.id for one in found)}", 1)
    return found[0]


def _alerts(storage: Storage, one: Subscription, settlement: Settlement, now: datetime, *, anew: bool) -> list[Alert]:
    told = [] if anew else storage.subscriptions.told(one.id, settlement.exchange.id)
    if not anew and not told and is_history(settlement, storage.meta.first_start):
        return []
    seen = visible(settlement, told, one)
    if settlement.received and not seen.received:
        return []
    sent = [] if anew else storage.subscriptions.sent(one.id, settlement.exchange.id)
    found = news(seen, told, one, sent=sent) or ([(Reason.NEW, WHOLE)] if anew else [])
    exchange = settlement.exchange.id
    return [
        Alert(f"{to} {ranges(seen, to)}", one.id, exchange, to, reason, settlement, tuple(sent or told), now)
        for reason, to in found
    ]


def _when(one: Subscription, now: datetime, *, held: bool) -> str:
    if held:
        return "It would go out when the silence of this exchange ends.\n"
    if one.cadence == "daily":
        return f"It would go out with the daily message of {one.at}, {one.zone}.\n"
    if is_quiet(one, now):
        return f"It would go out when the quiet hours {one.quiet} ({one.zone}) end.\n"
    return "It would go out at once.\n"
