"""The list on paper: all of its stations, and nothing that one presses."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid
from stations.hours import summary
from stations.registry import fields
from stations.registry.model import Station
from stations.registry.scoping import reach_of
from stations.registry.views import desk_search_store
from stations.web import clock
from stations.web.desk.register import list_filter
from stations.web.desk.register.list_filter import ListFilter
from stations.web.desk.register.station_list_pages import chips
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current
from stations.web.state_words import phase_words

blueprint = Blueprint("printing", __name__, url_prefix=f"{PREFIX}/stations")

MOST = 2_000
"""Some 80 sheets."""


@blueprint.get("/print")
@needs(Action.SEE)
def list_of() -> str:
    """The ticked stations, else all that the filters find, to be printed on A4."""
    db, asked = current().connections(), list_filter.asked(request.args)
    reach, today = reach_of(account(), Action.SEE), clock.today()
    with db.reading():
        if desk_search_store.count(db, reach, asked.wanted, today=today) > MOST:
            raise Invalid("invalid.stations_to_print", field="area", most=MOST)
        found = list(desk_search_store.stations(db, reach, asked.wanted, today=today))
    # Street by street, as one goes or hands it out.
    found.sort(key=lambda one: (one.place.area_code, one.name, one.id))
    return render_template(
        "desk/register/print.html",
        rows=[_row(station) for station in found],
        about=_about(asked),
        today=today,
        back=asked.address(),
    )


def _about(asked: ListFilter) -> str:
    ticked = "勾选的" if asked.wanted.ids else ""
    return "、".join(filter(None, (ticked, *(chip["words"] for chip in chips(asked)))))


def _row(station: Station) -> dict[str, str]:
    place = station.place
    phase = phase_words(station.lifecycle, station.closures, today=clock.today())
    return {
        "name": station.name,
        "number": station.number,
        "area": codes.local_name(place.area_code) or place.area_words,
        "address": "，".join(filter(None, (place.address, fields.doorway(station)))),
        "hours": station.hours.words or summary.in_words(station.hours.osm),
        "phone": station.premises.public_phone,
        "state": "草稿" if station.is_draft else phase,
    }
