"""Every door of the house asked about one field: a program, `FOLDER KEY TITLE TEXT`.

It prints what each door says, as JSON. Run on a copy of the house that does not declare the field,
it shows what is lost with the declaration, and that nothing else breaks.
"""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson

from stations import config, public_site
from stations.app import create_app
from stations.areas.locator import Locator
from stations.audit.model import Act
from stations.db import migration, opening
from stations.db.base import Database
from stations.geo.point import Datum
from stations.hours.osm.calendar import Calendar
from stations.nearest import cell_rows
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from stations.registry.editing import form_values, station_form
from stations.registry.lists import blank_list, exporting, importing
from stations.registry.lists.import_plan import Terms
from stations.registry.model import Station, next_version
from stations.registry.stored import change_store, history_store, search_rows, store
from stations.registry.upkeep import history_proof
from stations.registry.views import announcements, change_words
from stations.web.programs import openapi

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
HEAD = "驿站标识,站点编号,名称,城市,区县,经度,纬度,地址,开放时间"
ROW = "a1,A1,泉城广场驿站,济南市,历下区,117.02,36.66,泺源大街1号,8:30-18:00"


def asked(folder: Path, key: str, title: str, text: str) -> dict[str, object]:
    """What every door says of a station whose list has `text` under `title`."""
    address = str(folder / "stations.db")
    db = opening.connect(address, create=True)
    migration.migrate(db)
    plan = importing.planned(
        db,
        f"{HEAD},{title}\n{ROW},{text}\n".encode(),
        name="list.csv",
        terms=Terms(datum=Datum.WGS84),
        at=NOW,
    )
    act = Act(actor="clerk", by="测试", action="imported", at=NOW)
    importing.applied(db, plan, act=act, confirmed=True, good_rows=False)
    (station,) = store.every(db)
    found: dict[str, object] = {
        "import": [remark.message for remark in plan.warnings],
        "form": form_values.values(station),
        "export": dict(_exported(db)),
        "template": [blank.title for blank in blank_list.blanks("3701")],
        "search": [one.published["id"] for one in search_rows.search(db, words=text, limit=9)],
        **_published(address, station, text),
        "cells": _cells(address),
        "edited": _edited(db, station, key),
    }
    found["news"] = [
        change.title
        for item in announcements.of_area(db, "370102").items
        for change in item.changes
    ]
    found["proof"] = [finding.code for finding in history_proof.prove(db).findings]
    db.close()
    return found


def _exported(db: Database) -> Iterator[tuple[str, str]]:
    file = io.BytesIO()
    exporting.write(store.every(db), kind=".csv", file=file)
    (row,) = csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig")))
    yield from row.items()


def _published(address: str, station: Station, text: str) -> dict[str, object]:
    """Pages and answers; what they name anew each time is left out."""
    given = {"STATIONS_DATABASE": address, "STATIONS_STATE": str(Path(address).parent)}
    app = create_app(config.from_environment({**given, "STATIONS_NOW": NOW.isoformat()}))
    client = app.test_client()
    pages = {}
    for door, path in {
        "page": f"/stations/{station.id}",
        "row": "/?q=泉城广场",
        "api": f"/api/v1/stations/{station.id}",
        "nearest": "/api/v1/stations/nearest?lat=36.66&lon=117.02",
    }.items():
        answer = client.get(path)
        pages[door] = [answer.status_code, text in answer.get_data(as_text=True)]
    app.extensions["stations"].connections().close()
    return {
        **pages,
        "description": openapi.document(public_site.UNNAMED)["components"]["schemas"]["Brief"],
    }


def _cells(address: str) -> dict[str, object]:
    connections = opening.Connections(address)
    kept = SnapshotKeeper(station_source.sources(connections)).current(NOW)
    patterns = cell_rows.Patterns(NOW.date(), days=1, calendar=Calendar.shipped())
    made = cell_rows.document(kept, [0], patterns=patterns)
    connections().close()
    return {name: value for name, value in made.items() if name != "ids"}


def _edited(db: Database, station: Station, key: str) -> list[object]:
    """What the form makes of another text, and of taking the change back."""
    texts = {**form_values.values(station), key: "三层", "door": "东门进"}
    after = station_form.edited(station, texts, at=NOW, outlines=Locator(()))
    act = Act(actor="clerk", by="测试", action="edited", at=NOW)
    with db.writing() as tx:
        change_store.record(tx, [(station, next_version(after, at=NOW))], act=act)
    entry = history_store.of_station(db, station.id)[0]
    changes = {name: (pair[0], pair[1]) for name, pair in entry["changes"].items()}
    return [[told.title, told.before, told.after] for told in change_words.told(changes)]


if __name__ == "__main__":
    os.environ["STATIONS_NOW"] = NOW.isoformat()
    said = asked(Path(sys.argv[1]), *sys.argv[2:5])
    sys.stdout.write(orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode())
