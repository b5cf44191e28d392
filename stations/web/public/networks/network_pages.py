"""Public pages of networks: counts, the tree or list of stations, rooms, subjects taught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson
from flask import Blueprint, Response, make_response, render_template, request, url_for

from stations.areas import codes
from stations.db.base import Database
from stations.networks import membership, network_tree, store
from stations.networks.model import Network, NetworkMember, counted
from stations.registry import vocabulary
from stations.registry.states import PHASE_WORDS, Phase
from stations.web import clock, map_ground
from stations.web.public.search_state import Looking
from stations.web.services import current
from stations.web.voice import menu_view
from stations.web.whats_on import programme_pages

blueprint = Blueprint("networks", __name__, url_prefix="/networks")

PAGE = 200


@blueprint.get("/")
def every() -> Response:
    """All networks, by area."""
    db, today = current().connections(), clock.today()
    with db.reading():
        known = membership.directory(db, today=today)
    counts = Counter(one for own in known.stations.values() for one in own)
    rows = [
        {
            "it": one,
            "area": codes.path(one.area_code),
            "kind": vocabulary.networks().word(one.kind),
            "total": counts[one.id],
        }
        for one in known.networks.values()
    ]
    return _fresh(render_template("networks/list.html", rows=rows))


@blueprint.get("/<network_id>")
def one(network_id: str) -> Response:
    """A network, its stations as a tree or list, by level or district."""
    db = current().connections()
    with db.reading():
        network = store.get(db, network_id)
        found = _members(db, network)
        rooms = store.rooms(db, network.id)
        teachers = store.teachers(db, network.id)
        menus = menu_view.of_network(db, network.id, at=clock.now())
    counts = counted(found, today=clock.today())
    level, district = request.args.get("level"), request.args.get("district", "")
    shown = [
        (depth, member)
        for depth, member in network_tree.outlined(found)
        if level in (None, member.level) and district in ("", member.district)
    ]
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    listed = {member.id for member in found}
    return _fresh(
        render_template(
            "networks/network.html",
            it=network,
            kind=vocabulary.networks().word(network.kind),
            area=codes.path(network.area_code),
            total=counts.total,
            list_url=_list_url(network, found),
            levels=levels(network, counts.levels),
            districts=[
                (code, codes.local_name(code) or "地区不明", number)
                for code, number in sorted(counts.districts.items())
            ],
            level=level,
            district=district,
            rows=[
                row(network, depth, member) for depth, member in shown[(page - 1) * PAGE :][:PAGE]
            ],
            page=page,
            pages=max(-(-len(shown) // PAGE), 1),
            shown=len(shown),
            activities=programme_pages.at_stations(listed, clock.now()),
            menus=menus,
            rooms=[pair for pair in rooms if pair[0].station_id in listed],
            teachers=teachers,
            ground={**map_ground.libraries(), "ground": map_ground.told(current().settings)},
        )
    )


@blueprint.get("/<network_id>/places.json")
def places(network_id: str) -> Response:
    """Where the stations of a network are, for its map; `ids` for the filter of the list."""
    db = current().connections()
    with db.reading():
        found = _members(db, store.get(db, network_id))
    told = [
        {
            "id": member.id,
            "name": member.name,
            "lat": member.point.lat,
            "lon": member.point.lon,
            "mark": "open" if member.phase is Phase.OPEN else "quiet",
            "url": url_for("pages.station", station_id=member.id),
        }
        for member in found
        if member.point
    ]
    return _fresh(
        Response(orjson.dumps({"places": told, "more": False}), content_type="application/json")
    )


def levels(network: Network, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """The levels that there are, in their order, with their words and numbers."""
    words = vocabulary.network_levels()
    known = [one for one in words.terms if one in network.levels or one in counts]
    found = [(one, words.word(one), counts.get(one, 0)) for one in known]
    return [*found, *([("", "没有写级别", counts[""])] if counts.get("") else [])]


def row(network: Network, depth: int, member: NetworkMember) -> dict[str, Any]:
    """A member as a line of the page."""
    word = vocabulary.network_levels().word(member.level) if member.level else ""
    return {
        "it": member,
        "depth": min(depth, 4) if network.is_tree else 0,
        "level": word,
        "area": codes.local_name(member.district),
        "phase": "" if member.phase is Phase.OPEN else PHASE_WORDS[member.phase],
    }


def _list_url(network: Network, found: Sequence[NetworkMember]) -> str:
    """The first page with these stations, in the city that has most of them; '' without any."""
    cities = Counter(codes.city_of(one.district) for one in found)
    if not cities:
        return ""
    within = codes.trimmed(network.area_code)
    area = within if codes.city_of(within) else cities.most_common(1)[0][0]
    return Looking(area=area.ljust(6, "0"), networks=(network.id,)).url()


def _members(db: Database, network: Network) -> list[NetworkMember]:
    found = membership.members(db, network, table=membership.names(db))
    return [one for one in found if one.is_listed and one.counts_on(clock.today())]


def _fresh(body: str | Response) -> Response:
    answer = make_response(body)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
