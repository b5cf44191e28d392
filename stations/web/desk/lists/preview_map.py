"""The map of an import preview."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from stations import row_places
from stations.registry.lists.import_plan import ImportPlan

MOST_PLACES = 5_000


def places(plan: ImportPlan) -> Response:
    """New and moved points as JSON; `more` are those that a map has no room for."""
    found: list[dict[str, Any]] = []
    more = 0
    changes = [*((one, "new") for one in plan.added), *((one, "moved") for one in plan.changed)]
    for change, kind in changes:
        at = change.after.place.point
        was = change.before.place.point if change.before else None
        if at is None or at == was:
            continue
        if len(found) == MOST_PLACES:
            more += 1
            continue
        found.append(
            {
                "row": change.row,
                "where": row_places.where(change.row, plan.lists),
                "name": change.after.name,
                "kind": kind,
                "at": [round(at.lat, 6), round(at.lon, 6)],
                "was": [round(was.lat, 6), round(was.lon, 6)] if was else None,
            }
        )
    return Response(orjson.dumps({"places": found, "more": more}), mimetype="application/json")
