"""Messages put out: the log read on from where it was left, each receiver told once of a batch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.areas import codes
from stations.audit import feed_store, log
from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound
from stations.notifying import hook_store, mail_choice_store, messages, outbox_store
from stations.notifying.hook_store import Hook
from stations.notifying.mail_choice_store import MailChoice
from stations.notifying.messages import Facts
from stations.notifying.model import PRIVATE_KINDS, Message
from stations.notifying.outbox_store import Channel, Letter
from stations.notifying.told_actions import TOLD
from stations.registry.scoping import scope_of

_BATCH = 500
_MOST_LINES = 15
LINK = "/desk/messages/"
_LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """Who wants to be told outside the desk."""

    hooks: list[Hook]
    mails: list[tuple[MailChoice, Account]]

    @property
    def since(self) -> int:
        """Before which entry nobody of them wants anything."""
        begun = [one.since for one in self.hooks]
        return min(begun + [choice.since for choice, _ in self.mails])

    def __bool__(self) -> bool:
        return bool(self.hooks or self.mails)


def has_receivers(db: Database) -> bool:
    """Whether anybody wants to be told outside the desk."""
    return hook_store.is_any(db) or mail_choice_store.is_any(db)


def is_behind(db: Database) -> bool:
    """Whether the log has entries that were not looked at, and somebody to be told of them."""
    return log.head(db).number > outbox_store.mark(db, _LOG) and has_receivers(db)


def receivers(db: Database) -> Receivers:
    """All who want to be told outside the desk, with their rights as they are now."""
    mails = []
    for choice in mail_choice_store.every(db):
        try:
            mails.append((choice, accounts.get(db, choice.account_id)))
        except NotFound:
            continue
    return Receivers(hooks=hook_store.every(db), mails=mails)


def collect(tx: Transaction, site: str, *, today: date, now: int) -> bool:
    """Reads a batch of the log on, and puts out what it tells; whether there is more.

    The cursor moves in the transaction that makes the messages: none is lost, none made twice.
    """
    told = receivers(tx)
    if not told:
        outbox_store.set_mark(tx, _LOG, log.head(tx).number)
        return False
    cursor = max(outbox_store.mark(tx, _LOG), told.since)
    batch = feed_store.after(tx, cursor, limit=_BATCH)
    entries = [one for one in batch if one["action"] in TOLD]
    if entries:
        outbox_store.add(tx, _letters(tx, told, entries, site=site, today=today, now=now))
    outbox_store.set_mark(tx, _LOG, int(batch[-1]["number"]) if batch else cursor)
    return len(batch) == _BATCH


def letter(way: Channel, target: str, cause: str, lines: Sequence[str], *, now: int) -> Letter:
    """A message of these lines; of the same cause to the same receiver always with the same id."""
    known = hashlib.sha256(f"{cause} {way.value} {target}".encode()).hexdigest()
    return Letter(
        id=known[:32],
        way=way,
        target=target,
        cause=cause,
        title=lines[0],
        body="\n".join(lines),
        made=now,
        due=now,
    )


def _letters(
    tx: Transaction, told: Receivers, entries: Sequence[Row], *, site: str, today: date, now: int
) -> list[Letter]:
    facts, found = messages.known(tx, entries), []
    # The hash of the last entry makes the cause that of this very log.
    cause = f"log:{entries[0]['number']}-{entries[-1]['number']}:{entries[-1]['hash'][:16]}"
    for hook in told.hooks:
        wanted = (one for one in entries if _for_hook(one, hook, facts))
        if lines := _lines(wanted, facts, site=site, today=today, links=False):
            found.append(letter(Channel.HOOK, hook.id, cause, lines, now=now))
    for choice, account in told.mails:
        wanted = (
            one
            for one in entries
            if one["number"] > choice.since
            and TOLD[one["action"]].kind in choice.kinds
            and messages.concerns(one, account, facts)
        )
        if lines := _lines(wanted, facts, site=site, today=today, links=True):
            found.append(letter(Channel.MAIL, choice.account_id, cause, lines, now=now))
    return found


def _for_hook(entry: Row, hook: Hook, facts: Facts) -> bool:
    """Whether a group chat is told of an entry: never of a visit that must surprise."""
    told = TOLD[entry["action"]]
    if told.kind not in hook.kinds - PRIVATE_KINDS or not messages.happened(entry, told):
        return False
    if int(entry["number"]) <= hook.since:
        return False
    if messages.review_id(entry) in facts.secret:
        return False
    station = facts.stations.get(messages.station_id(entry))
    areas = scope_of(station).areas if station else (entry["area"],)
    return any(codes.covers(hook.area, area) for area in areas if area)


def _lines(
    entries: Iterable[Row], facts: Facts, *, site: str, today: date, links: bool
) -> list[str]:
    """A title, a line for each message, and where to go on; nothing where there is no message."""
    told = [messages.told_by(entry, facts, today=today) for entry in entries]
    if not told:
        return []
    said = [_line(one, site if links else "") for one in told[:_MOST_LINES]]
    more = len(told) - len(said)
    title = f"驿站：{said[0].splitlines()[0]}" if len(told) == 1 else f"驿站：{len(told)} 条新消息"
    where = f"{site}{LINK}" if site else "驿站工作台的“给您的消息”"
    rest = [f"另外还有 {more} 条"] if more else []
    return [title, *said, *rest, f"全部消息：{where}"]


def _line(one: Message, site: str) -> str:
    until = one.appeal_until
    appeal = f"（可以申诉，截止 {until.month} 月 {until.day} 日，含当天）" if until else ""
    link = f"\n  {site}{one.path}" if site and one.path else ""
    return f"{one.line}{appeal}{link}"
