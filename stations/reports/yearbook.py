"""Figures of an area for one year, district by district.

Stations, stars and answers as of the end of the year, from the history; awards from their own
book; money is no part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit.model import Act
from stations.db.base import Database
from stations.figures import access, counts, feedback_figures, past_figures
from stations.figures.counts import MOST_STARS, Count
from stations.figures.feedback_figures import FeedbackFigures
from stations.figures.past_figures import Past, group_of
from stations.figures.periods import Period
from stations.moments import china_day
from stations.registry.scoping import Reach
from stations.reports import activity_sheet, kinds_and_honours, network_counts
from stations.reports.activity_sheet import Happened
from stations.reports.kinds_and_honours import KindRow
from stations.reports.network_counts import NetworkTable
from stations.stars import award_store
from stations.tables.book_writing import BookSheet, Cell, Percent, write_book


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDecisions:
    """Decisions of a year: stars that were awarded, and taken away."""

    awarded: int = 0
    struck_off: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class YearbookRow:
    """One district, or all of the area."""

    name: str
    count: Count
    opened: int
    """On the day that the record names; who names none is not among them."""
    closed: int
    given: YearDecisions
    heard: FeedbackFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearbook:
    """A year of an area. `told_on` is its last day, or today while it goes on."""

    area: str
    name: str
    year: int
    told_on: date
    is_over: bool
    answer_days: int
    lines: tuple[YearbookRow, ...]
    total: YearbookRow
    undated: int
    """Stations without a day of opening."""
    demo: bool
    kinds: tuple[tuple[KindRow, ...], KindRow]
    """By kind and honour, with the sum."""
    networks: NetworkTable
    happened: Happened


def seen(db: Database, area: str, *, period: Period, by: Account, today: date) -> Yearbook:
    """The yearbook of an area that is theirs; NotFound else."""
    access.admit(area, by=by, action=Action.SEE_REVIEWS)
    with db.reading():
        return _made(db, area, period=period, today=today)


def take(
    db: Database, area: str, *, period: Period, file: BinaryIO, by: Account, act: Act
) -> Yearbook:
    """Writes the yearbook to a workbook; that it left stands in the log."""
    access.admit(area, by=by, action=Action.EXPORT)
    with db.reading():
        made = _made(db, area, period=period, today=china_day(act.at))
    write_book(sheets(made), file=file)
    access.note(db, subject=f"yearbook:{made.year}", area=area, act=act, rows=len(made.lines))
    return made


def _made(db: Database, area: str, *, period: Period, today: date) -> Yearbook:
    pasts = past_figures.stations(db, area, period=period)
    voices = feedback_figures.heard(db, area, period=period, today=today)
    given = _given(db, area, period=period)
    told = Period(first=period.first, last=period.told_on(today))
    lines = tuple(
        _line(
            counts.group_name(code),
            found,
            told=told,
            given=given.get(code, YearDecisions()),
            heard=voices.get(code, FeedbackFigures()),
        )
        for code, found in counts.grouped(pasts, {**voices, **given}).items()
    )
    whole = YearDecisions(
        awarded=sum(one.awarded for one in given.values()),
        struck_off=sum(one.struck_off for one in given.values()),
    )
    heard = sum(voices.values(), FeedbackFigures())
    return Yearbook(
        area=area,
        name=counts.area_name(area),
        year=period.first.year,
        told_on=told.last,
        is_over=period.is_over(today),
        answer_days=feedback_figures.answer_days(db, area, on=period.last),
        lines=lines,
        total=_line("合计", pasts, told=told, given=whole, heard=heard),
        undated=sum(past.end.counts and past.end.opened_on is None for past in pasts),
        demo=any(past.demo for past in pasts),
        networks=network_counts.of_area(db, area, pasts),
        kinds=kinds_and_honours.of_area(db, area, pasts, year=period.first.year),
        happened=activity_sheet.of_area(db, area, period=period, today=today),
    )


def _line(
    name: str, pasts: Sequence[Past], *, told: Period, given: YearDecisions, heard: FeedbackFigures
) -> YearbookRow:
    opened = (past.end.opened_on for past in pasts)
    return YearbookRow(
        name=name,
        count=counts.count((past.end for past in pasts), on=told.last),
        opened=sum(day is not None and told.holds(day) for day in opened),
        closed=counts.closed(pasts),
        given=given,
        heard=heard,
    )


def _given(db: Database, area: str, *, period: Period) -> dict[str, YearDecisions]:
    """What was awarded and struck off in a period, by the group that keeps the station today."""
    reach = Reach(areas=(codes.trimmed(area),))
    counts = award_store.counts(db, reach, first=period.first, last=period.last)
    found: dict[str, YearDecisions] = {}
    for kept_by, (awarded, struck_off) in counts.items():
        code = group_of(kept_by, area=area)
        before = found.get(code, YearDecisions())
        found[code] = YearDecisions(
            awarded=before.awarded + awarded,
            struck_off=before.struck_off + struck_off,
        )
    return found


STAR_COLUMNS = tuple(f"{star} 星" for star in range(MOST_STARS, 0, -1))
COLUMNS = (
    "地区", "在册", "对外公开", "有坐标", *STAR_COLUMNS, "没有星级", "新开放", "撤销驿站",
    "命名授牌", "撤销摘牌", "收到反映", "应答复", "按时答复", "按时答复占比", "到站打卡",
)  # fmt: skip


def cells(line: YearbookRow) -> tuple[Cell, ...]:
    """The row of a district, in the order of the columns."""
    count, heard = line.count, line.heard
    share = Percent(heard.share) if heard.share is not None else None
    return (
        line.name, count.stations, count.listed, count.mapped, *reversed(count.by_star),
        line.opened, line.closed, line.given.awarded, line.given.struck_off, heard.received,
        heard.due, heard.in_time, share, heard.visits,
    )  # fmt: skip


def sheets(made: Yearbook) -> list[BookSheet]:
    """The tables of a yearbook."""
    rows = [cells(line) for line in (*made.lines, made.total)]
    return [
        BookSheet(name="年报", columns=COLUMNS, rows=rows),
        kinds_and_honours.sheet(*made.kinds),
        *([network_counts.sheet(made.networks)] if made.networks.networks else []),
        activity_sheet.sheet(made.happened),
        BookSheet(name="说明", columns=("说明",), rows=[(text,) for text in remarks(made)]),
    ]


def remarks(made: Yearbook) -> list[str]:
    """What every figure means, and as of when it is told."""
    upto = f"{made.told_on.month} 月 {made.told_on.day} 日"
    going = "" if made.is_over else "（这一年还没有过完）"
    how = "按修改记录还原到年末的样子" if made.is_over else "今天的样子"
    return [
        *(["含演示数据：编造的驿站，不能当作真实的数字。"] if made.demo else []),
        f"{made.name}，{made.year} 年，数字截至 {upto}{going}。",
        f"在册、公开、坐标和星级：{how}。驿站归哪个地区，按今天的登记算。",
        "在册：没有撤销的，包括筹建、暂停和还没有坐标的。",
        f"新开放：登记的开放日期在这一年里的；有 {made.undated} 个在册的驿站没有登记开放日期，"
        "没有算进去。",
        "撤销驿站：年初在册、到截止那天已撤销的。命名授牌和撤销摘牌：这一年里的评定决定。",
        f"按时答复：{made.answer_days} 个工作日以内。应答复：最后期限在这一年里的反映，"
        "没有人答复的也算。工作人员自己发的反映不算。",
        "打卡：扫站里海报上的码，一部手机一站一天算一次。",
    ]
