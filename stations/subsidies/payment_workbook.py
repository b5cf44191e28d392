"""The list of payments as a workbook for the finance office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Row
from stations.moments import china_day
from stations.subsidies import late_changes, payment_list, store
from stations.subsidies.model import Payment, PaymentState
from stations.subsidies.payment_list import PART_WORDS, Part, PaymentLine, PaymentQuery
from stations.tables.book_writing import BookSheet, Cell, Yuan, write_book

COLUMNS = (
    "年度", "区县", "站点编号", "名称", "项目", "金额（元）", "进度", "理由", "事后改动",
    "提出", "提出日期", "批准", "批准日期", "发放", "发放日期", "凭证号", "更正（元）", "经费编号",
    "依据版本", "演示数据",
)  # fmt: skip
_SUM_COLUMNS = ("年度", "区县", "笔数", "金额（元）")
SUM = "合计"
_STEPS = (PaymentState.PROPOSED, PaymentState.APPROVED, PaymentState.PAID)


def take(
    db: Database, asked: PaymentQuery, part: Part | None, file: BinaryIO, *, by: Account, act: Act
) -> int:
    """Writes the list that is asked for, with sums by district at its end; how many lines.

    That it left stands in the log.
    """
    authorise(by, Action.EXPORT)
    today = china_day(act.at)
    with db.reading():
        found = chosen(payment_list.lines(db, asked, by=by, today=today), part)
        chains = store.chains(db, asked.year)
        history = late_changes.told(db, [line.station for line in found], year=asked.year)
    rows = [
        _row(
            line,
            asked.year,
            chains.get(line.open.id, []) if line.open else [],
            late=history.get(line.station.id, ()),
        )
        for line in found
    ]
    sheets = [
        BookSheet(name="经费", columns=COLUMNS, rows=rows),
        BookSheet(name=SUM, columns=_SUM_COLUMNS, rows=list(_sums(found, asked.year))),
    ]
    write_book(sheets, file=file)
    with db.writing() as tx:
        log.append(
            tx,
            act=replace(act, action="money_exported"),
            subject=f"money:{asked.year}",
            area=codes.trimmed(asked.area),
            body={"lines": len(found), "year": asked.year},
        )
    return len(found)


def chosen(found: Iterable[PaymentLine], part: Part | None) -> list[PaymentLine]:
    """The lines of a part of the list; all of them where none is named."""
    return [line for line in found if part is None or line.part is part]


def _row(
    line: PaymentLine, year: int, chain: Sequence[Payment], *, late: Sequence[Row]
) -> list[Cell]:
    station = line.station
    last = {row.state: row for row in chain}
    back = sum(row.amount_fen for row in chain if row.state is PaymentState.CORRECTED)
    paid = last.get(PaymentState.PAID)
    return [
        year,
        _place(line.area),
        station.number,
        station.name,
        line.rule.name,
        None if line.part is Part.NOT else Yuan(line.amount_fen),
        PART_WORDS[line.part],
        line.reason.message,
        "；".join(one.message for one in late_changes.remarks(station, line.rule, late, year=year)),
        *(cell for state in _STEPS for cell in _done(last.get(state))),
        paid.entry.voucher if paid else "",
        Yuan(back) if back else None,
        line.open.id if line.open else "",
        line.open.claim.basis_words if line.open else _version(line.rule.key),
        "演示" if station.demo else "",
    ]


def _version(key: str) -> str:
    """Which version of the rule it is; its project stands in a column of its own."""
    return f"{key.rpartition('@')[2]} 起的规定"


def _sums(found: Sequence[PaymentLine], year: int) -> Iterator[list[Cell]]:
    """By district and altogether; apart from the list, so that a sum over its column is true."""
    sums: dict[str, list[int]] = {}
    for line in found:
        if line.part is not Part.NOT:
            sums.setdefault(line.area, []).append(line.amount_fen)
    for area, given in sorted(sums.items()):
        yield [year, _place(area), len(given), Yuan(sum(given))]
    every = [fen for given in sums.values() for fen in given]
    yield [year, "全部", len(every), Yuan(sum(every))]


def _done(row: Payment | None) -> tuple[Cell, Cell]:
    """Who took a step, and on which day."""
    return ("", None) if row is None else (row.entry.shown, china_day(row.entry.at))


def _place(code: str) -> str:
    area = codes.by_code(code)
    return area.name if area else code
