"""The ledger is never changed afterwards, whoever writes and whatever is killed."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from stations.accounts.roles import Role
from stations.audit import log
from stations.config import ROOT
from stations.db import opening
from stations.db.base import Database
from stations.errors import StationsError
from stations.subsidies import (
    ledger_proof,
    store,
)
from stations.subsidies.model import PaymentState
from tests.subsidies import treasury
from tests.subsidies.ledger_city import copied, net, rows
from tests.subsidies.treasury import (
    FINANCE,
    NEW,
    YEAR,
    approve,
    paid,
    pay,
    propose,
)

LEDGER = ("money_rows", "money_budgets", "budget_confirmations")


def test_the_database_itself_refuses_what_nobody_may_do(city: Database) -> None:
    done, (open_one,) = paid(city, "a"), propose(city, "b")
    grant = paid(city, "new", rule=NEW)
    follows = {"seq": 2, "state": "approved", "previous": 1, "before": "proposed",
               "by_before": FINANCE.id, "remaining_before": 200_000}  # fmt: skip
    on_b = {**follows, "payment": open_one.id}
    tries = {
        "paid twice": copied(city, done.id, 1, payment="another-one"),
        "a second turn while the first is open": copied(
            city, done.id, 1, payment="another-one", turn=2, turn_before=1, turn_closed=1
        ),
        "a second turn out of nothing": copied(city, done.id, 1, payment="another-one", turn=2),
        "a turn that was left out": copied(
            city, done.id, 1, payment="another-one", turn=3, turn_before=1, turn_closed=1
        ),
        "a grant once a year": copied(
            city, grant.id, 1, payment="another-one", year=2025, period=2025
        ),
        "another period": copied(city, done.id, 1, payment="another-one", period=2025),
        "approved by whoever proposed": copied(city, open_one.id, 1, **{**on_b, "by": FINANCE.id}),
        "approved by whoever proposed, who is named otherwise": copied(
            city, open_one.id, 1, **{**on_b, "by": FINANCE.id, "by_before": "somebody"}
        ),
        "paid without approval": copied(
            city, done.id, 3, payment=open_one.id, station_id="b", seq=2, previous=1,
            before="proposed", by_before=FINANCE.id,
        ),
        "paid after an approval that is not there": copied(
            city, done.id, 3, payment=open_one.id, station_id="b"
        ),
        "paid a second time": copied(city, done.id, 3, seq=4, previous=3, before="paid"),
        "more than was proposed": copied(
            city, open_one.id, 1, **{**on_b, "by": "x", "total": 900_000, "remaining": 900_000}
        ),
        "another station": copied(city, open_one.id, 1, **{**on_b, "by": "x", "station_id": "c"}),
        "corrected by more than there is": copied(
            city, done.id, 3, seq=4, previous=3, state="corrected", before="paid", by="x",
            by_before=FINANCE.id, amount=-300_000, remaining=0, closed=1, reason="x",
        ),
        "closed with money left": copied(
            city, done.id, 3, seq=4, previous=3, state="corrected", before="paid", by="x",
            by_before=FINANCE.id, amount=-1, remaining=199_999, closed=1, reason="x",
        ),
        "half a fen": copied(city, done.id, 1, payment="another-one", total=0.5),
        "nobody": copied(city, open_one.id, 1, **{**on_b, "by": ""}),
    }  # fmt: skip
    kept = rows(city)
    for what, do in tries.items():
        with pytest.raises(Exception, match=r"(?i)constraint|datatype|integer|violates|bigint"):
            do()
        assert rows(city) == kept, what
    # The same row is taken where it is by somebody else: it was what was wrong, nothing beside.
    copied(city, open_one.id, 1, **{**on_b, "by": "x"})()
    assert rows(city) == kept + 1


def test_the_ledger_only_grows(city: Database) -> None:
    paid(city, "a")
    treasury.budget(city, 300_000)
    kept = [city.rows(f"select * from {one}") for one in LEDGER]
    for statement in (
        "update money_rows set amount = 0",
        "update money_rows set reason = 'x' where seq = 1",
        "delete from money_rows",
        "update money_budgets set amount = 1",
        "delete from money_budgets",
        "update budget_confirmations set by = 'x'",
        "delete from budget_confirmations",
    ):
        with pytest.raises(Exception, match="append-only"):
            city.run(statement)
        assert [city.rows(f"select * from {one}") for one in LEDGER] == kept, statement


def test_the_audit_finds_a_row_that_was_written_past_the_log(city: Database) -> None:
    done, (other,) = paid(city, "a"), propose(city, "b")
    copied(city, other.id, 1, seq=2, state="approved", previous=1, before="proposed",
           by_before=FINANCE.id, remaining_before=200_000, by="x")()  # fmt: skip
    assert [one.code for one in ledger_proof.prove(city).findings] == ["money_altered"]
    if city.engine == "sqlite":
        city.run("drop trigger money_rows_keep")
        city.run("update money_rows set voucher = 'x' where payment = :id and seq = 3", id=done.id)
        assert {one.number for one in ledger_proof.prove(city).findings} == {done.log, other.log}


def test_many_at_once_pay_each_station_once(city: Database, address: str) -> None:
    def everything(n: int) -> list[str]:
        db, told = opening.open_ready(address), []
        finance, payer = (treasury.someone(f"{one}{n}", Role.FINANCE) for one in "fp")
        approver = treasury.someone(f"a{n}", Role.APPROVER)
        for name in ("a", "b", "c"):
            try:
                propose(db, name, by=finance)
            except StationsError as error:
                told.append(error.message)
            for one in store.of_year(db, YEAR, ""):
                for step in (
                    lambda one=one: approve(db, one, by=approver),
                    lambda one=one: pay(db, one, by=payer),
                ):
                    try:
                        step()
                    except StationsError as error:
                        told.append(error.message)
        db.close()
        return told

    with ThreadPoolExecutor(6) as pool:
        told = [words for found in pool.map(everything, range(6)) for words in found]
    assert net(city) == 3 * 200_000
    assert [one.state for one in store.of_year(city, YEAR, "")] == [PaymentState.PAID] * 3
    assert rows(city) == 9
    assert any("请刷新后再看" in words for words in told), "the losers are told"
    assert ledger_proof.prove(city).sound


def test_who_is_killed_in_the_middle_leaves_nothing(city: Database, address: str) -> None:
    program = (
        "import os, sys; sys.path[:0] = sys.argv[2:]\n"
        "from tests.subsidies import treasury\n"
        "from stations.audit import log\n"
        "from stations.db import opening\n"
        "from stations.subsidies import assessment, ledger_entries, store\n"
        "from stations.registry.stored import store as stations\n"
        "db = opening.open_ready(sys.argv[1])\n"
        "station = stations.get(db, 'a')\n"
        "rule = assessment.programme_of(station).rules[1]\n"
        "act = treasury.act(treasury.FINANCE)\n"
        "with db.writing():\n"
        "    entry = ledger_entries.entry(act, by=treasury.FINANCE)\n"
        "    claim = assessment.claim(station, rule, year=2026)\n"
        "    one = store.proposed('killed-one', claim, entry, turn=1)\n"
        "    ledger_entries.add(db, one, None, act=act)\n"
        "    os._exit(9)\n"
    )
    head = log.head(city)
    done = subprocess.run([sys.executable, "-c", program, address, str(ROOT)])
    assert done.returncode == 9
    assert (rows(city), log.head(city)) == (0, head)
    paid(city, "a")
    assert net(city) == 200_000
