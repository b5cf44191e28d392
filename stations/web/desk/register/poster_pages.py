"""Posters with the code of a station."""

from __future__ import annotations

from urllib.parse import urlencode

import segno
from flask import Blueprint, render_template, request

from stations.accounts.model import authorise
from stations.accounts.roles import Action
from stations.errors import Invalid, NotFound
from stations.feedback import poster_codes
from stations.hours import summary
from stations.registry import fields
from stations.registry.model import Station
from stations.registry.scoping import reach_of, scope_of
from stations.registry.stored import store
from stations.registry.views import desk_search_store
from stations.web import clock, public_address
from stations.web.desk.register import list_filter
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("posters", __name__, url_prefix=PREFIX)

MOST = 100
"""Posters of one print."""


@blueprint.get("/stations/<station_id>/poster")
@needs(Action.SEE)
def one(station_id: str) -> str:
    """The poster of one station, to be printed on A4."""
    return _page([station_id])


@blueprint.get("/posters")
@needs(Action.SEE)
def many() -> str:
    """The posters of the ticked stations, or of all that the list shows, a page each."""
    ids = list(dict.fromkeys(request.args.getlist("id")))
    if request.args.get("all") == "1":
        wanted = list_filter.asked(request.args).wanted
        reach, db = reach_of(account(), Action.SEE), current().connections()
        pairs = desk_search_store.ids(db, reach, wanted, today=clock.today(), limit=MOST + 1)
        ids = [station_id for station_id, _ in pairs]
    if not 1 <= len(ids) <= MOST:
        raise Invalid("invalid.posters", field="id", most=MOST)
    return _page(ids)


def _page(ids: list[str]) -> str:
    db, who = current().connections(), account()
    found = [store.get(db, station_id) for station_id in ids]
    for station in found:
        authorise(who, Action.SEE, scope_of(station))
    # Street by street, as they are handed out.
    shown = sorted((one for one in found if one.is_listed), key=lambda one: one.place.area_code)
    if not shown:
        raise NotFound("not_found.poster_page")
    asks = public_address.is_for_this_place_only() and request.args.get("anyway") != "1"
    return render_template(
        "desk/stations/poster.html",
        posters=[] if asks else [_poster(station) for station in shown],
        address=public_address.origin(),
        print_anyway=f"{request.path}?{_query()}" if asks else "",
    )


def _query() -> str:
    """What was asked for, with the answer that it may be printed all the same."""
    return urlencode([*request.args.items(multi=True), ("anyway", "1")])


def _poster(station: Station) -> dict[str, str]:
    code = poster_codes.code(current().settings.secret_key(), station.id)
    url = public_address.of("arriving.arrive", station_id=station.id, code=code)
    # A quarter of it may be torn or dirty. As lines, not dots: sharp at any size.
    drawn = segno.make(url, error="q", micro=False)
    place = station.place
    return {
        "name": station.name,
        "hours": station.hours.words or summary.in_words(station.hours.osm),
        "address": "，".join(filter(None, (place.address, fields.doorway(station)))),
        "phone": station.premises.public_phone,
        "number": station.number,
        "url": url,
        "picture": drawn.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True),
        "demo": "演示数据" if station.demo else "",
    }
