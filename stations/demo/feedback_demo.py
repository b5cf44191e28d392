"""Invented reports and ratings of the demo city, so that the desk has work."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from stations.db.base import Database
from stations.feedback import rating, reporting
from stations.feedback.model import Near, Opinion, ReportKind, Said, Visitor

_REPORTS = (
    # Minutes ago, station, kind, words. Three different phones find one door shut.
    (2_900, "demo-0005", ReportKind.SHUT, "（演示）下午三点到的，门锁着"),
    (1_500, "demo-0005", ReportKind.SHUT, "（演示）按门铃没人应"),
    (160, "demo-0005", ReportKind.SHUT, ""),
    (4_000, "demo-0030", ReportKind.BROKEN, "（演示）微波炉不转"),
    (700, "demo-0043", ReportKind.NO_DOOR, "（演示）绕了两圈，门在地下车库旁边"),
    (90, "demo-0091", ReportKind.SUPPLIES_OUT, "（演示）饮水机没水了"),
)
_RATED = ("demo-0001", "demo-0005", "demo-0030")
_RATINGS, _SEED = 30, 20261121
_TAGS = ("clean", "kind", "complete", "easy", "crowded")


def add(db: Database, *, at: datetime) -> int:
    """Says it all, as of this moment; how many reports there are. Only for the demo city."""
    for n, (minutes, station_id, kind, words) in enumerate(_REPORTS):
        moment = at - timedelta(minutes=minutes)
        said = Said(kind=kind, words=words)
        by = _visitor(n, at=moment)
        reporting.report(db, station_id, said, by=by, token=f"demo {n}", at=moment)
    chance = random.Random(_SEED)  # noqa: S311
    for n in range(_RATINGS):
        moment = at - timedelta(hours=chance.randrange(24 * 60))
        tags = tuple(chance.sample(_TAGS, 2))
        opinion = Opinion(stars=chance.choice((3, 4, 4, 5, 5)), tags=tags)
        by = _visitor(100 + n, at=moment)
        rating.rate(db, chance.choice(_RATED), opinion, by=by, at=moment)
    return len(_REPORTS)


def _visitor(n: int, *, at: datetime) -> Visitor:
    return Visitor(
        device=f"demo device {n}",
        network=f"demo network {n % 40}",
        device_today=f"demo device {n}",
        network_today=f"demo network {n % 40}",
        device_here_today=f"demo device {n} here",
        network_here_today=f"demo network {n % 40} here",
        device_since=at - timedelta(days=30),
        poster=True,
        near=Near.NEAR,
    )
