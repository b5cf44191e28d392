"""What came to a station, noted by who keeps it, and slips taken back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.activities import activity_rules
from stations.audit.model import Act
from stations.campaigns import campaign_planning, delivered_stock, delivery_store, store
from stations.campaigns.delivered_stock import IntoStock, StockPlace
from stations.campaigns.model import MOST_AMOUNT, Campaign, SupplyDelivery
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.media.model import Picture
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import redirects
from stations.registry.stored import store as stations

DELIVERED, COUNTERED = "campaign_delivered", "campaign_countered"
_EARLY, _LATE = timedelta(days=30), timedelta(days=90)
_TIMES, _FREE = 10, 1_000
"""Ten times what was planned, and more than a small station could store, is a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyArrival:
    """What came on a day; `form` is the key of the page, so that it counts once."""

    counts: Mapping[int, int]
    day: date
    form: str
    note: str = ""
    picture: Picture | None = None
    """The evidence; its file is kept already."""


def deliver(
    db: Database, campaign_id: str, station_id: str, given: SupplyArrival, *, by: Account, act: Act
) -> int:
    """Notes what came; how many lines. What was sent before is noted once."""
    words = activity_rules.told(given.note, field="note", longest=200)
    if not 8 <= len(given.form) <= 64 or not given.form.isalnum():
        raise Invalid("invalid.campaign_form", field="form")
    with db.writing() as tx:
        campaign, station = theirs(tx, campaign_id, station_id, by=by)
        station_id = station.id
        if campaign.closed:
            raise Refused("campaign_closed", title=campaign.title)
        if delivery_store.sent_before(tx, given.form):
            return 0
        _check_day(given.day, campaign, today=china_day(act.at))
        counts = {number: amount for number, amount in given.counts.items() if amount}
        _check_amounts(tx, campaign, station_id, counts)
        for number, amount in counts.items():
            one = SupplyDelivery(
                id=secrets.token_hex(8), station_id=station_id, number=number, amount=amount,
                day=given.day, note=words, photo=given.picture.name if given.picture else "",
                form=given.form, by=by.id, shown=act.by, at=act.at,
            )  # fmt: skip
            delivery_store.add(tx, campaign.id, one)
        campaign_planning.note(
            tx,
            campaign,
            act=replace(act, action=DELIVERED),
            station=station_id,
            amounts={str(number): amount for number, amount in counts.items()},
        )
    return len(counts)


def correct(
    db: Database, campaign_id: str, delivery_id: str, *, reason: str, by: Account, act: Act
) -> str:
    """Takes back what was noted by mistake, by an entry of its own; the station."""
    words = activity_rules.reason(reason)
    with db.writing() as tx:
        campaign, slip, here = _standing(tx, campaign_id, delivery_id, by=by)
        if campaign.closed:
            raise Refused("campaign_closed", title=campaign.title)
        delivered_stock.put_back(tx, slip, reason=words, by=by, act=act)
        counter = replace(
            slip, id=secrets.token_hex(8), amount=-slip.amount, note=words, photo="",
            form=f"counter{delivery_id}", corrects=delivery_id, by=by.id, shown=act.by, at=act.at,
        )  # fmt: skip
        delivery_store.add(tx, campaign.id, counter)
        campaign_planning.note(
            tx, campaign, act=replace(act, action=COUNTERED), station=slip.station_id,
            number=slip.number, amount=-slip.amount,
        )  # fmt: skip
    return here


def stock(
    db: Database, campaign_id: str, delivery_id: str, into: IntoStock, *, by: Account, act: Act
) -> tuple[str, StockPlace]:
    """Takes what came into the stock of a give-away of the station, once; station and place."""
    with db.writing() as tx:
        campaign, came, here = _standing(tx, campaign_id, delivery_id, by=by)
        taken = delivered_stock.take_in(tx, campaign, came, into, by=by, act=act)
    return here, taken


def _standing(
    db: Database, campaign_id: str, delivery_id: str, *, by: Account
) -> tuple[Campaign, SupplyDelivery, str]:
    """A delivery to a station of one's own that was not taken back, and that station now."""
    found = {one.id: one for one in delivery_store.of_campaign(db, campaign_id)}
    slip = found.get(delivery_id)
    if slip is None or slip.corrects:
        raise NotFound("not_found.campaign_delivery")
    campaign, here = theirs(db, campaign_id, slip.station_id, by=by)
    if any(one.corrects == delivery_id for one in found.values()):
        raise Refused("campaign_countered")
    return campaign, slip, here.id


def theirs(
    db: Database, campaign_id: str, station_id: str, *, by: Account
) -> tuple[Campaign, Station]:
    """A campaign and a station of one's own that it plans for; NotFound else."""
    campaign = campaign_planning.seen(db, campaign_id, by=by)
    here = redirects.target(db, station_id) or station_id
    if here not in store.plan(db, campaign.id):
        raise NotFound("not_found.out_of_sight")
    station = stations.get(db, here)
    authorise(by, Action.ORGANISE, scope_of(station))
    return campaign, station


def _check_amounts(
    db: Database, campaign: Campaign, station_id: str, counts: Mapping[int, int]
) -> None:
    """Invalid for nothing at all, and for more than can be."""
    if not counts:
        raise Invalid("invalid.campaign_nothing", field="amount")
    planned = store.plan(db, campaign.id).get(station_id, {})
    came = delivery_store.totals(db, campaign.id).get(station_id, {})
    names = {one.number: one.word for one in campaign.supplies}
    for number, amount in counts.items():
        if number not in names:
            raise Invalid("invalid.campaign_supply", field="supply")
        most = min(max(planned.get(number, 0) * _TIMES, _FREE), MOST_AMOUNT)
        had = came.get(number, 0)
        if not 1 <= amount <= most - had:
            raise Invalid(
                "invalid.campaign_absurd", field="amount", word=names[number], most=most, came=had
            )


def _check_day(day: date, campaign: Campaign, *, today: date) -> None:
    if day > today:
        raise Invalid("invalid.campaign_day_ahead", field="day")
    if not campaign.from_on - _EARLY <= day <= campaign.until_on + _LATE:
        raise Invalid(
            "invalid.campaign_day", field="day", first=campaign.from_on, last=campaign.until_on
        )
