"""Payments that wait for somebody, counted."""

from __future__ import annotations

from collections.abc import Sequence

from stations.areas import codes
from stations.db.base import Database, Value, like
from stations.subsidies.model import PaymentState


def waiting(db: Database, areas: Sequence[str], state: PaymentState) -> int:
    """How many payments of these areas (code prefixes) are in this state now."""
    if not areas:
        return 0
    values: dict[str, Value] = {
        f"area{n}": like(codes.trimmed(one))[1:] if one else "%" for n, one in enumerate(areas)
    }
    here = " or ".join(f"m.area like :{name} escape '!'" for name in values)
    row = db.row(
        "select count(*) as n from money_rows m where m.state = :state"  # noqa: S608
        f" and ({here}) and not exists (select 1 from money_rows o"
        " where o.payment = m.payment and o.seq > m.seq)",
        state=state.value,
        **values,
    )
    return int(row["n"]) if row else 0
