"""A list of earlier stars sent, looked at, taken in, and taken back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_day
from stations.registry.lists.sheets import sheet_choice
from stations.registry.model import Star, Station, next_version
from stations.registry.stored import change_store
from stations.registry.stored import store as stations
from stations.stars import earlier_award_store
from stations.stars.earlier import star_list, star_list_store
from stations.stars.earlier.star_list import JudgedStar
from stations.stars.earlier.star_list_store import StarList
from stations.stars.earlier_award_store import EarlierAward
from stations.tables import file_reading

LISTED, UNLISTED = "earlier_stars_listed", "earlier_stars_undone"
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUndone:
    """What became of a list that was taken back."""

    count: int
    left: tuple[str, ...] = ()
    """The names of stations whose star was changed since, and stays."""


def stage(db: Database, data: bytes, *, name: str, area: str, by: Account, act: Act) -> StarList:
    """Keeps the rows of a file for a day, to be looked at; Invalid, Refused where it is no list."""
    if not codes.by_code(area):
        raise Invalid("invalid.area_of_stars", field="area")
    area = codes.trimmed(area)
    authorise(by, Action.RUN_CYCLE, Scope(areas=(area,)))
    tables = file_reading.read(data, name=name, id_columns=frozenset({"编号", "number"}))
    rows = star_list.read(sheet_choice.as_table(tables, mapping={}, area=area))
    if not rows:
        raise Invalid("invalid.star_list_empty", field="file")
    plain = "".join(one for one in name.replace("\\", "/").rpartition("/")[2] if one.isprintable())
    made = StarList(
        id=secrets.token_hex(8), account_id=by.id, shown=act.by, at=act.at, area=area,
        file_name=plain[-_LONGEST_NAME:] or "名单", rows=tuple(rows),
    )  # fmt: skip
    with db.writing() as tx:
        star_list_store.add(tx, made)
    return made


def seen(db: Database, list_id: str, *, by: Account, act: Act) -> tuple[StarList, list[JudgedStar]]:
    """A list with what taking it in would do today; NotFound where it is not theirs."""
    it = _theirs(db, list_id, by=by)
    return it, _judged(db, it, act=act)


def apply(db: Database, list_id: str, *, wanted: int, by: Account, act: Act) -> StarList:
    """Takes in all rows that can be taken, in one moment; a second call finds them there.

    Refused where that are not as many rows any more as were seen.
    """
    with db.writing() as tx:
        it = _theirs(tx, list_id, by=by)
        if it.applied_at is not None:
            return it
        found = _judged(tx, it, act=act)
        good = [one for one in found if one.award is not None]
        if not good:
            raise Invalid("invalid.no_star_row", field="file")
        if len(good) != wanted:
            raise Refused("star_list_changed", now=len(good), seen=wanted)
        number = _store(tx, it, good, act=act)
        refused = len(found) - len(good)
        star_list_store.mark_applied(tx, it.id, refused=refused, at=act.at, log=number)
        return replace(it, applied_at=act.at, log=number, refused=refused)


def undo(db: Database, list_id: str, *, by: Account, act: Act) -> ListUndone:
    """Takes a list back: terms, and the stars of records where nobody changed them since."""
    with db.writing() as tx:
        it = _theirs(tx, list_id, by=by)
        if it.applied_at is None or it.undone_at is not None:
            raise Refused("star_list_gone")
        found = earlier_award_store.of_list(tx, it.id)
        now = stations.some(tx, [one.award.station_id for one in found])
        pairs, left = [], []
        for one in found:
            station = now[one.award.station_id]
            if station.star == _star(one.award.stars, one):
                pairs += _changed(station, one.before, act=act)
            elif station.star != one.before:
                left.append(station.name)
        number = _recorded(tx, it, pairs, count=len(found), act=replace(act, action=UNLISTED))
        earlier_award_store.mark_undone(tx, it.id)
        star_list_store.mark_undone(tx, it.id, at=act.at, log=number)
        return ListUndone(count=len(found), left=tuple(left))


def _theirs(db: Database, list_id: str, *, by: Account) -> StarList:
    it = star_list_store.get(db, list_id)
    authorise(by, Action.RUN_CYCLE, Scope(areas=(it.area,)))
    if it.applied_at is None and it.account_id != by.id:
        raise NotFound("not_found.out_of_sight")
    return it


def _judged(db: Database, it: StarList, *, act: Act) -> list[JudgedStar]:
    known = star_list_store.candidates(db, it.area)
    return star_list.judged(it.rows, known, file=it.file_name, today=china_day(act.at))


def _store(tx: Transaction, it: StarList, good: Sequence[JudgedStar], *, act: Act) -> int:
    now = stations.some(tx, [one.award.station_id for one in good if one.award])
    pairs, awards = [], []
    for one in good:
        if one.award is None or one.station is None:
            continue
        station = now[one.award.station_id]
        awards.append(EarlierAward(award=one.award, before=station.star))
        if one.station.first_award is None:
            # What a review gave here stands; the list tells what was before it.
            star = Star(level=one.award.stars, basis=one.award.basis, on=one.award.on)
            pairs += _changed(station, star, act=act)
    number = _recorded(tx, it, pairs, count=len(awards), act=replace(act, action=LISTED))
    earlier_award_store.add(
        tx, it.id, [replace(one, award=replace(one.award, log=number)) for one in awards]
    )
    return number


def _changed(station: Station, star: Star | None, *, act: Act) -> list[change_store.Pair]:
    if station.star == star:
        return []
    return [(station, next_version(replace(station, star=star), at=act.at))]


def _star(level: int, one: EarlierAward) -> Star:
    return Star(level=level, basis=one.award.basis, on=one.award.on)


def _recorded(
    tx: Transaction, it: StarList, pairs: list[change_store.Pair], *, count: int, act: Act
) -> int:
    """Stores the records that change, and the entry of the log that tells of the list."""
    subject = f"star_list:{it.id}"
    if pairs:
        change_store.record(tx, pairs, act=act, subject=subject)
    return log.append(
        tx, act=act, subject=subject, area=it.area, body={"stations": count, "changed": len(pairs)}
    )
