"""Is this station open, in the words and the mark that a page shows?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from stations.hours import wording
from stations.hours.model import STATION_TIME
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.registry.states import PHASE_WORDS, Phase

REPORTED = "多人反映未开放"


class Mark(StrEnum):
    """What is drawn for a state; each has its own shape and colour."""

    OPEN = "open"
    SOON = "soon"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    SHUT = "shut"


_MARKS = {
    wording.Mood.OPEN: Mark.OPEN,
    wording.Mood.CLOSING: Mark.SOON,
    wording.Mood.CLOSED: Mark.CLOSED,
    wording.Mood.UNKNOWN: Mark.UNKNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLine:
    """A state in words, with until when it lasts where that is known."""

    mark: Mark
    words: str

    @property
    def open(self) -> bool | None:
        if self.mark in {Mark.UNKNOWN, Mark.SHUT}:
            return None
        return self.mark in {Mark.OPEN, Mark.SOON}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides whether a station is open: its hours, and where it stands in its life."""

    osm: str
    staffed: str = ""
    phase: Phase = Phase.OPEN
    until: date | None = None
    """The last day of the phase."""
    opened_on: date | None = None
    closes_on: date | None = None
    reported: bool = False
    """Whether several people found the door shut, and nobody has answered."""


class Teller:
    """Tells the state of many stations at one moment; equal hours are worked out once."""

    def __init__(self, at: datetime, calendar: Calendar) -> None:
        self.at = at.astimezone(STATION_TIME)
        self.calendar = calendar
        self._told: dict[tuple[str, str], StateLine] = {}

    @property
    def today(self) -> date:
        return self.at.date()

    def line(self, standing: Standing) -> StateLine:
        """The state of one station. A phase ends with its last day."""
        pause = self._pause(standing)
        if pause is not None:
            return pause
        if standing.reported:
            return StateLine(mark=Mark.SHUT, words=REPORTED)
        if not standing.osm:
            return StateLine(mark=Mark.UNKNOWN, words="开放时间未知")
        key = (standing.osm, standing.staffed)
        if key not in self._told:
            self._told[key] = self._by_hours(standing)
        return self._told[key]

    def _pause(self, standing: Standing) -> StateLine | None:
        if standing.phase is not Phase.OPEN and (
            standing.until is None or standing.until >= self.today
        ):
            until = f" · 到{self.day_words(standing.until)}为止" if standing.until else ""
            return StateLine(mark=Mark.CLOSED, words=PHASE_WORDS[standing.phase] + until)
        if standing.opened_on and standing.opened_on > self.today:
            begins = f"还没开放 · {self.day_words(standing.opened_on)}起"
            return StateLine(mark=Mark.CLOSED, words=begins)
        if standing.closes_on and standing.closes_on < self.today:
            return StateLine(mark=Mark.CLOSED, words="已经结束")
        return None

    def _by_hours(self, standing: Standing) -> StateLine:
        schedule = Schedule.of(standing.osm, staffed=standing.staffed)
        said = wording.now_words(schedule, self.at, self.calendar)
        return StateLine(mark=_MARKS[said.mood], words=said.text)

    def day_words(self, day: date) -> str:
        """A day: 今天, 明天, 周三 within a week, else the date."""
        ahead = (day - self.today).days
        if 0 <= ahead <= 1:
            return "今天明天"[ahead * 2 : ahead * 2 + 2]
        if 1 < ahead < 7:
            return f"周{'一二三四五六日'[day.weekday()]}"
        year = f"{day.year}年" if day.year != self.today.year else ""
        return f"{year}{day.month}月{day.day}日"

    def ago_words(self, day: date | None) -> str:
        """How long ago somebody found the record true."""
        if day is None:
            return "还没有人核实"
        days = (self.today - day).days
        if days <= 1:
            return "今天核实" if days <= 0 else "昨天核实"
        return f"{days} 天前核实" if days < 365 else f"{days // 365} 年多没核实"
