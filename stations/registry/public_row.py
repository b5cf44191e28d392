"""What of a station may everybody read?"""

from __future__ import annotations

from typing import Any

from stations.registry.fields import published
from stations.registry.fields.field import Reach
from stations.registry.model import Station

_ROW = published(Reach.ROW)
_WHOLE = published(Reach.ROW, Reach.WHOLE)
NOTES = tuple(name for name, field in _ROW.items() if field.published and field.published.noted)
"""What a row in a list says beside the state: names of texts."""


def brief(station: Station) -> dict[str, Any]:
    """What a list of stations says of each, as JSON values; without place, distance and state."""
    return {name: field.json(station) for name, field in _ROW.items()}


def whole(station: Station) -> dict[str, Any]:
    """All published fields of a station, as JSON values. Private contact and notes stay out."""
    return {name: field.json(station) for name, field in _WHOLE.items()}
