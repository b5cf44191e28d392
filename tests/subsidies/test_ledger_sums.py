"""Sums of the ledger in lists, workbooks, backups and words."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from stations.audit import log
from stations.db import backups, opening
from stations.db.base import Database
from stations.errors import Invalid
from stations.subsidies import (
    ledger_proof,
    payment_list,
    payment_workbook,
    store,
)
from stations.subsidies.model import fen, yuan
from stations.subsidies.payment_list import PaymentQuery
from tests.subsidies import treasury
from tests.subsidies.ledger_city import TODAY, net
from tests.subsidies.treasury import (
    APPROVER,
    FINANCE,
    YEAR,
    approve,
    correct,
    paid,
    propose,
)


def test_the_workbook_reads_back_with_its_sums(city: Database) -> None:
    correct(city, paid(city, "a"), 50_000)
    propose(city, "b", "far")
    file = io.BytesIO()
    by, act = APPROVER, treasury.act(APPROVER)
    assert payment_workbook.take(city, PaymentQuery(year=YEAR), None, file, by=by, act=act) == 18
    sheet = openpyxl.load_workbook(file).active
    assert sheet
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert tuple(table[0]) == payment_workbook.COLUMNS
    by_name = {(row[3], row[4]): dict(zip(table[0], row, strict=True)) for row in table[1:]}
    line, day = by_name["a站", "运行补助"], datetime(2026, 11, 20)
    assert (line["金额（元）"], line["进度"], line["更正（元）"]) == (1500, "已发放", -500)
    assert [line[one] for one in ("提出", "批准", "发放")] == ["finance", "approver", "payer"]
    assert [line[f"{one}日期"] for one in ("提出", "批准", "发放")] == [day, day, day]
    assert (line["凭证号"], by_name["unknown站", "运行补助"]["金额（元）"]) == ("回单 7", None)
    assert line["依据版本"] == "2021-01-01 起的规定"
    # a 1,500 · b, c 2,000 each · new 10,000 in 历下区; far 2,000 in 市中区.
    sums = openpyxl.load_workbook(file)["合计"]
    assert [row[1:] for row in list(sums.values)[1:]] == [
        ("历下区", 4, 15_500), ("市中区", 1, 2_000), ("全部", 5, 17_500)
    ]  # fmt: skip
    # What a spreadsheet makes of SUM over the column is the sum of the ledger, to the fen.
    money = [row[5] for row in list(sheet.iter_rows())[1:] if row[5].value is not None]
    assert {cell.data_type for cell in money} == {"n"}
    assert sum(cell.value for cell in money) == 17_500
    assert {cell.number_format for cell in money} == {"#,##0.00"}
    assert log.newest(city, limit=1)[0]["action"] == "money_exported"
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_the_sums_of_the_list_are_those_of_the_ledger(city: Database) -> None:
    correct(city, paid(city, "a"), 50_000)
    approve(city, *propose(city, "b"))
    propose(city, "far")
    found = payment_list.lines(city, PaymentQuery(year=YEAR), by=FINANCE, today=TODAY)
    totals = {one.area: (one, ready) for one, ready in
              payment_list.totals(city, PaymentQuery(year=YEAR), found, by=FINANCE)}  # fmt: skip
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
