"""What a campaign delivered, taken into the stock of what the station gives away."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.campaigns.model import Campaign, CampaignSupply, SupplyDelivery
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.folding import folded
from stations.giveaways import arranging, stock_store, stocking, store
from stations.giveaways.model import GiftCategory, Giveaway, GiveawayState, StockEntry
from stations.giveaways.stocking import MOST_AT_ONCE, Intake
from stations.registry.scoping import Reach

_FORM = "delivery-"
_LONGEST_GIVER = arranging.LONGEST["giver"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPlace:
    """A category of a give-away into which a delivery may be taken."""

    giveaway: Giveaway
    category: GiftCategory
    fits: bool
    """Whether it is the same thing, counted in the same unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntoStock:
    """Where a delivery is taken in, and how many there are in one unit delivered."""

    giveaway_id: str
    category: str
    each: int


def places(db: Database, station_id: str, supply: CampaignSupply) -> list[StockPlace]:
    """Where a delivery could go at this station, what fits first."""
    found = [
        StockPlace(giveaway=one, category=category, fits=_fits(category, supply))
        for one in store.within(db, Reach(stations=(station_id,)), station_id=station_id)
        if one.state is not GiveawayState.CLOSED
        for category in one.categories
    ]
    return sorted(found, key=lambda one: not one.fits)


def booked(db: Database, station_id: str) -> dict[str, StockEntry]:
    """The row of the ledger that stands for each delivery of a station which is in it."""
    return {
        (entry.move.form.removeprefix(_FORM)).partition("-")[0]: entry
        for entry in stock_store.by_forms(db, station_id, _FORM)
        if not entry.corrected
    }


def take_in(
    tx: Transaction, campaign: Campaign, came: SupplyDelivery, into: IntoStock,
    *, by: Account, act: Act,
) -> StockPlace:  # fmt: skip
    """Takes a delivery into a category of a give-away."""
    supply = next(one for one in campaign.supplies if one.number == came.number)
    choices = places(tx, came.station_id, supply)
    asked = (into.giveaway_id, into.category)
    wanted = next((it for it in choices if (it.giveaway.id, it.category.code) == asked), None)
    if wanted is None:
        raise Invalid("invalid.campaign_stock_place", field="place")
    one = arranging.found(tx, wanted.giveaway.id, by=by, action=Action.EDIT)
    before = stock_store.by_forms(tx, came.station_id, f"{_FORM}{came.id}-")
    if any(not entry.corrected for entry in before):
        raise Refused("campaign_stocked")
    amount = came.amount * into.each
    if not (into.each >= 1 and amount <= MOST_AT_ONCE):
        raise Invalid("invalid.campaign_stock_each", field="each", most=MOST_AT_ONCE)
    intake = Intake(
        giver=campaign.title[:_LONGEST_GIVER],
        counts={wanted.category.code: amount},
        sorted_=True,
        form=f"{_FORM}{came.id}-{len(before)}",
        told=f"{came.day} 送到：{supply.word} {came.amount} {supply.unit}",
    )
    stocking.bring(tx, one, intake, act=replace(act, action=stocking.TAKEN_IN))
    return wanted


def put_back(
    tx: Transaction, delivery: SupplyDelivery, *, reason: str, by: Account, act: Act
) -> None:
    """Takes what was taken in of a delivery back with it; nothing where it was not."""
    entry = booked(tx, delivery.station_id).get(delivery.id)
    if entry is None:
        return
    one = arranging.found(tx, entry.giveaway_id, by=by, action=Action.EDIT)
    left = stock_store.stock_of(tx, one.id, entry.move.category).at(entry.move.target)
    if left < entry.move.amount:
        raise Refused("campaign_stock_gone", title=one.title, left=left, amount=entry.move.amount)
    stocking.put_back(tx, one, entry, reason=reason, act=act)


def _fits(category: GiftCategory, supply: CampaignSupply) -> bool:
    return (folded(category.word), folded(category.unit)) == (
        folded(supply.word), folded(supply.unit),
    )  # fmt: skip
