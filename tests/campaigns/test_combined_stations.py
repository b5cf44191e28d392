"""What hangs on a station follows it when it is combined with another one, and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.activities import listing_store, programme_store, result_store
from stations.activities import store as activities
from stations.activities.listing_store import ActivityQuery
from stations.activities.model import Activity, ActivityState, Result, Session
from stations.campaigns import delivering, delivery_store
from stations.campaigns import store as campaigns
from stations.campaigns.delivering import SupplyArrival
from stations.db.base import Database
from stations.giveaways import store as giveaways
from stations.menus import store as menus
from stations.moments import china_day
from stations.networks import store as networks
from stations.registry.editing import combining, separating
from stations.registry.editing.combining import RecordPair
from stations.registry.model import Place
from stations.registry.scoping import Reach
from stations.registry.stored import store
from stations.small_wishes import store as small_wishes
from tests.security import campaign_world, given_world, menu_world, network_world
from tests.support import make

OFFICE = Account(
    id="office", name="office", shown="市总工会",
    grants=(Grant(role=Role.ADMINISTRATOR, area="3701"),),
)  # fmt: skip
AREA = "370102"


@pytest.fixture
def world(db: Database) -> Database:
    place = Place(area_code=AREA, district_code=AREA, city_code="3701")
    with db.writing() as tx:
        names = {"old": "旧站", "old-weak": "弱站", "new": "新站", "end": "末站"}
        made = [make.station(id=key, name=name, place=place) for key, name in names.items()]
        store.add(db, made, history=())
        given_world.fill(db, "old", AREA, "旧站的话")
        menu_world.fill(db, "old", area=AREA, words="旧站的话")
        campaign_world.fill(db, "old", area=AREA, words="旧站的话")
        network_world.fill(db, "old", area=AREA, words="旧站的话")
        session = Session(id="session", starts_at=make.NOON, ends_at=make.NOON + timedelta(hours=1))
        activity = Activity(
            id="activity", kind="market", title="集市", area_code=AREA, stations=("old",),
            state=ActivityState.PUBLISHED, sessions=(session,),
            created_at=make.NOON, updated_at=make.NOON,
        )  # fmt: skip
        activities.add(tx, activity)
        result = Result(id="result", number=1, people=7, supplies=(), shown="某人", at=make.NOON)
        result_store.add(tx, "session", result, by="somebody", log=1)
    return db


def hanging(db: Database, station_id: str) -> Mapping[str, object]:
    """All that a station has, as its pages, lists and counts ask for it."""
    one, today = Reach(stations=(station_id,)), china_day(make.NOON)
    asked = ActivityQuery(station_id=station_id)
    around = menus.Around(station_id=station_id, areas=[], networks=[])
    past = make.NOON + timedelta(hours=2)
    found = activities.get(db, "activity")
    menu_rows = menus.around(db, around, at=make.NOON, ended_after=make.NOON - timedelta(days=9))
    span = {"since": make.NOON - timedelta(days=1), "until": past}
    return {
        "activities": sum(listing_store.counts(db, Reach(areas=(AREA,)), asked, now=past).values()),
        "without reach": sum(listing_store.counts(db, one, ActivityQuery(), now=past).values()),
        "held": result_store.tally(db, station_id, **span).people,
        "spots": [
            s.station_id == station_id for s in programme_store.spots_of(db, [found])[found.id]
        ],
        "menus": sorted((m.id, m.station_id == station_id) for m in menu_rows),
        "own menus": len(menus.of_reach(db, one)),
        "give-aways": [
            (g.id, g.station_id == station_id) for g in giveaways.open_at(db, station_id)
        ],
        "stock": len(giveaways.within(db, Reach(areas=("",)), station_id=station_id)),
        "wishes": [w.station_id == station_id for w in small_wishes.of_reach(db, one)],
        "plan": campaigns.plan(db, "campaign-old").get(station_id),
        "planned": [int(row["n"]) for row in campaigns.planned(db, one)],
        "came": delivery_store.totals(db, "campaign-old").get(station_id),
        "brought": [int(row["n"]) for row in delivery_store.at_station(db, station_id)],
        "over days": len(delivery_store.over_days(db, one, first=today, last=today)),
        "rooms": [r.station_id == station_id for r, _ in networks.rooms(db, "network-old")],
    }


def combine(db: Database, into: str, other: str) -> None:
    def version(one: str) -> int:
        record = store.get(db, one).record
        return record.version if record else 0

    pair = RecordPair(station_id=into, other_id=other, versions=(version(into), version(other)))
    combining.combine(db, pair, choices={}, by=OFFICE, act=make.act("combined"))


def test_all_that_hangs_on_a_station_follows_it_and_comes_back(world: Database) -> None:
    before, none = hanging(world, "old"), hanging(world, "new")
    assert all(before.values()), before
    combine(world, "new", "old")
    assert hanging(world, "new") == before
    combine(world, "end", "new")
    assert hanging(world, "end") == before, "over two steps too"
    with world.writing() as tx:
        activity = activities.get(tx, "activity")
        activities.save(tx, activity, over=activity.version)
        gift = giveaways.get(tx, "giveaway-old")
        menu = menus.get(tx, "menu-old")
        menus.save(tx, menu, over=menu.version)
    assert gift.station_id == "end"
    separating.separate(world, "new", by=OFFICE, act=make.act("separated"))
    separating.separate(world, "old", by=OFFICE, act=make.act("separated"))
    assert hanging(world, "old") == before, "also what was saved in between"
    assert hanging(world, "new") == none


def test_a_delivery_comes_to_what_a_planned_station_has_become(world: Database) -> None:
    combine(world, "new", "old")
    arrival = SupplyArrival(counts={1: 4}, day=china_day(make.NOON), form="form0002")
    for station_id in ("old", "new"):
        delivering.deliver(
            world, "campaign-old", station_id, arrival, by=OFFICE, act=make.act("delivered")
        )
    assert delivery_store.totals(world, "campaign-old") == {"new": {1: 7}}, "one form, once"
    back = "delivery-old"
    act = make.act(delivering.COUNTERED)
    delivering.correct(world, "campaign-old", back, reason="记错了", by=OFFICE, act=act)
    assert delivery_store.totals(world, "campaign-old") == {"new": {1: 4}}
    with world.writing() as tx:
        campaigns.put_plan(tx, "campaign-old", {"new": {1: 20}})
    assert campaigns.plan(world, "campaign-old") == {"new": {1: 20}}, "written over, not added to"
