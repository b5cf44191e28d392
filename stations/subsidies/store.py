"""The ledger of payments in the database; it only grows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from stations.db.base import Database, Row, Transaction, Value
from stations.errors import NotFound, Refused
from stations.moments import utc_text
from stations.stars import award_store
from stations.subsidies.eligibility import Awarded
from stations.subsidies.model import Claim, LedgerEntry, Payment, PaymentState

_LAST = (
    "select m.* from money_rows m where m.seq ="
    " (select max(o.seq) from money_rows o where o.payment = m.payment)"
)


def add(tx: Transaction, payment: Payment, before: Payment | None, *, replaced: int = 0) -> None:
    """Writes one row that follows another one.

    `replaced` is the turn that has ended, of a payment that is proposed anew. Refused where
    somebody else was quicker.
    """
    row = _row(payment, before)
    if replaced:
        row["turn_before"], row["turn_closed"] = replaced, 1
    if _taken(tx, payment):
        raise Refused("stale_step.payment")
    tx.load("money_rows", [row])


def get(db: Database, payment_id: str) -> Payment:
    """A payment as its last row left it; NotFound else."""
    found = _read(db, f"{_LAST} and m.payment = :id", id=payment_id)
    if not found:
        raise NotFound("not_found.out_of_sight")
    return found[0]


def chain(db: Database, payment_id: str) -> list[Payment]:
    """All rows of a payment, the first one first."""
    return _read(db, "select * from money_rows where payment = :id order by seq", id=payment_id)


def every(db: Database) -> list[Payment]:
    """All rows there are, in the order of the log."""
    return _read(db, "select * from money_rows order by log, payment, seq")


def chains(db: Database, year: int) -> dict[str, list[Payment]]:
    """All rows of every payment for a year, by payment, the first one first."""
    found: dict[str, list[Payment]] = {}
    sql = "select * from money_rows where year = :year order by payment, seq"
    for row in _read(db, sql, year=year):
        found.setdefault(row.id, []).append(row)
    return found


def of_claim(db: Database, claim: Claim, *, station_id: str = "") -> Payment | None:
    """The newest payment of a claim, whatever became of it; or of it for another record."""
    found = _read(
        db,
        f"{_LAST} and m.station_id = :station and m.rule = :rule and m.period = :period"
        " order by m.turn desc limit 1",
        station=station_id or claim.station_id,
        rule=claim.rule,
        period=claim.period,
    )
    return found[0] if found else None


def of_station(db: Database, station_id: str) -> list[Payment]:
    """All payments for a station, each as its last row left it, the newest period first."""
    return _read(
        db,
        f"{_LAST} and m.station_id = :id order by m.year desc, m.period desc, m.turn desc",
        id=station_id,
    )


def of_year(db: Database, year: int, area: str) -> list[Payment]:
    """All payments for a year of districts in an area, each as its last row left it."""
    return _read(
        db,
        f"{_LAST} and m.year = :year and m.area like :area order by m.area, m.payment",
        year=year,
        area=f"{area}%",
    )


def newest(db: Database, periods: Sequence[int]) -> dict[tuple[str, str, int], Payment]:
    """By station, rule and period the newest payment of each claim in these periods."""
    first, second = periods
    rows = _read(
        db, f"{_LAST} and m.period in (:first, :second) order by m.turn", first=first, second=second
    )
    return {(one.claim.station_id, one.claim.rule, one.claim.period): one for one in rows}


def awards(db: Database, station_ids: Iterable[str]) -> dict[str, tuple[Awarded, ...]]:
    """The awards of these stations, the oldest first."""
    wanted, found = set(station_ids), defaultdict(list)
    for award in award_store.every(db):
        if award.station_id in wanted:
            one = Awarded(
                number=award.number, stars=award.stars, on=award.on, before=award.before or 0
            )
            found[award.station_id].append(one)
    return {station_id: tuple(of_it) for station_id, of_it in found.items()}


def proposed(payment_id: str, claim: Claim, entry: LedgerEntry, *, turn: int) -> Payment:
    """The first row of a payment."""
    return Payment(
        id=payment_id, claim=claim, entry=entry, turn=turn, remaining_fen=claim.total_fen
    )


def values(payment: Payment) -> list[str | int]:
    """What the log proves of a row."""
    claim, entry = payment.claim, payment.entry
    return [
        payment.id, payment.seq, claim.station_id, claim.rule, claim.version, claim.year,
        claim.period, payment.turn, claim.area, claim.total_fen, payment.state.value,
        payment.amount_fen, payment.remaining_fen, entry.by, entry.shown, utc_text(entry.at),
        entry.reason, entry.voucher, *([claim.rise] if claim.rise else ()),
    ]  # fmt: skip


def _taken(db: Database, payment: Payment) -> bool:
    """Whether this row of the payment, or another payment of this claim and turn, is there."""
    found = db.row(
        "select 1 as one from money_rows where (payment = :id and seq = :seq)"
        " or (:seq = 1 and station_id = :station and rule = :rule and period = :period"
        " and turn = :turn)",
        id=payment.id,
        seq=payment.seq,
        station=payment.claim.station_id,
        rule=payment.claim.rule,
        period=payment.claim.period,
        turn=payment.turn,
    )
    return found is not None


def _row(payment: Payment, before: Payment | None) -> Row:
    claim, entry = payment.claim, payment.entry
    return {
        "payment": payment.id,
        "seq": payment.seq,
        "station_id": claim.station_id,
        "rule": claim.rule,
        "version": claim.version,
        "year": claim.year,
        "period": claim.period,
        "turn": payment.turn,
        "area": claim.area,
        "total": claim.total_fen,
        "state": payment.state.value,
        "amount": payment.amount_fen,
        "remaining": payment.remaining_fen,
        "by": entry.by,
        "shown": entry.shown,
        "at": utc_text(entry.at),
        "reason": entry.reason,
        "voucher": entry.voucher,
        "log": payment.log,
        "previous": before.seq if before else None,
        "before": before.state.value if before else "",
        "by_before": before.entry.by if before else "",
        "remaining_before": before.remaining_fen if before else 0,
        "closed": 1 if payment.closed else None,
        "turn_before": None,
        "turn_closed": None,
        "rise": claim.rise or None,
    }


def _read(db: Database, sql: str, **given: Value) -> list[Payment]:
    return [_payment(row) for row in db.rows(sql, **given)]


def _payment(row: Row) -> Payment:
    return Payment(
        id=row["payment"],
        claim=Claim(
            station_id=row["station_id"],
            rule=row["rule"],
            version=row["version"],
            year=int(row["year"]),
            period=int(row["period"]),
            area=row["area"],
            total_fen=int(row["total"]),
            rise=int(row["rise"] or 0),
        ),
        entry=LedgerEntry(
            by=row["by"],
            shown=row["shown"],
            at=datetime.fromisoformat(row["at"]),
            reason=row["reason"],
            voucher=row["voucher"],
        ),
        turn=int(row["turn"]),
        seq=int(row["seq"]),
        state=PaymentState(row["state"]),
        amount_fen=int(row["amount"]),
        remaining_fen=int(row["remaining"]),
        log=int(row["log"]),
    )
