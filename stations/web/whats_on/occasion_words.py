"""When it is and how it stands, in words; static/js/finder/occasion_words.js says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stations.activities.model import Occasion
from stations.activities.programme import NEAR_DAYS, WhatsOn, is_moved
from stations.moments import STATION_TIME, china_day

_WEEKDAYS = "一二三四五六日"
_NEAR = {-1: "昨天", 0: "今天", 1: "明天"}
NO_SIGN_UP = "不用报名，直接来"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an occasion stands: `mark` is of the same kind as those of stations."""

    mark: str
    words: str
    reason: str = ""
    off: bool = False
    over: bool = False


def standing(one: Occasion, *, full: bool, at: datetime) -> Standing:
    """Whether it takes place, and whether one may still come."""
    session = one.session
    if one.off:
        return Standing(mark="shut", words="已取消", reason=one.reason, off=True)
    if session.ends_at <= at:
        return Standing(mark="closed", words="已结束", over=True)
    moved = f"改期：原定 {moment_words(session.moved_from, at)}" if session.moved_from else ""
    reason = one.reason if is_moved(one) else ""
    mark, words = _entry(one, full=full, at=at)
    if session.starts_at <= at:
        words = "正在进行" if session.capacity is None else f"正在进行 · {words}"
    return Standing(
        mark="soon" if moved and mark == "open" else mark,
        words=" · ".join(filter(None, (moved, words))),
        reason=reason,
    )


def _entry(one: Occasion, *, full: bool, at: datetime) -> tuple[str, str]:
    """Whether one may sign up."""
    session = one.session
    if session.capacity is None:
        return "open", NO_SIGN_UP
    if session.closing <= at:
        return "closed", "报名已截止"
    if session.opens_at and session.opens_at > at:
        return "unknown", f"报名 {moment_words(session.opens_at, at)} 开始"
    if full:
        return "soon", "已满，可以候补" if session.waiting else "已满"
    return "open", "可以报名"


def sign_up_words(one: Occasion, *, full: bool, at: datetime) -> str:
    """What the way to the form of a session is called; '' where it leads nowhere."""
    session = one.session
    if one.off or session.capacity is None or session.closing <= at:
        return ""
    if session.opens_at and session.opens_at > at:
        return "到时在这里报名"
    if full:
        return "排候补" if session.waiting else ""
    return "去报名"


def day_words(day: date, today: date) -> str:
    """今天, 明天, 周四（12月3日）; with the year where it is another one."""
    if near := _NEAR.get((day - today).days):
        return near
    return f"周{_WEEKDAYS[day.weekday()]}（{date_words(day, today)}）"


def date_words(day: date, today: date) -> str:
    """12月3日, in another year 2027年1月3日."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def heading(day: date, today: date, holiday: str = "") -> str:
    """今天 · 12月1日 周二, as it stands above the occasions of a day."""
    near = _NEAR.get((day - today).days, "")
    plain = f"{date_words(day, today)} 周{_WEEKDAYS[day.weekday()]}"
    return " · ".join(filter(None, (near, plain, holiday)))


def clock(at: datetime) -> str:
    """14:00 in China."""
    return f"{at.astimezone(STATION_TIME):%H:%M}"


def moment_words(at: datetime, now: datetime) -> str:
    """今天 14:00, 周四（12月3日） 14:00."""
    return f"{day_words(china_day(at), china_day(now))} {clock(at)}"


def span_words(begin: datetime, end: datetime, now: datetime) -> str:
    """今天 14:00–16:00; an end on another day has its day."""
    last = clock(end)
    if china_day(end) - china_day(begin) > timedelta(0) and last != "00:00":
        last = moment_words(end, now)
    return f"{moment_words(begin, now)}–{'24:00' if last == '00:00' else last}"


def short_words(one: Occasion, *, full: bool, at: datetime) -> str:
    """今天 14:00 义诊, as a row of a station says it."""
    more = "（已满）" if full else ""
    return f"{moment_words(one.session.starts_at, at)} {one.activity.kind_words}{more}"


def next_at_stations(programme: WhatsOn, at: datetime) -> dict[str, str]:
    """What is on next at each station where something is, in words."""
    told: dict[str, str] = {}
    for one in programme.ahead(at, days=NEAR_DAYS):
        if not one.off:
            words = short_words(one, full=one.session.id in programme.full, at=at)
            for station in one.activity.stations:
                told.setdefault(station, words)
    return told
