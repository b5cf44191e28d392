"""A station as far as its published row tells of it, without the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from stations.geo.point import Point
from stations.registry.fields import FIELDS, codecs
from stations.registry.fields.field import Publicity
from stations.registry.model import Amenity, Hours, Place, Premises, Star, Station, Verified
from stations.registry.openness import Opening
from stations.registry.states import AmenityState

_PLACE_TEXTS = {
    one.at.removeprefix("place."): one.published.name
    for one in FIELDS
    if one.published
    and one.published.reach is Publicity.ROW
    and one.at.startswith("place.")
    and one.codec is codecs.TEXT
}
"""Texts of a place that rows tell, by the model's names."""


def station(row: Mapping[str, Any], opening: Opening, point: Point) -> Station:
    """The station of a published row (`public_row.brief`); what rows do not tell stays empty."""
    verified, shut = row["verified_on"], row["reported_shut"]
    return Station(
        id=row["id"],
        name=row["name"],
        number=row["number"],
        kind=row["kind"],
        place=Place(
            point=point,
            area_code=row["area"],
            city_code=(row["district"] or row["area"])[:4],
            **{part: row[name] for part, name in _PLACE_TEXTS.items()},
        ),
        amenities=_amenities(row, opening),
        out_of_stock=tuple(row.get("out_of_stock", ())),
        hours=Hours(osm=row["hours"], staffed=opening.staffed, words=row["hours_text"]),
        entry=tuple(row["entry"]),
        entry_note=row["entry_note"],
        premises=Premises(host=row["host"], public_phone=row["public_phone"]),
        opened_on=opening.opened_on,
        closes_on=opening.closes_on,
        closures=opening.closures,
        star=Star(level=row["star"]) if row["star"] else None,
        demo=row["demo"],
        verified=Verified(on=date.fromisoformat(verified)) if verified else None,
        reported_shut=datetime.fromisoformat(shut) if shut else None,
    )


def _amenities(row: Mapping[str, Any], opening: Opening) -> tuple[Amenity, ...]:
    own = {one.amenity: one for one in opening.own}
    states = {
        **dict.fromkeys(row["amenities"], AmenityState.AVAILABLE),
        **dict.fromkeys(row["out_of_order"], AmenityState.OUT_OF_ORDER),
    }
    return tuple(
        Amenity(
            id=one,
            state=state,
            hours=Hours(osm=own[one].hours) if one in own else Hours(),
            reachable=one in own and own[one].reachable,
        )
        for one, state in states.items()
    )
