"""A backup tried out: restored beside, proved, asked, and removed again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from stations.audit.model import Act
from stations.db import backups
from stations.db.base import Database
from stations.db.opening import Connections
from stations.media import files
from stations.nearest import answer_json, search_request
from stations.nearest.snapshot import Snapshot, SnapshotKeeper
from stations.networks import station_source
from stations.recovery import photo_claims, restoring
from stations.recovery.age_files import Identity
from stations.recovery.bundle import Parts
from stations.recovery.opened_backup import opened
from stations.registry.model import Station
from stations.registry.stored import search_rows, store
from stations.remarks import Remark
from stations.subsidies import ledger_proof

_HERE_M = 1.0
_MOST_HITS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """What a restored backup was found to hold and to answer."""

    counts: dict[str, int]
    log_entries: int
    photos: int | None
    """Pictures that lie in the file; None where it holds none."""
    answers: tuple[Remark, ...]
    findings: tuple[Remark, ...]

    @property
    def good(self) -> bool:
        return not self.findings


def drill(
    source: Path, *, identities: Sequence[Identity], beside: Path, at: datetime, act: Act
) -> Drilled:
    """Restores a backup into a database of its own beside; Refused where that fails."""
    with opened(source, identities, beside=beside) as parts:
        # In the folder that was made for the parts, which goes with all that is in it.
        tried = parts.key.with_name("drill.db")
        counts = backups.restore(
            parts.database,
            str(tried),
            replace=False,
            check=lambda copy: restoring.upgraded(copy, act=act),
            shown=source,
        )
        connections = Connections(str(tried))
        database = connections()
        try:
            kept = SnapshotKeeper(station_source.sources(connections)).current(at)
            return _tried(database, kept, counts, parts, at=at)
        finally:
            database.close()


def _tried(
    database: Database, kept: Snapshot, counts: dict[str, int], parts: Parts, *, at: datetime
) -> Drilled:
    verdict = ledger_proof.prove(database)
    asked = list(_questions(database, kept, at=at))
    has_photos = parts.photos.is_dir()
    lost = list(_lost_photos(database, parts.photos)) if has_photos else []
    return Drilled(
        counts=counts,
        log_entries=verdict.head.number,
        photos=len(list(files.names(parts.photos))) if has_photos else None,
        answers=tuple(said for said, right in asked if right),
        findings=(
            *(finding.said for finding in verdict.findings),
            *(said for said, right in asked if not right),
            *lost,
        ),
    )


def _questions(
    database: Database, kept: Snapshot, *, at: datetime
) -> Iterator[tuple[Remark, bool]]:
    """Three questions, each with what it was answered and whether that is right."""
    if not kept.finder.ids:
        yield Remark("drill_empty"), True
        return
    here = store.get(database, kept.finder.ids[0])
    name = here.name
    nearest = _nearest(kept, here, at=at)
    at_once = bool(nearest) and nearest[0]["distance_m"] <= _HERE_M
    first = nearest[0] if nearest else {"name": "–", "distance_m": -1}
    yield Remark("drill_nearest", place=name, name=first["name"], m=first["distance_m"]), at_once
    opened_now = _nearest(kept, here, at=at, open="now")
    right = all(one["open"] is True for one in opened_now)
    if opened_now:
        first = opened_now[0]
        yield Remark("drill_open", place=name, name=first["name"], m=first["distance_m"]), right
    else:
        yield Remark("drill_open.none", place=name), right
    hits = search_rows.search(database, words=name, limit=_MOST_HITS)
    found = any(hit.published["id"] == here.id for hit in hits)
    yield Remark("drill_found", name=name, count=len(hits)), found


def _nearest(kept: Snapshot, here: Station, *, at: datetime, **asked: str) -> list[dict[str, Any]]:
    point = here.place.point
    if point is None:
        return []
    place = {"lat": f"{point.lat:.7f}", "lon": f"{point.lon:.7f}"}
    request = search_request.parse({**place, **asked}, now=at)
    answer: list[dict[str, Any]] = orjson.loads(answer_json.document(kept, request))["stations"]
    return answer


def _lost_photos(database: Database, folder: Path) -> Iterator[Remark]:
    """Pictures that rows name and the file lacks, or whose bytes their names do not fit."""
    lying = frozenset(files.names(folder))
    lost = sorted(photo_claims.claimed(database) - lying)
    if lost:
        yield Remark("drill_photos_lost", count=len(lost), name=lost[0])
    for name in sorted(lying):
        with files.path_of(folder, name).open("rb") as file:
            if not hashlib.file_digest(file, "sha256").hexdigest().startswith(name):
                yield Remark("drill_photo_altered", name=name)
