"""Reports of workers in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stations.db.base import Database, Row, Transaction, Value
from stations.errors import NotFound
from stations.feedback.model import (
    Holder,
    Near,
    Report,
    ReportKind,
    ReportQuery,
    ReportState,
    Said,
    Witness,
)
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations
from stations.registry.views import attention_store
from stations.registry.views.attention import Matter

TABLE = "reports"
_OPEN = "state in (:report_new, :report_taken)"
"""SQL that is true for a report that waits for an answer, with `_STATES`."""
_FOUND = "(case when r.found_at = '' then r.at else r.found_at end)"
"""SQL of when what a report `r` tells was found."""
_WAITS_SINCE = "(case when r.reopened_at is null then r.at else r.reopened_at end)"
"""SQL of when a report `r` came, or came again."""
_STATES = {"report_new": ReportState.NEW.value, "report_taken": ReportState.TAKEN.value}
attention_store.register(
    Matter.OPEN_REPORTS,
    f"id in (select station_id from reports where {_OPEN})",  # noqa: S608
    **_STATES,
)


def add(tx: Transaction, report: Report) -> None:
    """Writes a new report."""
    tx.load("reports", [_row(report)])


def save(tx: Transaction, report: Report) -> None:
    """Writes what was done about a report; what was said stays as it was."""
    row = _row(report)
    names = ("state", "holder", "reply", "taken_at", "taken_by", "closed_at", "closed_by",
             "answered_at", "reopened_at", "photo_shown")  # fmt: skip
    given = {name: row[name] for name in names}
    sets = ", ".join(f"{name} = :{name}" for name in names)
    tx.run(f"update reports set {sets} where id = :id", id=report.id, **given)  # noqa: S608


def get(db: Database, report_id: str) -> Report:
    """The report with this id; NotFound else."""
    row = db.row("select * from reports where id = :id", id=report_id)
    if row is None:
        raise NotFound("not_found.report")
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
        f"select * from reports where station_id = :id and {_OPEN}"  # noqa: S608
        " order by at desc, id limit :limit",
        id=station_id,
        limit=limit,
        **_STATES,
    )
    return [_report(row) for row in rows]


def shut_in_hours(db: Database, station_id: str, *, since: datetime) -> list[Row]:
    """Who reported, since a moment, a door shut within posted hours, and what that counts for.

    Phones that found themselves elsewhere, staff, networks that found too many doors shut, and what
    was refused are left out.
    """
    return db.rows(
        "select device, network, witness, poster from reports r where station_id = :id"  # noqa: S608
        f" and kind = :shut and {_FOUND} > :since and in_hours = 1 and staff = 0"
        " and near <> 'far' and state <> 'refused'"
        " and witness > 0 and device <> '' and network <> ''",
        id=station_id,
        shut=ReportKind.SHUT.value,
        since=utc_text(since),
    )


def scanned_before(db: Database, station_id: str, before: datetime) -> frozenset[str]:
    """The phones that had scanned the poster of a station, and reported something, by a moment."""
    rows = db.rows(
        "select distinct device from reports where station_id = :id and poster = 1"
        " and staff = 0 and device <> '' and at < :before",
        id=station_id,
        before=utc_text(before),
    )
    return frozenset(row["device"] for row in rows)


def shut_lately(db: Database, *, since: datetime) -> list[Row]:
    """Reports of shut doors that count, wait for an answer, and came since a moment.

    Of a station whose keeper has answered one, those before that answer are answered too.
    """
    return db.rows(
        "select r.station_id, r.network, r.at, r.found_at from reports r"  # noqa: S608
        f" where r.{_OPEN} and r.kind = :shut and r.at > :since"
        " and r.in_hours = 1 and r.staff = 0 and r.near <> 'far' and r.witness > 0"
        " and not exists (select 1 from reports a where a.station_id = r.station_id"
        f" and a.kind = :shut and {_answered('a')} >= {_FOUND})",
        shut=ReportKind.SHUT.value,
        since=utc_text(since),
        **_STATES,
    )


def last_answer(db: Database, station_id: str) -> datetime | None:
    """When a keeper last answered a report of a shut door."""
    row = db.row(
        f"select max({_answered('r')}) as at from reports r"  # noqa: S608
        " where station_id = :id and kind = :shut",
        id=station_id,
        shut=ReportKind.SHUT.value,
    )
    return _moment(row["at"]) if row else None


def _answered(report: str) -> str:
    """SQL of when a report was answered last, though it may have been opened again."""
    return f"coalesce({report}.closed_at, {report}.answered_at)"


def shows_photo(db: Database, name: str) -> bool:
    """Whether a report with this picture lets everybody see it."""
    row = db.row("select 1 from reports where photo = :name and photo_shown = 1", name=name)
    return row is not None


def stations_with_photo(db: Database, name: str) -> list[str]:
    """The stations of the reports that a picture came with."""
    rows = db.rows("select distinct station_id from reports where photo = :name", name=name)
    return [row["station_id"] for row in rows]


def photos(db: Database) -> frozenset[str]:
    """Every picture that a report names."""
    rows = db.rows("select distinct photo from reports where photo <> ''")
    return frozenset(row["photo"] for row in rows)


def erase_networks(tx: Transaction, *, before: datetime) -> int:
    """Takes the networks off older reports; how many there were."""
    return tx.run(
        "update reports set network = '' where network <> '' and at < :before",
        before=utc_text(before),
    )


def erase_devices(tx: Transaction, *, before: datetime) -> int:
    """Takes the phones off older reports; how many there were."""
    return tx.run(
        "update reports set device = '' where device <> '' and at < :before",
        before=utc_text(before),
    )


def erase_refused(tx: Transaction, *, before: datetime) -> int:
    """Takes words and picture off reports that were refused before; how many there were."""
    return tx.run(
        "update reports set words = '', photo = '' where (words <> '' or photo <> '')"
        " and state = 'refused' and closed_at < :before",
        before=utc_text(before),
    )


def page(
    db: Database, reach: Reach, wanted: ReportQuery, *, limit: int, offset: int
) -> tuple[list[Row], int]:
    """Some wanted reports with the name and area of their station, oldest first; all there are."""
    source, values = _source(reach, wanted)
    row = db.row(f"select count(*) as n {source}", **values)
    rows = db.rows(
        f"select r.*, s.name as station, s.area_code {source}"
        f" order by {_WAITS_SINCE}, r.id limit :limit offset :offset",
        limit=limit,
        offset=offset,
        **values,
    )
    return rows, int(row["n"]) if row else 0


def waiting(db: Database, reach: Reach, wanted: ReportQuery) -> tuple[int, datetime | None]:
    """How many of the wanted reports there are, and when the oldest of them came."""
    source, values = _source(reach, wanted)
    row = db.row(f"select count(*) as n, min(r.at) as oldest {source}", **values)
    return (int(row["n"]), _moment(row["oldest"])) if row else (0, None)


def closings(
    db: Database, reach: Reach, wanted: ReportQuery, *, since: datetime, limit: int
) -> list[tuple[datetime, datetime]]:
    """When the wanted reports came and were closed, those closed last first."""
    source, values = _source(reach, wanted)
    rows = db.rows(
        f"select r.at, r.closed_at {source} and r.closed_at > :since"
        " order by r.closed_at desc limit :limit",
        since=utc_text(since),
        limit=limit,
        **values,
    )
    return [
        (datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["closed_at"]))
        for row in rows
    ]


def between(db: Database, reach: Reach, *, since: str, until: str) -> list[Row]:
    """When workers' reports came and were closed, with the area of their station.

    Those received before `until`, and open or closed since `since` (moments as text).
    """
    inside, values = stations.within(reach, "id, area_code")
    return db.rows(
        "select r.at, coalesce(r.reopened_at, r.at) as owed_from, r.closed_at, s.area_code"  # noqa: S608
        f" from reports r join ({inside}) s"
        " on s.id = r.station_id where r.staff = 0 and r.at < :until"
        " and (r.closed_at is null or r.closed_at >= :since)",
        until=until,
        since=since,
        **values,
    )


def open_counts(db: Database, ids: Sequence[str]) -> dict[str, int]:
    """How many reports of these stations wait for an answer; only those that have one."""
    marks = ", ".join(f":id{n}" for n in range(len(ids))) or "''"
    rows = db.rows(
        f"select station_id, count(*) as n from reports where {_OPEN}"  # noqa: S608
        f" and station_id in ({marks}) group by station_id",
        **{f"id{n}": one for n, one in enumerate(ids)},
        **_STATES,
    )
    return {row["station_id"]: int(row["n"]) for row in rows}


def _source(reach: Reach, wanted: ReportQuery) -> tuple[str, dict[str, Value]]:
    inside, values = stations.within(reach, "id, name, area_code")
    states = ", ".join(f"'{ReportState(state).value}'" for state in wanted.states) or "''"
    further = ""
    if wanted.kind is not None:
        further, values["kind"] = " and r.kind = :kind", wanted.kind.value
    if wanted.waits_before is not None:
        further += f" and {_WAITS_SINCE} < :before"
        values["before"] = utc_text(wanted.waits_before)
    if wanted.station_id:
        further, values["station"] = f"{further} and r.station_id = :station", wanted.station_id
    if wanted.holder is not None:
        further, values["holder"] = f"{further} and r.holder = :holder", wanted.holder.value
    source = (
        f"from reports r join ({inside}) s on s.id = r.station_id"
        f" where r.state in ({states}){further}"
    )
    return source, values


def _row(report: Report) -> Row:
    said = report.said
    return {
        "id": report.id,
        "station_id": report.station_id,
        "receipt": report.receipt,
        "kind": said.kind.value,
        "amenity": said.amenity,
        "supply": said.supply,
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
        "found_at": utc_text(said.found_at) if said.found_at else "",
        "state": report.state.value,
        "holder": report.holder.value,
        "reply": report.reply,
        "taken_at": utc_text(report.taken_at) if report.taken_at else None,
        "taken_by": report.taken_by,
        "closed_at": utc_text(report.closed_at) if report.closed_at else None,
        "closed_by": report.closed_by,
        "answered_at": utc_text(report.answered_at) if report.answered_at else None,
        "reopened_at": utc_text(report.reopened_at) if report.reopened_at else None,
    }


def _report(row: Row) -> Report:
    said = Said(
        kind=ReportKind(row["kind"]),
        words=row["words"],
        amenity=row["amenity"],
        supply=row["supply"],
        photo=row["photo"],
        found_at=_moment(row["found_at"]),
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
        state=ReportState(row["state"]),
        holder=Holder(row["holder"]),
        reply=row["reply"],
        taken_at=_moment(row["taken_at"]),
        taken_by=row["taken_by"],
        closed_at=_moment(row["closed_at"]),
        closed_by=row["closed_by"],
        answered_at=_moment(row["answered_at"]),
        reopened_at=_moment(row["reopened_at"]),
        photo_shown=bool(row["photo_shown"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
