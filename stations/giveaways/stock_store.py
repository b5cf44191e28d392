"""The ledger of things in the database; it only grows, and its newest row is the stock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stations.audit.model import Act
from stations.db.base import Database, Row, Transaction, Value, like
from stations.errors import NotFound, Refused
from stations.giveaways.model import Stock, StockEntry, StockKind, StockMove, StockStage
from stations.moments import utc_text
from stations.registry.stored import redirects

_STAGES = ("received", "disinfected", "ready", "given", "broken")


def stock(db: Database, giveaway_id: str) -> dict[str, Stock]:
    """What there is of each category that is in the ledger."""
    rows = db.rows(
        "select e.* from giveaway_entries e join (select category, max(seq) as seq"
        " from giveaway_entries where giveaway_id = :id group by category) n"
        " on n.category = e.category and n.seq = e.seq where e.giveaway_id = :id",
        id=giveaway_id,
    )
    return {row["category"]: _stock(row) for row in rows}


def stock_of(db: Database, giveaway_id: str, category: str) -> Stock:
    """What there is of one category."""
    row = db.row(
        "select * from giveaway_entries where giveaway_id = :id and category = :category"
        " order by seq desc limit 1",
        id=giveaway_id,
        category=category,
    )
    return _stock(row) if row else Stock()


def add(tx: Transaction, giveaway_id: str, move: StockMove, *, act: Act) -> Stock:
    """Writes one row of the ledger; what there is then. Refused where there is not so much."""
    before = stock_of(tx, giveaway_id, move.category)
    after = {stage: getattr(before, stage) for stage in _STAGES}
    for stage, sign in ((move.source, -1), (move.target, 1)):
        if stage is not StockStage.OUTSIDE:
            after[stage.value] += sign * move.amount
    if min(after.values()) < 0:
        raise Refused("short_stock", left=before.at(move.source))
    seq = before.seq + 1
    tx.load(
        "giveaway_entries",
        [
            {
                "giveaway_id": giveaway_id,
                "category": move.category,
                "seq": seq,
                "kind": move.kind.value,
                "amount": move.amount,
                "source": move.source.value,
                "target": move.target.value,
                **after,
                "previous": before.seq or None,
                **{f"{stage}_before": getattr(before, stage) for stage in _STAGES},
                "giver": move.giver or None,
                "handout": move.handout or None,
                "corrects": move.corrects,
                "form": move.form or None,
                "reason": move.reason,
                "at": utc_text(act.at),
                "by": act.actor,
                "shown": act.by,
            }
        ],
    )
    return Stock(**after, seq=seq)


_JOINED = (
    "select e.*, v.name as giver_name, c.seq as corrected from giveaway_entries e"
    " left join giveaway_givers v on v.id = e.giver"
    " left join giveaway_entries c on c.giveaway_id = e.giveaway_id and c.category = e.category"
    " and c.corrects = e.seq"
)


def get(db: Database, giveaway_id: str, category: str, seq: int) -> StockEntry:
    """One row of the ledger; NotFound else."""
    row = db.row(
        f"{_JOINED} where e.giveaway_id = :id and e.category = :category and e.seq = :seq",
        id=giveaway_id,
        category=category,
        seq=seq,
    )
    if row is None:
        raise NotFound("not_found.out_of_sight")
    return _entry(row)


def sent_before(db: Database, giveaway_id: str, category: str, form: str) -> bool:
    """Whether a form that was sent with this key is in the ledger."""
    row = db.row(
        "select 1 as here from giveaway_entries where giveaway_id = :id and category = :category"
        " and form = :form",
        id=giveaway_id,
        category=category,
        form=form,
    )
    return row is not None


def entries(db: Database, ids: Sequence[str]) -> list[StockEntry]:
    """The ledger of these give-aways, in the order in which it was written."""
    values: dict[str, Value] = {f"id{n}": one for n, one in enumerate(ids)}
    marks = ", ".join(f":{name}" for name in values) or "''"
    rows = db.rows(
        f"{_JOINED} where e.giveaway_id in ({marks})"
        " order by e.at, e.giveaway_id, e.category, e.seq",
        **values,
    )
    return [_entry(row) for row in rows]


def by_forms(db: Database, station_id: str, begin: str) -> list[StockEntry]:
    """What came in at a station by forms whose keys begin so, the oldest first."""
    place, values = redirects.within_place(station_id)
    rows = db.rows(
        f"{_JOINED} where e.giveaway_id in"  # noqa: S608
        f" (select id from giveaways where station_id in ({place}))"
        " and e.kind = 'in' and e.form like :form escape '!' order by e.at, e.seq",
        **values,
        form=like(begin)[1:],
    )
    return [_entry(row) for row in rows]


def of_handout(db: Database, key: str) -> dict[str, int]:
    """What was booked of a hand-out as it came, by category."""
    rows = db.rows(
        "select category, sum(amount) as n from giveaway_entries"
        " where handout = :key and kind = 'give' group by category",
        key=key,
    )
    return {row["category"]: int(row["n"]) for row in rows}


def taken(db: Database, holder: str) -> dict[str, int]:
    """What a person has taken with all their cards, by category; what came back is taken off."""
    rows = db.rows(
        "select e.category, sum(case when e.target = 'given' then e.amount else -e.amount end)"
        " as n from giveaway_entries e join giveaway_handouts h on h.key = e.handout"
        " join giveaway_cards c on c.id = h.card_id where c.holder = :holder group by e.category",
        holder=holder,
    )
    return {row["category"]: int(row["n"]) for row in rows}


def _stock(row: Row) -> Stock:
    return Stock(**{stage: int(row[stage]) for stage in _STAGES}, seq=int(row["seq"]))


def _entry(row: Row) -> StockEntry:
    return StockEntry(
        giveaway_id=row["giveaway_id"],
        seq=int(row["seq"]),
        move=StockMove(
            category=row["category"],
            kind=StockKind(row["kind"]),
            amount=int(row["amount"]),
            source=StockStage(row["source"]),
            target=StockStage(row["target"]),
            giver=row["giver"] or "",
            handout=row["handout"] or "",
            corrects=row["corrects"],
            form=row["form"] or "",
            reason=row["reason"],
        ),
        after=_stock(row),
        giver_name=row["giver_name"] or "",
        corrected=row["corrected"] is not None,
        at=datetime.fromisoformat(row["at"]),
        shown=row["shown"],
    )
