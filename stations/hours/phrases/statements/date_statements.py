"""For which part of the year does a statement hold?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from stations.hours.phrases.items.item import EVER, Item, Scope, What
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.listener import Listener
from stations.hours.phrases.statements.statement import LONG_AGO, Says, Statement
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, Code

WITH_A_VERB = (What.CLOSED, What.EXCEPT, What.OPEN, What.LEFT, What.NOTICE)
"""Days with one of these behind them have a sentence of their own."""


@dataclass(slots=True)
class DatesSaid(Listener):
    """Parts of the year, and what they belong to."""

    def on_scope(self, item: Item) -> None:
        if item.scope.dates and item.scope.dates[-1][1] == EVER:
            self._since(item.scope)
            return
        if self._postfix():
            self._qualify(codes=(), scope=item.scope)
            return
        if self.scope is not None and not self.scope_told:
            raise Lost
        self.scope = item.scope
        self.scope_spoke = self.scope_told = False
        if self.days and not self.days_outer and self.said and self.said[-1].scope is not None:
            self.days = ()

    def _since(self, scope: Scope) -> None:
        """2026年5月1日起: what held before that day is not told."""
        first = date(*scope.dates[0][0]) - timedelta(days=1)
        before = Scope(dates=(((LONG_AGO, 1, 1), (first.year, first.month, first.day)),))
        if len(scope.dates) > 1 or any(s.scope and s.scope.dates for s in self.said):
            raise Lost
        self.said.append(Statement(says=Says.UNKNOWN, codes=ALL_DAYS, scope=before))

    def _postfix(self) -> bool:
        """Whether days or dates here belong to the hours before them: nothing follows."""
        ahead = self.after_quiet()
        following = self.what(ahead)
        if following is None:
            return True
        if self._dates_of_closing():
            return False
        if What.STRONG in {item.what for item in self.items[self.last_at + 1 : self.at]}:
            return False
        if following is What.EXCEPT:
            # 8:30-17:30，周一至周五，节假日除外: the days are those of the hours.
            return self.last == Says.HOURS and not self.said[-1].codes
        if following in (What.DAYS, What.SCOPE) and self.last == Says.HOURS:
            # Two groups of days in a row: the second one has a sentence of its own.
            closes = self.what(ahead + 1) in WITH_A_VERB
            direct = following is What.DAYS and ahead == 1
            closes = closes or (direct and self.what(2) is What.SPANS)
            return closes and not self.said[-1].codes
        return False

    def _dates_of_closing(self) -> bool:
        """9:00-17:00，11月-3月周一闭馆: the dates after the comma are those of the closing."""
        apart = self.at > 0 and self.items[self.at - 1].what in (What.COMMA, What.STRONG)
        dated = self.items[self.at].what is What.SCOPE
        return apart and dated and self.what(1) is What.DAYS and self.what(2) is What.CLOSED

    def _qualify(self, *, codes: tuple[Code, ...], scope: Scope | None) -> None:
        """Give the hours just stated the days or dates that follow them."""
        if not self.said or self.said[-1].says is not Says.HOURS:
            raise Lost
        last = self.said[-1]
        if (codes and last.codes) or (scope and last.scope):
            raise Lost
        self.said[-1] = replace(last, codes=codes or last.codes, scope=scope or last.scope)
        self.last_at = self.at

    def _rest_of_year(self, following: What | None) -> bool:
        """7月1日-8月31日 9:00-20:00，其他日期 9:00-17:30: all days that are not in the dates."""
        hours = [s for s in self.said if s.says is Says.HOURS]
        return (
            following in (What.SPANS, What.ALWAYS)
            and bool(hours)
            and all(s.scope is not None and s.scope.dates and not s.codes for s in hours)
        )

    def _scope_of_hours(self) -> Scope | None:
        """Days named after the last of several seasons hold for all of them.

        "冬季 8:00-17:00 夏季 8:00-18:00 双休日 9:00-17:00": the last span has no season.
        """
        if self.scope is None or not self.scope_spoke or not self.days:
            return self.scope
        scopes = {s.scope for s in self.said if s.says is Says.HOURS and s.scope is not None}
        apart = {item.what for item in self.items[self.last_at + 1 : self.at]}
        if len(scopes) == 1 and What.STRONG in apart and not self.said[-1].codes:
            # "7月至8月 8:00-20:00；周六 9:00-17:00": of the year, or of these months?
            raise Lost
        unnamed = all(not s.codes for s in self.said if s.scope is not None)
        return Scope() if len(scopes) > 1 and unnamed else self.scope
