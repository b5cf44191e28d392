"""A small city in which things happen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stations.db import opening
from stations.db.base import Database
from stations.geo.point import Point
from stations.registry.model import Place
from stations.registry.stored import store
from tests.support import make


@pytest.fixture
def city(sqlite_address: str) -> Iterator[Database]:
    """Two stations in 历下区 and one in 槐荫区."""
    database = opening.open_ready(sqlite_address)
    settle(database)
    yield database
    database.close()


@pytest.fixture
def either_city(db: Database) -> Database:
    """The same on each engine in turn, for what the engines could do in different ways."""
    settle(db)
    return db


def settle(db: Database) -> None:
    areas = {"a": "370102", "b": "370102", "far": "370104"}
    found = [
        make.station(id=name, name=f"{name}驿站", place=Place(
            area_code=area, district_code=area, city_code="3701",
            point=Point(lat=36.6, lon=117.0),
        ))
        for name, area in areas.items()
    ]  # fmt: skip
    with db.writing():
        store.add(db, found, history=())
