"""The figures of an area as tables, for a workbook and for a file of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import IO, BinaryIO

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.campaigns.campaign_overview import SupplyProgress
from stations.db.base import Database
from stations.figures import access, board, figure
from stations.figures.board import AreaRow, Dashboard, FigureScope, Grain
from stations.figures.figure import Figure, Series, Value
from stations.figures.periods import Period
from stations.figures.public_board import PEOPLE, PublicBoard
from stations.figures.suppression import LEAST
from stations.tables.book_writing import BookSheet, Cell, Percent, write_book
from stations.tables.file_writing import write_csv

SPAN_WORDS = {Grain.MONTHS: "12 个月", Grain.WEEKS: "8 周"}
AREA_COLUMNS = (
    "地区", "在册", "对外公开", "有星级", "90 天内核实", "到站打卡", "收到反映", "应答复",
    "按时答复",
)  # fmt: skip
PLAN_COLUMNS = ("活动和物资", "计划", "已发", "完成")
LINE_COLUMNS = ("表", "行", "列", "数")


def take(
    db: Database, scope: FigureScope, *, ending: str, file: BinaryIO, by: Account, act: Act
) -> None:
    """Writes the figures of an area to a workbook or CSV; that they left stands in the log."""
    access.admit(scope.area, by=by, action=Action.EXPORT)
    with db.reading():
        found = board.made(db, scope)
    write(sheets(found), ending=ending, file=file)
    subject = f"figures:{scope.periods[-1].last:%Y-%m}"
    access.note(db, subject=subject, area=scope.area, act=act, rows=len(found.areas), ending=ending)


def write(tables: Sequence[BookSheet], *, ending: str, file: IO[bytes]) -> None:
    """Writes tables as a workbook (`xlsx`), or each of their numbers as a line of CSV."""
    if ending == "xlsx":
        write_book(tables, file=file)
    else:
        write_csv(_lines(tables), columns=LINE_COLUMNS, file=file)


def sheets(found: Dashboard) -> list[BookSheet]:
    """The tables of an area's figures."""
    span = SPAN_WORDS[found.scope.grain]
    return [
        BookSheet(
            name="指标",
            columns=("指标", "单位", f"这 {span}", f"之前 {span}", "怎么算"),
            rows=[
                (s.figure.title, s.figure.unit, cell(s.figure, s.told),
                 cell(s.figure, s.told_before), s.figure.says)
                for s in found.series
            ],
        ),
        trend_sheet(found.series, found.scope.periods),
        *(
            BookSheet(
                name=f"{one.figure.title}按{one.by}",
                columns=(one.by, f"这 {span}", f"之前 {span}"),
                rows=one.rows,
            )
            for one in found.breakdowns
        ),
        BookSheet(
            name="计划与发放",
            columns=PLAN_COLUMNS,
            rows=[plan_cells(one) for one in found.plans],
        ),
        BookSheet(
            name="各地区",
            columns=AREA_COLUMNS,
            rows=[area_cells(row) for row in (*found.areas, found.total)],
        ),
        BookSheet(name="说明", columns=("说明",), rows=[(text,) for text in remarks(found)]),
    ]  # fmt: skip


def public_sheets(found: PublicBoard) -> list[BookSheet]:
    """The tables of what everybody reads of an area; what is not shown is an empty cell."""
    people = public_columns()
    return [
        *([trend_sheet(found.series, found.scope.periods)] if found.series else []),
        *(
            BookSheet(
                name=f"{one.figure.title}按{one.by}",
                columns=(one.by, one.figure.unit),
                rows=[(name, now) for name, now, _ in one.rows],
            )
            for one in found.breakdowns
        ),
        BookSheet(
            name="各地区",
            columns=("地区", "对外公开", *(people if found.tells_people else ())),
            rows=[(row.name, row.stations, *row.people) for row in found.areas],
        ),
        BookSheet(name="说明", columns=("说明",), rows=[(text,) for text in public_remarks(found)]),
    ]


def public_columns() -> tuple[str, ...]:
    """The figures of people, as columns of the areas below."""
    return tuple(figure.known()[key].title for key in PEOPLE)


def public_remarks(found: PublicBoard) -> list[str]:
    """As of when public figures are told, and what is not shown."""
    month = f"{found.scope.month.first:%Y-%m}"
    return [
        f"{found.name}。驿站是现在能找到的；打卡、反映和活动只数过完了的整月，到 {month} 为止，"
        "和紧挨着的前 12 个月比。",
        f"人次少于 {LEAST} 的不显示；从合计能倒推出来的，旁边最小的一个也不显示。"
        f"比率要有 {LEAST} 条以上才算。",
        "每个驿站只算在登记的管理地区里。打卡、反映和参加人次从市一级起才有；星期和钟点只按全市统计。",
    ]


def trend_sheet(series: Sequence[Series], periods: Sequence[Period]) -> BookSheet:
    """Every period of both spans, with a column for each figure."""
    values = [(*one.before, *one.values) for one in series]
    return BookSheet(
        name="走势",
        columns=("时间", *(f"{one.figure.title}（{one.figure.unit}）" for one in series)),
        rows=[
            (label(period), *(cell(s.figure, v[n]) for s, v in zip(series, values, strict=True)))
            for n, period in enumerate(periods)
        ],
    )


def area_cells(row: AreaRow) -> tuple[Cell, ...]:
    """The row of an area, in the order of the columns."""
    count, heard = row.count, row.heard
    return (
        row.name, count.stations, count.listed, count.starred, count.verified, heard.visits,
        heard.received, heard.due, heard.in_time,
    )  # fmt: skip


def plan_cells(one: SupplyProgress) -> tuple[Cell, ...]:
    """A supply of a campaign, in the order of the columns; more than planned is more than 100 %."""
    share = Percent(round(100 * one.delivered / one.planned)) if one.planned else None
    return (f"{one.campaign}：{one.supply}", one.planned, one.delivered, share)


def cell(figure: Figure, value: Value) -> Cell:
    """A value as a number of a workbook."""
    return Percent(int(value)) if value is not None and figure.unit == "%" else value


def label(period: Period) -> str:
    """A month, or the two ends of a week."""
    if period.last - period.first < timedelta(days=7):
        return f"{period.first:%Y-%m-%d} 至 {period.last:%m-%d}"
    return f"{period.first:%Y-%m}"


def remarks(found: Dashboard) -> list[str]:
    """As of when figures are told, and what they are compared with."""
    span, (sessions, people) = SPAN_WORDS[found.scope.grain], found.noted_only
    title = figure.known()["people"].title
    return [
        *(["含演示数据：编造的驿站，不能当作真实的数字。"] if found.demo else []),
        f"{found.name}，数字截至 {found.told_on:%Y-%m-%d}。",
        f"和紧挨着的前 {span}比。最后一段还没有过完的，数到今天。",
        *(
            [f"有 {sessions} 场活动门口到场 {people} 人，结果未填，没有算进“{title}”。"]
            if sessions
            else []
        ),
        "驿站的数字按修改记录还原到每一段结束时的样子；驿站归哪个地区、是哪种类型，按今天的登记算。",
    ]


def _lines(tables: Sequence[BookSheet]) -> Iterator[list[str]]:
    """Each cell with the names of its table, row and column."""
    for table in tables:
        for first, *rest in table.rows:
            if not rest:
                yield [table.name, str(first), "", ""]
            for column, value in zip(table.columns[1:], rest, strict=True):
                yield [table.name, str(first), column, _text(value)]


def _text(value: Cell) -> str:
    if value is None:
        return ""
    return f"{value.of_hundred}%" if isinstance(value, Percent) else str(value)
