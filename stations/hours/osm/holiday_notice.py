"""The yearly notice of the State Council about days off, as it is published, to days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from stations.errors import Invalid
from stations.hours.osm.calendar import DayKind, SpecialDay

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""What every notice speaks of."""
LONGEST_NOTICE = 5_000
_TITLE = re.compile(r"关于(\d{4})年部分节假日安排的通知")
_SECTION = re.compile(
    r"[一二三四五六七八九]、((?:元旦|[\u4e00-\u9fff]{1,4}节)(?:、[\u4e00-\u9fff]{1,4}节)*)[：:]"
)
_DAY = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
    r"(?:[（(](?P<aside>[^（()）]{1,20})[）)])?(?P<to>\s*(?:至|到|—|-|–))?"
)
_END = re.compile(r"节假日期间，|国务院办公厅(?=\d{4}年)")
"""Where it speaks of other things, and of its own day."""
_COUNT = re.compile(r"(?:共|放假)(\d{1,2})天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_WEEK = "一二三四五六日"
_LONGEST_REST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayNotice:
    """What a notice says: its year, and the days, of which a few may lie beside that year."""

    year: int
    days: tuple[SpecialDay, ...]


@dataclass(frozen=True, slots=True)
class _Mention:
    """A day that a sentence names, and whether a stretch begins with it."""

    day: date
    is_start: bool


def looks_like(text: str) -> bool:
    """Whether a text is the notice rather than a table."""
    return bool(_TITLE.search(_plain(text)))


def parse(text: str) -> HolidayNotice:
    """The days of a notice, each checked by its weekday and by the number of days that it tells.

    Errors: Invalid, naming the festival. Nothing is guessed: a sentence that can't be read whole is
    refused.
    """
    plain = _plain(text)[:LONGEST_NOTICE]
    title = _TITLE.search(plain)
    if title is None:
        raise Invalid("invalid.notice_title", field="notice")
    year = int(title[1])
    found: dict[date, SpecialDay] = {}
    parts = _SECTION.split(_END.split(plain[title.end() :])[0])[1:]
    for names, body in zip(parts[::2], parts[1::2], strict=True):
        for special in _section(names.split("、"), body, year=year):
            if special.day in found:
                raise Invalid("invalid.notice_twice", field="notice", day=special.day, name=names)
            found[special.day] = special
    told = "、".join(parts[::2])
    if lacking := [name for name in FESTIVALS if name not in told]:
        raise Invalid("invalid.notice_lacking", field="notice", lacking=lacking)
    return HolidayNotice(year=year, days=tuple(found[day] for day in sorted(found)))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _section(names: list[str], body: str, *, year: int) -> Iterator[SpecialDay]:
    """The days of one festival, or of two that fall together."""
    rest: list[date] = []
    worked: list[date] = []
    counts: list[int] = []
    for sentence in body.split("。"):
        if sentence.startswith("鼓励"):
            continue
        days = _days(sentence, name=names[0], year=year)
        if "上班" in sentence:
            worked += days
        elif "放假" in sentence or "补休" in sentence:
            rest += days
            counts += map(int, _COUNT.findall(sentence))
        elif days:
            raise Invalid("invalid.notice_sentence", field="notice", name=names[0], told=sentence)
    if not rest:
        raise Invalid("invalid.notice_no_days", field="notice", name=names[0])
    for told in counts:
        if told != len(rest):
            raise Invalid(
                "invalid.notice_count", field="notice", name=names[0], told=told, found=len(rest)
            )
    for kind, days in ((DayKind.HOLIDAY, rest), (DayKind.WORKDAY, worked)):
        for day in days:
            yield SpecialDay(day=day, kind=kind, name=names[0])


def _days(sentence: str, *, name: str, year: int) -> list[date]:
    """The days that a sentence names; of a stretch, all from its first to its last."""
    days: list[date] = []
    start: date | None = None
    for mention in _mentions(sentence, name=name, year=year):
        if start is not None:
            length = (mention.day - start).days
            if not 0 < length < _LONGEST_REST:
                raise Invalid("invalid.notice_stretch", field="notice", name=name, day=mention.day)
            days += [start + timedelta(days=past) for past in range(length)]
        start = mention.day if mention.is_start else None
        if start is None:
            days.append(mention.day)
    return days


def _mentions(sentence: str, *, name: str, year: int) -> Iterator[_Mention]:
    month = 0
    for found in _DAY.finditer(sentence):
        month = int(found["month"] or month)
        # What is said of a day in the sentence before, the year too, holds on in a stretch.
        year = int(found["year"] or year)
        try:
            day = date(year, month, int(found["day"]))
        except ValueError as error:
            raise Invalid(
                "invalid.notice_date", field="notice", name=name, told=found[0]
            ) from error
        weekday = _WEEKDAY.search(found["aside"] or "")
        if weekday and _WEEK.index(weekday[1].replace("天", "日")) != day.weekday():
            raise Invalid("invalid.notice_weekday", field="notice", name=name, told=found[0])
        yield _Mention(day, is_start=bool(found["to"]))
