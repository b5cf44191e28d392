"""Money is proposed, approved and paid by different people, once, and never changed afterwards."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from stations.accounts.roles import Role
from stations.audit import log
from stations.config import ROOT
from stations.db import backups, opening
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused, StationsError
from stations.registry.model import Lifecycle, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, redirects
from stations.registry.stored import store as stations
from stations.subsidies import (
    approving,
    budgets,
    ledger_proof,
    payment_list,
    payment_workbook,
    store,
)
from stations.subsidies.model import State, fen, yuan
from stations.subsidies.payment_list import Asked, Part
from tests.subsidies import treasury
from tests.subsidies.treasury import (
    APPROVER,
    BOTH,
    FINANCE,
    NEW,
    RUN,
    YEAR,
    approve,
    correct,
    paid,
    pay,
    propose,
)
from tests.support import make

TODAY = make.NOON.date()
LEDGER = ("money_rows", "money_budgets", "budget_confirmations")


@pytest.fixture
def city(db: Database) -> Database:
    treasury.fill(db)
    return db


def refused(code: str, do: Callable[[], object]) -> str:
    with pytest.raises((Refused, Invalid)) as error:
        do()
    assert error.value.code == code, error.value.message
    return error.value.message


def rows(db: Database) -> int:
    found = db.row("select count(*) as n from money_rows")
    return int(found["n"]) if found else -1


def net(db: Database) -> int:
    found = db.row("select coalesce(sum(amount), 0) as n from money_rows")
    return int(found["n"]) if found else -1


def change(db: Database, station_id: str, **changes: Any) -> int:
    """Stores a station with some of it changed; the number in the log."""
    before = stations.get(db, station_id)
    after = next_version(replace(before, **changes), at=make.NOON)
    with db.writing():
        return change_store.record(db, [(before, after)], act=make.act("edited"))


def test_a_payment_goes_its_way_and_every_step_is_in_the_log(city: Database) -> None:
    done = paid(city, "a")
    assert [one.state for one in store.chain(city, done.id)] == [
        State.PROPOSED, State.APPROVED, State.PAID
    ]  # fmt: skip
    assert [one.entry.shown for one in store.chain(city, done.id)] == [
        "finance", "approver", "payer"
    ]  # fmt: skip
    assert net(city) == 200_000
    told = [(one["action"], one["subject"], one["area"]) for one in log.newest(city, limit=3)]
    subject = f"payment:{done.id}"
    assert told == [
        (f"money_{word}", subject, "370102") for word in ("paid", "approved", "proposed")
    ]
    assert ledger_proof.prove(city).sound


def test_whoever_did_one_part_does_not_do_the_next(city: Database) -> None:
    (mine,) = propose(city, "a", by=BOTH)
    assert "由另一个人来批准" in refused("four_eyes", lambda: approve(city, mine, by=BOTH))
    (approved,) = approve(city, mine)
    (other,) = approve(city, *propose(city, "b"), by=BOTH)
    refused("four_eyes", lambda: pay(city, other, by=BOTH))
    third = treasury.someone("third", Role.FINANCE, Role.APPROVER)
    done = pay(city, approved, by=third)[0]
    refused("four_eyes", lambda: correct(city, done, 100, by=third))
    assert [len(store.chain(city, one.id)) for one in (done, other)] == [3, 2]


def test_whoever_proposed_it_does_not_pay_it(city: Database) -> None:
    (approved,) = approve(city, *propose(city, "a"))
    words = refused("four_eyes", lambda: pay(city, approved, by=FINANCE))
    assert "其中有您提出的，要由另一个人来记为已发放" in words
    (mixed,) = approve(city, *propose(city, "b", by=BOTH))
    refused("four_eyes", lambda: pay(city, approved, mixed, by=BOTH))
    assert (rows(city), net(city)) == (4, 0)
    for mine in (FINANCE.id, APPROVER.id):
        paying = {"seq": 3, "state": "paid", "previous": 2, "before": "approved",
                  "by_before": APPROVER.id, "remaining_before": 200_000, "amount": 200_000,
                  "voucher": "7", "by": mine}  # fmt: skip
        with pytest.raises(Exception, match=r"(?i)check constraint"), city.writing():
            copied(city, approved.id, 2, **paying)()
    done = pay(city, approved)
    assert len({row.entry.by for row in store.chain(city, done[0].id)}) == 3


def test_nothing_is_done_twice(city: Database) -> None:
    (first,) = propose(city, "a")
    assert "待批准" in refused("already", lambda: propose(city, "a"))
    approve(city, first)
    refused("stale_step", lambda: approve(city, first))
    pay(city, first)
    refused("stale_step", lambda: pay(city, first))
    late = treasury.act(APPROVER, minutes=5)
    refused("stale_step", lambda: approving.reject(
        city, [first.id], reason="x", by=APPROVER, act=late))  # fmt: skip
    assert "已发放" in refused("already", lambda: propose(city, "a"))
    assert (rows(city), net(city)) == (3, 200_000)


def test_a_batch_is_done_whole_or_not_at_all(city: Database) -> None:
    words = refused("not_eligible", lambda: propose(city, "a", "b", "unknown"))
    assert "补上“启用日期”" in words
    with pytest.raises(NotFound):
        propose(city, "a", "nobody")
    refused("invalid", lambda: propose(city, "a", rule="made_up"))
    refused("invalid", lambda: propose(city))
    refused("invalid", lambda: propose(city, *[f"x{n}" for n in range(501)]))
    found = propose(city, "a", "b")
    pay(city, *approve(city, found[0]))
    refused("stale_step", lambda: approve(city, *found))
    assert [store.get(city, one.id).state for one in found] == [State.PAID, State.PROPOSED]


def test_only_those_of_the_area_and_the_role_reach_a_payment(city: Database) -> None:
    (mine,) = propose(city, "a")
    elsewhere = treasury.someone("elsewhere", Role.APPROVER, Role.FINANCE, area="370103")
    for do in (
        lambda: propose(city, "b", by=elsewhere),
        lambda: approve(city, mine, by=elsewhere),
        lambda: pay(city, mine, by=elsewhere),
    ):
        with pytest.raises(NotFound):
            do()
    refused("forbidden", lambda: propose(city, "b", by=APPROVER))
    refused("forbidden", lambda: approve(city, mine, by=FINANCE))
    seen = payment_list.lines(city, Asked(year=YEAR), by=elsewhere, today=TODAY)
    assert {line.station.id for line in seen} == {"far"}
    assert rows(city) == 1


def test_what_came_back_is_a_new_row_and_frees_the_station_only_when_whole(city: Database) -> None:
    done = paid(city, "a")
    refused("invalid", lambda: correct(city, done, 200_001))
    refused("invalid", lambda: correct(city, done, 0))
    part = correct(city, done, 50_000)
    refused("stale_step", lambda: correct(city, done, 50_000))
    assert (part.remaining_fen, net(city)) == (150_000, 150_000)
    refused("already", lambda: propose(city, "a"))
    whole = correct(city, part, 150_000, by=BOTH)
    assert (whole.closed, net(city)) == (True, 0)
    again = paid(city, "a")
    assert (again.turn, again.id != done.id, net(city)) == (2, True, 200_000)
    assert [one.amount_fen for one in store.chain(city, done.id)] == [
        0, 0, 200_000, -50_000, -150_000
    ]  # fmt: skip
    assert ledger_proof.prove(city).sound


def test_what_is_rejected_may_be_proposed_again(city: Database) -> None:
    (first,) = propose(city, "a")
    late = treasury.act(APPROVER, minutes=5)
    refused("invalid", lambda: approving.reject(
        city, [first.id], reason=" ", by=APPROVER, act=late))  # fmt: skip
    approving.reject(city, [first.id], reason="年度不对", by=APPROVER, act=late)
    (second,) = propose(city, "a")
    assert second.turn == 2
    line = next(one for one in payment_list.lines(city, Asked(year=YEAR), by=FINANCE, today=TODAY)
                if one.payment)  # fmt: skip
    assert (line.part, line.amount_fen) == (Part.PROPOSED, 200_000)


def test_a_grant_is_paid_once_in_a_life_even_where_the_day_of_opening_moves(
    city: Database,
) -> None:
    paid(city, "new", rule=NEW)
    change(city, "new", opened_on=TODAY.replace(year=2025))
    refused("already", lambda: propose(city, "new", rule=NEW, year=2025))
    lines = payment_list.lines(city, Asked(year=2025, rule=NEW), by=FINANCE, today=TODAY)
    line = next(one for one in lines if one.station.id == "new")
    assert (line.part, line.reason) == (Part.NOT, "2026 年已经有一笔，只补一次")


def test_a_station_that_closed_since_is_not_approved(city: Database) -> None:
    (first,) = propose(city, "a")
    change(city, "a", lifecycle=Lifecycle(phase=Phase.CLOSED, since=TODAY))
    assert "已撤销" in refused("not_eligible", lambda: approve(city, first))


def test_a_record_that_was_combined_is_not_paid_beside_the_other(city: Database) -> None:
    paid(city, "b")
    number = change(city, "b", lifecycle=Lifecycle(phase=Phase.CLOSED, since=TODAY))
    with city.writing():
        redirects.add(city, "b", "a", log=number)
    assert "合并进来的记录" in refused("already", lambda: propose(city, "a"))
    asked = Asked(year=YEAR, rule=RUN)
    found = payment_list.lines(city, asked, by=FINANCE, today=TODAY)
    lines = {one.station.id: one for one in found}
    assert (lines["a"].part, lines["b"].part) == (Part.NOT, Part.PAID)
    refused("not_eligible", lambda: propose(city, "b", year=2025))


def test_beyond_the_budget_an_approval_needs_its_reason(city: Database) -> None:
    treasury.budget(city, 300_000)
    first, second = propose(city, "a", "b")
    (far,) = propose(city, "far")
    approve(city, first, reason="")
    words = refused("over", lambda: approve(city, second, reason=" "))
    assert "历下区 2026 年超出预算 1,000 元" in words
    assert "市中区" in refused("over", lambda: approve(city, far, reason=""))
    approve(city, second, reason="年底追加")
    standing = budgets.standings(city, YEAR, "3701")["370102"]
    assert (standing.left_fen, standing.approved_fen) == (-100_000, 400_000)
    treasury.budget(city, 400_000, number=2, reason="文件 2 号")
    assert budgets.standings(city, YEAR, "3701")["370102"].left_fen == 0


def test_a_clock_that_was_set_back_is_told(city: Database) -> None:
    (first,) = propose(city, "a")
    early = treasury.act(APPROVER, minutes=-5)
    refused("clock_back", lambda: approving.approve(
        city, [first.id], reason="x", by=APPROVER, act=early))  # fmt: skip


def copied(
    db: Database, payment_id: str, number: int, /, **changes: object
) -> Callable[[], object]:
    """Inserts a row like that one, with some of it changed, past all use cases."""
    row = db.row("select * from money_rows where payment = :id and seq = :seq",
                 id=payment_id, seq=number)  # fmt: skip
    assert row
    return lambda: db.load("money_rows", [{**row, **changes}])


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
    assert [one.state for one in store.of_year(city, YEAR, "")] == [State.PAID] * 3
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


def test_the_workbook_reads_back_with_its_sums(city: Database) -> None:
    correct(city, paid(city, "a"), 50_000)
    propose(city, "b", "far")
    file = io.BytesIO()
    by, act = APPROVER, treasury.act(APPROVER)
    assert payment_workbook.take(city, Asked(year=YEAR), None, file, by=by, act=act) == 18
    sheet = openpyxl.load_workbook(file).active
    assert sheet
    table = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert tuple(table[0]) == payment_workbook.COLUMNS
    by_name = {(row[3], row[4]): row for row in table[1:]}
    line = by_name["a站", "运行补助"]
    assert line[5:7] == ["1500.00", "已发放"]
    assert line[8:13] == ["finance 2026-11-20", "approver 2026-11-20", "payer 2026-11-20",
                          "回单 7", "-500.00"]  # fmt: skip
    assert by_name["unknown站", "运行补助"][5:7] == ["", "不符合"]
    # a 1,500 · b, c 2,000 each · new 10,000 in 历下区; far 2,000 in 市中区.
    assert [row[1:6] for row in table[-3:]] == [
        ["历下区", "", "合计", "", "15500.00"],
        ["市中区", "", "合计", "", "2000.00"],
        ["全部", "", "合计", "", "17500.00"],
    ]
    assert log.newest(city, limit=1)[0]["action"] == "money_exported"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} <= {
        "s", "inlineStr"
    }  # fmt: skip


def test_the_sums_of_the_list_are_those_of_the_ledger(city: Database) -> None:
    correct(city, paid(city, "a"), 50_000)
    approve(city, *propose(city, "b"))
    propose(city, "far")
    found = payment_list.lines(city, Asked(year=YEAR), by=FINANCE, today=TODAY)
    totals = {one.area: (one, ready) for one, ready in
              payment_list.totals(city, Asked(year=YEAR), found, by=FINANCE)}  # fmt: skip
    mine, ready = totals["370102"]
    # c runs and `new` is new: 2,000 and 10,000 yuan are ready.
    assert (mine.paid_fen, mine.approved_fen, ready) == (150_000, 200_000, 1_200_000)
    assert totals["370103"][0].proposed_fen == 200_000
    assert sum(one.paid_fen for one, _ in totals.values()) == net(city)


def test_a_backup_holds_the_whole_ledger(city: Database, tmp_path: Path) -> None:
    correct(city, paid(city, "a"), 200_000)
    again = paid(city, "a")
    backups.backup(city, tmp_path / "copy.db")
    backups.restore(tmp_path / "copy.db", str(tmp_path / "new.db"), replace=False)
    db = opening.open_ready(str(tmp_path / "new.db"))
    assert store.chain(db, again.id) == store.chain(city, again.id)
    assert ledger_proof.prove(db).sound
    db.close()


@pytest.mark.parametrize(
    ("text", "amount"),
    [("2000", 200_000), ("2,000.5", 200_050), ("0.01", 1), (" 10000 元", 1_000_000), ("0", 0)],
)
def test_amounts_are_read_and_told_in_yuan(text: str, amount: int) -> None:
    assert fen(text) == amount
    assert fen(yuan(amount)) == amount


@pytest.mark.parametrize("text", ["", "-5", "1.234", "1e5", "abc", "1.2.3", "9" * 12, "1.-5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        fen(text)
