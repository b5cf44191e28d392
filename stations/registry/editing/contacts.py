"""Contacts of a station at each tier.

A post may be told to anybody at the desk. The person and the telephone number are private: they
are never published, stand in no history, log or export, and can be erased.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import orjson

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import contact_store, history_store, redirects, store

_LONGEST = 40
_AT_ONCE_MB = 100.0
"""A larger database is overwritten at night, by `stations forget`."""
_PHONE = re.compile(r"[0-9+()（） -]{5,30}(转 ?[0-9]{1,6})?")


class Tier(StrEnum):
    CITY = "city"
    AREA = "area"
    SITE = "site"


TIER_WORDS = {Tier.CITY: "市级", Tier.AREA: "片区", Tier.SITE: "站点"}
RIGHTS: Mapping[Tier, Action] = {
    # Superiors are not named from below: a keeper names the people at the door.
    Tier.CITY: Action.CREATE,
    Tier.AREA: Action.CREATE,
    Tier.SITE: Action.EDIT,
}
"""What one must be allowed to do with a station to say who is answerable for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """A post and the person in it. All empty: no one."""

    post: str = ""
    person: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        for name, text in (("post", self.post), ("person", self.person), ("phone", self.phone)):
            if len(text) > _LONGEST:
                raise Invalid("field_too_long.words", field=name, longest=_LONGEST)
        if self.phone and not _PHONE.fullmatch(self.phone):
            raise Invalid("invalid.phone", field="phone")
        if self.phone and not (self.post or self.person):
            raise Invalid("invalid.post", field="post")

    @property
    def is_nobody(self) -> bool:
        return not (self.post or self.person)


NOBODY = Answerable()
Answerables = Mapping[Tier, Answerable]


def of_station(db: Database, station_id: str) -> dict[Tier, Answerable]:
    """Who is answerable for a station at every tier."""
    rows = contact_store.of_station(db, station_id)
    return dict.fromkeys(Tier, NOBODY) | {
        Tier(row["tier"]): Answerable(post=row["post"], person=row["person"], phone=row["phone"])
        for row in rows
    }


def of_stations(db: Database, station_ids: Sequence[str]) -> dict[str, dict[Tier, Answerable]]:
    """The same of several, by id."""
    found = {station_id: dict.fromkeys(Tier, NOBODY) for station_id in station_ids}
    for row in contact_store.of_stations(db, station_ids):
        one = Answerable(post=row["post"], person=row["person"], phone=row["phone"])
        found[row["station_id"]][Tier(row["tier"])] = one
    return found


def mark(told: Answerables) -> str:
    """A mark of who was seen to be answerable: another one once any of it is changed."""
    seen = [(tier, one.post, one.person, one.phone) for tier, one in sorted(told.items())]
    return hashlib.sha256(orjson.dumps(seen)).hexdigest()[:32]


def found(db: Database, station_id: str, *, by: Account) -> Station:
    """The station whose answerable persons this account may read; NotFound else."""
    try:
        station = store.get(db, station_id)
    except NotFound:
        station = None
    # The same words for both, so that stations elsewhere are not revealed.
    authorise(by, Action.EDIT, scope_of(station) if station else Scope())
    if station is None:
        raise NotFound("not_found.out_of_sight")
    return station


def tiers_for(by: Account, scope: Scope) -> tuple[Tier, ...]:
    """The tiers at which this account may say who is answerable there."""
    return tuple(tier for tier, action in RIGHTS.items() if by.may(action, scope))


def put(
    db: Database,
    station_ids: Sequence[str],
    given: Answerables,
    *,
    by: Account,
    act: Act,
    seen: str = "",
) -> int:
    """Says who is answerable for all of these stations, at the tiers given; how many changed.

    All or none: NotFound where one station is not theirs. Refused ('stale_version') where somebody
    else has changed it since `seen`, the mark of what was there.
    """
    with db.writing() as tx:
        changed = []
        for station_id in dict.fromkeys(station_ids):
            _allowed(tx, station_id, given, by=by)
            redirects.check_alone(tx, store.get(tx, station_id))
            before = of_station(tx, station_id)
            if seen and mark(before) != seen:
                raise Refused("stale_version.contacts")
            if any(before[tier] != one for tier, one in given.items()):
                changed.append((station_id, before))
        if changed:
            number = _noted(tx, [one for one, _ in changed], given, act=act)
            for station_id, before in changed:
                _write(tx, station_id, {t: o for t, o in given.items() if before[t] != o}, number)
    return len(changed)


def erase(
    db: Database, station_ids: Sequence[str], tiers: Collection[Tier], *, by: Account, act: Act
) -> int:
    """Takes the persons and their telephone numbers away, and leaves the posts; how many.

    Where there is no post, no person is left. The past of the stations loses what names them too,
    and all of it is overwritten on the disk; backups lose it when they are removed.
    """
    with db.writing() as tx:
        changed: list[tuple[str, dict[Tier, Answerable]]] = []
        for station_id in dict.fromkeys(station_ids):
            _allowed(tx, station_id, tiers, by=by)
            before = of_station(tx, station_id)
            bare = {
                tier: Answerable(post=before[tier].post)
                for tier in tiers
                if before[tier].person or before[tier].phone
            }
            if bare:
                changed.append((station_id, bare))
        if changed:
            number = _noted(tx, [one for one, _ in changed], tiers, act=act)
            for station_id, bare in changed:
                _forget(tx, station_id, tiers)
                _write(tx, station_id, bare, number)
    if changed:
        db.scrub([contact_store.TABLE, history_store.PRIVATE_TABLE], at_most_mb=_AT_ONCE_MB)
    return len(changed)


def _forget(tx: Transaction, station_id: str, tiers: Collection[Tier]) -> None:
    """Takes what names these persons out of the private values of a station's past."""
    for tier, one in of_station(tx, station_id).items():
        if tier in tiers:
            for text in filter(None, (one.person, one.phone)):
                history_store.erase_private(tx, station_id, naming=text)


def _allowed(db: Database, station_id: str, tiers: Collection[Tier], *, by: Account) -> None:
    scope = scope_of(found(db, station_id, by=by))
    for tier in tiers:
        if not by.may(RIGHTS[tier], scope):
            raise Refused("forbidden.contact_tier", tier=TIER_WORDS[tier])


def _noted(
    tx: Transaction, station_ids: Sequence[str], tiers: Collection[Tier], *, act: Act
) -> int:
    """The entry in the log says where and at which tiers, never who."""
    alone = len(station_ids) == 1
    return log.append(
        tx,
        act=act,
        subject=f"station:{station_ids[0]}" if alone else "stations",
        body={"tiers": sorted(tiers), "stations": sorted(station_ids)},
    )


def _write(tx: Transaction, station_id: str, given: Answerables, number: int) -> None:
    for tier, one in given.items():
        row = {"post": one.post, "person": one.person, "phone": one.phone, "log": number}
        contact_store.replace(tx, station_id, tier.value, None if one.is_nobody else row)
