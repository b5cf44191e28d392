"""What the forms of activities and sessions say, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from werkzeug.datastructures import MultiDict

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.activities.activity_rules import SessionPlan
from stations.activities.model import Activity, Audience, Session, Venue
from stations.activities.planning import ActivityPlan
from stations.activities.repeating import OnSpecialDay, Repeat
from stations.activities.results import ResultNote
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid
from stations.geo import coordinate_text, frames
from stations.geo.point import Datum
from stations.moments import STATION_TIME
from stations.registry.model import SourcePoint
from stations.registry.scoping import reach_of
from stations.registry.stored import brief_store
from stations.tables.model import excerpt
from stations.web.desk.whole_number import whole

Given = Mapping[str, str]
_MOST_LINES = 200
_AT = "%Y-%m-%dT%H:%M"


def plan(db: Database, given: MultiDict[str, str], *, by: Account) -> ActivityPlan:
    """The activity that a form wants; Invalid, naming the field, where it cannot be read."""
    elsewhere = given.get("where") == "place"
    area = codes.trimmed(given.get("area_code", "").strip()[:12])
    return ActivityPlan(
        kind=given.get("kind", ""),
        title=given.get("title", ""),
        stations=() if elsewhere else _stations(db, given, by=by),
        venue=_venue(given) if elsewhere else None,
        area_code=area if elsewhere else "",
        details=given.get("details", ""),
        doer=given.get("doer", ""),
        needs=given.get("needs", ""),
        who=Audience.MEMBERS if given.get("who") == "members" else Audience.EVERYBODY,
        code=given.get("code", "").strip(),
    )


def filled(db: Database, activity: Activity) -> dict[str, str]:
    """What the form of an activity holds when it is opened."""
    known = brief_store.of(db, activity.stations)
    venue = activity.venue or Venue()
    source = venue.source
    return {
        "kind": activity.kind,
        "title": activity.title,
        "where": "place" if activity.venue else "stations",
        "stations": "\n".join(
            f"{one} {known[one].name}" for one in activity.stations if one in known
        ),
        "place_name": venue.name,
        "place_address": venue.address,
        "point": f"{source.lat}, {source.lon}" if source else "",
        "datum": source.datum.value if source else "",
        "area_code": activity.area_code,
        "details": activity.details,
        "doer": activity.doer,
        "needs": activity.needs,
        "who": activity.who.value,
    }


def session(given: MultiDict[str, str]) -> SessionPlan:
    """The session that a form wants."""
    day = _day(given, "day")
    last = _day(given, "last_day") if given.get("last_day", "").strip() else day
    return SessionPlan(
        starts_at=datetime.combine(day, clock_time(given, "begins"), STATION_TIME),
        ends_at=datetime.combine(last, clock_time(given, "ends"), STATION_TIME),
        capacity=number(given, "capacity"),
        waiting=number(given, "waiting") or 0,
        opens_at=_moment(given, "opens"),
        closes_at=_moment(given, "closes"),
    )


def session_filled(one: Session) -> dict[str, str]:
    """What the form of a session holds when it is opened."""
    starts, ends = one.starts_at.astimezone(STATION_TIME), one.ends_at.astimezone(STATION_TIME)
    return {
        "day": f"{starts:%Y-%m-%d}",
        "begins": f"{starts:%H:%M}",
        "last_day": f"{ends:%Y-%m-%d}" if ends.date() != starts.date() else "",
        "ends": f"{ends:%H:%M}",
        "capacity": str(one.capacity or ""),
        "waiting": str(one.waiting or ""),
        "opens": _local(one.opens_at),
        "closes": _local(one.closes_at),
    }


def repeat(given: MultiDict[str, str]) -> Repeat:
    """The repetition that a form wants."""
    most = number(given, "most")
    return Repeat(
        weekdays=frozenset(int(one) for one in given.getlist("weekday") if one in set("0123456")),
        first=_day(given, "first"),
        last=_day(given, "last"),
        begins=clock_time(given, "begins"),
        ends=clock_time(given, "ends"),
        weeks_apart=_or(number(given, "weeks_apart"), 1),
        **({} if most is None else {"most": most}),
        on_holiday=_choice(given, "on_holiday"),
        on_worked_weekend=_choice(given, "on_worked_weekend"),
    )


def opens_before(given: MultiDict[str, str]) -> tuple[int, time] | None:
    """So many days before each session, at this time, sign-up opens."""
    days = number(given, "opens_days")
    return None if days is None else (min(days, 365), clock_time(given, "opens_time"))


def days(given: MultiDict[str, str]) -> list[date]:
    """The days that were ticked in what was laid out."""
    found = []
    for text in given.getlist("held")[:_MOST_LINES]:
        try:
            found.append(date.fromisoformat(text))
        except ValueError:
            raise Invalid("invalid.session_day", field="held") from None
    return found


def result(given: MultiDict[str, str], supplies: Sequence[str]) -> ResultNote:
    """What a form tells of a session."""
    counted = {one: number(given, f"supply_{one}") for one in supplies}
    return ResultNote(
        people=number(given, "people"),
        supplies={one: count for one, count in counted.items() if count},
        words=given.get("words", ""),
    )


def number(given: Given, field: str) -> int | None:
    """The whole number of a field; None where it is empty."""
    text = given.get(field, "").strip()
    if not text:
        return None
    found = whole(text, digits=9)
    if found is None:
        raise Invalid("invalid.activity_number", field=field, text=excerpt(text))
    return found


def clock_time(given: Given, field: str) -> time:
    """The time of day of a field."""
    try:
        return time.fromisoformat(given.get(field, "").strip()).replace(second=0, microsecond=0)
    except ValueError:
        raise Invalid("invalid.session_time", field=field) from None


def local(at: datetime, *, after: timedelta = timedelta()) -> datetime:
    """A moment as clocks in China show it."""
    return (at + after).astimezone(STATION_TIME)


def _stations(db: Database, given: MultiDict[str, str], *, by: Account) -> tuple[str, ...]:
    reach = reach_of(by, Action.ORGANISE)
    lines = [line.strip() for line in given.get("stations", "").splitlines() if line.strip()]
    ticked = [one[:32] for one in given.getlist("station") if one]
    if len(lines) > _MOST_LINES:
        raise Invalid("invalid.activity_stations", field="stations", most=_MOST_LINES)
    found = dict.fromkeys(ticked)
    for row, line in enumerate(lines, 1):
        named = brief_store.spoken_of(db, line, reach, limit=2)
        # As the form itself writes them: the id, then the name.
        named = named or brief_store.spoken_of(db, line.split()[0], reach, limit=2)
        if not named:
            raise Invalid("invalid.activity_station", field="stations", row=row, text=excerpt(line))
        if len(named) > 1:
            raise Invalid(
                "invalid.activity_station_twice", field="stations", row=row, text=excerpt(line)
            )
        found[named[0].id] = None
    return tuple(found)


def _venue(given: Given) -> Venue:
    words, chosen = given.get("point", "").strip(), given.get("datum", "")
    place = Venue(name=given.get("place_name", ""), address=given.get("place_address", ""))
    if not words:
        return place
    read = coordinate_text.read(words)
    datum = read.datum or (Datum(chosen) if chosen in set(Datum) else None)
    if datum is None:
        raise Invalid("invalid.activity_datum", field="datum")
    return Venue(
        name=place.name,
        address=place.address,
        point=frames.point_from(read.lat, read.lon, datum=datum),
        source=SourcePoint(lat=read.lat, lon=read.lon, datum=datum),
    )


def _day(given: Given, field: str) -> date:
    try:
        return date.fromisoformat(given.get(field, "").strip())
    except ValueError:
        raise Invalid("invalid.session_day", field=field) from None


def _moment(given: Given, field: str) -> datetime | None:
    text = given.get(field, "").strip()
    if not text:
        return None
    try:
        return datetime.strptime(text[:16], _AT).replace(tzinfo=STATION_TIME)
    except ValueError:
        raise Invalid("invalid.session_moment", field=field) from None


def _local(at: datetime | None) -> str:
    return f"{at.astimezone(STATION_TIME):{_AT}}" if at else ""


def _choice(given: Given, field: str) -> OnSpecialDay:
    chosen = given.get(field, "")
    return OnSpecialDay(chosen) if chosen in set(OnSpecialDay) else OnSpecialDay.LEAVE_OUT


def _or(value: int | None, other: int) -> int:
    return other if value is None else value
