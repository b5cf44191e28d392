"""The list of payments as a workbook for the finance office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import BinaryIO

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.moments import china_day
from stations.subsidies import payment_list, store
from stations.subsidies.model import Payment, PaymentState
from stations.subsidies.payment_list import PART_WORDS, Part, PaymentLine, PaymentQuery
from stations.tables.xlsx_writing import write_xlsx

COLUMNS = (
    "年度", "区县", "站点编号", "名称", "项目", "金额（元）", "进度", "理由", "提出", "批准",
    "发放", "凭证号", "更正（元）", "经费编号", "依据版本", "演示数据",
)  # fmt: skip
SUM = "合计"


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
    rows = [_row(line, asked.year, chains.get(line.open.id, []) if line.open else [])
            for line in found]  # fmt: skip
    write_xlsx([*rows, *_sums(found, asked.year)], columns=COLUMNS, file=file)
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


def _row(line: PaymentLine, year: int, chain: Sequence[Payment]) -> list[str]:
    station = line.station
    last = {row.state: row for row in chain}
    back = sum(row.amount_fen for row in chain if row.state is PaymentState.CORRECTED)
    paid = last.get(PaymentState.PAID)
    return [
        str(year),
        _place(line.area),
        station.number,
        station.name,
        line.rule.name,
        "" if line.part is Part.NOT else plain(line.amount_fen),
        PART_WORDS[line.part],
        line.reason.message,
        *(
            _done(last.get(state))
            for state in (PaymentState.PROPOSED, PaymentState.APPROVED, PaymentState.PAID)
        ),
        paid.entry.voucher if paid else "",
        plain(back) if back else "",
        line.open.id if line.open else "",
        line.open.claim.version if line.open else line.rule.key,
        "演示" if station.demo else "",
    ]


def _sums(found: Sequence[PaymentLine], year: int) -> Iterator[list[str]]:
    sums: dict[str, int] = {}
    for line in found:
        if line.part is not Part.NOT:
            sums[line.area] = sums.get(line.area, 0) + line.amount_fen
    for area, fen in [*sorted(sums.items()), ("", sum(sums.values()))]:
        cells = [str(year), _place(area) if area else "全部", "", SUM, "", plain(fen)]
        yield [*cells, *([""] * (len(COLUMNS) - len(cells)))]


def _done(row: Payment | None) -> str:
    if row is None:
        return ""
    day: date = china_day(row.entry.at)
    return f"{row.entry.shown} {day.isoformat()}"


def _place(code: str) -> str:
    area = codes.by_code(code)
    return area.name if area else code


def plain(fen: int) -> str:
    """An amount as a spreadsheet adds it up: 2000.00."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
