"""The demo city shows payments in every state, made by different people, for its own year."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from stations.db import opening
from stations.demo import account_demo as people
from stations.demo import subsidy_demo
from stations.registry.stored import change_store
from stations.subsidies import budgets, ledger_proof, store
from stations.subsidies.model import PaymentState
from tests.subsidies import treasury
from tests.support import make


def test_the_demo_shows_every_state(sqlite_address: str) -> None:
    db = opening.open_ready(sqlite_address)
    at = make.NOON + timedelta(days=30)
    stations = [treasury.station(f"s{n:02d}") for n in range(20)]
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=make.act("created"))
        people.add(db, station_id="s00", act=make.act("account_made"))
    assert subsidy_demo.add(db, at) == 12
    found = store.of_year(db, 2026, "")
    assert {one.state for one in found} == set(PaymentState) - {PaymentState.REJECTED}
    for one in found:
        eyes = [row.entry.by for row in store.chain(db, one.id)]
        assert all(a != b for a, b in pairwise(eyes))
        assert len(set(eyes[:3])) == len(eyes[:3])
    assert budgets.standings(db, 2026, "3701")["370102"].budget_fen
    assert ledger_proof.prove(db).sound
    db.close()
