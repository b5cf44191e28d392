"""Stations as services in JSON of the Human Services Data Specification 3 (Open Referral).

A station is a service at its one location, by the organisation that runs it, where that is known.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from stations.areas import codes
from stations.registry import vocabulary
from stations.registry.fields import DOORWAY
from stations.registry.states import PHASE_WORDS, AmenityState, Phase
from stations.reports.dataset.model import Edition, Whole
from stations.reports.dataset.weekly_hours import WeeklySpan, clock, weekly

_SPACE = uuid.UUID("5d2c8b3e-6f0a-5b7e-9a63-1f2f4c1b7d90")
"""HSDS wants UUIDs; by this one ours become the same ones each time (RFC 9562, version 5)."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_OFFSET = "+08:00"
_TIMEZONE = 8
_STATUS = {Phase.OPEN: "active"}
_OTHERWISE = "temporarily closed"
_HOLIDAYS = {True: "法定节假日照常", False: "法定节假日不按此", None: "法定节假日另看原文"}
_WAY = tuple(one.published.name for one in DOORWAY if one.published)
_ONLY_HOLIDAYS = "只在法定节假日"


def service(whole: Whole, edition: Edition) -> dict[str, Any]:
    """A station as a service with all that belongs to it."""
    own = _id("service", whole["id"])
    phase = Phase(whole["lifecycle"])
    alert = "" if phase is Phase.OPEN else f"{PHASE_WORDS[phase]}：{whole['reason']}".strip("：")
    return _filled(
        {
            "id": own,
            "name": whole["name"],
            "alternate_name": "；".join(whole["aliases"]),
            "description": vocabulary.kinds().word(whole["kind"]),
            "url": edition.page_of(whole["id"]),
            "status": _STATUS.get(phase, _OTHERWISE),
            "application_process": "；".join(filter(None, (whole["way_in"], whole["entry_note"]))),
            "assured_date": whole["verified_on"],
            "alert": alert,
            "last_modified": whole["updated_at"],
            "organization": _organization(whole["operator"]),
            "phones": _phones(whole, own),
            "schedules": list(_schedules(whole, own)),
            "service_at_locations": [_at_location(whole, own)],
            "attributes": list(_attributes(whole, own)),
        }
    )


class HsdsFile:
    """A JSON array of services, written page by page."""

    def __init__(self, path: Path, edition: Edition) -> None:
        self._edition = edition
        self._file = path.open("wb")
        self._before = b"[\n"

    def add(self, page: Sequence[Whole]) -> None:
        for whole in page:
            self._file.write(self._before + orjson.dumps(service(whole, self._edition)))
            self._before = b",\n"

    def finish(self) -> None:
        self._file.write(b"[]\n" if self._before.startswith(b"[") else b"\n]\n")

    def close(self) -> None:
        self._file.close()


def _id(*parts: str) -> str:
    return str(uuid.uuid5(_SPACE, "/".join(parts)))


def _filled(given: dict[str, Any]) -> dict[str, Any]:
    """What is not known is left out."""
    return {key: value for key, value in given.items() if value not in (None, "", [])}


def _organization(name: str) -> dict[str, Any] | None:
    if not name:
        return None
    return {"id": _id("organization", name), "name": name, "description": "驿站的运营单位"}


def _phones(whole: Whole, own: str) -> list[dict[str, Any]]:
    number = whole["public_phone"]
    if not number:
        return []
    found = {"id": _id("phone", whole["id"]), "service_id": own, "number": number, "type": "voice"}
    return [found]


def _schedules(whole: Whole, own: str) -> Iterator[dict[str, Any]]:
    """The spans of a week; where weeks differ, only what the sign says."""
    osm, words = whole["hours"], whole["hours_text"]
    spans = weekly(osm) if osm else None
    if not spans:
        if osm or words:
            yield _filled(
                {
                    "id": _id("schedule", whole["id"]),
                    "service_id": own,
                    "description": words,
                    "notes": osm and f"opening_hours={osm}",
                }
            )
        return
    for number, span in enumerate(spans):
        yield _schedule(span, head={"id": _id("schedule", whole["id"], str(number)),
                                    "service_id": own}, words=words)  # fmt: skip


def _schedule(span: WeeklySpan, *, head: dict[str, Any], words: str) -> dict[str, Any]:
    times = {
        "timezone": _TIMEZONE,
        "opens_at": clock(span.opens) + _OFFSET,
        # A time of a day has no 24:00.
        "closes_at": clock(span.closes % (24 * 60)) + _OFFSET,
        "description": words,
    }
    if not span.weekdays:
        return _filled({**head, **times, "notes": _ONLY_HOLIDAYS})
    byday = ",".join(_DAYS[day] for day in sorted(span.weekdays))
    week = {"freq": "WEEKLY", "interval": 1, "byday": byday}
    return _filled({**head, **week, **times, "notes": _HOLIDAYS[span.holidays]})


def _at_location(whole: Whole, own: str) -> dict[str, Any]:
    place = _id("location", whole["id"])
    location = _filled(
        {
            "id": place,
            "location_type": "physical",
            "name": whole["name"],
            "description": "，".join(filter(None, (whole[name] for name in _WAY))),
            "latitude": whole["lat"],
            "longitude": whole["lon"],
            "external_identifier": whole["id"],
            "external_identifier_type": "station_id",
            "addresses": [_address(whole, place)],
        }
    )
    entry = _id("service_at_location", whole["id"])
    return {"id": entry, "service_id": own, "location_id": place, "location": location}


def _address(whole: Whole, place: str) -> dict[str, Any]:
    """The schema wants all of these; what is not known is an empty text."""
    code = whole["district"] or whole["area"]
    district, city = codes.known(code), codes.by_code(codes.city_of(code))
    province = codes.by_code(code[:2])
    return {
        "id": _id("address", whole["id"]),
        "location_id": place,
        "address_1": whole["address"],
        "city": city.name if city else "",
        "region": district.name if district else "",
        "state_province": province.name if province else "",
        "postal_code": "",
        "country": "CN",
        "address_type": "physical",
    }


def _attributes(whole: Whole, own: str) -> Iterator[dict[str, Any]]:
    """The amenities that can be used."""
    for one in whole["amenities_detail"]:
        if one["state"] != AmenityState.AVAILABLE:
            continue
        word = vocabulary.amenities().word(one["id"])
        term = _id("amenity", one["id"])
        yield _filled(
            {
                "id": _id("attribute", whole["id"], one["id"]),
                "link_id": own,
                "link_entity": "service",
                "link_type": "amenity",
                "taxonomy_term_id": term,
                "value": one["note"],
                "taxonomy_term": {
                    "id": term,
                    "code": one["id"],
                    "name": word,
                    "description": word,
                    "taxonomy": "stations/amenities",
                },
            }
        )
