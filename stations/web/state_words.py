"""The state of a station in the words and the mark that a page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from stations.feedback.shut_hints import ShutHint
from stations.hours import wording
from stations.hours.osm.calendar import Calendar
from stations.moments import STATION_TIME
from stations.registry import availability, open_days, openness
from stations.registry.availability import Status
from stations.registry.entries import closing
from stations.registry.model import Closure, Lifecycle
from stations.registry.openness import Opening
from stations.registry.states import PHASE_WORDS, Phase, Reason

REPORTED = "多人反映未开放"
REASON_WORDS = {
    Reason.HOURS_UNKNOWN: "开放时间未知",
    Reason.REPORTED: REPORTED,
    Reason.NOT_BEGUN: "还没开放",
    Reason.ENDED: "已经结束",
    Reason.EXPECTED_END_PASSED: "未确认恢复",
    **{Reason(phase.value): words for phase, words in PHASE_WORDS.items() if phase != Phase.OPEN},
}
_A_WEEK = 7


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
USABLE_WORDS = {True: "现在能用", False: "现在不能用", None: "现在说不准"}
_OTHER_MARKS = {
    **dict.fromkeys(Reason, Mark.CLOSED),
    Reason.HOURS_UNKNOWN: Mark.UNKNOWN,
    Reason.HOLIDAY: Mark.UNKNOWN,
    Reason.EXPECTED_END_PASSED: Mark.UNKNOWN,
    Reason.REPORTED: Mark.SHUT,
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


def phase_words(life: Lifecycle, closures: Sequence[Closure], *, today: date) -> str:
    """The state of a record on a day, for staff: what is to come is said too."""
    every = (*openness.closures_of(life), *closures)
    for closure in every:
        if closure.covers(today):
            return PHASE_WORDS[closure.phase]
    for closure in every:
        if closing.waits(closure, today=today):
            return f"原定到 {closure.until}，{REASON_WORDS[Reason.EXPECTED_END_PASSED]}"
    for closure in every:
        if closure.since and closure.since > today:
            day = f"{closure.since.month} 月 {closure.since.day} 日"
            word = closure.reason or PHASE_WORDS[closure.phase]
            return f"{PHASE_WORDS[Phase.OPEN]}，{day}起{word}"
    return PHASE_WORDS[life.phase]


class Teller:
    """Tells the state of many stations at one moment; equal hours are worked out once."""

    def __init__(
        self,
        at: datetime,
        calendar: Calendar,
        *,
        hints: Mapping[str, ShutHint] | None = None,
        on: Mapping[str, str] | None = None,
    ) -> None:
        self.at = at.astimezone(STATION_TIME)
        self.calendar = calendar
        self._hints = hints or {}
        self.on = on or {}
        """What is on next at stations, in words."""
        self._told: dict[Opening, StateLine] = {}

    @property
    def today(self) -> date:
        return self.at.date()

    def line(self, opening: Opening) -> StateLine:
        """The state of one station."""
        if opening not in self._told:
            self._told[opening] = self._line(opening)
        return self._told[opening]

    def heard(self, station_id: str, line: StateLine) -> str:
        """What the last worker said at the door of a station that should be open."""
        hint = self._hints.get(station_id)
        return hint.words(self.at) if hint and line.open else ""

    def thing_open(self, opening: Opening, amenity: str) -> bool | None:
        """Whether a thing that is there can be used."""
        if all(own.amenity != amenity for own in opening.own):
            return self.line(opening).open
        return availability.wanted_open(opening, (amenity,), self.at, self.calendar)

    def usable_words(self, opening: Opening, *, usable: bool | None) -> str:
        """What a row adds to a thing that can be used while the door is shut, or the reverse."""
        return "" if usable is self.line(opening).open else USABLE_WORDS[usable]

    def _line(self, opening: Opening) -> StateLine:
        state = availability.status(opening, self.at, self.calendar)
        if state.reason is Reason.HOURS:
            said = self._hours_words(opening, state)
            line = StateLine(mark=_MARKS[said.mood], words=said.text)
        else:
            mark = _OTHER_MARKS[state.reason]
            line = StateLine(mark=mark, words=self._reason_words(opening, state))
        ahead = self.announcement(state.announced)
        return replace(line, words=f"{line.words} · {ahead}") if ahead else line

    def _hours_words(self, opening: Opening, state: Status) -> wording.Words:
        """A closure of a later day does not belong to the words for today."""
        change = state.change[0].date() if state.change else self.today
        later = change > self.today + timedelta(days=1)
        if later and any(one.since == change for one in opening.closures):
            opening = replace(opening, closures=())
        return wording.now_words(open_days.door_of(opening), self.at, self.calendar)

    def _reason_words(self, opening: Opening, state: Status) -> str:
        if state.reason is Reason.HOLIDAY:
            return f"说不准（{self.calendar.name(self.today) or '节假日'}）"
        words = REASON_WORDS[state.reason]
        if state.reason is Reason.NOT_BEGUN and opening.opened_on:
            return f"{words} · {self.day_words(opening.opened_on)}起"
        if state.reason is Reason.EXPECTED_END_PASSED and state.closure and state.closure.until:
            return f"原定到 {state.closure.until:%m-%d}，{words}"
        if state.closure and state.closure.until:
            return f"{words} · 到{self.day_words(state.closure.until)}为止"
        return words

    def announcement(self, closure: Closure | None) -> str:
        """What is to come: 2 月 15 日起春节放假."""
        if closure is None or closure.since is None:
            return ""
        word = closure.reason if len(closure.reason) <= availability.SHORT_REASON else ""
        day = f"{closure.since.month} 月 {closure.since.day} 日"
        if (closure.since - self.today).days < _A_WEEK:
            day = self.day_words(closure.since)
        return f"{day}起{word or PHASE_WORDS[closure.phase]}"

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
            return "尚未核实"
        days = (self.today - day).days
        if days <= 1:
            return "今天核实" if days <= 0 else "昨天核实"
        return f"{days} 天前核实" if days < 365 else f"{days // 365} 年多没核实"
