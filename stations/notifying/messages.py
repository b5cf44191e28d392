"""What somebody is told of at the desk, from the log; there is no other list of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from stations.accounts import pending_rights
from stations.accounts.model import Account, Scope
from stations.accounts.pending_rights import Pending
from stations.accounts.roles import Action
from stations.audit import feed_store, log
from stations.audit.feed_store import END, FeedQuery
from stations.db.base import Database, Row
from stations.errors import NotFound
from stations.notifying import seen_store
from stations.notifying.model import Message, MessageKind
from stations.notifying.told_actions import PATHS, TOLD, Told
from stations.registry.model import Station
from stations.registry.scoping import Reach, scope_of
from stations.registry.stored import store as stations
from stations.stars import secrecy
from stations.stars import store as reviews
from stations.stars.model import Review

PAGE = 50
_DISTRICT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePage:
    """Messages from the newest on, and before which entry there may be more (0: none)."""

    messages: tuple[Message, ...]
    further: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known now of what entries are about, loaded once for all of them."""

    stations: dict[str, Station]
    reviews: dict[str, Review]
    secret: frozenset[str]
    """Reviews for visits of which the keepers must not know."""
    resting: dict[str, list[Pending]]
    """Rights that wait to be confirmed, by account."""


def page(
    db: Database, who: Account, *, today: date, before: int = 0, only_new: bool = False
) -> MessagePage:
    """One page of what this account is told."""
    seen = seen_store.get(db, who.id)
    entries, further = _entries(db, who, before=before or END, after=seen if only_new else 0)
    facts = known(db, entries)
    told = [
        told_by(entry, facts, today=today, seen=seen)
        for entry in entries
        if concerns(entry, who, facts)
    ]
    return MessagePage(messages=tuple(told), further=further)


def read_all(db: Database, who: Account, number: int) -> None:
    """Notes that this account has read all up to an entry that there is."""
    with db.writing() as tx:
        seen_store.put(tx, who.id, min(number, log.head(tx).number))


def kinds_for(who: Account) -> frozenset[MessageKind]:
    """The kinds of which an account can be told by its rights."""
    kinds = {
        one.kind
        for one in TOLD.values()
        if any(who.stations_for(it) if one.keepers else who.may(it) for it in one.to)
    }
    return frozenset(kinds | ({MessageKind.DIGEST} if who.areas_for(Action.SEE) else set()))


def known(db: Database, entries: Iterable[Row]) -> Facts:
    """What these entries are about, as it is now."""
    listed = list(entries)
    found: dict[str, Review] = {}
    for entry in listed:
        named = review_id(entry)
        if named and named not in found:
            try:
                found[named] = reviews.get(db, named)
            except NotFound:
                continue
    secret = {one.id for one in found.values() if secrecy.is_secret(db, one)}
    return Facts(
        stations=stations.some(db, [station_id(entry) for entry in listed]),
        reviews=found,
        secret=frozenset(secret),
        resting=pending_rights.waiting(db) if any(map(_account_id, listed)) else {},
    )


def concerns(entry: Row, who: Account, facts: Facts) -> bool:
    """Whether an account is told of this: by its rights there, and never of what it did itself."""
    told = TOLD.get(entry["action"])
    if told is None or entry["actor"] == who.id or not happened(entry, told):
        return False
    if told.only and entry["body"].get(told.only) != who.id:
        return False
    if account_id := _account_id(entry):
        return _may_confirm(who, facts.resting.get(account_id, []))
    station = facts.stations.get(station_id(entry))
    if review_id(entry) in facts.secret and station and _keeps(who, station):
        return False
    if told.keepers and not (station and _keeps(who, station)):
        return False
    scope = scope_of(station) if station else Scope(areas=(entry["area"],))
    return any(who.may(right, scope) for right in told.to)


def happened(entry: Row, told: Told) -> bool:
    """Whether the entry is of the kind that is told."""
    return told.when is None or entry["body"].get(told.when[0]) == told.when[1]


def told_by(entry: Row, facts: Facts, *, today: date, seen: int = END) -> Message:
    """What an entry tells."""
    told = TOLD[entry["action"]]
    station, review = facts.stations.get(station_id(entry)), facts.reviews.get(review_id(entry))
    number, subject = int(entry["number"]), str(entry["subject"])
    name, _, thing = subject.partition(":")
    if name == "objection":
        name, thing = "review", entry["body"].get("review", "")
    # Of a decision that was followed by another one the days to appeal are over.
    stands = review is not None and entry["body"].get("version") == review.version
    until = review.due_on if review and stands and review.may_appeal(today) else None
    return Message(
        number=number,
        at=datetime.fromisoformat(entry["at"]),
        kind=told.kind,
        words=told.words,
        station=station.name if station else "",
        path=PATHS.get(name, "").format(thing),
        appeal_until=until,
        new=number > seen,
    )


def _entries(db: Database, who: Account, *, before: int, after: int) -> tuple[list[Row], int]:
    """What may concern an account, newest first, and before which entry to go on."""
    found: dict[int, Row] = {}
    reached = 0
    for reach, actions in _ways(who).items():
        feed = feed_store.feed(
            db,
            FeedQuery(
                actions=actions,
                areas=reach.areas,
                cities=_cities(reach.areas),
                stations=reach.stations,
                before=before,
                after=after,
                limit=PAGE,
            ),
        )
        found |= {int(one["number"]): one for one in feed.entries}
        reached = max(reached, feed.reached)
    numbers = sorted((one for one in found if one >= reached), reverse=True)
    return [found[one] for one in numbers], reached


def _ways(who: Account) -> dict[Reach, Sequence[str]]:
    """The actions that somebody is told of, by where."""
    ways: dict[Reach, list[str]] = defaultdict(list)
    for action, told in TOLD.items():
        rights = () if told.keepers else told.to
        areas = {area for right in rights for area in who.areas_for(right)}
        single = {one for right in told.to for one in who.stations_for(right)}
        if areas or single:
            ways[Reach(areas=tuple(sorted(areas)), stations=tuple(sorted(single)))].append(action)
    return dict(ways)


def _may_confirm(who: Account, resting: Sequence[Pending]) -> bool:
    """Whether rights rest, all of them in their areas, and none that they gave themselves."""
    if who.id in {one.asked_by for one in resting}:
        return False
    return bool(resting) and all(
        who.may(Action.MANAGE_ACCOUNTS, Scope(areas=(one.grant.area,)))
        if one.grant.area
        else "" in who.areas_for(Action.MANAGE_ACCOUNTS)
        for one in resting
    )


def _account_id(entry: Row) -> str:
    kind, _, thing = str(entry["subject"]).partition(":")
    return thing if kind == "account" else ""


def _cities(areas: Sequence[str]) -> tuple[str, ...]:
    """The cities of districts, as what they keep may lie in one; and no area, as of accounts."""
    return ("", *sorted({f"{area[:4]}00" for area in areas if len(area) >= _DISTRICT}))


def _keeps(who: Account, station: Station) -> bool:
    return any(grant.station_id == station.id for grant in who.grants)


def station_id(entry: Row) -> str:
    """The station that an entry is about; '' for none."""
    named = entry["body"].get("station", "")
    kind, _, thing = str(entry["subject"]).partition(":")
    return str(named) or (thing if kind == "station" else "")


def review_id(entry: Row) -> str:
    """The review that an entry is about; '' for none."""
    kind, _, thing = str(entry["subject"]).partition(":")
    return thing if kind == "review" else ""
