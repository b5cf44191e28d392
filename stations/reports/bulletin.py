"""Figures of an area for one month.

Everything but the place of a station is told as of the end of the month, from the history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import BinaryIO

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit.model import Act
from stations.db.base import Database
from stations.figures import access, counts, feedback_figures, past_figures
from stations.figures.counts import Count
from stations.figures.feedback_figures import FeedbackFigures
from stations.figures.past_figures import Past
from stations.figures.periods import Period
from stations.moments import china_day
from stations.reports import activity_sheet, kinds_and_honours, street_coverage
from stations.reports.activity_sheet import Happened
from stations.reports.kinds_and_honours import KindRow
from stations.reports.street_coverage import StreetCoverage
from stations.tables.book_writing import BookSheet, Cell, Percent, write_book


class StarMove(StrEnum):
    """How the star of a station moved."""

    NEW = "new"
    UP = "up"
    DOWN = "down"
    STRUCK = "struck"


TURN_WORDS = {
    StarMove.NEW: "新评",
    StarMove.UP: "升星",
    StarMove.DOWN: "降星",
    StarMove.STRUCK: "撤销星级",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A station whose star at the end of the month is another one than at its beginning."""

    turn: StarMove
    name: str
    group: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinRow:
    """One district, or all of the area."""

    name: str
    before: Count
    after: Count
    came: int
    reopened: int
    closed: int
    heard: FeedbackFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A month of an area. `told_on` is its last day, or today while it goes on."""

    area: str
    name: str
    period: Period
    told_on: date
    is_over: bool
    answer_days: int
    lines: tuple[BulletinRow, ...]
    total: BulletinRow
    moves: tuple[Move, ...]
    streets: tuple[StreetCoverage, ...]
    demo: bool
    kinds: tuple[tuple[KindRow, ...], KindRow]
    """By kind and honour, with the sum."""
    happened: Happened


def seen(db: Database, area: str, *, period: Period, by: Account, today: date) -> Bulletin:
    """The bulletin of an area that is theirs; NotFound else."""
    access.admit(area, by=by, action=Action.SEE_REVIEWS)
    with db.reading():
        return _made(db, area, period=period, today=today)


def take(
    db: Database, area: str, *, period: Period, file: BinaryIO, by: Account, act: Act
) -> Bulletin:
    """Writes the bulletin to a workbook; that it left stands in the log."""
    access.admit(area, by=by, action=Action.EXPORT)
    with db.reading():
        made = _made(db, area, period=period, today=china_day(act.at))
    write_book(sheets(made), file=file)
    subject = f"bulletin:{period.first:%Y-%m}"
    access.note(db, subject=subject, area=area, act=act, rows=len(made.lines))
    return made


def _made(db: Database, area: str, *, period: Period, today: date) -> Bulletin:
    pasts = past_figures.stations(db, area, period=period)
    voices = feedback_figures.heard(db, area, period=period, today=today)
    told_on = period.told_on(today)
    days = (period.first - timedelta(days=1), told_on)
    groups = counts.grouped(pasts, voices)
    lines = tuple(
        _line(counts.group_name(code), found, heard=voices.get(code, FeedbackFigures()), days=days)
        for code, found in groups.items()
    )
    return Bulletin(
        area=area,
        name=counts.area_name(area),
        period=period,
        told_on=told_on,
        is_over=period.is_over(today),
        answer_days=feedback_figures.answer_days(db, area, on=period.last),
        lines=lines,
        total=_line("合计", pasts, heard=sum(voices.values(), FeedbackFigures()), days=days),
        moves=tuple(
            move for turn in StarMove for move in map(_move, pasts) if move and move.turn is turn
        ),
        streets=street_coverage.of_area(codes.trimmed(area), pasts),
        demo=any(past.demo for past in pasts),
        kinds=kinds_and_honours.of_area(db, area, pasts, year=period.last.year),
        happened=activity_sheet.of_area(db, area, period=period, today=today),
    )


def _line(
    name: str, pasts: Sequence[Past], *, heard: FeedbackFigures, days: tuple[date, date]
) -> BulletinRow:
    first, last = days
    return BulletinRow(
        name=name,
        before=counts.count((past.start for past in pasts if not past.came), on=first),
        after=counts.count((past.end for past in pasts), on=last),
        came=counts.came(pasts),
        reopened=counts.reopened(pasts),
        closed=counts.closed(pasts),
        heard=heard,
    )


def _move(past: Past) -> Move | None:
    before, after = past.start.star, past.end.star
    if before == after:
        return None
    turn = StarMove.UP if after > before else StarMove.DOWN
    turn = turn if before else StarMove.NEW
    turn = turn if after else StarMove.STRUCK
    name = counts.group_name(past.group)
    return Move(turn=turn, name=past.name, group=name, before=before, after=after)


COLUMNS = (
    "地区", "在册", "上月末在册", "新登记", "恢复", "撤销", "对外公开", "有坐标", "90 天内核实",
    "有星级", "收到反映", "还没答复", "应答复", "按时答复", "按时答复占比",
    "答复用时中位数（小时）", "到站打卡",
)  # fmt: skip


def sheets(made: Bulletin) -> list[BookSheet]:
    """The tables of a bulletin."""
    rows = [_cells(line) for line in (*made.lines, made.total)]
    moves = [(TURN_WORDS[m.turn], m.name, m.group, m.before, m.after) for m in made.moves]
    return [
        BookSheet(name="简报", columns=COLUMNS, rows=rows),
        BookSheet(name="星级变动", columns=("变动", "驿站", "地区", "原来", "现在"), rows=moves),
        *_street_sheets(made),
        kinds_and_honours.sheet(*made.kinds),
        activity_sheet.sheet(made.happened),
        BookSheet(name="说明", columns=("说明",), rows=[(text,) for text in remarks(made)]),
    ]


def _street_sheets(made: Bulletin) -> list[BookSheet]:
    """Every street with its stations; nothing where the area has no streets to tell."""
    rows = [
        (one.name, street.name, street.code, street.stations)
        for one in made.streets
        for street in one.streets
    ]
    columns = ("地区", "街道（镇、乡）", "代码", "对外公开的驿站")
    return [BookSheet(name="街道", columns=columns, rows=rows)] if rows else []


def _cells(line: BulletinRow) -> tuple[Cell, ...]:
    after, heard = line.after, line.heard
    hours = round(heard.median / timedelta(hours=1), 1) if heard.median is not None else None
    share = Percent(heard.share) if heard.share is not None else None
    return (
        line.name, after.stations, line.before.stations, line.came, line.reopened, line.closed,
        after.listed, after.mapped, after.verified, after.starred, heard.received, heard.open,
        heard.due, heard.in_time, share, hours, heard.visits,
    )  # fmt: skip


def remarks(made: Bulletin) -> list[str]:
    """What every figure means, and as of when it is told."""
    month = f"{made.period.first.year} 年 {made.period.first.month} 月"
    upto = f"{made.told_on.month} 月 {made.told_on.day} 日"
    going = "" if made.is_over else "（本月还没有过完）"
    how = "按修改记录还原到月末的样子" if made.is_over else "今天的样子"
    return [
        *(["含演示数据：编造的驿站，不能当作真实的数字。"] if made.demo else []),
        f"{made.name}，{month}，数字截至 {upto}{going}。",
        f"在册、公开、坐标、核实和星级：{how}。驿站归哪个地区，按今天的登记算。",
        "在册：没有撤销的，包括筹建、暂停和还没有坐标的。新登记：这个月录入的；恢复：撤销以后又恢复的。",
        f"90 天内核实：到 {upto}为止的 90 天里有人核实过。",
        "星级变动：月初和截止时的星级不同的；录入时就带着星级的不算变动。",
        f"按时答复：{made.answer_days} 个工作日以内。应答复：最后期限在这个月里的反映，"
        "没有人答复的也算。工作人员自己发的反映不算。",
        "答复用时：这个月答复的反映，从收到到答复，一半在这个时间以内。",
        *(["街道：按 2023 年的街道（镇、乡）名单，数对外公开的驿站。"] if made.streets else []),
        "打卡：扫站里海报上的码，一部手机一站一天算一次。",
    ]
