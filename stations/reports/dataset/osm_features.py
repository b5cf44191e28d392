"""Stations as GeoJSON features with the tags of OpenStreetMap.

A rest station has no tag of its own there: it is a social facility that one comes to (outreach).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from stations.registry import vocabulary
from stations.registry.fields import FIELDS
from stations.registry.states import PHASE_WORDS, AmenityState, Phase
from stations.reports.dataset.model import Edition, Whole

_SOCIAL = {"amenity": "social_facility", "social_facility": "outreach"}
_ATTRIBUTION = "驿站登记册"
_DOUBT = "多人反映未开放，还没有答复"
_LONGEST = 255
"""Characters of a value in OpenStreetMap."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def tags(whole: Whole, edition: Edition) -> dict[str, str]:
    """What OpenStreetMap says of a station, of all that is published."""
    own = _tag(vocabulary.kinds()[whole["kind"]].osm)
    given = {
        **({} if "amenity" in own else _SOCIAL),
        **own,
        "name": whole["name"],
        "alt_name": ";".join(whole["aliases"]),
        **{one.osm: whole[one.published.name] for one in FIELDS if one.osm and one.published},
        "opening_hours": opening_hours(whole, edition.day),
        "start_date": whole["opened_on"] or "",
        "check_date": whole["verified_on"] or "",
        "website": edition.page_of(whole["id"]),
        "fixme": _DOUBT if whole["reported_shut"] else "",
        **_amenity_tags(whole),
    }
    return {key: value[:_LONGEST] for key, value in given.items() if value}


def opening_hours(whole: Whole, today: date) -> str:
    """The hours of a station with the closures that have an end, as far as they fit.

    Shut on this day it is off, whatever its hours are: nobody is sent to a shut door.
    """
    if whole["lifecycle"] != Phase.OPEN:
        return f'off "{_said(PHASE_WORDS[Phase(whole["lifecycle"])], whole["reason"])}"'
    hours: str = whole["hours"]
    for one in whole["closures"]:
        since, until = one["since"], one["until"]
        if not hours or not since or not until or date.fromisoformat(until) < today:
            continue
        more = f'; {_day(since)}-{_day(until)} off "{_said("暂停开放", one["reason"])}"'
        if len(hours) + len(more) <= _LONGEST:
            hours += more
    return hours


class OsmFile:
    """A FeatureCollection, written page by page."""

    def __init__(self, path: Path, edition: Edition) -> None:
        self._edition = edition
        self._file = path.open("wb")
        head = orjson.dumps(
            {
                "type": "FeatureCollection",
                "timestamp": edition.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "attribution": _ATTRIBUTION,
                "license": edition.licence.text,
            }
        )
        self._file.write(head[:-1] + b',"features":[')
        self._before = b"\n"

    def add(self, page: Sequence[Whole]) -> None:
        for whole in page:
            self._file.write(self._before + orjson.dumps(_feature(whole, self._edition)))
            self._before = b",\n"

    def finish(self) -> None:
        self._file.write(b"\n]}\n")

    def close(self) -> None:
        self._file.close()


def _feature(whole: Whole, edition: Edition) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": whole["id"],
        "geometry": {"type": "Point", "coordinates": [whole["lon"], whole["lat"]]},
        "properties": tags(whole, edition),
    }


def _amenity_tags(whole: Whole) -> dict[str, str]:
    """What is there and what is not; of what is broken or not known nothing is said."""
    found: dict[str, str] = {}
    for one in whole["amenities_detail"]:
        tag = _tag(vocabulary.amenities()[one["id"]].osm)
        if one["state"] == AmenityState.AVAILABLE:
            found |= tag
        elif one["state"] == AmenityState.UNAVAILABLE:
            found |= dict.fromkeys(tag, "no")
    return found


def _tag(words: str) -> dict[str, str]:
    key, _, value = words.partition("=")
    return {key: value} if key else {}


def _said(words: str, reason: str) -> str:
    """A comment of an expression; a quotation mark would end it."""
    return "：".join(filter(None, (words, reason.replace('"', "”"))))[:60]


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"
