"""Calendars to subscribe to: of one activity, a station, an area, a network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Blueprint, Response, request, url_for

from stations.activities import programme_store, store
from stations.activities.model import Activity, Occasion
from stations.activities.programme import AHEAD_DAYS, until
from stations.activities.store import SessionQuery
from stations.areas import codes
from stations.db.base import Database
from stations.errors import NotFound
from stations.networks import membership
from stations.networks import store as network_store
from stations.registry.scoping import Reach
from stations.registry.stored import store as station_store
from stations.web import clock, parameters, public_address
from stations.web.services import current

blueprint = Blueprint("calendars", __name__)

_BEHIND = timedelta(days=30)
"""What is over stays so long: a calendar forgets what its file has no more."""
_MINUTES = 15
_TYPE = "text/calendar; charset=utf-8"
_MOST = 1_000


@blueprint.get("/activities.ics")
def of_area() -> Response:
    """What is on in an area, of the home area where none is named."""
    given = parameters.texts(("area",))
    code = given.get("area", "") or current().settings.home_area
    area = codes.by_code(code) if code.isascii() and code.isdigit() and len(code) <= 12 else None
    if area is None:
        raise NotFound("not_found.area_of_address")
    db = current().connections()
    with db.reading():
        found = within(db, Reach(areas=(area.code,)), at=clock.now())
        url = public_address.of("whats_on.programme", area=area.code)
        return answer(db, found, name=f"{codes.local_name(area.code)}驿站活动", url=url)


@blueprint.get("/activities/<activity_id>.ics")
def of_activity(activity_id: str) -> Response:
    """All sessions of one activity."""
    db = current().connections()
    with db.reading():
        one = store.published(db, activity_id)
        found = [Occasion(activity=one, session=each) for each in one.sessions]
        url = public_address.of("whats_on.activity", activity_id=one.id)
        return answer(db, found, name=one.title, url=url)


@blueprint.get("/stations/<station_id>.ics")
def of_station(station_id: str) -> Response:
    """What is on at a station."""
    db = current().connections()
    with db.reading():
        station = station_store.get(db, station_id)
        if not station.is_listed:
            raise NotFound("not_found.public_station")
        found = within(db, Reach(stations=(station.id,)), at=clock.now())
        url = public_address.of("pages.station", station_id=station.id)
        return answer(db, found, name=f"{station.name}的活动", url=url)


@blueprint.get("/networks/<network_id>.ics")
def of_network(network_id: str) -> Response:
    """What is on at the stations of a network."""
    db = current().connections()
    with db.reading():
        network = network_store.get(db, network_id)
        ids = set(membership.stations_of(db, network.id, today=clock.today()))
        inside = within(db, membership.area(network), at=clock.now())
        found = [one for one in inside if ids.intersection(one.activity.stations)]
        url = public_address.of("networks.one", network_id=network.id)
        return answer(db, found, name=f"{network.name}的活动", url=url)


def within(db: Database, reach: Reach, *, at: datetime) -> list[Occasion]:
    """What was on lately and will be, at these stations and in these areas."""
    span = SessionQuery(begin=at - _BEHIND, end=until(at, days=AHEAD_DAYS), reach=reach)
    return store.occasions(db, span)


def answer(db: Database, found: Sequence[Occasion], *, name: str, url: str) -> Response:
    """The file of some occasions, of those that begin first where they are too many."""
    # Only who asks for one waits for the library.
    from stations.activities.calendar_file import CalendarSource, calendar_file

    found = found[:_MOST]
    spots = programme_store.spots_of(db, (one.activity for one in found))
    source = CalendarSource(
        name=name,
        url=url,
        occasions=found,
        where=lambda one: spots.get(one.id, ()),
        page_of=_page_of,
    )
    response = Response(calendar_file(source), content_type=_TYPE)
    response.headers["Cache-Control"] = f"public, max-age={_MINUTES * 60}"
    response.headers["Content-Disposition"] = 'inline; filename="activities.ics"'
    response.add_etag()
    response.make_conditional(request)
    return response


def _page_of(one: Activity) -> str:
    return public_address.whole(url_for("whats_on.activity", activity_id=one.id))
