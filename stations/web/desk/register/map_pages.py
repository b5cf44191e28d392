"""The stations of one's own on a map, with the drafts that lie nowhere yet beside it."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, render_template, request, url_for

from stations.accounts.roles import Action
from stations.db.base import Row
from stations.registry.scoping import reach_of
from stations.registry.views import desk_search_store
from stations.registry.views.desk_search import Sort
from stations.web import clock, map_ground
from stations.web.desk.register import list_filter
from stations.web.desk.register.station_list_pages import chips
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_map", __name__, url_prefix=f"{PREFIX}/stations")

MOST = 5_000
"""Marks that a phone still joins in a moment; more are narrowed down first."""


@blueprint.get("/map")
@needs(Action.SEE)
def shown() -> str:
    """The map of what the list shows; the first drafts stand below it with a way to place them."""
    db, asked, today = current().connections(), list_filter.asked(request.args), clock.today()
    reach = reach_of(account(), Action.SEE)
    with db.reading():
        number = desk_search_store.count(db, reach, asked.wanted, today=today)
        waiting = asked.wanted.drafts
        left = desk_search_store.count(db, reach, waiting, today=today)
        drafts = desk_search_store.page(db, reach, waiting, today=today, sort=Sort.NAME)
    return render_template(
        "desk/register/map.html",
        number=number - left,
        drafts=drafts,
        left=left,
        asked=asked,
        chips=chips(asked),
        places=asked.address("desk_map.places"),
        back=asked.address(),
        placing=asked.address("placing.queue") if account().may(Action.EDIT) else "",
        ground={**map_ground.libraries(), "ground": map_ground.told(current().settings)},
    )


@blueprint.get("/places.json")
@needs(Action.SEE)
def places() -> Response:
    """Where they are, and how each of them stands."""
    db, asked, today = current().connections(), list_filter.asked(request.args), clock.today()
    reach = reach_of(account(), Action.SEE)
    found = desk_search_store.placed(db, reach, asked.wanted, today=today, limit=MOST + 1)
    told = {"places": [_place(row) for row in found[:MOST]], "more": len(found) > MOST}
    return Response(orjson.dumps(told), content_type="application/json")


def _place(row: Row) -> dict[str, Any]:
    open_now = row["lifecycle"] == "open" and not row["shut"]
    return {
        "name": row["name"],
        "lat": row["lat"],
        "lon": row["lon"],
        "mark": "open" if open_now else "quiet",
        "url": url_for("desk_station.overview", station_id=row["id"]),
    }
