"""What is on, for everybody: the list, one activity, and what its station tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from stations.activities import activity_photos, model, programme_store, result_store, store
from stations.activities.model import AUDIENCE_WORDS, Activity, Occasion
from stations.activities.programme import AHEAD_DAYS, NEAR_DAYS, Spot, WhatsOn
from stations.areas import codes
from stations.db.base import Database
from stations.errors import NotFound
from stations.moments import china_day
from stations.signups import session_places
from stations.web import clock, public_address
from stations.web.away import stand_in
from stations.web.away.stand_in import stands_in
from stations.web.public import places
from stations.web.public.map_apps import MapApplication, applications, destination
from stations.web.services import current
from stations.web.voice import menu_view
from stations.web.whats_on import event_data, occasion_view, occasion_words
from stations.web.whats_on.occasion_view import OccasionLine

blueprint = Blueprint("whats_on", __name__, url_prefix="/activities")

PAGE = 60
FEWEST = 5
"""Of fewer people nobody is told how many they were."""
EVERYWHERE = "all"
_MOST_AREAS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionFilter:
    """What of the programme is asked for, all of it in the address; never a position."""

    area: str = ""
    """'' for everywhere."""
    kind: str = ""
    day: date | None = None
    page: int = 1
    ignored: bool = False
    """Something in the address is not known here."""

    def address(self, **changes: Any) -> dict[str, Any]:
        """The parameters of the page that shows this, with changes."""
        new = replace(self, **changes)
        return {
            "area": new.area or EVERYWHERE,
            "kind": new.kind or None,
            "day": new.day.isoformat() if new.day else None,
            "page": new.page if new.page > 1 else None,
        }

    def takes(self, one: Occasion, *, today: date) -> bool:
        session = one.session
        begins, ends = china_day(session.starts_at), china_day(session.ends_at)
        on_day = self.day is None or max(begins, today) <= self.day <= max(ends, begins)
        return on_day and self.kind in ("", one.activity.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueView:
    """Where an activity is, with the ways there."""

    spot: Spot
    area: str
    maps: tuple[MapApplication, ...]


@blueprint.get("")
@stands_in
def programme() -> Response:
    """What is on in the next weeks, by day."""
    services, at = current(), clock.now()
    calendar, today = services.keeper.current(at).timetables.calendar, clock.today()
    known = services.activities.at(at)
    ahead = known.ahead(at)
    asked = _asked(known, ahead, home=codes.trimmed(services.settings.home_area))
    inside = known.of_area(asked.area, ahead)
    found = [one for one in inside if asked.takes(one, today=today)]
    first = (asked.page - 1) * PAGE
    shown = [occasion_view.line(one, known, at) for one in found[first : first + PAGE]]
    return _fresh(
        render_template(
            "activities/programme.html",
            asked=asked,
            here=codes.local_name(asked.area) if asked.area else "各地",
            days=occasion_view.by_day(shown, today=today, calendar=calendar),
            total=len(found),
            more=first + PAGE < len(found),
            choices=_choices(known, ahead, inside, asked, today=today),
            typed=" ".join(request.args.get("typed", "").split())[:60],
            near_days=NEAR_DAYS,
            ahead_days=AHEAD_DAYS,
            canonical=public_address.of(
                "whats_on.programme", area=request.args.get("area") or None
            ),
        )
    )


@blueprint.get("/<activity_id>")
@stands_in
def activity(activity_id: str) -> Response:
    """One activity with all its sessions."""
    services, at = current(), clock.now()
    known = services.activities.at(at)
    stored: dict[str, Any] = {"photos": (), "came_of": {}, "chosen": None, "places": {}}
    if stand_in.from_memory():
        one = known.activity(activity_id)
        if one is None:
            raise NotFound("not_found.activity")
    else:
        db = services.connections()
        with db.reading():
            one = store.published(db, activity_id)
            known = replace(
                known,
                occasions=tuple(Occasion(activity=one, session=each) for each in one.sessions),
                spots=programme_store.spots_of(db, [one]),
            )
            stored = {
                "photos": activity_photos.photos(db, one.id),
                "came_of": _came_of(db, one, at),
                "chosen": menu_view.chosen(db, one.id),
                "places": session_places.of_sessions(db, one.sessions),
            }
    shown = _shown(one, known, at)
    return _fresh(render_template("activities/activity.html", **shown, **stored))


def at_stations(ids: Collection[str], at: datetime) -> list[OccasionLine]:
    """What is on at any of these stations today and in the next two weeks."""
    at = at.astimezone(UTC)
    known = current().activities.at(at)
    return [occasion_view.line(one, known, at) for one in known.at_stations(ids, at)]


def _shown(one: Activity, known: WhatsOn, at: datetime) -> dict[str, Any]:
    lines = [
        occasion_view.line(Occasion(activity=one, session=each), known, at) for each in one.sessions
    ]
    spots = known.where(one)
    demo = known.is_made_up(one)
    page = public_address.of("whats_on.activity", activity_id=one.id)
    return {
        "it": one,
        "demo": demo,
        "who": AUDIENCE_WORDS[one.who],
        "ahead": [each for each in lines if not each.standing.over],
        "past": [each for each in lines if each.standing.over],
        "venues": [_venue(spot, at_station=bool(one.stations)) for spot in spots],
        "canonical": page,
        "area": codes.trimmed(one.area_code)[: codes.DISTRICT_DIGITS],
        "linked": None if demo else event_data.of_activity(one, spots, page=page, at=at),
        "description": "；".join(
            filter(None, (lines[0].when if lines else "", lines[0].where if lines else ""))
        ),
    }


def _came_of(db: Database, one: Activity, at: datetime) -> dict[str, str]:
    """What came of sessions that are over, by session, in words; of a few people nothing."""
    over = [each.id for each in one.sessions if each.ends_at <= at and not each.cancelled]
    told = {}
    for session_id, lines in result_store.of_sessions(db, over).items():
        newest = lines[0]
        people = newest.people if newest.people and newest.people >= FEWEST else 0
        given = [f"{model.supplies().get(term, term)} {n} 份" for term, n in newest.supplies if n]
        told[session_id] = "，".join(
            filter(
                None,
                (f"{people} 人参加" if people else "", f"发出{'、'.join(given)}" if given else ""),
            )
        )
    return told


def _venue(spot: Spot, *, at_station: bool) -> VenueView:
    """A station has ways there on its own page."""
    maps: tuple[MapApplication, ...] = ()
    if spot.point and not at_station:
        city = places.name_of(codes.city_of(spot.area_code))
        maps = applications(destination(spot.point, name=spot.name, city=city))
    return VenueView(spot=spot, area=codes.local_name(spot.area_code), maps=maps)


def _asked(known: WhatsOn, ahead: Sequence[Occasion], *, home: str) -> OccasionFilter:
    given = request.args
    area = given.get("area", "").strip()
    kind, day = given.get("kind", ""), _day(given.get("day", ""))
    if not area:
        # Without a choice it is the home area, or all that there is where nothing is on there.
        code = home if known.of_area(home, ahead) else ""
    else:
        code = "" if area == EVERYWHERE else _known_area(area)
    page = given.get("page", "1")
    return OccasionFilter(
        area=code,
        kind=kind if kind in model.kinds() else "",
        day=day,
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) <= 4 else 1,
        ignored=bool((kind and kind not in model.kinds()) or (given.get("day") and not day)),
    )


def _known_area(area: str) -> str:
    found = codes.by_code(area) if area.isascii() and area.isdigit() and len(area) <= 12 else None
    if found is None:
        raise NotFound("not_found.area_of_address")
    return found.code


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _choices(
    known: WhatsOn,
    ahead: Sequence[Occasion],
    inside: Sequence[Occasion],
    asked: OccasionFilter,
    *,
    today: date,
) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, each with its value and its words: only what is on somewhere."""
    areas: Counter[str] = Counter()
    for one in ahead:
        districts = {code[: codes.DISTRICT_DIGITS] for code in known.areas(one) if code}
        areas.update(districts | {city for code in districts if (city := codes.city_of(code))})
    if asked.area:
        areas[asked.area] += 0
    kinds = {one.activity.kind for one in inside} | ({asked.kind} - {""})
    days = {today + timedelta(days=n) for n in range(NEAR_DAYS + 1)}
    days |= {asked.day} if asked.day else set()
    return {
        "areas": [(code, f"{codes.local_name(code)}（{areas[code]}）") for code in sorted(areas)][
            :_MOST_AREAS
        ],
        "kinds": [
            (term, model.kinds().word(term)) for term in model.kinds().terms if term in kinds
        ],
        "days": [(day.isoformat(), occasion_words.heading(day, today)) for day in sorted(days)],
    }


def _fresh(page: str) -> Response:
    """A page that is asked for again each time: what is on changes."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
