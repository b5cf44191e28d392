"""Where are reports and ratings kept, and how are they found again?"""

from __future__ import annotations

from datetime import datetime

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound
from stations.feedback.model import Kind, Near, Report, Said, State, Witness
from stations.moments import utc_text


def add(tx: Transaction, report: Report) -> None:
    """Writes a new report."""
    tx.load("reports", [_row(report)])


def save(tx: Transaction, report: Report) -> None:
    """Writes what was done about a report; what was said stays as it was."""
    row = _row(report)
    names = ("state", "reply", "taken_at", "taken_by", "closed_at", "closed_by", "photo_shown")
    given = {name: row[name] for name in names}
    sets = ", ".join(f"{name} = :{name}" for name in names)
    tx.run(f"update reports set {sets} where id = :id", id=report.id, **given)  # noqa: S608


def get(db: Database, report_id: str) -> Report:
    """The report with this id; NotFound else."""
    row = db.row("select * from reports where id = :id", id=report_id)
    if row is None:
        raise NotFound("没有这条反映。请核对链接。")
    return _report(row)


def by_receipt(db: Database, receipt: str) -> Report | None:
    """The report that somebody follows."""
    row = db.row("select * from reports where receipt = :receipt", receipt=receipt)
    return None if row is None else _report(row)


def of_station(db: Database, station_id: str, *, limit: int = 20) -> list[Report]:
    """What was reported of a station, newest first."""
    rows = db.rows(
        "select * from reports where station_id = :id order by at desc, id limit :limit",
        id=station_id,
        limit=limit,
    )
    return [_report(row) for row in rows]


def open_of_station(db: Database, station_id: str, *, limit: int = 20) -> list[Report]:
    """What was reported of a station and has no answer yet, newest first."""
    rows = db.rows(
        "select * from reports where station_id = :id and state in ('new', 'taken')"
        " order by at desc, id limit :limit",
        id=station_id,
        limit=limit,
    )
    return [_report(row) for row in rows]


def shut_in_hours(db: Database, station_id: str, *, since: datetime) -> list[Row]:
    """Who reported, since a moment, a door shut within posted hours, and what that counts for.

    Phones that found themselves elsewhere, staff, networks that found too many doors shut, and what
    was refused are left out.
    """
    return db.rows(
        "select device, network, witness from reports where station_id = :id and kind = :shut"
        " and at > :since and in_hours = 1 and staff = 0 and near <> 'far' and state <> 'refused'"
        " and witness > 0 and device <> '' and network <> ''",
        id=station_id,
        shut=Kind.SHUT.value,
        since=utc_text(since),
    )


def last_answer(db: Database, station_id: str) -> datetime | None:
    """When a keeper last answered a report of a shut door."""
    row = db.row(
        "select max(closed_at) as at from reports where station_id = :id and kind = :shut",
        id=station_id,
        shut=Kind.SHUT.value,
    )
    return _moment(row["at"]) if row else None


def put_rating(tx: Transaction, row: Row) -> None:
    """Keeps a rating; it replaces that of the same device, station and day.

    Whoever once scanned the poster that day stays weighed as somebody who was there.
    """
    tx.run(
        "insert into ratings (id, station_id, device, day, stars, tags, words, weight, at)"
        " values (:id, :station_id, :device, :day, :stars, :tags, :words, :weight, :at)"
        " on conflict (station_id, device, day) do update set stars = excluded.stars,"
        " tags = excluded.tags, words = excluded.words, at = excluded.at, weight ="
        " case when excluded.weight > ratings.weight then excluded.weight else ratings.weight end",
        **row,
    )


def ratings(db: Database, station_id: str, *, since: str, limit: int = 20_000) -> list[Row]:
    """The ratings of a station from a day on, newest first."""
    return db.rows(
        "select device, day, stars, tags, words, weight, at from ratings where station_id = :id"
        " and day >= :since order by at desc, id limit :limit",
        id=station_id,
        since=since,
        limit=limit,
    )


def rated_in_words(db: Database, station_id: str, *, limit: int = 20) -> list[Row]:
    """The newest ratings of a station in which somebody wrote something."""
    return db.rows(
        "select day, stars, tags, words from ratings where station_id = :id and words <> ''"
        " order by at desc, id limit :limit",
        id=station_id,
        limit=limit,
    )


def _row(report: Report) -> Row:
    said = report.said
    return {
        "id": report.id,
        "station_id": report.station_id,
        "receipt": report.receipt,
        "kind": said.kind.value,
        "amenity": said.amenity,
        "words": said.words,
        "photo": said.photo,
        "photo_shown": report.photo_shown,
        "near": report.near.value,
        "poster": report.poster,
        "staff": report.staff,
        "in_hours": report.in_hours,
        "witness": report.witness.value,
        "device": report.device,
        "network": report.network,
        "at": utc_text(report.at),
        "state": report.state.value,
        "reply": report.reply,
        "taken_at": utc_text(report.taken_at) if report.taken_at else None,
        "taken_by": report.taken_by,
        "closed_at": utc_text(report.closed_at) if report.closed_at else None,
        "closed_by": report.closed_by,
    }


def _report(row: Row) -> Report:
    said = Said(
        kind=Kind(row["kind"]), words=row["words"], amenity=row["amenity"], photo=row["photo"]
    )
    return Report(
        id=row["id"],
        station_id=row["station_id"],
        receipt=row["receipt"],
        said=said,
        near=Near(row["near"]),
        poster=bool(row["poster"]),
        staff=bool(row["staff"]),
        in_hours=bool(row["in_hours"]),
        witness=Witness(row["witness"]),
        device=row["device"],
        network=row["network"],
        at=datetime.fromisoformat(row["at"]),
        state=State(row["state"]),
        reply=row["reply"],
        taken_at=_moment(row["taken_at"]),
        taken_by=row["taken_by"],
        closed_at=_moment(row["closed_at"]),
        closed_by=row["closed_by"],
        photo_shown=bool(row["photo_shown"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
