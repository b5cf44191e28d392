"""Cycles, reviews and their steps in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound, Refused
from stations.hours.osm.calendar import Calendar
from stations.moments import utc_text
from stations.stars import deadlines
from stations.stars.cycle_model import Cycle
from stations.stars.model import Review, ReviewKind, ReviewState, ReviewStep

REOPENED = (
    "coalesce((select t.step from review_steps t where t.review_id = r.id"
    " and t.step in ('inspect', 'reopen') order by t.number desc limit 1), '') = 'reopen'"
)
"""SQL that is true for reviews `r` that an upheld objection sent back, until the next visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that was taken: who, when, why. `shown` is what others read of who it was."""

    number: int
    step: ReviewStep
    before: ReviewState
    after: ReviewState
    by: str
    shown: str
    at: datetime
    reason: str
    log: int


def add_cycle(tx: Transaction, cycle: Cycle) -> None:
    """Writes a new cycle."""
    tx.load("cycles", [_cycle_row(cycle)])


def cycle(db: Database, cycle_id: str) -> Cycle:
    """The cycle with this id; NotFound else."""
    row = db.row("select * from cycles where id = :id", id=cycle_id)
    if row is None:
        raise NotFound("not_found.cycle")
    return cycle_of(row)


def cycles(db: Database) -> list[Cycle]:
    """Every cycle, the newest year first."""
    rows = db.rows("select * from cycles order by year desc, area, id")
    return [cycle_of(row) for row in rows]


def cancel_cycle(tx: Transaction, cycle_id: str, reason: str, *, at: datetime) -> None:
    """Writes that a cycle ended before anybody had taken part."""
    tx.run(
        "update cycles set closed_at = :at, cancelled = :reason where id = :id",
        at=utc_text(at),
        reason=reason,
        id=cycle_id,
    )


def extend_cycle(tx: Transaction, cycle_id: str, until: date) -> None:
    """Writes another last day of a cycle's applications."""
    tx.run(
        "update cycles set apply_until = :until where id = :id",
        until=until.isoformat(),
        id=cycle_id,
    )


def taken_part(db: Database, cycle_id: str) -> int:
    """How many reviews of a cycle were sent in, or ordered."""
    row = db.row(
        "select count(*) as n from reviews r where r.cycle_id = :id and (r.kind = 'recheck'"
        " or exists (select 1 from review_steps t where t.review_id = r.id and t.step = 'submit'))",
        id=cycle_id,
    )
    return int(row["n"]) if row else 0


def renew_days(tx: Transaction, calendar: Calendar) -> int:
    """Counts the last days of all reviews anew; how many moved."""
    known = {one.id: one for one in cycles(tx)}
    rows = tx.rows(
        "select * from reviews where state not in ('awarded', 'struck_off', 'withdrawn')"
    )
    moved = 0
    for review in map(review_of, rows):
        after = deadlines.renewed(calendar, review, known[review.cycle_id])
        if after != review:
            row = _row(after)
            tx.run(
                "update reviews set due_on = :due, notice_until = :until where id = :id",
                due=row["due_on"],
                until=row["notice_until"],
                id=review.id,
            )
            moved += 1
    return moved


def close_cycle(tx: Transaction, cycle_id: str, *, at: datetime) -> None:
    """Writes when a cycle ended."""
    tx.run("update cycles set closed_at = :at where id = :id", at=utc_text(at), id=cycle_id)


def add(tx: Transaction, review: Review) -> None:
    """Writes a new review."""
    tx.load("reviews", [_row(review)])


def get(db: Database, review_id: str) -> Review:
    """The review with this id; NotFound else."""
    row = db.row("select * from reviews where id = :id", id=review_id)
    if row is None:
        raise NotFound("not_found.out_of_sight")
    return review_of(row)


def open_of_station(db: Database, station_id: str) -> Review | None:
    """The review of a station that is under way: one at a time, and before a draft beside it."""
    row = db.row(
        "select * from reviews where station_id = :id and state not in"
        " ('awarded', 'struck_off', 'withdrawn', 'refused', 'vetoed')"
        " order by case when state = 'draft' then 1 else 0 end limit 1",
        id=station_id,
    )
    return None if row is None else review_of(row)


def under_review(db: Database) -> set[str]:
    """The stations with a review under way, what they have not sent yet left out."""
    rows = db.rows(
        "select station_id from reviews where state not in"
        " ('awarded', 'struck_off', 'withdrawn', 'refused', 'vetoed', 'draft', 'returned')"
    )
    return {row["station_id"] for row in rows}


def rechecked(db: Database) -> set[str]:
    """The stations whose stars are being looked at again."""
    rows = db.rows(
        "select station_id from reviews where kind = 'recheck' and state not in"
        " ('awarded', 'struck_off', 'withdrawn')"
    )
    return {row["station_id"] for row in rows}


def rectifying(db: Database) -> set[str]:
    """The stations that were given time to put things right."""
    rows = db.rows("select station_id from reviews where state = 'rectifying'")
    return {row["station_id"] for row in rows}


def draft_of_station(db: Database, station_id: str) -> Review | None:
    """The application of a station that is not sent yet."""
    row = db.row("select * from reviews where station_id = :id and state = 'draft'", id=station_id)
    return None if row is None else review_of(row)


def of_station(db: Database, station_id: str) -> list[Review]:
    """All reviews of a station, the newest first."""
    rows = db.rows(
        "select * from reviews where station_id = :id order by moved_at desc, kind desc, id",
        id=station_id,
    )
    return [review_of(row) for row in rows]


def of_cycle(db: Database, cycle_id: str) -> list[Review]:
    """All reviews of a cycle, those that moved last at the end."""
    rows = db.rows(
        "select * from reviews where cycle_id = :id order by moved_at, kind, id", id=cycle_id
    )
    return [review_of(row) for row in rows]


def save(tx: Transaction, review: Review) -> None:
    """Writes a review one version on; Refused where somebody was quicker."""
    row = _row(review)
    names = [name for name in row if name not in ("id", "cycle_id", "station_id", "scheme", "kind")]
    sets = ", ".join(f"{name} = :{name}" for name in names)
    given = {name: row[name] for name in names}
    touched = tx.run(
        f"update reviews set {sets} where id = :id and version = :before",  # noqa: S608
        id=review.id,
        before=review.version - 1,
        **given,
    )
    if touched != 1:
        raise Refused("stale_step.review")


def move(tx: Transaction, review_id: str, station_id: str) -> None:
    """Writes that a review goes on at another station."""
    tx.run(
        "update reviews set station_id = :station where id = :id",
        station=station_id,
        id=review_id,
    )


def add_step(tx: Transaction, review_id: str, taken: Taken) -> None:
    """Writes a step that was taken; it is never changed."""
    tx.load(
        "review_steps",
        [
            {
                "review_id": review_id,
                "number": taken.number,
                "step": taken.step.value,
                "before": taken.before.value,
                "after": taken.after.value,
                "by": taken.by,
                "shown": taken.shown,
                "at": utc_text(taken.at),
                "reason": taken.reason,
                "log": taken.log,
            }
        ],
    )


def steps(db: Database, review_id: str) -> list[Taken]:
    """What was done with a review, the first step first."""
    rows = db.rows("select * from review_steps where review_id = :id order by number", id=review_id)
    return [
        Taken(
            number=row["number"],
            step=ReviewStep(row["step"]),
            before=ReviewState(row["before"]),
            after=ReviewState(row["after"]),
            by=row["by"],
            shown=row["shown"],
            at=datetime.fromisoformat(row["at"]),
            reason=row["reason"],
            log=row["log"],
        )
        for row in rows
    ]


def cycle_of(row: Row) -> Cycle:
    """The cycle of a row of `cycles`."""
    return Cycle(
        id=row["id"],
        scheme_key=row["scheme"],
        scheme_text=row["scheme_text"],
        year=row["year"],
        area=row["area"],
        apply_until=date.fromisoformat(row["apply_until"]),
        opened_at=datetime.fromisoformat(row["opened_at"]),
        opened_by=row["opened_by"],
        closed_at=_moment(row["closed_at"]),
        demo=bool(row["demo"]),
        cancelled=row["cancelled"],
    )


def review_of(row: Row) -> Review:
    """The review of a row of `reviews`."""
    return Review(
        id=row["id"],
        cycle_id=row["cycle_id"],
        station_id=row["station_id"],
        scheme=row["scheme"],
        kind=ReviewKind(row["kind"]),
        state=ReviewState(row["state"]),
        version=row["version"],
        applicant=row["applicant"],
        checker=row["checker"],
        inspector=row["inspector"],
        decider=row["decider"],
        vetoer=row["vetoer"],
        warner=row["warner"],
        stars=row["stars"],
        reached=row["reached"],
        points=row["points"],
        veto=row["veto"],
        due_on=_day(row["due_on"]),
        extended_until=_day(row["extended_until"]),
        notice_from=_day(row["notice_from"]),
        notice_until=_day(row["notice_until"]),
        decided_at=_moment(row["decided_at"]),
        moved_at=_moment(row["moved_at"]),
    )


def _cycle_row(cycle: Cycle) -> Row:
    return {
        "id": cycle.id,
        "scheme": cycle.scheme_key,
        "scheme_text": cycle.scheme_text,
        "year": cycle.year,
        "area": cycle.area,
        "apply_until": cycle.apply_until.isoformat(),
        "opened_at": utc_text(cycle.opened_at),
        "opened_by": cycle.opened_by,
        "closed_at": utc_text(cycle.closed_at) if cycle.closed_at else None,
        "demo": int(cycle.demo),
        "cancelled": cycle.cancelled,
    }


def _row(review: Review) -> Row:
    if review.moved_at is None:
        raise ValueError("a review is stored with the moment of its last step")
    return {
        "id": review.id,
        "cycle_id": review.cycle_id,
        "station_id": review.station_id,
        "scheme": review.scheme,
        "kind": review.kind.value,
        "state": review.state.value,
        "version": review.version,
        "applicant": review.applicant,
        "checker": review.checker,
        "inspector": review.inspector,
        "decider": review.decider,
        "vetoer": review.vetoer,
        "warner": review.warner,
        "stars": review.stars,
        "reached": review.reached,
        "points": review.points,
        "veto": review.veto,
        "due_on": review.due_on.isoformat() if review.due_on else None,
        "extended_until": review.extended_until.isoformat() if review.extended_until else None,
        "notice_from": review.notice_from.isoformat() if review.notice_from else None,
        "notice_until": review.notice_until.isoformat() if review.notice_until else None,
        "decided_at": utc_text(review.decided_at) if review.decided_at else None,
        "moved_at": utc_text(review.moved_at),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
