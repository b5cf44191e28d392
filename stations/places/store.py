"""Landmarks in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from stations.db.base import Database, Row, Transaction
from stations.geo.point import Point
from stations.places.model import Landmark, LandmarkKind, LandmarkSet

_BETWEEN = "\n"


def replace(
    tx: Transaction,
    given: LandmarkSet,
    *,
    readings: Mapping[str, str],
    digest: str,
    at: datetime,
) -> None:
    """Stores a set in place of that of the same city and source."""
    key = {"city": given.city, "source": given.source}
    tx.run("delete from landmarks where city = :city and source = :source", **key)
    tx.run(
        "insert into landmark_sets (city, source, attribution, readings, digest, loaded_at)"
        " values (:city, :source, :attribution, :readings, :digest, :at)"
        " on conflict (city, source) do update set attribution = excluded.attribution,"
        " readings = excluded.readings, digest = excluded.digest,"
        " loaded_at = excluded.loaded_at",
        **key,
        attribution=given.attribution,
        readings=json.dumps(dict(readings), ensure_ascii=False, sort_keys=True),
        digest=digest,
        at=at.astimezone(UTC).isoformat(timespec="seconds"),
    )
    tx.load(
        "landmarks",
        [
            {
                **key,
                "position": number,
                "name": one.name,
                "aliases": _BETWEEN.join(one.aliases),
                "kind": one.kind.value,
                "lat": one.point.lat,
                "lon": one.point.lon,
                "about": int(one.about),
            }
            for number, one in enumerate(given.landmarks)
        ],
    )


def count_others(db: Database, *, city: str, source: str) -> int:
    """How many landmarks a city has from other sources."""
    row = db.row(
        "select count(*) as many from landmarks where city = :city and source <> :source",
        city=city,
        source=source,
    )
    return int(row["many"]) if row else 0


def marks(db: Database) -> dict[str, tuple[tuple[str, str], ...]]:
    """The sources of each city with the digest of each: changed where a landmark has."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in db.rows("select city, source, digest from landmark_sets"):
        found.setdefault(row["city"], []).append((row["source"], row["digest"]))
    return {city: tuple(sorted(sources)) for city, sources in found.items()}


def of_city(db: Database, city: str) -> list[Landmark]:
    """The landmarks of a city, in the order of their sources and lists."""
    rows = db.rows(
        "select source, position, name, aliases, kind, lat, lon, about from landmarks"
        " where city = :city",
        city=city,
    )
    return [_landmark(row) for row in sorted(rows, key=lambda r: (r["source"], r["position"]))]


def readings_of(db: Database, city: str) -> dict[str, str]:
    """How the characters of a city's landmarks are read."""
    rows = db.rows("select readings from landmark_sets where city = :city", city=city)
    found: dict[str, str] = {}
    for row in rows:
        found |= json.loads(row["readings"])
    return found


def attributions(db: Database, city: str) -> list[str]:
    """Who is to be named for the landmarks of a city."""
    rows = db.rows("select attribution from landmark_sets where city = :city", city=city)
    return sorted({row["attribution"] for row in rows} - {""})


def _landmark(row: Row) -> Landmark:
    return Landmark(
        name=row["name"],
        aliases=tuple(filter(None, row["aliases"].split(_BETWEEN))),
        kind=LandmarkKind(row["kind"]),
        point=Point(lat=row["lat"], lon=row["lon"]),
        about=bool(row["about"]),
    )
