"""What is inside an invented station, who keeps it, and how good is it?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import words

from stations.registry.model import Amenity, Honour, Hours, Premises, Star, Station, Verified
from stations.registry.states import AmenityState, BuildMode, Grade


def pick(dice: random.Random, weighted: Sequence[tuple[int, Any]]) -> Any:
    """One of the values, as often as its weight says."""
    return dice.choices([value for _, value in weighted], [weight for weight, _ in weighted])[0]


def furnished(station: Station, *, host: str, dice: random.Random, today: date) -> Station:
    """The station with amenities, entry, premises, star, honours and the day of its check."""
    method = pick(dice, [(row[0], name) for name, row in words.ENTRY.items()])
    if station.hours.words == words.QR_HOURS:
        method = "qr_sign_up"
    entry = ("open_door", "ask_staff") if method == "ask_staff" else (method,)
    level = pick(dice, words.STARS)
    area = 15 + 5 * dice.randint(0, 7) + (20 if level == 5 else 0)
    popup = station.kind == "popup"
    return replace(
        station,
        amenities=_amenities(station.kind, dice=dice, today=today),
        entry=entry,
        entry_note=words.ENTRY[method][1],
        premises=_premises(host, float(area), dice=dice),
        opened_on=today - timedelta(days=dice.randint(10, 40)) if popup else station.opened_on,
        closes_on=today + timedelta(days=dice.randint(10, 90)) if popup else None,
        star=None if popup or not level else _star(level, dice=dice, today=today),
        honours=_honours(station.kind, level, dice=dice),
        verified=_verified(dice=dice, today=today),
    )


def _amenities(kind: str, *, dice: random.Random, today: date) -> tuple[Amenity, ...]:
    named = {a for a, percent in words.AMENITIES.items() if dice.random() * 100 < percent}
    named.update(words.KIND_AMENITIES.get(kind, ()))
    if "restroom" in named and dice.random() < 0.8:
        named.discard("restroom_nearby")
    detailed = dice.random() < 0.55
    # A set has no order of its own, and the dice must fall the same way on every run.
    return tuple(
        _amenity(amenity, detailed=detailed, dice=dice, today=today) for amenity in sorted(named)
    )


def _amenity(amenity: str, *, detailed: bool, dice: random.Random, today: date) -> Amenity:
    if amenity == "telemedicine":
        return Amenity(
            id=amenity,
            checked_on=today - timedelta(days=dice.randint(1, 60)),
            note="一体机在里间",
            hours=Hours(osm="24/7", words="24小时"),
            how_to_call=words.CALL,
        )
    note = dice.choice(words.NEARBY) if amenity == "restroom_nearby" else ""
    if not detailed:
        return Amenity(id=amenity, note=note)
    state = AmenityState(
        pick(dice, [(90, "available"), (4, "out_of_order"), (4, "unknown"), (2, "unavailable")])
    )
    if state is AmenityState.OUT_OF_ORDER:
        note = dice.choice(words.BROKEN)
    checked = None
    if state is not AmenityState.UNKNOWN:
        checked = today - timedelta(days=dice.randint(1, 200))
    return Amenity(id=amenity, state=state, checked_on=checked, note=note)


def _premises(host: str, area: float, *, dice: random.Random) -> Premises:
    return Premises(
        floor_area_m2=area if dice.random() < 0.8 else None,
        seats=int(area // 3) if dice.random() < 0.8 else None,
        build_mode=BuildMode(pick(dice, [(30, "own"), (60, "joint"), (10, "")])),
        host=host,
        operator=pick(dice, words.OPERATORS),
        keeper_role=pick(dice, words.KEEPERS),
        # No subscriber's number begins with 0000: these can reach nobody.
        public_phone=f"0531-0000{dice.randint(0, 9_999):04}" if dice.random() < 0.5 else "",
    )


def _star(level: int, *, dice: random.Random, today: date) -> Star:
    day = date(dice.choice((2024, 2025)), 12, dice.randint(1, 28))
    return Star(level=level, basis="演示数据", on=min(day, today))


def _honours(kind: str, level: int, *, dice: random.Random) -> tuple[Honour, ...]:
    grade, year = Grade(pick(dice, words.HONOUR_GRADES)), dice.randint(2021, 2025)
    if kind == "book_house":
        return (Honour(title="职工书屋示范点(演示)", grade=grade, year=year),)
    if level >= 4 and dice.random() < 0.35:
        return (Honour(title="最美驿站(演示)", grade=grade, year=year),)
    return ()


def _verified(*, dice: random.Random, today: date) -> Verified | None:
    if dice.random() < 0.15:
        return None
    # Most were checked lately, a few two years ago.
    days = 1 + int(729 * dice.random() ** 3)
    return Verified(on=today - timedelta(days=days), by=pick(dice, words.VERIFIERS))
