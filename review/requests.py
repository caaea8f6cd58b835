"""What the pages of readers write: each function within one transaction of the caller. Edge."""

from dataclasses import replace
from datetime import datetime, timedelta

from repwatch.model import Asked, Purpose, Standing, Subscriber, Subscription, Token, Wish
from storage import Storage

READER = "its reader"  # who added a subscription of the page
AN_ADDRESS, ITS_TIME = 1, timedelta(hours=24)  # letters (P11)
AN_IP, ITS_HOUR = 3, timedelta(hours=1)


def may_write(storage: Storage, address: str, ip: str, now: datetime) -> bool:
    """Another letter to this address, asked for from there? It counts, unless it may not."""
    return storage.asked.count("ip", ip, now, AN_IP, ITS_HOUR) and storage.asked.count(
        "address", address, now, AN_ADDRESS, ITS_TIME
    )


def subscribe(storage: Storage, one: Subscription, ip: str, now: datetime) -> None:
    """Who has a subscription gets a link to change it; who was asked to confirm one is asked about the newer wishes."""
    if not may_write(storage, one.address, ip, now):
        return
    there = storage.subscribers.at(one.address)
    active = next((each for each in there if each.standing is not Standing.PENDING), None)
    if active:
        storage.asked.add(Asked(Wish.MANAGE, active.subscription.id, now))
        return
    if there:
        one = replace(one, id=there[0].subscription.id)
        storage.subscribers.change(one)
    else:
        storage.subscribers.add(Subscriber(one, Standing.PENDING, now, READER))
    storage.asked.add(Asked(Wish.CONFIRM, one.id, now))


def send_link(storage: Storage, address: str, ip: str, now: datetime) -> None:
    there = [one for one in storage.subscribers.at(address) if one.standing is not Standing.PENDING]
    if not may_write(storage, address, ip, now):
        return
    for one in there:
        storage.asked.add(Asked(Wish.MANAGE, one.subscription.id, now))


def confirm(storage: Storage, token: str, found: Token, now: datetime) -> bool:
    """Begin, or go to the new address; False: it was done before, or nobody is there any more."""
    one = storage.subscribers.get(found.subscription)
    if one is None or one.standing is Standing.ENDED or not storage.tokens.use(token, now):
        return False
    if found.purpose is Purpose.CONFIRM:
        storage.asked.add(Asked(Wish.BEGIN, found.subscription, now))
        return True
    storage.subscribers.change(replace(one.subscription, address=found.address))
    storage.asked.add(Asked(Wish.MOVED, found.subscription, now, one.subscription.address))
    return True


def end(storage: Storage, subscription: str, now: datetime) -> None:
    """All of that address: whoever ends one wants no more mail (R-SUB-4). Nothing if it has ended."""
    one = storage.subscribers.get(subscription)
    if one is None or one.standing is Standing.ENDED:
        return
    same = storage.subscribers.at(one.subscription.address) if one.subscription.channel == "smtp" else []
    for each in {subscription, *(other.subscription.id for other in same)}:
        storage.subscribers.remove(each, now)


def change(storage: Storage, one: Subscriber, wanted: Subscription, now: datetime) -> bool:
    """True: a new address was asked for, which confirms itself first."""
    kept = one.subscription
    storage.subscribers.change(replace(wanted, id=kept.id, address=kept.address, secret=kept.secret))
    if wanted.address == kept.address:
        return False
    if storage.asked.count("address", wanted.address, now, AN_ADDRESS, ITS_TIME):
        storage.asked.add(Asked(Wish.ADDRESS, kept.id, now, wanted.address))
    return True


def resume(storage: Storage, subscription: str, now: datetime) -> None:
    storage.asked.add(Asked(Wish.RESUME, subscription, now))
