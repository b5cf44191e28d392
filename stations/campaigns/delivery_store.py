"""What was delivered, in the database: only added to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from stations.campaigns.model import SupplyDelivery
from stations.db.base import Database, Row, Transaction
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import brief_store, redirects


def add(tx: Transaction, campaign_id: str, one: SupplyDelivery) -> None:
    """Writes what came."""
    row: Row = {
        "id": one.id,
        "campaign_id": campaign_id,
        "station_id": one.station_id,
        "number": one.number,
        "amount": one.amount,
        "day": one.day.isoformat(),
        "note": one.note,
        "photo": one.photo,
        "form": one.form,
        "corrects": one.corrects or None,
        "by": one.by,
        "shown": one.shown,
        "at": utc_text(one.at),
    }
    tx.load("campaign_deliveries", [row])


def of_campaign(db: Database, campaign_id: str, *, station_id: str = "") -> list[SupplyDelivery]:
    """All that came, or what came to one station, the newest first."""
    place, values = redirects.within_place(station_id) if station_id else ("", {})
    own = f" and station_id in ({place})" if place else ""
    rows = db.rows(
        f"select * from campaign_deliveries where campaign_id = :id{own}"  # noqa: S608
        " order by at desc, day desc, number, id",
        id=campaign_id,
        **values,
    )
    return [_delivery(row) for row in rows]


def sent_before(db: Database, form: str) -> bool:
    """Whether this form was taken already."""
    found = db.row(
        "select 1 as here from campaign_deliveries where form = :form limit 1", form=form
    )
    return found is not None


def totals(db: Database, campaign_id: str) -> dict[str, dict[int, int]]:
    """What came, by station and supply, less what was taken back."""
    rows = db.rows(
        "select station_id, number, sum(amount) as n from campaign_deliveries"
        " where campaign_id = :id group by station_id, number order by station_id, number",
        id=campaign_id,
    )
    return of_places(db, ((row["station_id"], int(row["number"]), int(row["n"])) for row in rows))


def of_places(db: Database, amounts: Iterable[tuple[str, int, int]]) -> dict[str, dict[int, int]]:
    """Amounts of stations and supplies, those of combined records in the one that there is."""
    told = [*amounts]
    now = redirects.now(db, (station_id for station_id, _, _ in told))
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for station_id, number, amount in told:
        found[now[station_id]][number] += amount
    return {station_id: dict(amounts) for station_id, amounts in found.items()}


def at_station(db: Database, station_id: str) -> list[Row]:
    """What came to a station, by campaign and supply: `campaign_id`, `number`, `n`."""
    place, values = redirects.within_place(station_id)
    return db.rows(
        "select campaign_id, number, sum(amount) as n from campaign_deliveries"  # noqa: S608
        f" where station_id in ({place}) group by campaign_id, number having sum(amount) > 0"
        " order by campaign_id, number",
        **values,
    )


def over_days(db: Database, reach: Reach, *, first: date, last: date) -> list[Row]:
    """What came to stations within reach between two days: `campaign_id`, `number`, `day`, `n`."""
    inside, values = brief_store.ids_within(redirects.widened(db, reach))
    return db.rows(
        "select campaign_id, number, day, sum(amount) as n from campaign_deliveries"  # noqa: S608
        f" where station_id in ({inside}) and day >= :first and day <= :last"
        " group by campaign_id, number, day order by day, campaign_id, number",
        first=first.isoformat(),
        last=last.isoformat(),
        **values,
    )


def stations_with(db: Database, photo: str) -> list[str]:
    """The stations of whose deliveries this picture is the evidence."""
    rows = db.rows(
        "select distinct station_id from campaign_deliveries where photo = :name", name=photo
    )
    return [row["station_id"] for row in rows]


def photos(db: Database) -> frozenset[str]:
    """Every picture that a delivery names."""
    rows = db.rows("select distinct photo from campaign_deliveries where photo <> ''")
    return frozenset(row["photo"] for row in rows)


def _delivery(row: Row) -> SupplyDelivery:
    return SupplyDelivery(
        id=row["id"],
        station_id=row["station_id"],
        number=int(row["number"]),
        amount=int(row["amount"]),
        day=date.fromisoformat(row["day"]),
        note=row["note"],
        photo=row["photo"],
        form=row["form"],
        corrects=row["corrects"] or "",
        by=row["by"],
        shown=row["shown"],
        at=datetime.fromisoformat(row["at"]),
    )
