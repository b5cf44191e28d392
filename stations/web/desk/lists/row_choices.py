"""What one may say of each row of a preview, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from stations import row_places
from stations.db.base import Database
from stations.errors import Invalid
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.lists.row_answers import REMOVED_WORDS
from stations.registry.lists.row_identity import FRESH
from stations.registry.lists.uploads import SKIP, TAKE
from stations.registry.model import Station
from stations.registry.stored import store

OTHER = "other"
_ROW, _SAME = "row-", "same-"
_LONGEST_ID = 32


class Choices:
    """The answers that each row of a preview offers."""

    def __init__(self, db: Database, plan: ImportPlan, terms: Terms) -> None:
        self._db, self._plan, self._terms = db, plan, terms
        ids = [one for ids in plan.candidates.values() for one in ids]
        self._stations = store.some(db, [*ids, *terms.same.values()])

    def stations(self, ids: Sequence[str]) -> list[Station]:
        """These stations, in this order."""
        found = store.some(self._db, ids)
        return [found[one] for one in ids if one in found]

    def of(self, row: int | None) -> list[dict[str, Any]]:
        """The answers that one row offers; none for the file as a whole."""
        if row is None:
            return []
        where = row_places.written(row, self._plan.lists)
        said = SKIP if where in self._terms.skip else self._terms.same.get(where, TAKE)
        own = [*self._plan.candidates.get(row, ())]
        if where in self._terms.same and said not in (*own, FRESH):
            own.append(said)
        options = [(TAKE, "导入"), (SKIP, "跳过"), *((one, self._word(one)) for one in own)]
        if own or said == FRESH:
            options.append((FRESH, "是新的驿站，不要表里的编号"))
        options.append((OTHER, "就是别的驿站（写编号）"))
        return [
            {"value": value, "words": words, "chosen": value == said} for value, words in options
        ]

    def _word(self, station_id: str) -> str:
        station = self._stations.get(station_id)
        if station is None:
            return f"就是 {station_id}"
        return f"就是“{station.name}”{station.number}"


def given(form: MultiDict[str, str], plan: ImportPlan, terms: Terms) -> Mapping[str, str]:
    """Row → what was chosen for it. Where a row stands twice on a page, the changed one counts."""
    found: dict[str, str] = {}
    for key in form:
        number = key.removeprefix(_ROW)
        if key == number or not (number.isascii() and number.isdigit() and len(number) < 10):
            continue
        row = row_places.written(int(number), plan.lists)
        before = SKIP if row in terms.skip else terms.same.get(row, TAKE)
        said = [_said(form, key, number, place) for place in range(len(form.getlist(key)))]
        found[row] = next((one for one in said if one and one != before), before)
        if found[row] == before and "" in said:
            raise Invalid(
                "invalid.other_station_unnamed", field="same", row=row_places.number(int(number))
            )
    return found


def _said(form: MultiDict[str, str], key: str, number: str, place: int) -> str:
    value = form.getlist(key)[place][:_LONGEST_ID]
    if value not in (OTHER, TAKE):
        return value
    fields = form.getlist(f"{_SAME}{number}")
    written = fields[place].strip()[:_LONGEST_ID] if place < len(fields) else ""
    # Whoever writes a number means it, whatever stands beside it.
    return written or (TAKE if value == TAKE else "")


def removed(terms: Terms) -> list[dict[str, Any]]:
    """What one may say of amenities that a list has no more."""
    return [
        {"words": words, "chosen": state is terms.removed} for words, state in REMOVED_WORDS.items()
    ]
