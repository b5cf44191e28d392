"""What a scheme would come to at a few stations, by what is recorded of them today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid
from stations.registry.model import Station
from stations.registry.scoping import Reach, scope_of
from stations.registry.stored import brief_store
from stations.registry.stored import store as stations
from stations.stars.applications import evidence
from stations.stars.applications.evidence import Proposed
from stations.stars.applications.veto_grounds import Grounds
from stations.stars.scheme import scoring
from stations.stars.scheme.scheme import Criterion, Scheme
from stations.stars.scheme.scoring import Reached

MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """A criterion with what the records propose; None where only a visit can tell."""

    criterion: Criterion
    proposed: Proposed | None

    @property
    def points(self) -> int | None:
        return self.proposed.points if self.proposed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemePreview:
    """One station: what the records give, and what it would reach with nothing and all besides."""

    station: Station
    rows: tuple[PreviewRow, ...]
    recorded: int
    open_points: int
    """What only a visit can give."""
    least: Reached
    most: Reached
    vetoes: tuple[Grounds, ...]


def chosen(db: Database, scheme: Scheme, words: Sequence[str]) -> list[str]:
    """The stations of the area with these numbers, ids or names; Invalid for one not there."""
    found, reach = [], Reach(areas=[scheme.area])
    for one in filter(None, (word.strip() for word in words[:MOST])):
        ids = stations.named(db, one, reach=reach)
        ids = ids or [
            station.id
            for station in stations.called(db, one)
            if any(codes.covers(scheme.area, code) for code in scope_of(station).areas if code)
        ]
        if not ids:
            raise Invalid("invalid.preview_station", field="station", given=one[:40])
        found.append(ids[0])
    return list(dict.fromkeys(found))


def drawn(db: Database, scheme: Scheme, *, start: str) -> list[str]:
    """A few stations of the area, the same for the same start."""
    return brief_store.drawn(db, Reach(areas=[scheme.area]), start=start, most=MOST)


def previewed(
    db: Database, scheme: Scheme, station_ids: Sequence[str], *, at: datetime
) -> list[SchemePreview]:
    """The scheme applied to these stations."""
    held = stations.some(db, list(station_ids))
    return [_one(db, scheme, held[one], at=at) for one in station_ids if one in held]


def _one(db: Database, scheme: Scheme, station: Station, *, at: datetime) -> SchemePreview:
    known = evidence.proposed(db, station, scheme, at=at)
    rows = tuple(PreviewRow(criterion=one, proposed=known.get(one.id)) for one in scheme.criteria)
    least = {row.criterion.id: row.points or 0 for row in rows}
    most = {
        row.criterion.id: row.criterion.points if row.points is None else row.points for row in rows
    }
    door = scoring.registered(station)
    return SchemePreview(
        station=station,
        rows=rows,
        recorded=sum(least.values()),
        open_points=sum(most.values()) - sum(least.values()),
        least=scoring.reached(scheme, least, door),
        most=scoring.reached(scheme, most, door),
        vetoes=tuple(evidence.vetoes(db, station, scheme, at=at)),
    )
