"""What is on, for programs: `/api/v1/activities`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from stations.activities import model, programme_store, store
from stations.activities.model import Occasion
from stations.activities.programme import NEAR_DAYS, Spot, WhatsOn
from stations.activities.store import SessionQuery
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, NotFound
from stations.moments import STATION_TIME, china_midnight, utc_text
from stations.registry.scoping import EVERYWHERE, Reach
from stations.web import clock, parameters, public_address
from stations.web.programs import api
from stations.web.services import current

blueprint = Blueprint("activity_api", __name__, url_prefix="/api/v1")

PAGE = 200
MOST_DAYS = 92
PARAMETERS = ("area", "station", "kind", "from", "to", "cursor")


@blueprint.get("/activities")
def activities() -> Response:
    """The sessions of a span of days, a page at a time; `next` leads on."""
    given = parameters.texts(PARAMETERS, lists=("kind",))
    asked, after = _query(given), parameters.cursor(given)
    db = current().connections()
    with db.reading():
        found = [one for one in store.occasions(db, asked) if _place_of(one) > after]
        shown = found[:PAGE]
        known = _with_spots(db, shown)
    answer: dict[str, Any] = {"sessions": [told(one, known) for one in shown], "next": None}
    if len(found) > PAGE:
        query = urlencode({**given, "cursor": _place_of(shown[-1])}, safe=",")
        answer["next"] = f"{request.path}?{query}"
    return api.checked(answer)


def told(one: Occasion, known: WhatsOn) -> dict[str, Any]:
    """One session as the interface tells it."""
    session, activity = one.session, one.activity
    signs_up = session.capacity is not None
    return {
        "id": session.id,
        "activity": activity.id,
        "title": activity.title,
        "kind": activity.kind,
        "starts_at": _iso(session.starts_at),
        "ends_at": _iso(session.ends_at),
        "state": "cancelled" if one.off else "planned",
        "reason": one.reason,
        "moved_from": _iso(session.moved_from),
        "who": activity.who.value,
        "doer": activity.doer,
        "capacity": session.capacity,
        "sign_up_from": _iso(session.opens_at) if signs_up else None,
        "sign_up_until": _iso(session.closing) if signs_up else None,
        "full": session.id in known.full if signs_up else None,
        "places": [_place(spot) for spot in known.where(activity)],
        "url": public_address.whole(url_for("whats_on.activity", activity_id=activity.id)),
        "demo": known.is_made_up(activity),
    }


def _place(spot: Spot) -> dict[str, Any]:
    point = spot.point
    return {
        "station": spot.station_id or None,
        "name": spot.name,
        "address": spot.address,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
    }


def _query(given: dict[str, str]) -> SessionQuery:
    first = _day(given, "from", clock.today())
    last = _day(given, "to", first + timedelta(days=NEAR_DAYS))
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Invalid("invalid.activity_days", field="to", most=MOST_DAYS)
    kinds = tuple(filter(None, given.get("kind", "").split(",")))
    for kind in kinds:
        if kind not in model.kinds():
            raise Invalid(
                "invalid.unknown_term", field="kind", term=kind[:20], terms=model.kinds().terms
            )
    return SessionQuery(
        begin=china_midnight(first).astimezone(UTC),
        end=china_midnight(last + timedelta(days=1)).astimezone(UTC),
        reach=_reach(given),
        kinds=kinds,
    )


def _reach(given: dict[str, str]) -> Reach:
    area, station = given.get("area", ""), given.get("station", "")
    if area and station:
        raise Invalid("invalid.area_or_station", field="station")
    if station:
        return Reach(stations=(station[:80],))
    if not area:
        return EVERYWHERE
    digits = area.isascii() and area.isdigit() and 2 <= len(area) <= 12
    where = codes.by_code(area) if digits else None
    if where is None:
        raise NotFound("not_found.area_of_address")
    return Reach(areas=(where.code,))


def _day(given: dict[str, str], name: str, otherwise: date) -> date:
    text = given.get(name)
    if text is None:
        return otherwise
    try:
        if len(text) != 10:
            raise ValueError(name)
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("invalid.day_parameter", field=name) from None
    if not 2000 <= day.year < 2100:
        raise Invalid("invalid.day_parameter", field=name)
    return day


def _with_spots(db: Database, shown: Sequence[Occasion]) -> WhatsOn:
    at = clock.now()
    spots = programme_store.spots_of(db, (one.activity for one in shown))
    full = current().activities.at(at).full
    return WhatsOn(mark="", begin=at, end=at, spots=spots, full=full)


def _place_of(one: Occasion) -> str:
    """Its place in the order of the answer."""
    return f"{utc_text(one.session.starts_at)}~{one.session.id}"


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(STATION_TIME).isoformat(timespec="seconds") if at else None
