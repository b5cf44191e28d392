"""Activities and their sessions in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from stations.activities.model import (
    Activity,
    ActivityState,
    Audience,
    Occasion,
    Session,
    SessionState,
    Venue,
)
from stations.db.base import Database, Row, Transaction, Value, like
from stations.errors import NotFound, Refused
from stations.geo.point import Datum, Point
from stations.moments import utc_text
from stations.registry.model import SourcePoint
from stations.registry.scoping import EVERYWHERE, Reach
from stations.registry.stored import brief_store, redirects

_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionQuery:
    """Which sessions are wanted: those that go on in a span of time, somewhere."""

    begin: datetime
    end: datetime
    """Not included."""
    reach: Reach = EVERYWHERE
    """Of areas and of single stations; of an area are also those that touch it with one station."""
    kinds: Sequence[str] = ()
    planned_only: bool = False
    """Without what is cancelled."""
    drafts: bool = False
    limit: int = 20_000


def get(db: Database, activity_id: str) -> Activity:
    """The activity with this id, with its sessions; NotFound else."""
    return next(iter(_whole(db, "a.id = :id", id=activity_id)), None) or _missing()


def published(db: Database, activity_id: str) -> Activity:
    """The activity as everybody may see it, also when it was cancelled; NotFound for a draft."""
    found = get(db, activity_id)
    return found if found.state is not ActivityState.DRAFT else _missing()


def some(db: Database, ids: Iterable[str]) -> dict[str, Activity]:
    """Those of these activities that there are, by id."""
    wanted, found = sorted(set(ids)), dict[str, Activity]()
    for start in range(0, len(wanted), _PAGE):
        marks, values = _marks(wanted[start : start + _PAGE])
        found |= {one.id: one for one in _whole(db, f"a.id in ({marks})", **values)}
    return found


def of_session(db: Database, session_id: str) -> Occasion:
    """The session with this id and its activity, whatever their state; NotFound else."""
    row = db.row("select activity_id from activity_sessions where id = :id", id=session_id)
    activity = get(db, row["activity_id"]) if row else _missing()
    session = activity.session(session_id)
    return Occasion(activity=activity, session=session) if session else _missing()


def occasions(db: Database, wanted: SessionQuery) -> list[Occasion]:
    """The sessions of a span with their activities, the first to begin first."""
    conditions = ["t.starts_at < :end", "t.ends_at > :begin"]
    values: dict[str, Value] = {"begin": utc_text(wanted.begin), "end": utc_text(wanted.end)}
    if not wanted.drafts:
        conditions.append("a.state <> 'draft'")
    if wanted.planned_only:
        conditions.append("a.state <> 'cancelled' and t.state = 'planned'")
    if wanted.kinds:
        marks, more = _marks(wanted.kinds, name="kind")
        conditions.append(f"a.kind in ({marks})")
        values |= more
    if wanted.reach != EVERYWHERE:
        condition, more = within(redirects.widened(db, wanted.reach))
        conditions.append(condition)
        values |= more
    rows = db.rows(
        "select t.id, t.activity_id from activity_sessions t"  # noqa: S608
        f" join activities a on a.id = t.activity_id where {' and '.join(conditions)}"
        " order by t.starts_at, t.id limit :limit",
        limit=wanted.limit,
        **values,
    )
    activities = some(db, (row["activity_id"] for row in rows))
    found = ((activities[row["activity_id"]], row["id"]) for row in rows)
    return [
        Occasion(activity=activity, session=session)
        for activity, session_id in found
        if (session := activity.session(session_id))
    ]


def within(reach: Reach) -> tuple[str, dict[str, Value]]:
    """SQL that is true for activities `a` of these areas and stations, with its parameters."""
    theirs, values = brief_store.ids_within(reach)
    parts = [
        f"a.id in (select activity_id from activity_stations where station_id in ({theirs}))"  # noqa: S608
    ]
    for n, area in enumerate(reach.areas):
        parts.append(f"a.area_code like :activity_area{n} escape '!'")
        values[f"activity_area{n}"] = like(area)[1:] if area else "%"
    return f"({' or '.join(parts)})", values


def add(tx: Transaction, activity: Activity) -> None:
    """Writes a new activity with its stations and sessions."""
    created: Row = {"id": activity.id, **_row(activity)}
    tx.load("activities", [{**created, "created_at": utc_text(activity.created_at)}])
    _hang(tx, activity, activity.stations)
    for session in activity.sessions:
        add_session(tx, activity.id, session)


def save(tx: Transaction, activity: Activity, *, over: int) -> None:
    """Writes an activity over its version `over`; Refused where that is not the newest any more.

    Its sessions are written for themselves.
    """
    row = _row(activity)
    columns = ", ".join(f"{name} = :{name}" for name in row)
    touched = tx.run(
        f"update activities set {columns} where id = :id and version = :over",  # noqa: S608
        id=activity.id,
        over=over,
        **row,
    )
    if not touched:
        raise Refused("moved.activity")
    rows = tx.rows(
        "select station_id from activity_stations where activity_id = :id", id=activity.id
    )
    # What was said of a record that became another one stays with it, for when that is undone.
    now = redirects.now(tx, (row["station_id"] for row in rows))
    kept = {one for one, new in now.items() if new in activity.stations and new != one}
    tx.run("delete from activity_stations where activity_id = :id", id=activity.id)
    beside = {now[one] for one in kept} - now.keys()
    _hang(tx, activity, [*kept, *(one for one in activity.stations if one not in beside)])


def touch(tx: Transaction, activity_id: str, *, at: datetime) -> None:
    """Notes when an activity changed last, also where only a session of it did."""
    tx.run("update activities set updated_at = :at where id = :id", id=activity_id, at=utc_text(at))


def discard(tx: Transaction, activity_id: str) -> None:
    """Removes a draft with all that hangs on it."""
    tx.run("delete from activity_sessions where activity_id = :id", id=activity_id)
    tx.run("delete from activity_stations where activity_id = :id", id=activity_id)
    tx.run("delete from activities where id = :id", id=activity_id)


def add_session(tx: Transaction, activity_id: str, session: Session) -> None:
    """Writes a new session."""
    tx.load(
        "activity_sessions",
        [{"id": session.id, "activity_id": activity_id, **_session_row(session)}],
    )


def save_session(tx: Transaction, session: Session, *, over: int) -> None:
    """Writes a session over its version `over`; Refused where that is not the newest any more."""
    row = _session_row(session)
    columns = ", ".join(f"{name} = :{name}" for name in row)
    touched = tx.run(
        f"update activity_sessions set {columns} where id = :id and version = :over",  # noqa: S608
        id=session.id,
        over=over,
        **row,
    )
    if not touched:
        raise Refused("moved.session")


def drop_session(tx: Transaction, session_id: str) -> None:
    """Removes a session of a draft."""
    tx.run("delete from activity_sessions where id = :id", id=session_id)


def _whole(db: Database, condition: str, **values: Value) -> list[Activity]:
    rows = db.rows(f"select a.* from activities a where {condition}", **values)  # noqa: S608
    below = f"(select a.id from activities a where {condition})"  # noqa: S608
    hung = db.rows(
        f"select * from activity_stations where activity_id in {below}"  # noqa: S608
        " order by station_id",
        **values,
    )
    timed = db.rows(
        f"select * from activity_sessions where activity_id in {below}"  # noqa: S608
        " order by starts_at, id",
        **values,
    )
    now = redirects.now(db, (row["station_id"] for row in hung))
    stations: dict[str, list[str]] = {}
    for row in hung:
        here = stations.setdefault(row["activity_id"], [])
        if now[row["station_id"]] not in here:
            here.append(now[row["station_id"]])
    sessions: dict[str, list[Session]] = {}
    for row in timed:
        sessions.setdefault(row["activity_id"], []).append(_session_of(row))
    return [
        activity_of(row, stations=stations.get(row["id"], ()), sessions=sessions.get(row["id"], ()))
        for row in rows
    ]


def activity_of(
    row: Mapping[str, object], *, stations: Sequence[str] = (), sessions: Sequence[Session] = ()
) -> Activity:
    """The activity of a row of `activities`."""
    given: Row = dict(row)
    return Activity(
        id=given["id"],
        kind=given["kind"],
        title=given["title"],
        area_code=given["area_code"],
        stations=tuple(stations),
        venue=_venue_of(given),
        details=given["details"],
        doer=given["doer"],
        needs=given["needs"],
        who=Audience(given["who"]),
        code_digest=given["code_digest"],
        state=ActivityState(given["state"]),
        state_reason=given["state_reason"],
        version=int(given["version"]),
        created_at=datetime.fromisoformat(given["created_at"]),
        updated_at=datetime.fromisoformat(given["updated_at"]),
        sessions=tuple(sessions),
    )


def _venue_of(row: Row) -> Venue | None:
    if not (row["place_name"] or row["place_address"] or row["lat"] is not None):
        return None
    source = None
    if row["source_datum"]:
        source = SourcePoint(
            lat=row["source_lat"], lon=row["source_lon"], datum=Datum(row["source_datum"])
        )
    return Venue(
        name=row["place_name"],
        address=row["place_address"],
        point=Point(lat=row["lat"], lon=row["lon"]) if row["lat"] is not None else None,
        source=source,
    )


def _session_of(row: Row) -> Session:
    return Session(
        id=row["id"],
        starts_at=datetime.fromisoformat(row["starts_at"]),
        ends_at=datetime.fromisoformat(row["ends_at"]),
        capacity=row["capacity"],
        waiting=row["waiting"],
        opens_at=_moment(row["opens_at"]),
        closes_at=_moment(row["closes_at"]),
        state=SessionState(row["state"]),
        reason=row["reason"],
        moved_from=_moment(row["moved_from"]),
        version=int(row["version"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _row(activity: Activity) -> Row:
    """What of an activity is written at each change."""
    venue = activity.venue or Venue()
    point, source = venue.point, venue.source
    return {
        "kind": activity.kind,
        "title": activity.title,
        "area_code": activity.area_code,
        "details": activity.details,
        "doer": activity.doer,
        "needs": activity.needs,
        "place_name": venue.name,
        "place_address": venue.address,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "source_lat": source.lat if source else None,
        "source_lon": source.lon if source else None,
        "source_datum": source.datum.value if source else "",
        "who": activity.who.value,
        "code_digest": activity.code_digest,
        "state": activity.state.value,
        "state_reason": activity.state_reason,
        "version": activity.version,
        "updated_at": utc_text(activity.updated_at),
    }


def _session_row(session: Session) -> Row:
    return {
        "starts_at": utc_text(session.starts_at),
        "ends_at": utc_text(session.ends_at),
        "capacity": session.capacity,
        "waiting": session.waiting,
        "opens_at": utc_text(session.opens_at) if session.opens_at else None,
        "closes_at": utc_text(session.closes_at) if session.closes_at else None,
        "state": session.state.value,
        "reason": session.reason,
        "moved_from": utc_text(session.moved_from) if session.moved_from else None,
        "version": session.version,
    }


def _hang(tx: Transaction, activity: Activity, stations: Iterable[str]) -> None:
    rows = [{"activity_id": activity.id, "station_id": one} for one in stations]
    tx.load("activity_stations", rows)


def _marks(texts: Sequence[str], *, name: str = "id") -> tuple[str, dict[str, Value]]:
    values: dict[str, Value] = {f"{name}{n}": one for n, one in enumerate(texts)}
    return ", ".join(f":{mark}" for mark in values), values


def _missing() -> NoReturn:
    raise NotFound("not_found.activity")
