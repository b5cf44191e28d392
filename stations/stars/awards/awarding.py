"""How does a station get its stars, keep, change and lose them?

The review, the star of the station, the term and the entries of history and log are one
transaction: map, finder and cells follow what the record says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Row, Transaction
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry.model import Star, Station, next_version
from stations.registry.scoping import Reach, scope_of
from stations.registry.states import LISTED
from stations.registry.stored import change_store, holiday_store
from stations.registry.stored import store as stations
from stations.stars import deadlines, review_steps, store
from stations.stars.applications import facts
from stations.stars.model import Review, Step
from stations.stars.review_steps import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """Stars that a station was given, or (0) that they were taken away; `until` is the last day."""

    station_id: str
    number: int
    review_id: str
    scheme: str
    basis: str
    stars: int
    on: date
    until: date | None
    log: int


def award(db: Database, review_id: str, *, version: int, by: Account, act: Act) -> Review:
    """Gives the stars that were made public, once the days of notice are over.

    Refused while the notice runs ('notice_running'), while an objection has no answer
    ('objection_open'), and where the station is not open to workers any more ('station_gone').
    """
    with db.writing() as tx:
        return _awarded(tx, review_id, version=version, by=by, act=act)


def award_many(
    db: Database, seen: Iterable[tuple[str, int]], *, by: Account, act: Act
) -> list[Review]:
    """The same for several, in the versions that the page showed: all of them or none."""
    wanted = dict(seen)
    if not wanted:
        raise Invalid("请先选要授牌的。", field="id")
    with db.writing() as tx:
        review_steps.refuse_stale(_moved_on(tx, wanted, by=by))
        return [
            _awarded(tx, one, version=version, by=by, act=act) for one, version in wanted.items()
        ]


def strike_off(db: Database, review_id: str, turn: Turn, *, by: Account, act: Act) -> Review:
    """Takes the stars away: the end of a re-check, and of a veto by somebody else.

    Refused ('outlived') where stars were given anew since it was decided, and ('appeal_running')
    as long as the station may appeal against the veto.
    """
    with db.writing() as tx:
        before = store.get(tx, review_id)
        late = outlived(tx, review_id)
        after = review_steps.step(tx, review_id, turn, by=by, act=act, stars=0)
        if late:
            why = "这以后又评定过，星级是新评的，不能再按这一次撤销。要撤销，请重新复核。"
            raise Refused(why, code="outlived")
        if before.may_appeal(china_day(act.at)):
            why = f"站点可以申诉到 {before.due_on}（当天也算），期满以后才能撤销摘牌。"
            raise Refused(why, code="appeal_running")
        station = stations.get(tx, after.station_id)
        words = replace(act, action="unstarred", reason=turn.reason)
        if station.star is None:
            number = _logged(tx, review_id)
        else:
            changed = next_version(replace(station, star=None), at=act.at)
            number = change_store.record(tx, [(station, changed)], act=words)
        _add(tx, after, number, on=china_day(act.at), until=None)
    return after


def notice_ends(db: Database, review: Review) -> date | None:
    """The last day of the notice: as published, or later where the calendar has changed since."""
    if review.notice_from is None or review.notice_until is None:
        return None
    days = store.cycle(db, review.cycle_id).scheme.days
    return deadlines.notice_ends(
        holiday_store.calendar(db), days, begun=review.notice_from, until=review.notice_until
    )


def history(db: Database, station_id: str) -> list[Award]:
    """All stars that a station got by reviews, the newest first."""
    rows = db.rows(
        "select * from awards where station_id = :id order by number desc", id=station_id
    )
    return [_award(row) for row in rows]


def current(db: Database, station_id: str) -> Award | None:
    """The award that a station holds, its term over or not; None once it was struck off."""
    last = next(iter(history(db, station_id)), None)
    return last if last is not None and last.stars else None


def expiring(db: Database, reach: Reach, *, today: date, within: timedelta) -> list[Award]:
    """The awards within reach whose term ends in so many days or is over, the first first."""
    where, values = reach.condition()
    rows = db.rows(
        "select a.* from awards a where a.stars > 0 and a.until_day <= :last"  # noqa: S608
        " and a.number = (select max(b.number) from awards b where b.station_id = a.station_id)"
        f" and a.station_id in (select id from stations where lifecycle <> 'closed' and {where})"
        " order by a.until_day, a.station_id",
        last=(today + within).isoformat(),
        **values,
    )
    return [_award(row) for row in rows]


def _moved_on(db: Database, wanted: Mapping[str, int], *, by: Account) -> list[str]:
    """The names of those that are in another version than was shown."""
    names = []
    for review_id, version in wanted.items():
        review = store.get(db, review_id)
        station = stations.get(db, review.station_id)
        authorise(by, Action.DECIDE, scope_of(station))
        if review.version != version:
            names.append(station.name)
    return names


def _awarded(tx: Transaction, review_id: str, *, version: int, by: Account, act: Act) -> Review:
    before = store.get(tx, review_id)
    turn = Turn(step=Step.AWARD, version=version)
    after = review_steps.step(tx, review_id, turn, by=by, act=act)
    station = stations.get(tx, after.station_id)
    if refused := hindrance(tx, before, station, today=china_day(act.at)):
        raise refused
    cycle = store.cycle(tx, after.cycle_id)
    today = china_day(act.at)
    star = Star(level=after.stars, basis=f"{cycle.scheme.name}（{cycle.year} 年）", on=today)
    changed = next_version(replace(station, star=star), at=act.at)
    starred = replace(act, action="starred")
    number = change_store.record(tx, [(station, changed)], act=starred)
    _add(tx, after, number, on=today, until=facts.ahead(today, months=cycle.scheme.months))
    return after


def hindrance(db: Database, review: Review, station: Station, *, today: date) -> Refused | None:
    """Why what is in the notice cannot be awarded on this day: too early, or too late."""
    last = notice_ends(db, review)
    if last is not None and today <= last:
        words = f"“{station.name}”公示到 {last} 为止（当天也算），期满以后才能授牌。"
        return Refused(words, code="notice_running")
    row = db.row(
        "select count(*) as n from objections where review_id = :id and state = 'new'",
        id=review.id,
    )
    if row and row["n"]:
        words = f"“{station.name}”有 {row['n']} 条异议还没有答复，请先答复。"
        return Refused(words, code="objection_open")
    if station.is_draft or station.lifecycle.phase not in LISTED:
        words = f"“{station.name}”已经不再开放，不能授牌。请不予通过；复核的请撤回，并写明原因。"
        return Refused(words, code="station_gone")
    return None


def outlived(db: Database, review_id: str) -> bool:
    """Whether an award came after the last step of a review."""
    steps = store.steps(db, review_id)
    newest = history(db, store.get(db, review_id).station_id)[:1]
    return any(steps and award.log > steps[-1].log for award in newest)


def _add(tx: Transaction, review: Review, number: int, *, on: date, until: date | None) -> None:
    known = history(tx, review.station_id)
    cycle = store.cycle(tx, review.cycle_id)
    tx.load(
        "awards",
        [
            {
                "station_id": review.station_id,
                "number": known[0].number + 1 if known else 1,
                "review_id": review.id,
                "scheme": review.scheme,
                "basis": f"{cycle.scheme.name}（{cycle.year} 年）",
                "stars": review.stars,
                "on_day": on.isoformat(),
                "until_day": until.isoformat() if until else None,
                "log": number,
            }
        ],
    )


def _logged(db: Database, review_id: str) -> int:
    """The entry of the last step of a review."""
    return store.steps(db, review_id)[-1].log


def _award(row: Row) -> Award:
    return Award(
        station_id=row["station_id"],
        number=int(row["number"]),
        review_id=row["review_id"],
        scheme=row["scheme"],
        basis=row["basis"],
        stars=int(row["stars"]),
        on=date.fromisoformat(row["on_day"]),
        until=date.fromisoformat(row["until_day"]) if row["until_day"] else None,
        log=int(row["log"]),
    )
