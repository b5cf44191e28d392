"""The form of a give-away: what is given, with its limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import Invalid
from stations.giveaways.arranging import MOST_PER_PERSON
from stations.giveaways.model import GiftCategory, Giveaway
from stations.giveaways.usual_categories import usual
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.web.desk.whole_number import whole

OWN = range(1, 4)
"""Categories that are written by hand, beside those that are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryLine:
    """One category as the form shows it."""

    category: GiftCategory
    used: bool


def lines(before: Giveaway | None) -> list[CategoryLine]:
    """What a give-away gives, and what else is usual."""
    mine = before.categories if before else ()
    known = {one.code for one in mine}
    return [
        *(CategoryLine(category=one, used=True) for one in mine),
        *(CategoryLine(category=one, used=False) for one in usual() if one.code not in known),
    ]


def giveaway(db: Database, before: Giveaway | None, *, by: Account) -> Giveaway:
    """What was sent; what a change may not touch is as before."""
    given = request.form
    station_id = before.station_id if before else _station(db, given.get("station", ""), by=by)
    return Giveaway(
        id=before.id if before else "",
        station_id=station_id,
        place_name=given.get("place_name", ""),
        area_code=before.area_code if before else _area(given.get("area", ""), station_id),
        season=given.get("season", ""),
        title=given.get("title", ""),
        details=given.get("details", ""),
        activity_id=given.get("activity", "")[:32] if before else "",
        needs_card="needs_card" in given,
        shows_counts="shows_counts" in given,
        version=whole(given.get("version", "1")) or 1,
        categories=tuple(_categories(before, given)),
    )


def counts(given: Mapping[str, str]) -> dict[str, int]:
    """Numbers of a form by category, those that are empty or none left out."""
    found = {}
    for name, text in given.items():
        if name.startswith("n-") and text.strip() not in ("", "0"):
            found[name.removeprefix("n-")] = amount(text, field=name)
    return found


def amount(text: str, *, field: str) -> int:
    """A whole number of a form."""
    number = whole(text)
    if number is None and text.strip():
        raise Invalid("invalid.gift_number.written", field=field, words=text.strip()[:20])
    if number is None:
        raise Invalid("invalid.gift_number", field=field)
    return number


def _categories(before: Giveaway | None, given: MultiDict[str, str]) -> Iterator[GiftCategory]:
    for line in lines(before):
        one = line.category
        if f"use-{one.code}" in given:
            yield _with_limits(one.code, one.word, one.unit, given)
    taken = {line.category.code for line in lines(before)}
    for n in OWN:
        if word := given.get(f"word-{n}", "").strip():
            code = next(f"own-{m}" for m in range(1, 100) if f"own-{m}" not in taken)
            taken.add(code)
            yield _with_limits(
                code, word, given.get(f"unit-{n}", "").strip() or "件", given, f"{n}"
            )


def _with_limits(
    code: str, word: str, unit: str, given: MultiDict[str, str], of: str = ""
) -> GiftCategory:
    text = given.get(f"limit-{of or code}", "").strip()
    limit = whole(text) if text else None
    if text and limit is None:
        raise Invalid(
            "invalid.per_person", field=f"limit-{of or code}", word=word[:20], most=MOST_PER_PERSON
        )
    disinfect = f"clean-{of or code}" in given
    return GiftCategory(code=code, word=word, unit=unit, per_person=limit, disinfect=disinfect)


def _station(db: Database, words: str, *, by: Account) -> str:
    if not words.strip():
        return ""
    found = [
        one for one in stations.called(db, words.strip()[:32]) if by.may(Action.EDIT, scope_of(one))
    ]
    if len(found) != 1:
        raise Invalid("invalid.giveaway_station", field="station")
    return found[0].id


def _area(code: str, station_id: str) -> str:
    if not station_id and not (code.isascii() and code.isdigit() and 4 <= len(code) <= 12):
        raise Invalid("invalid.giveaway_area", field="area")
    return code
