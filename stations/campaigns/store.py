"""Campaigns, their supplies and plans in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from stations.campaigns import delivery_store
from stations.campaigns.model import Amounts, Campaign, CampaignSupply
from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound, Refused
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import brief_store, redirects


def every(db: Database) -> list[Campaign]:
    """All campaigns, those that began last first."""
    return _campaigns(db, "select * from campaigns order by from_on desc, title, id")


def get(db: Database, campaign_id: str) -> Campaign:
    """The campaign with this id; NotFound else."""
    found = _campaigns(db, "select * from campaigns where id = :id", id=campaign_id)
    if not found:
        raise NotFound("not_found.campaign")
    return found[0]


def add(tx: Transaction, campaign: Campaign) -> None:
    """Writes a new campaign with what it brings."""
    tx.load("campaigns", [_row(campaign)])
    _add_supplies(tx, campaign.id, campaign.supplies)


def save(tx: Transaction, campaign: Campaign) -> None:
    """Writes a campaign over the version before its own, with supplies that are new."""
    row = _row(campaign)
    columns = ", ".join(f"{name} = :{name}" for name in row if name != "id")
    touched = tx.run(
        f"update campaigns set {columns} where id = :id and version = :version - 1",  # noqa: S608
        **row,
    )
    if not touched:
        raise Refused("stale_version.station", name=campaign.title)
    known = {one.number for one in get(tx, campaign.id).supplies}
    _add_supplies(tx, campaign.id, [one for one in campaign.supplies if one.number not in known])


def plan(db: Database, campaign_id: str) -> dict[str, dict[int, int]]:
    """What is planned, by station and supply."""
    rows = db.rows(
        "select station_id, number, amount from campaign_plans where campaign_id = :id"
        " order by station_id, number",
        id=campaign_id,
    )
    found = ((row["station_id"], int(row["number"]), int(row["amount"])) for row in rows)
    return delivery_store.of_places(db, found)


def planned(db: Database, reach: Reach) -> list[Row]:
    """What is planned for the stations within reach: `campaign_id`, `number`, `n`."""
    inside, values = brief_store.ids_within(redirects.widened(db, reach))
    return db.rows(
        "select campaign_id, number, sum(amount) as n from campaign_plans"  # noqa: S608
        f" where station_id in ({inside}) group by campaign_id, number",
        **values,
    )


def put_plan(tx: Transaction, campaign_id: str, wanted: Mapping[str, Amounts]) -> None:
    """Writes what is planned for these stations; a station without any supply goes."""
    for station_id, amounts in wanted.items():
        place, values = redirects.within_place(station_id)
        tx.run(
            f"delete from campaign_plans where campaign_id = :campaign and station_id in ({place})",  # noqa: S608
            campaign=campaign_id,
            **values,
        )
        rows: list[Row] = [
            {
                "campaign_id": campaign_id,
                "station_id": station_id,
                "number": number,
                "amount": amount,
            }
            for number, amount in amounts.items()
        ]
        tx.load("campaign_plans", rows)


def planned_for(db: Database, station_ids: Sequence[str]) -> set[str]:
    """The campaigns in which one of these stations is planned for."""
    found = set()
    for one in station_ids:
        place, values = redirects.within_place(one)
        rows = db.rows(
            f"select distinct campaign_id from campaign_plans where station_id in ({place})",  # noqa: S608
            **values,
        )
        found |= {row["campaign_id"] for row in rows}
    return found


def _add_supplies(tx: Transaction, campaign_id: str, supplies: Sequence[CampaignSupply]) -> None:
    rows: list[Row] = [
        {"campaign_id": campaign_id, "number": one.number, "word": one.word, "unit": one.unit}
        for one in supplies
    ]
    tx.load("campaign_supplies", rows)


def _campaigns(db: Database, sql: str, **values: str) -> list[Campaign]:
    supplies: dict[str, list[CampaignSupply]] = defaultdict(list)
    for row in db.rows("select * from campaign_supplies order by campaign_id, number"):
        one = CampaignSupply(number=int(row["number"]), word=row["word"], unit=row["unit"])
        supplies[row["campaign_id"]].append(one)
    return [_campaign(row, supplies[row["id"]]) for row in db.rows(sql, **values)]


def _row(campaign: Campaign) -> Row:
    return {
        "id": campaign.id,
        "title": campaign.title,
        "kind": campaign.kind,
        "area_code": campaign.area_code,
        "from_on": campaign.from_on.isoformat(),
        "until_on": campaign.until_on.isoformat(),
        "details": campaign.details,
        "closed": int(campaign.closed),
        "shown": int(campaign.shown),
        "demo": int(campaign.demo),
        "version": campaign.version,
        "created_at": utc_text(campaign.created_at),
        "updated_at": utc_text(campaign.updated_at),
    }


def _campaign(row: Row, supplies: Sequence[CampaignSupply]) -> Campaign:
    return Campaign(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        area_code=row["area_code"],
        from_on=date.fromisoformat(row["from_on"]),
        until_on=date.fromisoformat(row["until_on"]),
        details=row["details"],
        closed=bool(row["closed"]),
        shown=bool(row["shown"]),
        demo=bool(row["demo"]),
        version=int(row["version"]),
        supplies=tuple(supplies),
        created_at=datetime.fromisoformat(row["created_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
    )
