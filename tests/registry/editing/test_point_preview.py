"""A point says where it lies, what saving it would say, and who is near, before it is saved."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.areas import store as outlines
from stations.areas.locator import Locator
from stations.areas.store import Outline
from stations.db.base import Database
from stations.errors import Invalid
from stations.geo.point import Point
from stations.registry.editing import form_values, point_preview, saving, station_form
from stations.registry.editing.point_preview import Survey
from stations.registry.editing.saving import Sent
from stations.registry.stored import store
from tests.support import make

EDITOR = Account(
    id="e", name="editor", shown="区编辑", grants=(Grant(role=Role.EDITOR, area="370102"),)
)
KEEPER = Account(
    id="k", name="keeper", shown="站长", grants=(Grant(role=Role.KEEPER, station_id="mine"),)
)
INSIDE, TIANQIAO = Point(lat=36.66, lon=117.05), Point(lat=36.69, lon=116.96)


def _box(code: str, *corners: float) -> Outline:
    return Outline(code=code, name=code, shape=bytes(shapely.to_wkb(shapely.box(*corners))))


@pytest.fixture
def located(db: Database) -> Locator:
    away = make.station().place
    with db.writing():
        shapes = [
            _box("370102", 117.01, 36.6, 117.2, 36.7),
            _box("370105", 116.9, 36.6, 117.01, 37),
        ]
        outlines.replace(db, shapes, at=make.NOON)
        at = {"mine": 117.05, "near": 117.051, "nearest": 117.0502, "gone": 117.0501}
        stations = [
            make.station(id=name, name=name, place=replace(away, point=Point(lat=36.66, lon=lon)))
            for name, lon in at.items()
        ]
        theirs = replace(
            away, area_code="370105", district_code="370105", point=Point(lat=36.66, lon=117.0499)
        )
        closed = station_form.edited(
            stations[3],
            {**form_values.values(stations[3]), "lifecycle": "closed", "reason": "拆了"},
            at=make.NOON,
            outlines=Locator(()),
        )
        store.add(
            db,
            [*stations[:3], closed, make.station(id="theirs", name="theirs", place=theirs)],
            history=(),
        )
    return Locator.stored(db)


def _survey(
    db: Database, located: Locator, point: Point, *, by: Account = EDITOR, station_id: str = "mine"
) -> Survey:
    return point_preview.survey(
        db, point, station_id=station_id, area_code="370102", by=by, outlines=located
    )


def test_neighbours_are_ones_own_and_the_nearest_come_first(db: Database, located: Locator) -> None:
    found = _survey(db, located, INSIDE)
    assert found.district == "370102"
    assert (found.warnings, found.refusal) == ((), None)
    assert [one.station_id for one in found.neighbours] == ["nearest", "near"]
    assert _survey(db, located, INSIDE, by=KEEPER).neighbours == ()


@pytest.mark.parametrize("by", [EDITOR, KEEPER])
@pytest.mark.parametrize(
    "point", [INSIDE, TIANQIAO, Point(lat=36.65, lon=117.0095), Point(lat=39.9, lon=116.4)]
)
def test_a_point_is_told_beforehand_what_saving_it_would_say(
    db: Database, located: Locator, by: Account, point: Point
) -> None:
    said = _survey(db, located, point, by=by)
    base = form_values.values(store.get(db, "mine"))
    mine = {**base, "point": f"{point.lat}, {point.lon}"}
    sent = Sent(base=base, mine=mine, anyway=True)
    refusal, warnings = "", ()
    try:
        warnings = saving.save(db, "mine", sent, by=by, act=make.act("edited")).warnings
    except Invalid as error:
        refusal = error.message
    assert (str(said.refusal or ""), said.warnings) == (refusal, warnings)


def test_the_point_of_a_new_or_a_foreign_station_is_judged_alike(
    db: Database, located: Locator
) -> None:
    new = _survey(db, located, TIANQIAO, station_id="")
    assert "在天桥区，不在历下区" in str(new.refusal)
    theirs = _survey(db, located, TIANQIAO, station_id="theirs")
    assert (str(theirs.refusal), theirs.warnings) == (str(new.refusal), new.warnings)
