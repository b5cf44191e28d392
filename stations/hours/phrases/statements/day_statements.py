"""What is stated of the days just named?"""

from dataclasses import dataclass, replace

from stations.hours.phrases.items.item import BOTH, HALVES, PLAIN, Item, Scope, What
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.hour_statements import HoursSaid
from stations.hours.phrases.statements.statement import BESIDES, Says, Statement, perhaps
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, REST, WORKING, Code
from stations.hours.phrases.tokens.vocabulary import AS_USUAL, UNBROKEN

HOURS = (What.SPANS, What.ALWAYS, What.START)
WEEKEND = frozenset((5, 6))
FIVE_DAYS = 5
"""As many days named as open are a week of work: the others are shut."""


@dataclass(slots=True)
class DaysSaid(HoursSaid):
    """Days, and whether they are open, shut or as told elsewhere."""

    def on_days(self, item: Item) -> None:
        codes = item.codes
        self.others = ()
        exception = self.peek(2) if self.what(1) is What.LEFT else None
        if exception and exception.what is What.EXCEPT and self.what(3) is What.RIGHT:
            self.at += 3
        elif self.what(1) is What.EXCEPT:
            exception = self.peek(1)
            self.at += 1
        elif self._excepted_before_hours():
            exception = self.peek(2)
            self.at += 2
        else:
            exception = None
        more = self.peek(2)
        if exception and self.what(1) is What.COMMA and more and more.what is What.DAYS:
            # "每周一（节假日除外）及除夕闭馆": one closing of several days.
            if self.what(3) is not What.CLOSED:
                raise Lost
            codes = (*codes, *more.codes)
            self.at += 2
        self._on_days(codes, exception)

    def _excepted_before_hours(self) -> bool:
        """周一至周五，节假日除外，8:30-17:30"""
        marked = self.what(1) in (What.COMMA, What.STRONG)
        excepted = marked and self.what(2) is What.EXCEPT
        hours = self.what(self.after_quiet(3)) in HOURS
        return excepted and hours and not (self._hours_said() and self._postfix())

    def _on_days(self, codes: tuple[Code, ...], exception: Item | None) -> None:
        ahead = self.after_quiet(also=BESIDES)
        following = self.what(ahead)
        direct = self.what(1)
        if self.items[self.at].text == BOTH and direct not in (What.OPEN, What.POSTPONE):
            raise Lost
        bracketed = direct is What.LEFT and ahead == 2 and self.what(3) is What.RIGHT
        if following is What.CLOSED and (direct in (What.CLOSED, What.COLON) or bracketed):
            self._closed_days(codes, exception, ahead)
        elif following is What.OPEN and direct is What.OPEN:
            self._open_days(codes, ahead)
        elif direct in (What.SAME, What.NOTICE, What.HALF_DAY):
            self._by_verb(codes, direct)
        elif codes == (REST,) and direct is What.ALONE and following is None:
            self._rest_alone()
        elif codes == (REST,) and self._rest_of_year(following):
            self.scope, self.days = Scope(), ()
        elif direct is What.POSTPONE:
            closes = any(s.says is Says.CLOSED for s in self.said)
            self.state(Statement(says=Says.POSTPONED if closes else Says.UNKNOWN, codes=codes))
            self.at += 1
        elif following in (
            What.SPANS,
            What.ALWAYS,
            What.SCOPE,
            What.START,
            What.EXTENDED,
            What.END,
        ):
            self._set_days(codes, exception, following)
        elif self._postfix():
            self._qualify(codes=codes, scope=None)
            if exception:
                self.state(Statement(says=Says.CLOSED, codes=exception.codes))
        else:
            raise Lost

    def _by_verb(self, codes: tuple[Code, ...], verb: What | None) -> None:
        if verb is What.SAME:
            self._same_hours(codes)
        elif verb is What.NOTICE:
            self._notice_days(codes)
        else:
            self._half_day(codes)

    def _closed_days(self, codes: tuple[Code, ...], exception: Item | None, ahead: int) -> None:
        self.state(Statement(says=Says.CLOSED, codes=codes))
        self.at += ahead
        self.last_at = self.at
        if exception:
            self.state(Statement(says=Says.OPEN, codes=exception.codes))
        self._prefix_exception(Says.OPEN)

    def _set_days(
        self, codes: tuple[Code, ...], exception: Item | None, following: What | None
    ) -> None:
        self.days = codes
        self.days_outer = following is What.SCOPE
        named = {code for item in self.items for code in item.codes}
        if self.items[self.at].text == PLAIN and "PH" in named and not named & WEEKEND:
            self.others = tuple(WEEKEND)
        if exception:
            self.state(Statement(says=Says.CLOSED, codes=exception.codes))

    def _open_days(self, codes: tuple[Code, ...], ahead: int) -> None:
        """节假日正常开放, or 周二至周日开放 9:00-17:00 where the hours follow."""
        mark = self.what(ahead + 1)
        word = self.items[self.at + ahead].text
        told = ahead + (2 if mark in (What.COLON, What.COMMA, What.LEFT) else 1)
        direct = self.what(told) in HOURS
        as_usual = direct and self._as_on_other_days(codes, ahead, told)
        apart = mark in (What.COMMA, What.LEFT)
        later = self._hours_after(told)
        elsewhere = self._hours_said() or later
        own = not apart or (elsewhere and self._has_own_hours(codes, later=later))
        self.at += ahead
        if direct and own and not as_usual:
            self.days, self.days_outer = codes, False
            return
        if apart and not elsewhere and not self.said and not as_usual:
            self.days, self.days_outer = codes, True
            return
        if set(codes) == set(ALL_DAYS) and not self.part:
            self._prefix_exception(Says.CLOSED)
            return
        if self.scope is not None and not self.scope_spoke and (direct or later):
            # 7-8月周一照常开放，9:00-17:00: whether these months have the hours alone is not said.
            raise Lost
        unnamed = self._hours_after(told, named=False)
        if direct or unnamed or not self._only_open_on(codes, word=word, later=later):
            self.state(Statement(says=Says.OPEN, codes=codes))
        self._prefix_exception(Says.CLOSED)

    def _only_open_on(self, codes: tuple[Code, ...], *, word: str, later: bool) -> bool:
        """9:00-17:00（周二至周日开放）: the hours before are those of the days named as open.

        Where that is not sure, 9:00-17:00（周末开放）, other days have them perhaps.
        """
        week = {code for code in codes if isinstance(code, int)}
        most = WORKING in codes or FIVE_DAYS <= len(week) < len(ALL_DAYS)
        few = 0 < len(week) < FIVE_DAYS and not later and word not in AS_USUAL
        bare = all(s.says is Says.HOURS and not s.codes for s in self.said)
        if not self.said or not bare or self.part or word in UNBROKEN or not (most or few):
            return False
        sure = most and (later or word not in AS_USUAL)
        others = () if sure else tuple(day for day in ALL_DAYS if day not in week)
        told = [replace(statement, codes=codes) for statement in self.said]
        self.said = [*told, *(perhaps(statement, others) for statement in told if others)]
        self.last, self.last_at = Says.HOURS.value, self.at
        return True

    def _hours_after(self, told: int, *, named: bool = True) -> bool:
        """Whether there are hours to come of other days than holidays.

        Not `named`: hours that no days are told of.
        """
        days: set[Code] = {0} if named else set()
        for item in self.items[self.at + told + 1 :]:
            days = set(item.codes) if item.what is What.DAYS else days
            if item.what is What.CLOSED and not named:
                days = set()
            weekly = bool(days & {*ALL_DAYS, REST, WORKING}) if named else not days
            if weekly and item.what in (What.SPANS, What.ALWAYS):
                return True
        return False

    def _has_own_hours(self, codes: tuple[Code, ...], *, later: bool) -> bool:
        """周一至周五9:00-18:00，周末不打烊，10:00-16:00: each group of days has hours."""
        first = later and not self.said and set(codes) != set(ALL_DAYS)
        return first or not set(codes).intersection(self.days or codes)

    def _as_on_other_days(self, codes: tuple[Code, ...], ahead: int, told: int) -> bool:
        """周一照常开放，9:00-17:00: the only hours told are those of every day.

        周末正常营业 9:00-18:00 may tell those of weekends alone: then other days have them perhaps.
        """
        word = self.items[self.at + ahead].text
        week = {code for code in codes if isinstance(code, int)}
        only = not self._hours_said() and not self._hours_after(told)
        if word not in AS_USUAL or not only or not 0 < len(week) < FIVE_DAYS:
            return False
        unmarked = self.what(ahead + 1) is not What.COLON
        few = len(week) <= len(WEEKEND)
        if unmarked and few and (word in UNBROKEN or not week & WEEKEND):
            self.days = ()
            return True
        self.others = tuple(day for day in ALL_DAYS if day not in week)
        return False

    def _notice_days(self, codes: tuple[Code, ...]) -> None:
        """周六周日预约开放; with hours behind it, it is a condition on these hours."""
        ahead = 2
        while self.what(ahead) in (What.OPEN, What.COLON):
            ahead += 1
        self.at += ahead - 1
        if self.what(1) in (What.SPANS, What.ALWAYS):
            self.days, self.days_outer = codes, False
        else:
            self.state(Statement(says=Says.UNKNOWN, codes=codes))

    def _same_hours(self, codes: tuple[Code, ...]) -> None:
        """9:00-17:00（节假日同）, 节假日同周末: the hours last told, or those of the days named."""
        alike = self.items[self.at + 1].codes
        told = [s for s in self.said if s.says is Says.HOURS]
        if alike:
            exact = [s for s in told if set(alike) == set(s.codes)]
            told = exact or [s for s in told if set(alike) <= set(s.codes or ALL_DAYS)]
        bracketed = self.at > 0 and self.items[self.at - 1].what is What.LEFT
        if not told or (len(told) > 1 and not bracketed) or told[-1].scope != self.scope:
            raise Lost
        self.at += 1
        self.state(replace(told[-1], codes=codes))

    def _half_day(self, codes: tuple[Code, ...]) -> None:
        half = self.peek(1)
        if half is None or half.text not in HALVES or self.what(2) is not What.CLOSED:
            raise Lost
        self.state(Statement(says=Says.MINUS, codes=codes, spans=(HALVES[half.text],)))
        self.at += 2
        self.last_at = self.at
