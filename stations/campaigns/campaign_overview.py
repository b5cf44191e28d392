"""Plan against delivery, station by station and district by district; sums for others."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import BinaryIO

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit.model import Act
from stations.campaigns import campaign_planning, delivery_store, store
from stations.campaigns.campaign_workbook import Linker, sheets
from stations.campaigns.model import Campaign, CampaignLine, summed
from stations.db.base import Database
from stations.moments import china_day
from stations.registry.scoping import Reach
from stations.registry.stored import brief_store, redirects
from stations.tables.book_writing import write_book

TAKEN = "campaign_taken"
_TOLD_FOR = timedelta(days=120)
"""So long after its end the page of a station tells what a campaign brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOverview:
    """A campaign on a day. `late` tells that its last day is over."""

    campaign: Campaign
    districts: tuple[tuple[CampaignLine, tuple[CampaignLine, ...]], ...]
    """Each district with its stations."""
    total: CampaignLine
    late: bool

    @property
    def lacking(self) -> int:
        """How many stations lack something."""
        return sum(one.lacks for _, lines in self.districts for one in lines)


def seen_by(db: Database, campaign: Campaign, who: Account, *, today: date) -> CampaignOverview:
    """Plan and delivery of all stations; who has stations only, sees these."""
    in_area = campaign_planning.in_area(campaign, by=who)
    return seen(db, campaign, today=today, only=None if in_area else frozenset(who.own_stations))


def seen(
    db: Database, campaign: Campaign, *, today: date, only: frozenset[str] | None = None
) -> CampaignOverview:
    """Plan and delivery of all stations, or of some only."""
    plan, came = store.plan(db, campaign.id), delivery_store.totals(db, campaign.id)
    known = brief_store.of(db, [one for one in {**plan, **came} if only is None or one in only])
    lines: dict[str, list[CampaignLine]] = defaultdict(list)
    for station in sorted(known.values(), key=lambda one: (one.name, one.id)):
        line = CampaignLine(
            name=station.name,
            station_id=station.id,
            planned=plan.get(station.id, {}),
            delivered=came.get(station.id, {}),
        )
        lines[(station.area_code or station.district_code)[:6]].append(line)
    districts = tuple(
        (summed(codes.local_name(code) or codes.path(code) or "没有分区", lines[code]),
         tuple(lines[code]))
        for code in sorted(lines)
    )  # fmt: skip
    return CampaignOverview(
        campaign=campaign,
        districts=districts,
        total=summed("合计", [line for line, _ in districts]),
        late=today > campaign.until_on,
    )


def take(
    db: Database, campaign_id: str, *, file: BinaryIO, link: Linker, by: Account, act: Act
) -> Campaign:
    """Writes the campaign to a workbook; that it left stands in the log."""
    campaign = store.get(db, campaign_id)
    authorise(by, Action.EXPORT, Scope(areas=(campaign.area_code,)))
    with db.reading():
        overview = seen(db, campaign, today=china_day(act.at))
        deliveries = delivery_store.of_campaign(db, campaign.id)
    names = {one.station_id: one.name for _, lines in overview.districts for one in lines}
    now = redirects.now(db, (one.station_id for one in deliveries))
    deliveries = [replace(one, station_id=now[one.station_id]) for one in deliveries]
    districts = [line for line, _ in overview.districts]
    stations = [(line.name, one) for line, lines in overview.districts for one in lines]
    write_book(
        sheets(campaign, [*districts, overview.total], stations, deliveries, names, link),
        file=file,
    )
    with db.writing() as tx:
        campaign_planning.note(tx, campaign, act=act, rows=len(stations))
    return campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a campaign brought to a station, for everybody."""

    title: str
    words: tuple[str, ...]
    """320 箱水."""
    demo: bool


def at_station(db: Database, station_id: str, *, today: date) -> list[Brought]:
    """What the shown campaigns of this season brought to a station."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in delivery_store.at_station(db, station_id):
        found[row["campaign_id"]].append((int(row["number"]), int(row["n"])))
    told = []
    for campaign_id, amounts in found.items():
        campaign = store.get(db, campaign_id)
        if not campaign.shown or today > campaign.until_on + _TOLD_FOR:
            continue
        named = {one.number: one for one in campaign.supplies}
        words = tuple(f"{n} {named[number].unit}{named[number].word}" for number, n in amounts)
        told.append(Brought(title=campaign.title, words=words, demo=campaign.demo))
    return sorted(told, key=lambda one: one.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyProgress:
    """What a campaign planned of one supply for some stations, and what came to them."""

    campaign: str
    supply: str
    """水（箱）"""
    planned: int
    delivered: int


def against_plan(
    db: Database, reach: Reach, *, first: date, last: date
) -> tuple[SupplyProgress, ...]:
    """Of each campaign between two days, and of each of its supplies, all that is within reach.

    The campaigns that began last come first; one that has nothing within reach is left out.
    """
    planned = {(r["campaign_id"], int(r["number"])): int(r["n"]) for r in store.planned(db, reach)}
    came = Counter[tuple[str, int]]()
    for row in delivery_store.over_days(db, reach, first=date.min, last=date.max):
        came[row["campaign_id"], int(row["number"])] += int(row["n"])
    return tuple(
        SupplyProgress(
            campaign=one.title,
            supply=f"{supply.word}（{supply.unit}）",
            planned=planned.get(key, 0),
            delivered=came[key],
        )
        for one in store.every(db)
        if one.from_on <= last and one.until_on >= first
        for supply in one.supplies
        if (key := (one.id, supply.number)) in planned or key in came
    )
