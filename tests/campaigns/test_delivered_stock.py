"""Does what a campaign brought reach the stock of a give-away, once, and go back with it?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stations.accounts.roles import Role
from stations.campaigns import campaign_planning, delivered_stock, delivering, delivery_store
from stations.campaigns.campaign_planning import CampaignForm
from stations.campaigns.delivered_stock import IntoStock
from stations.campaigns.delivering import SupplyArrival
from stations.campaigns.model import Campaign, SupplyDelivery
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.giveaways import arranging, stock_store, stocking
from stations.giveaways.model import GiftCategory, Giveaway, GiveawayState
from tests.campaigns.test_campaigns import ADMIN
from tests.giveaways import giving
from tests.giveaways.giving import CLERK, KEEPER, given
from tests.support import make
from tests.support.deskwork import person

TODAY = date(2026, 11, 20)
GIVEN = (
    GiftCategory(code="books", word="图书", unit="本"),
    GiftCategory(code="water", word="矿泉水", unit="瓶"),
    GiftCategory(code="clothes", word="衣物", unit="件", disinfect=True),
)


def delivered(db: Database, **amounts: int) -> tuple[Giveaway, Campaign, list[SupplyDelivery]]:
    """A give-away of books, water and clothes, and what a campaign brought to its station."""
    giveaway = giving.begun(db, categories=GIVEN)
    form = CampaignForm(
        title="送温暖 2026 冬", kind="warming", area_code="370100", from_on=date(2026, 11, 1),
        until_on=date(2026, 11, 30), supplies="图 书 | 本\n水 | 箱\n衣物 | 件",
    )  # fmt: skip
    made = campaign_planning.make(db, form, by=ADMIN, act=make.act(""))
    plan = {"own": {1: 10, 2: 10, 3: 10}, "other": {1: 10}}
    campaign_planning.fill(db, made.id, plan, by=ADMIN, act=make.act(""))
    counts = {int(number.removeprefix("n")): amount for number, amount in amounts.items()}
    arrival = SupplyArrival(counts=counts, day=TODAY, form="form0001")
    delivering.deliver(db, made.id, "own", arrival, by=KEEPER, act=make.act(""))
    return giveaway, made, delivery_store.of_campaign(db, made.id)


def taken(
    db: Database, campaign: Campaign, one: SupplyDelivery, *place: str, each: int = 1,
    by: Any = KEEPER,
) -> None:  # fmt: skip
    into = IntoStock(giveaway_id=place[0], category=place[1], each=each)
    delivering.stock(db, campaign.id, one.id, into, by=by, act=make.act(""))


def test_a_delivery_is_stock_once_under_its_own_name(db: Database) -> None:
    giveaway, campaign, (books, water, clothes) = delivered(db, n1=4, n2=3, n3=5)
    (first, *others) = delivered_stock.places(db, "own", campaign.supplies[0])
    assert (first.category.code, first.fits) == ("books", True)
    assert [it.fits for it in others] == [False, False]
    taken(db, campaign, books, giveaway.id, "books")
    taken(db, campaign, water, giveaway.id, "water", each=24)
    taken(db, campaign, clothes, giveaway.id, "clothes")
    for place in ("books", "water"):
        with pytest.raises(Refused, match="已经记入库存"):
            taken(db, campaign, books, giveaway.id, place)
    stock = stock_store.stock(db, giveaway.id)
    assert [stock[code].ready for code in ("books", "water", "clothes")] == [4, 72, 0]
    assert stock["clothes"].received == 5, "what has to be disinfected waits for it"
    row = delivered_stock.booked(db, "own")[water.id]
    assert row.giver_name == "送温暖 2026 冬"
    assert row.move.reason == "2026-11-20 送到：水 3 箱"


def test_a_delivery_taken_back_leaves_the_stock_with_it(db: Database) -> None:
    giveaway, campaign, (books,) = delivered(db, n1=4)
    taken(db, campaign, books, giveaway.id, "water")
    stocking.counter(db, giveaway.id, ("water", 1), reason="记错类别", by=KEEPER, act=make.act(""))
    taken(db, campaign, books, giveaway.id, "books")
    card = giving.cards(db, giveaway, 1)[0]
    giving.handed(db, giveaway, card, books=1)
    with pytest.raises(Refused, match="现在那里只剩 3"):
        delivering.correct(db, campaign.id, books.id, reason="数错", by=KEEPER, act=make.act(""))
    assert len(delivery_store.of_campaign(db, campaign.id)) == 1, "nothing was half taken back"
    stocking.counter(db, giveaway.id, ("books", 2), reason="没发", by=KEEPER, act=make.act(""))
    delivering.correct(db, campaign.id, books.id, reason="数错", by=KEEPER, act=make.act(""))
    assert stock_store.stock(db, giveaway.id)["books"].ready == 0
    assert not delivered_stock.booked(db, "own")
    with pytest.raises(Refused, match="冲正过"):
        taken(db, campaign, books, giveaway.id, "books")


def test_only_what_is_given_away_at_the_station_takes_it(db: Database) -> None:
    giveaway, campaign, (books,) = delivered(db, n1=4)
    foreign = arranging.make(db, given(station_id="other"), by=CLERK, act=make.act(""))
    for place in ((foreign.id, "books"), (giveaway.id, "appliances"), ("", "")):
        with pytest.raises(Invalid, match="没有这项"):
            taken(db, campaign, books, *place)
    for each in (0, -1, 25_001):
        with pytest.raises(Invalid, match="1 以上"):
            taken(db, campaign, books, giveaway.id, "books", each=each)
    with pytest.raises(NotFound):
        taken(db, campaign, books, giveaway.id, "books", by=person(Role.KEEPER, "s9"))
    arranging.set_state(db, giveaway.id, GiveawayState.CLOSED, by=CLERK, act=make.act(""))
    with pytest.raises(Invalid, match="没有这项"):
        taken(db, campaign, books, giveaway.id, "books")
