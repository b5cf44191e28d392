"""What the application form shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.registry.model import Station
from stations.registry.stored import store as stations
from stations.stars import points_store, store
from stations.stars.applications import applying
from stations.stars.cycle import admission, cycles
from stations.stars.cycle_model import Cycle
from stations.stars.model import STATE_WORDS, Review, ReviewKind, ReviewState
from stations.stars.points_store import OWN
from stations.stars.scheme import scoring
from stations.web.desk.reviews import review_view
from stations.web.desk.reviews import review_words as words

WRITTEN = (ReviewState.DRAFT, ReviewState.RETURNED)


def own_stations(db: Database, who: Account) -> list[Station]:
    """The stations that somebody may apply for."""
    found = []
    for station_id in who.stations_for(Action.APPLY):
        try:
            found.append(stations.get(db, station_id))
        except NotFound:
            # Rights may be given before the station is made.
            continue
    return found


def welcome(db: Database, who: Account, *, today: date) -> list[tuple[Station, Cycle]]:
    """The stations that may apply now, with the cycle that takes them."""
    found = []
    for station in own_stations(db, who):
        cycle = cycles.of_station(db, station)
        if cycle is not None and not why_not(db, station, cycle, today=today):
            found.append((station, cycle))
    return found


def why_not(db: Database, station: Station, cycle: Cycle | None, *, today: date) -> str:
    """Why no application can begin, in words; '' where it can."""
    if cycle is None:
        return "这个地区现在没有开始星级评定。"
    if admission.taken_part(db, cycle, station.id):
        return "已经在评定中，或者这一轮已经评过了。"
    try:
        admission.check_begins(db, cycle, station.id, on=today)
    except Refused as error:
        return error.message
    refused = admission.why_not(station)
    return refused.message if refused else ""


def standing(db: Database, station: Station, *, today: date) -> dict[str, Any]:
    """How a station stands with its application."""
    # What is left to do goes before a re-check that has come up beside it.
    review = store.draft_of_station(db, station.id) or admission.known(db, station.id)
    cycle = cycles.of_station(db, station)
    mine = review is not None and review.kind is ReviewKind.APPLICATION and review.state in WRITTEN
    return {
        "it": station,
        "review": review,
        "state": STATE_WORDS[review.state] if review else "",
        "mine": mine,
        "why_not": "" if review else why_not(db, station, cycle, today=today),
        "cycle": cycle,
        "extended": cycles.extensions(db, cycle)[:1] if cycle else [],
    }


def form(
    db: Database, review: Review, cycle: Cycle, station: Station, *, typed: Mapping[str, str]
) -> dict[str, Any]:
    """The form by group: what is kept, or what was typed and could not be kept."""
    own = points_store.of(db, review.id, visit=OWN)
    photos = points_store.photos(db, review.id, visit=OWN)
    lacking = applying.missing(cycle.scheme, own, photos)
    known = review_view.proposals(db, station, cycle.scheme)
    rows = {}
    for one in cycle.scheme.criteria:
        kept = own.get(one.id)
        value, note = str(kept.points) if kept else "", kept.note if kept else ""
        told = typed.get(f"points-{one.id}", value), typed.get(f"note-{one.id}", note)
        rows[one.id] = {
            "it": one,
            "points": told[0],
            "note": told[1],
            # Of a colleague who was quicker: seen before it is written over.
            "kept": value if typed and value != told[0] else "",
            "photos": photos.get(one.id, []),
            "proposed": known.get(one.id),
            "lacks": [str(lack.values["problem"]) for lack in lacking if lack.field == one.id],
        }
    given = {id_: one.points for id_, one in own.items()}
    reached = scoring.reached(cycle.scheme, given, scoring.registered(station))
    return {
        "groups": [
            {"it": g, "rows": [rows[one.id] for one in cycle.scheme.criteria if one.group == g.id]}
            for g in cycle.scheme.groups
        ],
        "total": reached.total,
        "most": cycle.scheme.total,
        "level": words.level(cycle.scheme, reached.stars),
        "next": reached.lacking,
        "missing": [lack.message for lack in lacking],
    }
