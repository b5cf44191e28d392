"""Landmarks as a table that `read` reads again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from stations.places.model import KIND_WORDS, Landmark
from stations.tables import file_writing

TITLES = ("名称", "别名", "类型", "坐标", "坐标系", "约")


def write(landmarks: Iterable[Landmark], file: IO[bytes]) -> None:
    """Writes a CSV file in WGS-84, latitude first."""
    rows = (
        (
            one.name,
            "、".join(one.aliases),
            KIND_WORDS[one.kind],
            f"{one.point.lat:.5f}, {one.point.lon:.5f}",
            "wgs84",
            "约" if one.about else "",
        )
        for one in landmarks
    )
    file_writing.write_csv(rows, columns=TITLES, file=file)
