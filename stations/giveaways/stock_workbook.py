"""The ledger of give-aways as a workbook in which numbers are numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from stations.giveaways import left_over
from stations.giveaways.model import (
    KIND_WORDS,
    OUTCOME_WORDS,
    REASON_WORDS,
    STAGE_WORDS,
    Giveaway,
    HandoutDifference,
    StockEntry,
)
from stations.moments import china_text
from stations.tables.book_writing import BookSheet, Cell, write_book

LEDGER = (
    "时间", "驿站或地点", "发放", "季", "类别", "单位", "做了什么", "数量", "从", "到", "捐赠方",
    "可发放结余", "冲正第几行", "行号", "说明", "经手",
)  # fmt: skip
LEFT = (
    "类别", "单位", "收进", "已发放", "已剔除", "待消毒或分拣", "可发放", "剩余合计", "首次发完",
    "捐赠最多",
)  # fmt: skip
GIVERS = ("捐赠方", "件数")
DIFFERENCES = ("交付时间", "领赠卡", "类别", "单位", "数量", "原因", "结果", "说明", "经手")


def write(
    found: Sequence[Giveaway], entries: Sequence[StockEntry],
    differences: Sequence[HandoutDifference], *, places: Mapping[str, str], file: IO[bytes],
) -> None:  # fmt: skip
    """Writes the ledger, what is left, who gave, and what waits; `places` names the stations."""
    by_id = {one.id: one for one in found}
    sheets = [
        BookSheet(name="台账", columns=LEDGER, rows=list(_ledger(by_id, entries, places))),
        BookSheet(name="剩余", columns=LEFT, rows=list(_left(found, entries))),
        BookSheet(name="捐赠方", columns=GIVERS, rows=left_over.givers(entries)),
        BookSheet(name="差额", columns=DIFFERENCES, rows=list(_differences(by_id, differences))),
    ]
    write_book(sheets, file=file)


def _ledger(
    by_id: Mapping[str, Giveaway], entries: Sequence[StockEntry], places: Mapping[str, str]
) -> Iterator[list[Cell]]:
    for entry in entries:
        one, move = by_id[entry.giveaway_id], entry.move
        category = one.category(move.category)
        yield [
            china_text(entry.at),
            places.get(one.station_id, "") or one.place_name,
            one.title,
            one.season,
            category.word if category else move.category,
            category.unit if category else "",
            KIND_WORDS[move.kind],
            move.amount,
            STAGE_WORDS[move.source],
            STAGE_WORDS[move.target],
            entry.giver_name,
            entry.after.ready,
            move.corrects,
            entry.seq,
            move.reason,
            entry.shown,
        ]


def _left(found: Sequence[Giveaway], entries: Sequence[StockEntry]) -> Iterator[list[Cell]]:
    for line in left_over.table(found, entries):
        stock = line.stock
        yield [
            line.category.word,
            line.category.unit,
            stock.came,
            stock.given,
            stock.broken,
            stock.received + stock.disinfected,
            stock.ready,
            stock.left,
            china_text(line.ran_out_at),
            "、".join(f"{name} {number}" for name, number in line.givers),
        ]


def _differences(
    by_id: Mapping[str, Giveaway], differences: Sequence[HandoutDifference]
) -> Iterator[list[Cell]]:
    for it in differences:
        category = by_id[it.giveaway_id].category(it.category)
        yield [
            china_text(it.given_at),
            it.card,
            category.word if category else it.category,
            category.unit if category else "",
            it.amount,
            REASON_WORDS[it.reason],
            OUTCOME_WORDS[it.outcome],
            it.words,
            it.shown,
        ]
