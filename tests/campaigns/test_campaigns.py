"""A season over many stations: planned, spread, delivered, corrected, added up."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit.verification import verify
from stations.campaigns import (
    campaign_overview,
    campaign_planning,
    delivering,
    delivery_store,
    store,
)
from stations.campaigns.campaign_planning import CampaignForm, Spreading, SpreadRule
from stations.campaigns.delivering import SupplyArrival
from stations.campaigns.model import Campaign, spread
from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import check_in_store
from stations.notifying import messages
from stations.registry.model import Place
from stations.registry.scoping import Reach
from stations.registry.stored import history_store
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.deskwork import person

TODAY = date(2026, 11, 20)
FORM = CampaignForm(
    title="送温暖 2026 冬", kind="warming", area_code="370100", from_on=date(2026, 11, 1),
    until_on=date(2026, 11, 30), supplies="水 | 箱\n暖手宝 | 个",
)  # fmt: skip
ADMIN = replace(person(Role.ADMINISTRATOR), grants=(Grant(role=Role.ADMINISTRATOR, area="3701"),))
KEEPER = person(Role.KEEPER, "s1")


@pytest.fixture
def city(sqlite_address: str) -> Iterator[Database]:
    db = opening.open_ready(sqlite_address)
    areas = ["370102", "370102", "370103", "370103", "370104", "440304"]
    with db.writing():
        found = [
            make.station(
                id=f"s{n}", number=f"N{n}", name=f"第{n}驿站",
                place=Place(area_code=area, district_code=area, city_code=area[:4]),
            )
            for n, area in enumerate(areas)
        ]  # fmt: skip
        stations.add(db, found, history=())
        check_in_store.load(db, [("s0", TODAY, 30), ("s1", TODAY, 10)])
    yield db
    db.close()


@pytest.fixture
def campaign(city: Database) -> Campaign:
    made = campaign_planning.make(city, FORM, by=ADMIN, act=make.act(campaign_planning.MADE))
    wanted = {f"s{n}": {1: 10 * (n + 1), 2: 5} for n in range(5)}
    campaign_planning.fill(city, made.id, wanted, by=ADMIN, act=make.act("campaign_planned"))
    return made


def came(
    db: Database, campaign: Campaign, *, counts: dict[int, int], form: str = "form0001",
    day: date = TODAY, station: str = "s1", by: Account = KEEPER,
) -> int:  # fmt: skip
    given = SupplyArrival(counts=counts, day=day, form=form)
    return delivering.deliver(
        db, campaign.id, station, given, by=by, act=make.act(delivering.DELIVERED)
    )


@given(st.integers(0, 5000), st.lists(st.integers(0, 300), min_size=1, max_size=30))
def test_parts_add_up_to_the_total_and_lie_within_one_of_their_share(
    total: int, weights: list[int]
) -> None:
    parts = spread(total, weights)
    assert sum(parts) == total
    weighed = weights if sum(weights) else [1] * len(weights)
    for part, weight in zip(parts, weighed, strict=True):
        assert abs(part - total * weight / sum(weighed)) < 1


def test_a_total_is_spread_equally_or_by_check_ins(city: Database, campaign: Campaign) -> None:
    act = make.act(campaign_planning.PLANNED)
    campaign_planning.spread_out(
        city, campaign.id, Spreading(number=1, total=7, stations=["N0", "N1"]), by=ADMIN, act=act
    )
    assert {k: v[1] for k, v in store.plan(city, campaign.id).items()} == {
        "s0": 4, "s1": 3, "s2": 30, "s3": 40, "s4": 50,
    }  # fmt: skip
    campaign_planning.spread_out(
        city,
        campaign.id,
        Spreading(number=1, total=100, rule=SpreadRule.VISITS),
        by=ADMIN,
        act=act,
    )
    plan = store.plan(city, campaign.id)
    assert [plan[f"s{n}"][1] for n in range(5)] == [75, 25, 0, 0, 0]
    assert [plan[f"s{n}"][2] for n in range(5)] == [5] * 5, "the other supply stays"


LIST = '序号,站点编号,名称,水（箱）,暖手宝\n1,N0,甲,12箱,\n2,N2,乙,"1,000",7\n,合计,,1012,7\n'


def taken(db: Database, campaign: Campaign, text: str) -> int:
    return campaign_planning.take_list(
        db, campaign.id, text.encode(), name="计划.csv", by=ADMIN,
        act=make.act(campaign_planning.PLANNED),
    )  # fmt: skip


def test_a_list_of_stations_is_the_plan(city: Database, campaign: Campaign) -> None:
    assert taken(city, campaign, LIST) == 2
    plan = store.plan(city, campaign.id)
    assert (plan["s0"], plan["s2"]) == ({1: 12, 2: 5}, {1: 1000, 2: 7})


@pytest.mark.parametrize(
    ("text", "key", "row"),
    [
        (LIST.replace("12箱", "十二"), "invalid.campaign_cell", 2),
        (LIST.replace("12箱", "-3"), "invalid.campaign_cell", 2),
        (LIST.replace("12箱", "1.5"), "invalid.campaign_cell", 2),
        (LIST.replace("12箱", "=1+1"), "invalid.campaign_cell", 2),
        (LIST.replace("12箱", "9999999999999"), "invalid.campaign_cell", 2),
        (LIST.replace("N2", "N9"), "invalid.campaign_row", 3),
        (LIST.replace("N2", "N5"), "invalid.campaign_row", 3),
        (LIST.replace("N2", "N0"), "invalid.campaign_row_twice", 3),
        (LIST.replace("N2", ""), "invalid.campaign_row_nameless", 3),
        (LIST.replace("暖手宝", "水"), "invalid.campaign_columns", None),
        ("名称,水\n甲,1\n", "invalid.campaign_list", None),
    ],
)
def test_a_list_with_one_wrong_cell_changes_nothing_and_names_it(
    city: Database, campaign: Campaign, text: str, key: str, row: int | None
) -> None:
    before = store.plan(city, campaign.id)
    with pytest.raises(Invalid) as caught:
        taken(city, campaign, text)
    assert caught.value.key == key
    assert caught.value.values.get("row") == row
    assert caught.value.message
    assert store.plan(city, campaign.id) == before


def test_what_comes_is_noted_once_and_taken_back_by_an_entry_of_its_own(
    city: Database, campaign: Campaign
) -> None:
    assert came(city, campaign, counts={1: 8, 2: 0}) == 1
    assert came(city, campaign, counts={1: 8}) == 0, "the same form again"
    (slip,) = delivery_store.of_campaign(city, campaign.id)
    act = make.act(delivering.COUNTERED)
    delivering.correct(city, campaign.id, slip.id, reason="数错了", by=KEEPER, act=act)
    assert delivery_store.totals(city, campaign.id) == {"s1": {1: 0}}
    assert len(delivery_store.of_campaign(city, campaign.id)) == 2
    with pytest.raises(Refused):
        delivering.correct(city, campaign.id, slip.id, reason="再来", by=KEEPER, act=act)
    assert verify(city, history_store).sound


@pytest.mark.parametrize(
    ("counts", "day", "key"),
    [
        ({1: 1001}, TODAY, "invalid.campaign_absurd"),
        ({1: -1}, TODAY, "invalid.campaign_absurd"),
        ({3: 1}, TODAY, "invalid.campaign_supply"),
        ({}, TODAY, "invalid.campaign_nothing"),
        ({1: 1}, TODAY + timedelta(days=1), "invalid.campaign_day_ahead"),
        ({1: 1}, date(2025, 7, 1), "invalid.campaign_day"),
    ],
)
def test_what_cannot_be_is_not_noted(
    city: Database, campaign: Campaign, counts: dict[int, int], day: date, key: str
) -> None:
    with pytest.raises(Invalid) as caught:
        came(city, campaign, counts=counts, day=day)
    assert caught.value.key == key
    assert delivery_store.of_campaign(city, campaign.id) == []


def test_a_keeper_notes_for_the_own_station_and_plans_nothing(
    city: Database, campaign: Campaign
) -> None:
    for station, by in (("s2", KEEPER), ("s5", ADMIN), ("s1", person(Role.KEEPER, "s5"))):
        with pytest.raises(NotFound):
            came(city, campaign, counts={1: 1}, station=station, by=by)
    with pytest.raises(Refused):
        campaign_planning.fill(city, campaign.id, {}, by=KEEPER, act=make.act("x"))
    with pytest.raises(NotFound):
        campaign_planning.fill(
            city, campaign.id, {"s5": {1: 1}}, by=ADMIN, act=make.act("campaign_planned")
        )
    form = replace(FORM, closed=True)
    campaign_planning.change(
        city, campaign.id, form, version=1, by=ADMIN, act=make.act("campaign_changed")
    )
    with pytest.raises(Refused) as caught:
        came(city, campaign, counts={1: 1})
    assert caught.value.key == "campaign_closed"


def test_sums_of_districts_and_dashboard_are_those_of_sql(
    city: Database, campaign: Campaign
) -> None:
    came(city, campaign, counts={1: 20, 2: 5}, station="s1")
    came(city, campaign, counts={1: 7}, station="s2", by=ADMIN, form="form0002")
    overview = campaign_overview.seen(city, campaign, today=TODAY)
    planned = city.row("select sum(amount) as n from campaign_plans where number = 1")
    delivered = city.row("select sum(amount) as n from campaign_deliveries where number = 1")
    assert planned
    assert delivered
    assert overview.total.planned[1] == planned["n"] == 150
    assert overview.total.delivered[1] == delivered["n"] == 27
    assert (overview.lacking, overview.late) == (4, False)
    assert campaign_overview.seen(city, campaign, today=date(2026, 12, 1)).late
    here = Reach(areas=("370102",))
    told_of = campaign_overview.against_plan(city, here, first=TODAY, last=TODAY)
    mine = city.rows(
        "select number, sum(amount) as n from campaign_plans where station_id in"
        " (select id from stations where district_code = '370102') group by number order by number"
    )
    assert [one.planned for one in told_of] == [row["n"] for row in mine]
    assert {one.supply: one.delivered for one in told_of} == {"水（箱）": 20, "暖手宝（个）": 5}
    before = FORM.from_on - timedelta(days=1)
    assert campaign_overview.against_plan(city, here, first=before, last=before) == ()
    (told,) = campaign_overview.at_station(city, "s1", today=TODAY)
    assert told.words == ("20 箱水", "5 个暖手宝")


def test_the_workbook_has_numbers_and_links(city: Database, campaign: Campaign) -> None:
    came(city, campaign, counts={1: 20})
    file = io.BytesIO()
    campaign_overview.take(
        city, campaign.id, file=file, link=lambda name: f"https://x/{name}",
        by=ADMIN, act=make.act(campaign_overview.TAKEN),
    )  # fmt: skip
    with zipfile.ZipFile(file) as book:
        assert "<v>150</v>" in book.read("xl/worksheets/sheet1.xml").decode()
        assert "<v>20</v>" in book.read("xl/worksheets/sheet3.xml").decode()


def told(db: Database, who: Account) -> list[tuple[str, str]]:
    page = messages.page(db, who, today=TODAY)
    return [(one.station, one.words) for one in page.messages]


def test_who_keeps_a_station_is_told_of_what_is_planned_for_it_and_sees_no_other(
    city: Database, campaign: Campaign
) -> None:
    whole = (KEEPER, person(Role.EDITOR))
    mine, theirs = (campaign_overview.seen_by(city, campaign, who, today=TODAY) for who in whole)
    assert (mine.total.planned, mine.lacking) == ({1: 20, 2: 5}, 1)
    assert [[one.station_id for one in lines] for _, lines in mine.districts] == [["s1"]]
    assert theirs.total.planned == {1: 150, 2: 25}
    news = [("第1驿站", "有物资要发到驿站")]
    assert told(city, KEEPER) == news
    assert not told(city, whole[1]), "a district does not hear of each station"
    again = {"s0": {1: 1}, "s1": {1: 20, 2: 5}}
    campaign_planning.fill(city, campaign.id, again, by=ADMIN, act=make.act("campaign_planned"))
    assert told(city, KEEPER) == news, "nothing is new for this station"
    campaign_planning.fill(city, campaign.id, {"s1": {}}, by=ADMIN, act=make.act(""))
    assert told(city, KEEPER) == news
    campaign_planning.fill(city, campaign.id, {"s1": {1: 9}}, by=ADMIN, act=make.act(""))
    assert told(city, KEEPER) == news * 2
    assert campaign_overview.seen_by(city, campaign, KEEPER, today=TODAY).total.planned == {1: 9}
