"""The landmarks of a city as one small file, in which a phone searches by itself.

Names stand in lines, with aliases behind tabs; degrees are whole numbers of 1/10,000, about 10 m,
counted from the least; how characters are read is said once for each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from stations.places.model import KIND_WORDS, Landmark, LandmarkKind

FORMAT = 1
_STEPS = 10_000
_KINDS = list(LandmarkKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkFile:
    """A file and its name, which tells its content."""

    name: str
    body: bytes


def written(
    city: str,
    landmarks: Sequence[Landmark],
    *,
    readings: Mapping[str, str],
    attributions: Sequence[str],
) -> LandmarkFile:
    """The file of a city."""
    rows = sorted(landmarks, key=lambda one: (_KINDS.index(one.kind), one.name))
    south = min((one.point.lat for one in rows), default=0.0)
    west = min((one.point.lon for one in rows), default=0.0)
    body = orjson.dumps(
        {
            "format": FORMAT,
            "city": city,
            "kinds": [[kind.value, KIND_WORDS[kind]] for kind in _KINDS],
            "names": "\n".join("\t".join(one.names) for one in rows),
            "kind": [_KINDS.index(one.kind) for one in rows],
            "south": round(south * _STEPS),
            "west": round(west * _STEPS),
            "lat": [round(one.point.lat * _STEPS) - round(south * _STEPS) for one in rows],
            "lon": [round(one.point.lon * _STEPS) - round(west * _STEPS) for one in rows],
            "about": [number for number, one in enumerate(rows) if one.about],
            "readings": dict(sorted(readings.items())),
            "attributions": list(attributions),
        }
    )
    digest = hashlib.sha256(body).hexdigest()[:12]
    return LandmarkFile(name=f"{city}-{digest}", body=body)
