"""What does each sentence of a phrase state: on which days, which hours?"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum, auto

from stations.hours.expression import DAY
from stations.hours.items import EVER, SHORT, Code, Item, Lost, Minutes, Scope, What, days_of
from stations.hours.plans import common, joined
from stations.hours.words import ALL_DAYS, REST


class Says(StrEnum):
    HOURS = auto()
    CLOSED = auto()
    OPEN = auto()  # open as on other days
    UNKNOWN = auto()
    MINUS = auto()  # closed at these minutes
    POSTPONED = auto()  # the rest day moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement. No codes: every day that nothing else is said of."""

    says: Says
    codes: tuple[Code, ...] = ()
    scope: Scope | None = None
    spans: Minutes = ()
    doubtful: Minutes = ()
    open_from: int | None = None
    add: bool = False
    part: str = ""
    staff: What | None = None


HALVES = {"am": (0, DAY // 2), "pm": (DAY // 2, DAY), "evening": (18 * 60, DAY)}
LONG_AGO = 2000
BOTH = "both"
"""Marks days that are a weekday and a holiday at once."""

BESIDES = (What.EXTRA, What.STAFFED, What.ALONE, What.REALLY, What.INCLUDING)
QUIET = (What.COMMA, What.COLON, What.STRONG, What.LEFT, What.RIGHT)


@dataclass(slots=True)
class Speaker:
    """Walks the items once and keeps what was spoken of last."""

    items: list[Item]
    at: int = 0
    said: list[Statement] = field(default_factory=list)
    scope: Scope | None = None
    scope_spoke: bool = False
    scope_told: bool = False
    days: tuple[Code, ...] = ()
    days_outer: bool = False
    excepted: tuple[Code, ...] = ()
    part: str = ""
    staff: What | None = None
    add: bool = False
    last: str = ""
    last_at: int = -9

    def run(self) -> list[Statement]:
        while self.at < len(self.items):
            self.one(self.items[self.at])
            self.at += 1
        if self.excepted:
            raise Lost
        return self.said

    def peek(self, ahead: int = 1) -> Item | None:
        index = self.at + ahead
        return self.items[index] if index < len(self.items) else None

    def what(self, ahead: int = 1) -> What | None:
        item = self.peek(ahead)
        return item.what if item else None

    def after_quiet(self, ahead: int = 1, also: tuple[What, ...] = ()) -> int:
        """How far ahead the next item stands that is no mark."""
        while self.what(ahead) in QUIET or self.what(ahead) in also:
            ahead += 1
        return ahead

    def state(self, statement: Statement) -> None:
        scope = self.scope if statement.scope is None else statement.scope
        named = bool(statement.codes) and all(isinstance(c, str) for c in statement.codes)
        if self.scope_spoke and (named or statement.says is not Says.HOURS):
            # Said after the hours of a season, it holds for the year.
            scope = Scope()
        self.said.append(replace(statement, scope=scope, part=self.part))
        self.scope_told = True
        self.last = statement.says.value
        self.last_at = self.at
        if self.scope is not None and 0 < days_of(self.scope) < SHORT and self.scope == scope:
            # A few days are an exception: what comes after them is not about them.
            self.scope = None

    def one(self, item: Item) -> None:
        handle = {
            What.SCOPE: self.on_scope,
            What.DAYS: self.on_days,
            What.SPANS: self.on_spans,
            What.ALWAYS: self.on_always,
            What.CLOSED: self.on_closed,
            What.OPEN: self.on_open,
            What.EXCEPT: self.on_except,
            What.POSTPONE: self.on_postpone,
            What.START: self.on_start,
            What.END: self.on_end,
            What.WORDS: self.on_words,
            What.EXTRA: self.on_extra,
            What.STAFFED: self.on_staff,
            What.ALONE: self.on_staff,
            What.NOTICE: self.on_notice,
            What.INCLUDING: self.on_including,
            What.EXTENDED: self.on_extended,
        }.get(item.what)
        if handle is not None:
            handle(item)
        elif item.what is What.HALF_DAY and self.what() in (What.STAFFED, What.ALONE):
            self._staff_by_day()
        elif item.what in (What.HALF_DAY, What.DURATION):
            raise Lost

    def _staff_by_day(self) -> None:
        """24小时（白天有人值守，夜间自助）: who is there is told, not when it is open."""
        behind = self.what(self.after_quiet(2))
        if not self._hours_said() or behind in (What.SPANS, What.ALWAYS, What.START):
            raise Lost
        self.at += 1

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
        if What.STRONG in {item.what for item in self.items[self.last_at + 1 : self.at]}:
            return False
        if following in (What.DAYS, What.SCOPE) and self.last == Says.HOURS:
            # Two groups of days in a row: the second one has a sentence of its own.
            closes = self.what(ahead + 1) in (What.CLOSED, What.EXCEPT, What.OPEN, What.LEFT)
            return closes and not self.said[-1].codes
        return False

    def _qualify(self, *, codes: tuple[Code, ...], scope: Scope | None) -> None:
        """Give the hours just stated the days or dates that follow them."""
        if not self.said or self.said[-1].says is not Says.HOURS:
            raise Lost
        last = self.said[-1]
        if (codes and last.codes) or (scope and last.scope):
            raise Lost
        self.said[-1] = replace(last, codes=codes or last.codes, scope=scope or last.scope)

    def on_days(self, item: Item) -> None:
        codes = item.codes
        exception = self.peek(2) if self.what(1) is What.LEFT else None
        if exception and exception.what is What.EXCEPT and self.what(3) is What.RIGHT:
            self.at += 3
        elif self.what(1) is What.EXCEPT:
            exception = self.peek(1)
            self.at += 1
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

    def _on_days(self, codes: tuple[Code, ...], exception: Item | None) -> None:
        ahead = self.after_quiet(also=BESIDES)
        following = self.what(ahead)
        direct = self.what(1)
        if self.items[self.at].text == BOTH and direct not in (What.OPEN, What.POSTPONE):
            raise Lost
        if following is What.CLOSED and direct in (What.CLOSED, What.COLON):
            self.state(Statement(says=Says.CLOSED, codes=codes))
            self.at += ahead
            self.last_at = self.at
            if exception:
                self.state(Statement(says=Says.OPEN, codes=exception.codes))
            self._prefix_exception(Says.OPEN)
        elif following is What.OPEN and direct is What.OPEN:
            self._open_days(codes, ahead)
        elif direct is What.NOTICE:
            self._notice_days(codes)
        elif codes == (REST,) and direct is What.ALONE and following is None:
            self._rest_alone()
        elif codes == (REST,) and self._rest_of_year(following):
            self.scope, self.days = Scope(), ()
        elif direct is What.POSTPONE:
            closes = any(s.says is Says.CLOSED for s in self.said)
            self.state(Statement(says=Says.POSTPONED if closes else Says.UNKNOWN, codes=codes))
            self.at += 1
        elif direct is What.HALF_DAY:
            self._half_day(codes)
        elif following in (
            What.SPANS,
            What.ALWAYS,
            What.SCOPE,
            What.START,
            What.EXTENDED,
            What.END,
        ):
            self._set_days(codes, exception, following)
        elif self._postfix() and not exception:
            self._qualify(codes=codes, scope=None)
        else:
            raise Lost

    def _rest_alone(self) -> None:
        """8:00-20:00有人值守，其余时间自助: open round the clock."""
        if not self._hours_said():
            raise Lost
        whole = ((0, DAY),)
        self.state(
            Statement(says=Says.HOURS, codes=ALL_DAYS, spans=whole, add=True, staff=What.ALONE)
        )
        self.at += 1

    def _rest_of_year(self, following: What | None) -> bool:
        """7月1日-8月31日 9:00-20:00，其他日期 9:00-17:30: all days that are not in the dates."""
        hours = [s for s in self.said if s.says is Says.HOURS]
        return (
            following in (What.SPANS, What.ALWAYS)
            and bool(hours)
            and all(s.scope is not None and s.scope.dates and not s.codes for s in hours)
        )

    def _set_days(
        self, codes: tuple[Code, ...], exception: Item | None, following: What | None
    ) -> None:
        self.days = codes
        self.days_outer = following is What.SCOPE
        if exception:
            self.state(Statement(says=Says.CLOSED, codes=exception.codes))

    def _open_days(self, codes: tuple[Code, ...], ahead: int) -> None:
        """节假日正常开放, or 周二至周日开放 9:00-17:00 where the hours follow."""
        then = self.what(ahead + 1)
        if then is What.COLON:
            then = self.what(ahead + 2)
        hours_elsewhere = any(s.says is Says.HOURS for s in self.said) or any(
            item.what in (What.SPANS, What.ALWAYS) for item in self.items[self.at + ahead + 3 :]
        )
        if then in (What.SPANS, What.ALWAYS, What.START):
            self.days, self.days_outer = codes, False
            self.at += ahead
            return
        if self.what(ahead + 1) is What.COMMA and not hours_elsewhere and not self.said:
            self.days, self.days_outer = codes, True
            self.at += ahead
            return
        self.at += ahead
        if set(codes) == set(ALL_DAYS) and not self.part:
            self._prefix_exception(Says.CLOSED)
            return
        self.state(Statement(says=Says.OPEN, codes=codes))
        self._prefix_exception(Says.CLOSED)

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

    def _half_day(self, codes: tuple[Code, ...]) -> None:
        half = self.peek(1)
        if half is None or half.text not in HALVES or self.what(2) is not What.CLOSED:
            raise Lost
        self.state(Statement(says=Says.MINUS, codes=codes, spans=(HALVES[half.text],)))
        self.at += 2

    def on_spans(self, item: Item) -> None:
        closing = self.what(1) is What.CLOSED and self.what(2) is not What.DAYS
        if closing and self.what(2) is not What.COLON:
            self._minus(item)
            self.at += 1
            return
        self._hours(spans=item.spans, doubtful=item.doubtful)

    def _minus(self, item: Item) -> None:
        """中午12:00-14:00休息: taken out of the hours said before."""
        hours = [s for s in self.said if s.says is Says.HOURS]
        inside = bool(hours) and common(joined(hours[-1].spans), item.spans) == item.spans
        if not inside or item.doubtful:
            raise Lost
        self.state(Statement(says=Says.MINUS, codes=self.days, spans=item.spans))

    def _hours_said(self) -> bool:
        return any(statement.says is Says.HOURS for statement in self.said)

    def _hours(
        self, *, spans: Minutes = (), doubtful: Minutes = (), open_from: int | None = None
    ) -> None:
        staff = self.staff
        if staff is None and self.what(1) in (What.STAFFED, What.ALONE):
            behind = self.what(2)
            if behind not in (What.SPANS, What.COLON, What.ALWAYS):
                staff = self.what(1)
                self.at += 1
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
        self.staff, self.add = None, False
        self.scope_spoke = True
        self._prefix_exception(Says.CLOSED)

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
        self._hours(spans=((0, DAY),))

    def on_closed(self, item: Item) -> None:
        ahead = 1
        while self.what(ahead) is What.COLON:
            ahead += 1
        days = self.peek(ahead)
        if days is not None and days.what is What.DAYS:
            behind = self.what(ahead + 1)
            if behind not in (What.SPANS, What.OPEN, What.ALWAYS, What.COLON):
                self.at += ahead
                if behind is What.CLOSED:
                    self.at += 1
                self.state(Statement(says=Says.CLOSED, codes=days.codes))
                return
        if days is not None and days.what is What.SPANS and item.text[:1] in ("午", "中"):
            self._minus(days)
            self.at += ahead
            return
        if self.scope is not None and not self.scope_spoke and not self.days:
            self.state(Statement(says=Says.CLOSED, codes=ALL_DAYS))
            return
        near = all(i.what is What.COMMA for i in self.items[self.last_at + 1 : self.at])
        if self.last == Says.CLOSED and near:
            return
        raise Lost

    def on_open(self, item: Item) -> None:
        """开放 alone says nothing that the hours beside it do not; 服务8小时 is a length."""
        duration = self.peek(1)
        if duration is not None and duration.what is What.DURATION:
            raise Lost
        if self.scope is not None and self.what() is not What.SPANS and not self.scope_spoke:
            follows = self.what(self.after_quiet())
            if follows not in (What.SPANS, What.ALWAYS, What.DAYS, What.START):
                raise Lost

    def on_except(self, item: Item) -> None:
        """An exception after a closing opens, one after hours closes; see docs/hours.md."""
        near = all(i.what in QUIET for i in self.items[self.last_at + 1 : self.at])
        first = item.text.startswith("除")
        broken = item.text == "除" and self.what(1) is What.RIGHT
        if broken and self.what(2) is What.CLOSED:
            self.state(Statement(says=Says.UNKNOWN, codes=item.codes))
            self.at += 2
            return
        if self.last == Says.CLOSED and near:
            # After a weekend's closing, an exception may as well be one from being open.
            doubt = bool({5, 6}.intersection(self.said[-1].codes))
            says = Says.UNKNOWN if doubt else Says.OPEN
            self.state(Statement(says=says, codes=item.codes))
        elif self.last == Says.HOURS and near and not self._opens_sentence(first):
            doubt = any(s.says is Says.CLOSED for s in self.said)
            says = Says.UNKNOWN if doubt else Says.CLOSED
            self.state(Statement(says=says, codes=item.codes))
        elif self.last == Says.OPEN and near and not first:
            self.state(Statement(says=Says.CLOSED, codes=item.codes))
        elif first or not self.said:
            self.excepted = item.codes
        else:
            raise Lost

    def _opens_sentence(self, first: bool) -> bool:  # noqa: FBT001 - a fact of the item
        """除法定节假日外，每周一闭馆: the exception stands before what it is taken from."""
        ahead = self.after_quiet()
        return first and self.what(ahead) in (What.DAYS, What.SPANS, What.ALWAYS)

    def _prefix_exception(self, says: Says) -> None:
        if self.excepted:
            codes, self.excepted = self.excepted, ()
            self.state(Statement(says=says, codes=codes))

    def on_postpone(self, item: Item) -> None:
        if self.last not in (Says.CLOSED, Says.OPEN):
            raise Lost
        self.state(Statement(says=Says.POSTPONED, codes=("PH",)))

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
            self._hours(open_from=start)
        elif not self._after_closing(start):
            raise Lost

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

    def on_words(self, item: Item) -> None:
        """Words left over here are the name of a part of the place; see reading.py."""
        self.part = item.text
        self.days = ()

    def on_extra(self, item: Item) -> None:
        self.add = True

    def on_staff(self, item: Item) -> None:
        ahead = self.after_quiet()
        if self.what(ahead) in (What.SPANS, What.ALWAYS):
            self.staff = item.what

    def on_including(self, item: Item) -> None:
        self.state(Statement(says=Says.OPEN, codes=item.codes))

    def on_extended(self, item: Item) -> None:
        """Hours as before on these days, but for their end."""
        before = [s for s in self.said if s.says is Says.HOURS and s.spans]
        end = item.open_from or 0
        if not before or end <= before[-1].spans[-1][0]:
            raise Lost
        if not (self.scope is not None and not self.scope_spoke) and not self.days:
            raise Lost
        spans = (*before[-1].spans[:-1], (before[-1].spans[-1][0], end))
        self._hours(spans=spans)

    def on_notice(self, item: Item) -> None:
        if not self._hours_said() and not any(
            i.what in (What.SPANS, What.ALWAYS) for i in self.items
        ):
            raise Lost
