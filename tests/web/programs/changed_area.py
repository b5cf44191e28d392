"""An area in which much has changed, of which some is private."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from stations import config
from stations.app import create_app
from stations.audit.model import Act
from stations.db import opening
from stations.db.base import Database
from stations.registry.model import Hours, Premises, Station, next_version
from stations.registry.stored import change_store
from tests.support import make

SECRETS = ("13800001234", "钥匙在门垫下", "张姐", "因为被投诉", "id-clerk", "草稿里的地址")


class Past:
    """Makes changes one after the other, a minute apart."""

    def __init__(self, db: Database) -> None:
        self._db, self._at = db, make.NOON

    def __call__(self, before: Station | None, **changes: Any) -> Station:
        self._at += timedelta(minutes=1)
        act = Act(actor="id-clerk", by="张姐", action="edited", at=self._at, reason="因为被投诉")
        after = next_version(replace(before, **changes), at=self._at) if before else None
        made = after or make.station(**changes)
        with self._db.writing():
            change_store.record(self._db, [(before, made)], act=act)
        return made


@contextmanager
def client(folder: Path, migrated: Path, *, strange: str, **given: str) -> Iterator[FlaskClient]:
    """Asks a program for 历下区, with a station of a strange name, and a demo beside it."""
    path = folder / "stations.db"
    path.write_bytes(migrated.read_bytes())
    db = opening.open_ready(str(path))
    past = Past(db)
    one = past(None, id="a", name="普通驿站")
    one = past(one, premises=Premises(public_phone="0531-12345678", private_contact=SECRETS[0]))
    one = past(one, hours=Hours(osm="24/7", words="全天"), note=SECRETS[1])
    past(None, id="b", name=strange)
    there = replace(one.place, area_code="370112", district_code="370112")
    past(None, id="demo", name="编出来的驿站", place=there, demo=True)
    act = make.act("imported")
    with db.writing():
        change_store.record(db, [(None, make.station(id=f"z{n:02}")) for n in range(60)], act=act)
    db.close()
    places = {"STATIONS_DATABASE": str(path), "STATIONS_STATE": str(folder)}
    app = create_app(config.from_environment({**places, **given}))
    yield app.test_client()
    app.extensions["stations"].connections().close()
