"""Pages of workers: the list, one station, the use of the position."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from stations.areas import codes
from stations.campaigns import campaign_overview
from stations.errors import NotFound
from stations.moments import china_day
from stations.registry import wish_words
from stations.registry.editing import station_photos
from stations.registry.model import Station
from stations.registry.states import Phase
from stations.registry.stored import redirects, store
from stations.web import assets, clock, kept_pages, public_address
from stations.web.away import stand_in
from stations.web.away.stand_in import stands_in
from stations.web.programs import linked_data
from stations.web.public import filter_view, map_view, places, result_list, star_line, station_view
from stations.web.public import search_state as asked
from stations.web.public.giveaways import gifts_here
from stations.web.public.nearby import Memory
from stations.web.public.networks import network_lines
from stations.web.services import current
from stations.web.state_words import Teller
from stations.web.voice import menu_view, station_voices
from stations.web.whats_on import occasion_words, programme_pages

blueprint = Blueprint("pages", __name__)

_DESCRIPTION = (
    "最近的、现在开门的户外劳动者驿站：喝水、上卫生间、热饭、充电、歇脚。"
    "不用登录，不用下载，没有网络也能找。"
)
_MODULES = (
    "finder/cell_decode.js", "finder/cell_files.js", "finder/cells.js", "finder/fallback.js",
    "finder/rows_shown.js", "finder/search.js", "finder/wishes.js", "first/list.js",
    "first/near_me.js", "first/query.js", "first/results.js", "first/rows.js",
    "first/status_line.js", "shared/availability.js", "shared/dom.js", "shared/format.js",
    "shared/geolocation.js", "shared/list_words.js", "shared/origin.js", "shared/sphere.js",
    "shared/state_line.js", "shared/time.js", "shared/timers.js",
)  # fmt: skip
"""What the first answer on the phone needs, fetched beside the entry and not after it."""


def _memory() -> tuple[Memory, Teller]:
    """What this process knows of all stations at this moment, and the words for it."""
    keeper, at = current().keeper, clock.now()
    on = occasion_words.next_at_stations(current().activities.at(at), at)
    teller = Teller(at, keeper.calendar(), hints=current().hints.at(at), on=on)
    return Memory(keeper.current(at), teller), teller


@blueprint.app_context_processor
def _shared() -> dict[str, Any]:
    """What every template may use: addresses of assets that change with their content."""

    return {
        "asset": assets.address,
        "icp_number": current().settings.icp_number,
        "offers_data": current().settings.dataset is not None,
        "public_address": public_address.of,
        "frozen": clock.frozen(),
        "age_words": stand_in.age_words,
    }


@blueprint.get("/")
@stands_in
def first() -> Response:
    """The list of stations for a place, words and wishes; all of it in the URL."""
    known = current().keeper.current(clock.now()).networks.directory
    looking = asked.from_fields(request.args, networks=known.networks)
    current_words = looking.typed_anew()
    meant = _meant(current_words, wish_words.heard)
    if meant is not None or current_words is not looking:
        return _led((meant or current_words).url())
    address = (public_address.origin(), looking)
    try:
        page = current().pages.page(address, state(), lambda: _listed(looking))
    except _MeantError as error:
        return _led(error.url)
    return kept_pages.answer(page)


class _MeantError(Exception):
    """Words that name nothing are asked for otherwise."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def state() -> tuple[object, ...]:
    """All that a public page depends on besides its address, as far as this process knows."""
    services, at = current(), clock.now()
    kept = services.keeper.current(at)
    minute = at.replace(second=0, microsecond=0)
    return (
        kept.revision, kept.day, minute, clock.frozen(), services.hints.at(at),
        services.landmarks.marks(), stand_in.age_words(), services.activities.at(at).state,
    )  # fmt: skip


def _listed(looking: asked.Looking) -> str:
    """The page of the list."""
    db = current().reading()
    memory, teller = _memory()
    with db.reading():
        chosen = _chosen(looking)
        landmarks = current().landmarks.city(chosen.here.code[: result_list.CITY_DIGITS])
        found = result_list.listed(
            db, looking, place=chosen.here, memory=memory, landmarks=landmarks
        )
    if not found.named and (meant := _meant(looking, wish_words.split)) is not None:
        raise _MeantError(meant.url())
    if not (found.named or looking.as_name or found.landmark.start) and (
        way := filter_view.on_way(looking, looking.words)
    ):
        raise _MeantError(way.url)
    page = {
        "title": f"{chosen.here.name}驿站 · 找最近开着的户外劳动者驿站",
        "description": f"{chosen.here.name}{_DESCRIPTION}",
        "canonical": public_address.of("pages.first", area=looking.area or None),
        "here": chosen.here.name,
        "served": chosen.here.served,
        "city": chosen.city.name,
        "city_code": chosen.city.code if codes.city_of(chosen.city.code) else "",
        "landmarks": landmarks.name,
        "roads": bool(current().settings.routing),
        "area": looking.area,
        "feed": chosen.here.code,
        "words": looking.words,
        "only_open": looking.only_open,
        "ignored": looking.ignored,
        "modules": _MODULES,
        "made": clock.now().isoformat(timespec="seconds"),
        "districts": chosen.districts,
        "cities": chosen.cities,
        "typed": looking.typed,
        "as_name": looking.as_name,
        "switched": filter_view.switched(looking),
        "filters": filter_view.filters(
            looking, found, networks=memory.networks, city=chosen.city.code
        ),
        "map": map_view.map_view(
            current().settings,
            middle=chosen.here.middle or chosen.city.middle,
            zoom=11 if chosen.here.code == chosen.city.code else 13,
            places=chosen.names,
        ),
    }
    found_now = result_list.results(found, looking, teller=teller)
    return render_template("stations/index.html", page=page, found=found_now)


_NOTHING_BESIDE: dict[str, Any] = {
    "said": None, "photos": (), "stars": None, "menus": (), "networks": (), "campaigns": (),
    "gifts": (),
}  # fmt: skip
"""What stands on the page of a station where memory answers."""


@blueprint.get("/stations/<station_id>")
@stands_in
def station(station_id: str) -> Response:
    """The page of one station; 301 where it was combined with another, 410 where it is closed."""
    services = current()
    at = clock.now()
    teller = Teller(at, services.keeper.calendar(), hints=services.hints.at(at))
    if stand_in.from_memory():
        one = services.stand_in.station(station_id)
        return _station_page(one, teller, **_NOTHING_BESIDE)
    db = services.connections()
    one = store.get(db, station_id)
    if one.lifecycle.phase is Phase.CLOSED and (moved := redirects.target(db, one.id)):
        return _moved(moved)
    if one.place.point is None:
        raise NotFound("not_found.listed_station")
    if one.lifecycle.phase is Phase.CLOSED:
        return _gone(one.name)
    with db.reading():
        return _station_page(
            one,
            teller,
            said=station_voices.heard(db, one.id, at=teller.at),
            menus=menu_view.around(db, one, at=teller.at),
            campaigns=campaign_overview.at_station(db, one.id, today=clock.today()),
            networks=network_lines.lines(db, one, today=clock.today()),
            gifts=gifts_here.shown(db, one.id),
            photos=station_photos.photos(db, one.id),
            stars=star_line.shown(db, one, today=china_day(teller.at)),
        )


def _station_page(one: Station, teller: Teller, **stored: Any) -> Response:
    """The page; what of it is stored beside the station is missing where memory answers."""
    point = one.place.point
    if point is None:
        raise NotFound("not_found.listed_station")
    city = places.name_of(one.place.city_code)
    back = one.place.district_code or one.place.area_code
    page = {
        "canonical": public_address.of("pages.station", station_id=one.id),
        "back_url": asked.Looking(area=back).url(),
        "back_words": f"{places.name_of(back) or city or '全部'}驿站",
        "map": map_view.map_view(current().settings, middle=point, zoom=16, places=()),
        "feed": codes.trimmed(back)[:6],
        "linked": linked_data.of_station(one, today=teller.today, calendar=teller.calendar),
    }
    view = station_view.detail(one, point=point, city=city, teller=teller)
    roads = current().roads is not None
    return _fresh(
        render_template(
            "stations/station.html",
            it=view,
            page=page,
            roads=roads,
            activities=programme_pages.at_stations([one.id], teller.at),
            **stored,
        )
    )


@blueprint.get("/about/privacy")
def privacy() -> Response:
    """How the position is used."""
    return _fresh(render_template("about/privacy.html", settings=current().settings))


def _meant(looking: asked.Looking, hear: Callable[[str], wish_words.Heard]) -> asked.Looking | None:
    """What is asked for where words are more than a name."""
    if not looking.words or looking.as_name:
        return None
    heard = hear(looking.words)
    return looking.switched(heard) if heard.things else None


def _led(url: str) -> Response:
    """To the address that says in full what is asked for."""
    answer = make_response(redirect(url))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _chosen(looking: asked.Looking) -> places.Places:
    services = current()
    return places.choose(services.reading(), looking, home=services.settings.home_area)


def _moved(station_id: str) -> Response:
    """Leads on; asked for again each time, as two can be made of one again."""
    answer = make_response(redirect(url_for("pages.station", station_id=station_id), code=301))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _gone(name: str) -> Response:
    page = render_template(
        "errors/error.html",
        title=f"{name}已经撤销",
        message="这个驿站不再开放。请到首页找附近别的驿站。",
    )
    answer = _fresh(page)
    answer.status_code = 410
    return answer


def _fresh(page: str) -> Response:
    """A page that is asked for again each time: what is open changes by the minute."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
