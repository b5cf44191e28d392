"""A district with somebody who wants to be told, and receivers that count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from stations.accounts import store as accounts
from stations.audit import log
from stations.db.base import Database
from stations.notifying import hook_store
from stations.notifying.hook_store import Hook, Preset
from stations.notifying.model import MessageKind
from stations.notifying.notifier import Notifier
from stations.outgoing import MailServer, Outgoing, Security
from stations.registry.stored import store
from tests.notifying.receivers import HookReceiver, MailReceiver, running
from tests.support import make, starwork

SECRET = "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQ="


@pytest.fixture
def receiver() -> Iterator[HookReceiver]:
    server = HookReceiver()
    with running(server):
        yield server


@pytest.fixture
def post() -> Iterator[MailReceiver]:
    server = MailReceiver()
    with running(server):
        yield server


@pytest.fixture
def notifier(receiver: HookReceiver, post: MailReceiver) -> Notifier:
    mail = MailServer(
        host="127.0.0.1", port=post.port, security=Security.NONE, user="", password="",
        sender="yizhan@example.org",
    )  # fmt: skip
    outgoing = Outgoing(mail=mail, hooks=(receiver.origin,))
    return Notifier(outgoing=outgoing, site="https://yizhan.example.org")


def hooked(
    db: Database,
    url: str,
    *,
    area: str = "370102",
    preset: Preset = Preset.PLAIN,
    name: str = "one",
) -> Hook:
    """A webhook of an area for every kind, that begins here."""
    made = Hook(
        id=f"hook-{name}", area=area, preset=preset, url=url, secret=SECRET,
        kinds=frozenset(MessageKind), since=log.head(db).number, set_by="x",
        set_at="2026-11-20T04:00:00Z",
    )  # fmt: skip
    with db.writing() as tx:
        hook_store.add(tx, made)
    return made


def keeper_stored(db: Database) -> None:
    """Station a and the account of its keeper."""
    with db.writing() as tx:
        store.add(tx, [make.station(id="a", name="演示驿站a")], history=())
        keeper = replace(starwork.keeper_of("a"), name="keeper-a")
        accounts.add(tx, keeper, password="-", at=make.NOON)


def happened(db: Database, action: str = "review_refuse", *, area: str = "370102") -> None:
    """An entry about station a, with a reason that stays where it is."""
    with db.writing() as tx:
        act = make.act(action, reason="张三 13800001111 说的")
        log.append(tx, act=act, subject="station:a", area=area, body={"station": "a"})


def later(db: Database, seconds: int) -> None:
    """So much time has gone by for what waits, and for the lease."""
    with db.writing() as tx:
        tx.run("update outbox set due = due - :s, made = made - :s", s=seconds)
        tx.run("update notifier set number = number - :s where name = 'lease'", s=seconds)
