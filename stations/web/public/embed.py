"""The map of an area and its stations, for a frame on a union's own site."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from stations.networks.model import NetworkDirectory
from stations.web import clock
from stations.web.away.stand_in import stands_in
from stations.web.public import map_view, places, result_list, search_state
from stations.web.public.nearby import Memory
from stations.web.services import current
from stations.web.state_words import Teller

blueprint = Blueprint("embedding", __name__)

_CITY_ZOOM, _DISTRICT_ZOOM = 11, 13


@blueprint.get("/embed")
@stands_in
def area() -> Response:
    """The stations of an area, open or not; who may frame it is said by the headers."""
    services, at = current(), clock.now()
    teller = Teller(at, services.keeper.calendar())
    kept = services.keeper.current(at)
    wanted = _wanted(kept.networks.directory)
    db = services.reading()
    with db.reading():
        chosen = places.choose(db, wanted, home=services.settings.home_area)
        memory = Memory(kept, teller)
        found = result_list.listed(db, wanted, place=chosen.here, memory=memory)
    whole_city = chosen.here.code == chosen.city.code
    answer = make_response(
        render_template(
            "embed/map.html",
            name=f"{chosen.here.name}{found.belonging}",
            found=result_list.results(found, wanted, teller=teller),
            total=len(found.hits),
            all_url=wanted.url(),
            allowed=bool(services.settings.embed_origins),
            map=map_view.map_view(
                services.settings,
                middle=chosen.here.middle or chosen.city.middle,
                zoom=_CITY_ZOOM if whole_city else _DISTRICT_ZOOM,
                places=chosen.names,
            ),
        )
    )
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _wanted(networks: NetworkDirectory) -> search_state.Looking:
    """The area of the address, and the networks; nothing else is asked for in a frame."""
    given = MultiDict(
        (name, value) for name in ("area", "network") for value in request.args.getlist(name)
    )
    looking = search_state.from_fields(given, networks=networks.networks)
    return replace(looking, only_open=False)
