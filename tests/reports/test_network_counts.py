"""The yearbook counts the members of networks as they were at the end of the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from stations.accounts.model import Grant
from stations.accounts.roles import Role
from stations.db import opening
from stations.figures.periods import Period
from stations.networks import organising
from stations.networks.organising import NetworkForm
from stations.registry.model import Membership, Place, Record, next_version
from stations.registry.stored import change_store
from stations.reports import network_counts, yearbook
from tests.support import make
from tests.support.deskwork import person

ADMIN = replace(person(Role.ADMINISTRATOR), grants=(Grant(role=Role.ADMINISTRATOR, area="3701"),))
THEN = datetime(2025, 3, 1, tzinfo=UTC)


def test_levels_are_those_of_the_end_of_the_year(sqlite_address: str) -> None:
    db = opening.open_ready(sqlite_address)
    act = replace(make.act("saved"), at=THEN)
    found = [
        make.station(
            id=f"s{n}",
            name=f"第{n}驿站",
            place=Place(area_code=area, district_code=area, city_code="3701"),
            networks=(Membership(name="职工书屋", level=level),),
            record=Record(created_at=THEN, updated_at=THEN),
        )
        for n, (area, level) in enumerate(
            [("370102", "municipal"), ("370102", "provincial"), ("370103", "municipal")]
        )
    ]
    with db.writing() as tx:
        change_store.record(tx, [(None, one) for one in found], act=act)
        better = (Membership(name="职工书屋", level="national"),)
        after = next_version(replace(found[0], networks=better), at=make.NOON)
        change_store.record(tx, [(found[0], after)], act=make.act("saved"))
    form = NetworkForm(kind="book_house", name="职工书屋", area_code="370100")
    organising.make(db, form, by=ADMIN, act=make.act(organising.MADE))

    def told(year: int) -> list[tuple[object, ...]]:
        period = Period(first=date(year, 1, 1), last=date(year, 12, 31))
        made = yearbook.seen(db, "3701", period=period, by=ADMIN, today=date(2026, 11, 20))
        sheet = network_counts.sheet(made.networks)
        assert sheet.columns[:4] == ("地区", "职工书屋 合计", "职工书屋 国家级", "职工书屋 省级")
        assert "网络" in [one.name for one in yearbook.sheets(made)]
        return [tuple(row) for row in sheet.rows]

    assert told(2025) == [
        ("历下区", 2, 0, 1, 1, 0),
        ("市中区", 1, 0, 0, 1, 0),
        ("合计", 3, 0, 1, 2, 0),
    ]
    assert told(2026)[-1] == ("合计", 3, 1, 1, 1, 0)
    db.close()
