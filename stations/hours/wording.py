"""Opening hours in words."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from stations.hours.model import Span
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.timetable import Timetable
from stations.moments import STATION_TIME, china_day

WEEKDAY_WORDS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
CLOSING_SOON = timedelta(minutes=30)
MIDNIGHT = "24:00"


class Mood(StrEnum):
    """What a page paints: the words say the same without any colour."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line on the present moment, and its mood."""

    text: str
    mood: Mood
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWords:
    """One row of the week. `spans` are texts; `holiday` is the holiday's name or empty."""

    day: date
    name: str
    hours: str
    today: bool
    holiday: str = ""
    working_weekend: bool = False
    self_service: bool = False


def now_words(schedule: Timetable, at: datetime, calendar: Calendar) -> Words:
    """The state at `at` in words: 开放中 · 21:00 关门."""
    state = schedule.state_at(at, calendar)
    if state is None:
        return Words(text=_untold(schedule, at, calendar), mood=Mood.UNKNOWN)
    change = schedule.change_after(at, calendar)
    if change is None:
        if state:
            return Words(text="24 小时开放", mood=Mood.OPEN)
        return Words(text="已关门 · 近期不开放", mood=Mood.CLOSED)
    when, then = change
    if not state:
        tail = f" · {_when(when, at)} 开门" if then else ""
        return Words(text=f"已关门{tail}", mood=Mood.CLOSED, until=when)
    if then is None:
        return Words(text=f"开放中 · {_when(when, at)} 之后时间未知", mood=Mood.OPEN, until=when)
    closes = f"{_when(when, at)} 关门"
    if when - at <= CLOSING_SOON:
        return Words(text=f"即将关门 · {closes}", mood=Mood.CLOSING, until=when)
    return Words(text=f"开放中 · {closes}", mood=Mood.OPEN, until=when)


def _untold(schedule: Timetable, at: datetime, calendar: Calendar) -> str:
    """Holiday hours are not known beyond the table, or where the phrase leaves them open."""
    day = china_day(at)
    beyond = schedule.needs_holidays and not calendar.known(day)
    return "节假日时间未知" if beyond or calendar.is_holiday(day) else "时间未知"


def _when(moment: datetime, at: datetime) -> str:
    local, here = moment.astimezone(STATION_TIME), at.astimezone(STATION_TIME)
    days = (local.date() - here.date()).days
    clock = f"{local:%H:%M}"
    if days == 0:
        return clock
    if days == 1:
        return MIDNIGHT if clock == "00:00" else f"明天 {clock}"
    if days < 7:
        return f"{WEEKDAY_WORDS[local.weekday()]} {clock}"
    return f"{local.month} 月 {local.day} 日 {clock}"


def week(schedule: Timetable, start: date, calendar: Calendar) -> list[DayWords]:
    """Seven rows, Monday to Sunday, of the week in which `start` lies; `start` is today."""
    monday = start - timedelta(days=start.weekday())
    rows = []
    for ahead in range(7):
        day = monday + timedelta(days=ahead)
        spans = _spans_of(schedule, day, calendar)
        rows.append(
            DayWords(
                day=day,
                name=WEEKDAY_WORDS[ahead],
                hours=_hours(spans, schedule, day=day, calendar=calendar),
                today=day == start,
                holiday=calendar.name(day),
                working_weekend=ahead >= 5 and calendar.is_working_day(day) is True,
                self_service=any(span.self_service for span in spans),
            )
        )
    return rows


def _spans_of(schedule: Timetable, day: date, calendar: Calendar) -> list[Span]:
    """The spans that begin on `day`: one that runs on past midnight is kept whole."""
    begin = datetime.combine(day, time(), STATION_TIME)
    end = begin + timedelta(days=1)
    spans = schedule.spans(begin, end + timedelta(hours=12), calendar)
    before = schedule.spans(begin - timedelta(minutes=1), begin, calendar)
    running = bool(before) and before[0].open is not False
    kept = []
    for span in spans:
        if span.start >= end or span.open is False:
            continue
        early = span.start == begin and span.end <= begin + timedelta(hours=12)
        if running and early and span.end < end and before[0].open is span.open:
            continue
        late = span.end > end and span.end == end + timedelta(hours=12)
        kept.append(
            Span(
                start=span.start,
                end=end if late else span.end,
                open=span.open,
                self_service=span.self_service,
            )
        )
    return kept


def _hours(spans: list[Span], schedule: Timetable, *, day: date, calendar: Calendar) -> str:
    if not spans:
        return "休息"
    if all(span.open is None for span in spans) and sum(
        (span.end - span.start for span in spans), timedelta()
    ) >= timedelta(hours=24):
        noon = datetime.combine(day, time(12), STATION_TIME)
        return "节假日时间未知" if "节假日" in _untold(schedule, noon, calendar) else "未知"
    return "，".join(_span(span, day) for span in spans)


def _span(span: Span, day: date) -> str:
    whole = span.end - span.start >= timedelta(hours=24)
    text = "24 小时" if whole else f"{span.start:%H:%M}–{_end(span.end, day)}"
    if span.open is None:
        return f"{text}（未知）"
    return f"{text}（自助）" if span.self_service else text


def _end(end: datetime, day: date) -> str:
    if end.date() == day:
        return f"{end:%H:%M}"
    return MIDNIGHT if f"{end:%H:%M}" == "00:00" else f"次日 {end:%H:%M}"
