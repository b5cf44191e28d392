"""Which hours does a statement give, and who is there?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stations.hours.osm.expression import DAY
from stations.hours.phrases.items.item import LATER, PERHAPS, Item, What
from stations.hours.phrases.minutes import Minutes, common, joined, without
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.date_statements import DatesSaid
from stations.hours.phrases.statements.statement import Says, Statement, perhaps
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, REST, Code


@dataclass(slots=True)
class HoursSaid(DatesSaid):
    """Hours, their ends, and staff."""

    def on_spans(self, item: Item) -> None:
        closing = self.what(1) is What.CLOSED and self.what(2) is not What.DAYS
        if closing and self.what(2) is not What.COLON:
            if self._rest_open():
                self._hours(spans=without(((0, DAY),), joined(item.spans)))
                self.at = len(self.items)
                return
            self._minus(item)
            while self.what() is What.CLOSED:
                self.at += 1
            return
        self._hours(spans=item.spans, doubtful=item.doubtful)

    def _rest_open(self) -> bool:
        """0:00-5:00休息，其他时间营业: a phrase that tells when it is shut."""
        rest = self.after_quiet(also=(What.CLOSED,))
        days = self.peek(rest)
        opens = self.what(rest + 1) is What.OPEN and self.what(rest + 2) is None
        return not self.said and opens and days is not None and days.codes == (REST,)

    def _minus(self, item: Item) -> None:
        """中午12:00-14:00休息: taken out of the hours said before."""
        hours = [s for s in self.said if s.says is Says.HOURS]
        if hours and not item.doubtful and _shut_anyway(hours, item.spans):
            return
        inside = bool(hours) and common(joined(hours[-1].spans), item.spans) == item.spans
        if not inside or item.doubtful:
            raise Lost
        codes = self.days or (hours[0].codes if len(hours) == 1 else ())
        self.state(Statement(says=Says.MINUS, codes=codes, spans=item.spans))

    def _hours(
        self, *, spans: Minutes = (), doubtful: Minutes = (), open_from: int | None = None
    ) -> None:
        staff = self.staff
        if staff is None and self.what(1) in (What.STAFFED, What.ALONE):
            behind = self.what(2)
            if behind not in (What.SPANS, What.COLON, What.ALWAYS):
                staff = self.what(1)
                self.at += 1
        if self.others and self.days:
            told = Statement(says=Says.HOURS, spans=spans, doubtful=doubtful, open_from=open_from)
            self.state(perhaps(told, self.others))
        self.state(
            Statement(
                says=Says.HOURS,
                codes=self.days,
                scope=self._scope_of_hours(),
                spans=spans,
                doubtful=doubtful,
                open_from=open_from,
                add=self.add,
                staff=staff,
            )
        )
        if self.later_end is not None:
            self._end_later(self.later_end, spans)
        self.staff, self.add = None, False
        self.scope_spoke = True
        self._prefix_exception(Says.CLOSED)

    def _end_later(self, later: tuple[tuple[Code, ...], int], spans: Minutes) -> None:
        """周五、周六延长至23:00，其余10:00-22:00"""
        days, end = later
        if self.days not in ((), (REST,), ALL_DAYS) or not spans or end <= spans[-1][0]:
            raise Lost
        self.later_end = None
        longer = (*spans[:-1], (spans[-1][0], end))
        self.state(Statement(says=Says.HOURS, codes=days, spans=longer))

    def on_always(self, item: Item) -> None:
        if self.what(1) is What.SPANS and item.text.startswith(("全天", "全日")):
            return
        if self.what(1) is What.CLOSED:
            if not self.days:
                raise Lost
            self.state(Statement(says=Says.CLOSED, codes=self.days))
            self.at += 1
            return
        really = self.items[self.at - 1].what is What.REALLY if self.at else False
        if really and self.said and self.said[-1].says is Says.HOURS:
            self.said[-1] = replace(self.said[-1], staff=What.STAFFED)
            self.staff = What.ALONE
        since = {i.what for i in self.items[self.last_at + 1 : self.at]}
        if self.said and self.said[-1].staff is What.STAFFED and What.DAYS not in since:
            # 工作日9:00-17:00人工服务，24小时自助: round the clock on every day.
            self.days = ()
        self._hours(spans=((0, DAY),))

    def on_start(self, item: Item) -> None:
        """8:30开馆 … 17:00闭馆, 早上8:30开放，服务8小时, 6:45起."""
        start = item.open_from or 0
        ahead = self.after_quiet(also=(What.OPEN,))
        partner = self.peek(ahead)
        if partner is not None and partner.what is What.END and partner.open_from is not None:
            end = partner.open_from if partner.open_from > start else partner.open_from + DAY
            self.at += ahead
            self._hours(spans=((start, end),))
        elif partner is not None and partner.what is What.DURATION and partner.open_from:
            self.at += ahead
            self._hours(spans=((start, start + partner.open_from),))
        elif partner is None or partner.what in (What.DAYS, What.SCOPE):
            until = self._usual_end(start)
            self._hours(spans=until, open_from=None if until else start)
        elif not self._after_closing(start):
            raise Lost

    def _usual_end(self, start: int) -> Minutes:
        """8:00-20:00，周末9:00起: these days close when all others do."""
        told = [s for s in self.said if s.says is Says.HOURS]
        if not self.days or len(told) != 1 or told[0].scope != self.scope or told[0].doubtful:
            return ()
        spans = told[0].spans
        if set(told[0].codes) not in (set(), set(ALL_DAYS)) or not spans or start >= spans[0][1]:
            return ()
        return ((start, spans[0][1]), *spans[1:])

    def _after_closing(self, start: int) -> bool:
        """（22时后室内无人自动断电）: what happens after closing makes that time doubtful."""
        last = self.said[-1] if self.said else None
        if last is None or last.says is not Says.HOURS or not last.spans:
            return False
        ahead = 1
        while self.what(ahead) in (What.WORDS, What.ALONE, What.STAFFED):
            ahead += 1
        if ahead == 1 or self.what(ahead) not in (What.RIGHT, None) or last.spans[-1][1] != start:
            return False
        self.said[-1] = replace(last, doubtful=(*last.doubtful, (start, DAY)))
        self.at += ahead
        return True

    def on_end(self, item: Item) -> None:
        """17:00闭馆 after 9:00-17:00 says nothing new."""
        last = self.said[-1] if self.said else None
        fresh = self.scope is not None and not self.scope_told
        if fresh or (self.days and last is not None and self.days != last.codes):
            # （冬季16:30闭馆）: another end for a part of the year, or some days.
            self.on_extended(item)
        elif last is None or not last.spans or last.spans[-1][1] != item.open_from:
            raise Lost

    def on_extended(self, item: Item) -> None:
        """Hours as before on these days, but for their end."""
        before = [s for s in self.said if s.says is Says.HOURS and s.spans]
        end = item.open_from or 0
        if item.text == PERHAPS:
            self._perhaps_until(end)
            return
        if not before and self.days and not self.later_end and self.scope is None:
            self.later_end, self.days = (self.days, end), ()
            return
        if not before or end <= before[-1].spans[-1][0]:
            raise Lost
        if not (self.scope is not None and not self.scope_spoke) and not self.days:
            raise Lost
        if item.text == LATER and end < before[-1].spans[-1][1]:
            # 周一延至9:30开放: another beginning.
            raise Lost
        spans = (*before[-1].spans[:-1], (before[-1].spans[-1][0], end))
        self._hours(spans=spans)

    def _perhaps_until(self, end: int) -> None:
        """8:00-20:00（恶劣天气延长至22:00）: what lies between the two ends is not known."""
        told = [s for s in self.said if s.says is Says.HOURS and s.spans]
        if not told or any(end <= s.spans[-1][0] for s in told):
            raise Lost
        for statement in told:
            *whole, (start, usual) = statement.spans
            moved = (min(usual, end), max(usual, end))
            self.said[self.said.index(statement)] = replace(
                statement,
                spans=(*whole, (start, moved[0])),
                doubtful=(*statement.doubtful, moved),
            )

    def on_words(self, item: Item) -> None:
        """Words left over here are the name of a part of the place; see reading.py."""
        self.part = item.text
        self.days = ()

    def on_extra(self, item: Item) -> None:
        self.add = True

    def on_staff(self, item: Item) -> None:
        ahead = self.after_quiet()
        if self.what(ahead) is What.DAYS:
            ahead = self.after_quiet(ahead + 1)
        if self.what(ahead) in (What.SPANS, What.ALWAYS):
            self.staff = item.what

    def _staff_by_day(self) -> None:
        """24小时（白天有人值守，夜间自助）: who is there is told, not when it is open."""
        behind = self.what(self.after_quiet(2))
        if not self._hours_said() or behind in (What.SPANS, What.ALWAYS, What.START):
            raise Lost
        self.at += 1

    def _rest_alone(self) -> None:
        """8:00-20:00有人值守，其余时间自助: open round the clock."""
        if not self._hours_said():
            raise Lost
        whole = ((0, DAY),)
        self.state(
            Statement(says=Says.HOURS, codes=ALL_DAYS, spans=whole, add=True, staff=What.ALONE)
        )
        self.at += 1


def _shut_anyway(hours: list[Statement], spans: Minutes) -> bool:
    """5:00-23:00开放，23:00-5:00关闭: the second half says nothing new."""
    told = _any_day([span for s in hours for span in (*s.spans, *s.doubtful)])
    ends = all(s.open_from is None and s.spans for s in hours)
    return ends and not common(told, _any_day(spans))


def _any_day(spans: Iterable[tuple[int, int]]) -> Minutes:
    """The minutes of `spans`, and those of the night after the day before."""
    return joined(piece for a, b in spans for piece in ((a, b), (a - DAY, b - DAY)))
