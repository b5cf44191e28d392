"""Who is told outside the desk: one's own e-mail, and the webhooks of an area."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.moments import utc_text
from stations.notifying import hook_store, mail_choice_store, outbox_store, posting, sending
from stations.notifying.hook_store import Hook, Preset
from stations.notifying.mail_choice_store import MailChoice
from stations.notifying.model import PRIVATE_KINDS, MessageKind
from stations.notifying.outbox_store import Channel
from stations.outgoing import ADDRESS, Outgoing

_MOST_OF_AREA = 5
_LONGEST_URL, _SECRET = 500, range(16, 201)
_TRIAL_PAUSE_S = 60
_TRIAL = "这是一条试发的消息，收到就说明设好了"
PATHS = {Preset.WECOM: "/cgi-bin/webhook/send?key=", Preset.DINGTALK: "/robot/send?access_token="}
"""What stands in the address of a robot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookWish:
    """A webhook as a form gives it."""

    area: str
    preset: Preset
    url: str
    secret: str
    kinds: Collection[MessageKind]


def choose_mail(
    db: Database, address: str, kinds: Collection[MessageKind], *, by: Account, act: Act
) -> None:
    """Has oneself told by e-mail of these kinds; of none, nothing is sent any more."""
    address = address.strip()
    wanted = frozenset(kinds)
    if wanted and not ADDRESS.fullmatch(address):
        raise Invalid("invalid.mail_address", field="address")
    with db.writing() as tx:
        before = mail_choice_store.get(tx, by.id)
        if not wanted:
            mail_choice_store.remove(tx, by.id)
            outbox_store.drop(tx, Channel.MAIL, by.id)
        else:
            since = before.since if before and not before.trouble else log.head(tx).number
            choice = MailChoice(account_id=by.id, address=address, kinds=wanted, since=since)
            mail_choice_store.put(tx, choice)
        # No address: what is in the log can never be erased.
        log.append(
            tx,
            act=replace(act, action="mail_chosen"),
            subject=f"account:{by.id}",
            body={"kinds": sorted(wanted)},
        )


def add_hook(db: Database, wish: HookWish, *, allowed: Outgoing, by: Account, act: Act) -> Hook:
    """Sets a webhook of an area; what is told from now on goes there."""
    area = wish.area.strip()
    if not (area.isascii() and area.isdigit() and codes.by_code(area[:6])):
        raise Invalid("invalid.hook_area", field="area")
    authorise(by, Action.SET_HOOKS, Scope(areas=(area,)))
    kinds = frozenset(wish.kinds) - PRIVATE_KINDS
    _check(wish, allowed=allowed)
    if not kinds:
        raise Invalid("invalid.hook_kinds", field="kinds")
    with db.writing() as tx:
        if sum(one.area == area for one in hook_store.every(tx)) >= _MOST_OF_AREA:
            raise Refused("too_many.hooks", most=_MOST_OF_AREA)
        made = Hook(
            id=secrets.token_hex(8),
            area=area,
            preset=wish.preset,
            url=wish.url,
            secret=wish.secret,
            kinds=kinds,
            since=log.head(tx).number,
            set_by=by.id,
            set_at=utc_text(act.at),
        )
        hook_store.add(tx, made)
        _note(tx, made, act=replace(act, action="hook_set"))
    return made


def hook_of(db: Database, hook_id: str, *, by: Account) -> Hook:
    """A webhook of an area that is theirs; NotFound else."""
    found = hook_store.get(db, hook_id)
    authorise(by, Action.SET_HOOKS, Scope(areas=(found.area,)))
    return found


def remove_hook(db: Database, hook_id: str, *, by: Account, act: Act) -> None:
    """Takes a webhook away, with what waits for it."""
    with db.writing() as tx:
        found = hook_of(tx, hook_id, by=by)
        hook_store.remove(tx, found.id)
        outbox_store.drop(tx, Channel.HOOK, found.id)
        _note(tx, found, act=replace(act, action="hook_removed"))


def try_hook(db: Database, hook_id: str, *, by: Account, act: Act) -> None:
    """Has a message on its way there for a trial; Refused a second time in a minute."""
    with db.writing() as tx:
        found = hook_of(tx, hook_id, by=by)
        _try(tx, Channel.HOOK, found.id, now=db.clock())
        _note(tx, found, act=replace(act, action="hook_tried"))


def try_mail(db: Database, *, by: Account) -> None:
    """The same by e-mail to oneself."""
    with db.writing() as tx:
        if mail_choice_store.get(tx, by.id) is None:
            raise Refused("no_mail_chosen")
        _try(tx, Channel.MAIL, by.id, now=db.clock())


def masked(url: str) -> str:
    """An address as it is shown: its host, and as much of its end as tells two apart."""
    host = url.partition("://")[2].partition("/")[0]
    return f"{host}/…{url[-4:]}"


def _try(tx: Transaction, way: Channel, target: str, *, now: int) -> None:
    trial = posting.letter(
        way, target, f"trial:{now // _TRIAL_PAUSE_S}", ["驿站：试一条", _TRIAL], now=now
    )
    if any(one.id == trial.id for one in outbox_store.newest(tx, way, {target})):
        raise Refused("too_many.trials")
    outbox_store.add(tx, [trial])


def _check(wish: HookWish, *, allowed: Outgoing) -> None:
    url = wish.url
    plain = url.isascii() and url.isprintable() and " " not in url and "#" not in url
    if not plain or len(url) > _LONGEST_URL:
        raise Invalid("invalid.hook_url", field="url")
    if not allowed.reaches(url):
        raise Invalid("invalid.hook_host", field="url", hosts=list(allowed.hooks))
    if wish.preset in PATHS and PATHS[wish.preset] not in url:
        raise Invalid("invalid.robot_url", field="url")
    if wish.preset is Preset.PLAIN and len(wish.secret) not in _SECRET:
        raise Invalid("invalid.hook_secret", field="secret")
    if not (wish.secret.isascii() and wish.secret.isprintable()) or len(wish.secret) > _SECRET[-1]:
        raise Invalid("invalid.hook_secret", field="secret")
    try:
        sending.key(wish.secret)
    except ValueError:
        raise Invalid("invalid.hook_secret", field="secret") from None


def _note(tx: Transaction, hook: Hook, *, act: Act) -> None:
    """Without address and secret: what is in the log can never be erased."""
    body = {"preset": hook.preset.value, "kinds": sorted(hook.kinds)}
    log.append(tx, act=act, subject=f"hook:{hook.id}", area=hook.area, body=body)
