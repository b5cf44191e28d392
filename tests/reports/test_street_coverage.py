"""Does the bulletin name the streets that have no station, district by district?"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from stations.accounts.model import Grant
from stations.accounts.roles import Role
from stations.areas import codes
from stations.db.base import Database
from stations.figures import periods
from stations.registry.model import Lifecycle, Station
from stations.registry.states import Phase
from stations.registry.stored import change_store
from stations.reports import bulletin
from stations.reports.street_coverage import StreetCoverage
from stations.tables.book_writing import write_book
from tests.support import make
from tests.support.deskwork import person

TODAY = date(2026, 11, 30)
MONTH = periods.month("2026-11", today=TODAY)


def kept(area: str, **given: object) -> Station:
    station = make.station(**given)
    return replace(station, place=replace(station.place, area_code=area, district_code=area[:6]))


@pytest.fixture
def city(db: Database) -> Database:
    """Two published stations in one street of 市中区, two more of it that do not count."""
    made = [
        kept("370103018"), kept("370103018"), kept("370103016", lat=None),
        kept("370103015", lifecycle=Lifecycle(phase=Phase.CLOSED)),
        kept("370103"), kept("370103999"), kept("370176001"), kept("441900119"),
    ]  # fmt: skip
    with db.writing():
        change_store.record(db, [(None, one) for one in made], act=make.act("created"))
    return db


def told(db: Database, area: str) -> dict[str, StreetCoverage]:
    who = replace(person(Role.AUDITOR), grants=(Grant(role=Role.AUDITOR),))
    made = bulletin.seen(db, area, period=MONTH, by=who, today=TODAY)
    return {one.name: one for one in made.streets}


def test_streets_without_a_published_station_are_named(city: Database) -> None:
    found = told(city, "3701")
    assert len(found) == len(codes.districts("3701")) + len(codes.zones("3701"))
    own = found["市中区"]
    assert (own.covered, len(own.streets), own.elsewhere) == (1, 17, 2)
    assert "七贤街道" not in own.missing
    assert {"舜耕街道", "王官庄街道"} < set(own.missing)
    assert len(found["历下区"].missing) == 13
    assert found["济南高新技术产业开发区"].covered == 1


def test_a_district_tells_of_its_own_streets_and_a_province_of_none(city: Database) -> None:
    assert list(told(city, "370103")) == ["市中区"]
    assert told(city, "37") == told(city, "") == told(city, "370103018") == {}


def test_a_city_without_districts_has_streets_itself(city: Database) -> None:
    (dongguan,) = told(city, "4419").values()
    assert (dongguan.name, dongguan.covered, dongguan.elsewhere) == ("东莞市", 1, 0)


def test_the_workbook_counts_every_street(city: Database) -> None:
    who = replace(person(Role.AUDITOR), grants=(Grant(role=Role.AUDITOR),))
    made = bulletin.seen(city, "370103", period=MONTH, by=who, today=TODAY)
    file = io.BytesIO()
    write_book(bulletin.sheets(made), file=file)
    sheet = openpyxl.load_workbook(file)["街道"]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 1 + 17
    assert ("市中区", "七贤街道", "370103018", 2) in [
        (*map(str, row[:3]), int(str(row[3]))) for row in rows[1:]
    ]
