"""How do tokens become the things that a phrase speaks of?"""

from collections.abc import Callable
from dataclasses import dataclass, field

from stations.hours.expression import DAY
from stations.hours.items import Code, Item, Lost, Minutes, Scope, What
from stations.hours.plans import common, joined
from stations.hours.spans import Written, span
from stations.hours.statements import BOTH
from stations.hours.tokens import Token
from stations.hours.words import WORKING, Kind

PLAIN = {
    Kind.CLOSED: What.CLOSED,
    Kind.OPEN: What.OPEN,
    Kind.ALWAYS: What.ALWAYS,
    Kind.NOTICE: What.NOTICE,
    Kind.POSTPONE: What.POSTPONE,
    Kind.EXTRA: What.EXTRA,
    Kind.STAFFED: What.STAFFED,
    Kind.ALONE: What.ALONE,
    Kind.REALLY: What.REALLY,
    Kind.STRONG: What.STRONG,
    Kind.LEFT: What.LEFT,
    Kind.RIGHT: What.RIGHT,
}
LINKS = ("遇", "逢", "如遇", "若遇", "为", "是", "的", "如", "若", "每逢")
HOLIDAYS = ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆")
LUNAR = ("除夕", "初一", "初二", "初三", "初四", "初五", "初六", "初七")
PERIODS = ("期间", "时段", "当天", "当日", "开放日", "日")
MONTHLY = ("每月", "每个月")
LIST_MARKS = (Kind.AND, Kind.COMMA)


@dataclass(slots=True)
class Reducer:
    """Walks the tokens once, longest construction first. Spaces are gone before."""

    tokens: list[Token]
    at: int = 0
    items: list[Item] = field(default_factory=list)
    both: bool = False

    def run(self) -> list[Item]:
        while self.at < len(self.tokens):
            if not (
                self.last_entry()
                or self.exception()
                or self.trying(self.including)
                or self.trying(self.extended)
                or self.scope()
                or self.days()
                or self.span()
                or self.single()
            ):
                raise Lost
        return self.items

    def kind(self, ahead: int = 0) -> Kind | None:
        index = self.at + ahead
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else None

    def value(self, ahead: int = 0) -> object:
        return self.tokens[self.at + ahead].value

    def text(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def take(self, *kinds: Kind) -> bool:
        if self.kind() in kinds:
            self.at += 1
            return True
        return False

    def trying(self, attempt: Callable[[], bool]) -> bool:
        """`attempt`, with the place restored when it fails."""
        before = self.at
        if attempt():
            return True
        self.at = before
        return False

    # last entry -------------------------------------------------------------------------

    def last_entry(self) -> bool:
        return (
            self.trying(self._time_then_last_entry)
            or self.trying(self._last_entry_then_time)
            or self.trying(self._before_closing)
            or self.trying(self._tickets)
        )

    def _time_then_last_entry(self) -> bool:
        """16:00停止入馆, 下午16:00后停止入馆; several in a row."""
        if not self._one_time():
            return False
        self.take(Kind.AFTER, Kind.BEFORE)
        if self.kind() is not Kind.UNTIL:
            return False
        return self._several_last_entries()

    def _several_last_entries(self) -> bool:
        self.take(Kind.UNTIL)
        while self.trying(lambda: (self.take(*LIST_MARKS) or True) and self.take(Kind.UNTIL)):
            continue
        return True

    def _last_entry_then_time(self) -> bool:
        if not self.take(Kind.UNTIL):
            return False
        while self.kind() is Kind.FILL or self.text() == ":" or self.kind() is Kind.UNTIL:
            self.at += 1
        if not self._one_time() or self.kind() is Kind.DASH:
            return False
        self.take(Kind.BEFORE, Kind.AFTER)
        return True

    def _before_closing(self) -> bool:
        """闭馆前30分钟停止入馆, 提前半小时清场"""
        self.take(Kind.CLOSED, Kind.OPEN)
        early = self.take(Kind.BEFORE)
        if not self.take(Kind.DURATION):
            return False
        early = self.take(Kind.BEFORE) or early
        return early and self.kind() is Kind.UNTIL and self._several_last_entries()

    def _tickets(self) -> bool:
        if not self.take(Kind.TICKETS):
            return False
        while self.kind() is Kind.FILL or self.text() == ":":
            self.at += 1
        found = self._span_here()
        while found and self.trying(lambda: self.take(*LIST_MARKS) and bool(self._span_here())):
            continue
        return bool(found) or self._one_time()

    def _one_time(self) -> bool:
        self.take(Kind.HALF)
        return self.take(Kind.TIME) and self.kind(-3) is not Kind.DASH

    # exceptions ---------------------------------------------------------------------------

    def exception(self) -> bool:
        return self.trying(self._except_first) or self.trying(self._excepted)

    def _except_first(self) -> bool:
        """除法定节假日外, 除周一闭馆外, (除国家法定节假日)"""
        if not self.take(Kind.EXCEPT):
            return False
        while self.take(Kind.FILL):
            continue
        codes = self._day_list()
        if not codes:
            return False
        while self.take(Kind.FILL):
            continue
        self.take(Kind.CLOSED)
        outside = self.take(Kind.OUTSIDE, Kind.EXCEPTED)
        if not outside and self.kind() not in (Kind.COMMA, Kind.RIGHT):
            return False
        text = "外" if outside else ""
        self.items.append(Item(what=What.EXCEPT, codes=codes, text="除" + text))
        self.take(Kind.COMMA)
        return True

    def _excepted(self) -> bool:
        """法定节假日除外"""
        codes = self._day_list()
        if not codes:
            return False
        while self.take(Kind.FILL):
            continue
        if not self.take(Kind.EXCEPTED):
            return False
        self.items.append(Item(what=What.EXCEPT, codes=codes))
        return True

    def including(self) -> bool:
        """（含节假日）"""
        codes = self._day_list() if self.take(Kind.INCLUDING) else ()
        if codes:
            self.items.append(Item(what=What.INCLUDING, codes=codes))
        return bool(codes)

    def extended(self) -> bool:
        """周五延长至21:00: the hour after the word is the new end."""
        written = self._written() if self.take(Kind.EXTENDED) else None
        if written is None or self.kind() is Kind.DASH:
            return False
        certain, doubtful = span(Written(minute=0), written, after=0)
        if doubtful or not certain:
            raise Lost
        self.take(Kind.CLOSED)
        self.items.append(Item(what=What.EXTENDED, open_from=certain[0][1]))
        return True

    # days -----------------------------------------------------------------------------------

    def days(self) -> bool:
        self.both = False
        codes = self._day_list()
        if codes:
            text = BOTH if self.both else ""
            self.items.append(Item(what=What.DAYS, codes=codes, text=text))
        return bool(codes)

    def _day_list(self) -> tuple[Code, ...]:
        codes = self._day_range()
        while codes:
            before = self.at
            apart = self.kind() is not Kind.AND
            marked = self.take(*LIST_MARKS)
            linked = False
            while self.take(Kind.FILL):
                linked = linked or self.text(-1) in LINKS
            more = self._day_range() if self.text(-1) != ":" else ()
            if not more or (apart and self._closes_alone(codes, more)):
                self.at = before
                break
            if marked or not _overlap(codes, more, linked=linked):
                codes = codes + tuple(code for code in more if code not in codes)
            else:
                codes = self._narrowed(codes, more)
        return codes

    def _narrowed(self, codes: tuple[Code, ...], more: tuple[Code, ...]) -> tuple[Code, ...]:
        """周一遇法定节假日: a holiday that is a Monday. 春节除夕: the eve. 国庆假期: 国庆."""
        if more[0] in LUNAR:
            return more
        if codes[0] in HOLIDAYS and more[0] in ("假期", "黄金周"):
            return codes
        both = {*codes, *more}
        if both == {0, 1, 2, 3, 4, WORKING}:
            return (WORKING,)
        if "PH" not in both or len(codes) + len(more) > 2:
            raise Lost
        self.both = True
        return ("PH",)

    def _closes_alone(self, codes: tuple[Code, ...], more: tuple[Code, ...]) -> bool:
        """After "周二至周日，周一闭馆" the second day belongs to the closing alone."""
        closes = self.kind() in (Kind.CLOSED, Kind.OPEN, Kind.FILL, Kind.LEFT, Kind.HALF)
        return len(codes) > 2 and closes and bool(more)

    def _day_range(self) -> tuple[Code, ...]:
        if self.kind() is Kind.NTH:
            return self._nth_day()
        codes = self._one_day()
        if not codes:
            return ()
        before = self.at
        while self.take(Kind.FILL):
            continue
        if len(codes) == 1 and self.take(Kind.DASH):
            while self.take(Kind.FILL):
                continue
            last = self._one_day()
            whole = _between(codes[0], last[0]) if len(last) == 1 else ()
            if whole:
                return whole
        self.at = before
        return codes

    def _one_day(self) -> tuple[Code, ...]:
        if self.kind() is not Kind.DAYS:
            return ()
        codes = self.value()
        assert isinstance(codes, tuple)  # noqa: S101 - DAYS tokens hold tuples
        self.at += 1
        return codes

    def _nth_day(self) -> tuple[Code, ...]:
        which = self.value()
        if self.kind(1) is not Kind.DAYS or not isinstance(which, int) or not which:
            raise Lost
        self.at += 1
        codes = self._one_day()
        if not all(isinstance(code, int) for code in codes):
            raise Lost
        return tuple((which, code) for code in codes if isinstance(code, int))

    # dates ----------------------------------------------------------------------------------

    def scope(self) -> bool:
        before = self.at
        found = self._season() or self._dates()
        if found is None:
            self.at = before
            return False
        self.items.append(Item(what=What.SCOPE, scope=found))
        return True

    def _season(self) -> Scope | None:
        bits = 0
        while self.kind() is Kind.SEASON:
            value = self.value()
            bits |= value if isinstance(value, int) else 0
            self.at += 1
            if self.kind() is Kind.AND and self.kind(1) is Kind.SEASON:
                self.at += 1
            elif self.kind() is Kind.SEASON:
                raise Lost
        return Scope(seasons=max(bits, 0)) if bits else None

    def _dates(self) -> Scope | None:
        monthly = self.value() if self.kind() is Kind.DATE else None
        if self.text(-1) in MONTHLY and isinstance(monthly, tuple) and not monthly[1]:
            day = monthly[2]
            if not 1 <= day <= 28:
                raise Lost
            self.at += 1
            months = ((0, month, day) for month in range(1, 13))
            return Scope(dates=tuple((point, point) for point in months))
        ranges: list[tuple[tuple[int, int, int], tuple[int, int, int]]] = []
        missing = False
        while True:
            before = self.at
            found = self._date_range()
            if found is None:
                self.at = before - (1 if ranges and self.kind(-1) in LIST_MARKS else 0)
                break
            missing = missing or found[0] == (0, 0, 0)
            ranges.append(found)
            if not (self.kind() in LIST_MARKS and self.text() != ":"):
                break
            self.at += 1
        return Scope(dates=tuple(ranges), first_missing=missing) if ranges else None

    def _date_range(self) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
        first = self._date_point()
        if first is None:
            return None
        self.take(Kind.AFTER)
        if self.take(Kind.DASH):
            while self.take(Kind.FILL):
                continue
            last = self._date_point(follows=first)
            if last is None:
                return None
            self.take(Kind.BEFORE)
            return _completed(first, last)
        if self.kind(-1) is Kind.AFTER:
            raise Lost
        return None if first == (0, 0, 0) else (first, first)

    def _date_point(
        self, follows: tuple[int, int, int] | None = None
    ) -> tuple[int, int, int] | None:
        kind = self.kind()
        if kind is Kind.DATE:
            value = self.value()
            assert isinstance(value, tuple)  # noqa: S101 - DATE tokens hold triples
            self.at += 1
            year, month, day = value
            if not month:
                if follows is None or not follows[1]:
                    raise Lost
                return (follows[0], follows[1], day)
            if kind is Kind.DATE and not day and self.kind() is Kind.NUMBER:
                return self._unfinished_day(year, month)
            return (year, month, day)
        if kind is Kind.YEAR_MONTH_GAP:
            self.at += 1
            return (0, 0, 0)
        return self._number_as_month() or self._dotted_date()

    def _unfinished_day(self, year: int, month: int) -> tuple[int, int, int]:
        """5月1-7日: the day's own 日 comes later."""
        day = self.value()
        after = self.tokens[self.at + 2] if self.at + 2 < len(self.tokens) else None
        if self.kind(1) is not Kind.DASH or after is None or after.kind is not Kind.DATE:
            return (year, month, 0)
        assert isinstance(day, int)  # noqa: S101 - NUMBER tokens hold integers
        self.at += 1
        return (year, month, day)

    def _number_as_month(self) -> tuple[int, int, int] | None:
        """The 10 of 10-4月, the 6 of 6、7、8月."""
        number = self.value() if self.kind() is Kind.NUMBER else None
        if not isinstance(number, int) or not 1 <= number <= 12:
            return None
        ahead = 1
        while self.kind(ahead) in (Kind.DASH, Kind.AND, Kind.FILL, Kind.NUMBER):
            ahead += 1
        value = self.value(ahead) if self.kind(ahead) is Kind.DATE else None
        if ahead == 1 or not isinstance(value, tuple) or value[0] or not value[1] or value[2]:
            return None
        self.at += 1
        return (0, number, 0)

    def _dotted_date(self) -> tuple[int, int, int] | None:
        """4.1-10.31, when one of the two cannot be a time or the day has one digit."""
        here = self.value() if self.kind() is Kind.DOTTED else None
        if not isinstance(here, tuple):
            return None
        near = [self.value(step) for step in (0, 2, -2) if self.kind(step) is Kind.DOTTED]
        pairs = [(pair[0], pair[1]) for pair in near if isinstance(pair, tuple)]
        times = all(len(minute) == 2 and hour <= 24 and int(minute) < 60 for hour, minute in pairs)
        dates = all(1 <= month <= 12 and 1 <= int(day) <= 31 for month, day in pairs)
        if times or not dates:
            if times and dates:
                raise Lost
            return None
        self.at += 1
        return (0, here[0], int(here[1]))

    # times ----------------------------------------------------------------------------------

    def span(self) -> bool:
        found = self._span_here()
        if not found:
            return False
        certain, doubtful = found
        previous = self.items[-1] if self.items else None
        before = self._span_before()
        if self.kind() is Kind.CLOSED and self.kind(1) is not Kind.DAYS:
            before = None
        if before is not None and previous is not None:
            if common(joined(before.spans), joined(certain)):
                # Hours within hours: a break, another place, another day? It is not said.
                raise Lost
            certain, doubtful = before.spans + certain, before.doubtful + doubtful
            del self.items[self.items.index(before) :]
        self.items.append(Item(what=What.SPANS, spans=certain, doubtful=doubtful))
        return True

    def _span_before(self) -> Item | None:
        """The item of spans that this one goes on from, past commas."""
        for index in range(len(self.items) - 1, -1, -1):
            item = self.items[index]
            if item.what is What.SPANS:
                marked = index and self.items[index - 1].what in (What.STAFFED, What.ALONE)
                return None if marked else item
            if item.what not in (What.COMMA, What.STRONG):
                return None
        return None

    def _span_here(self) -> tuple[Minutes, Minutes] | None:
        before = self.at
        start = self._written()
        early = start is not None and start.half == "am"
        has_dash = self.take(Kind.DASH)
        while has_dash and self.take(Kind.DASH):
            continue
        if start is None or (not has_dash and not (early and self.kind() is Kind.HALF)):
            self.at = before
            return None
        if has_dash and not self._time_ahead():
            self.at = before
            return None
        end = self._written()
        if end is None:
            self.at = before
            return None
        self.take(Kind.BEFORE)
        after = self._span_before()
        last = after.spans[-1][1] if after and after.spans else 0
        return span(start, end, after=last)

    def _time_ahead(self) -> bool:
        ahead = 0
        while self.kind(ahead) in (Kind.HALF, Kind.NEXT_DAY, Kind.FILL) or self.text(ahead) == ":":
            ahead += 1
        return self.kind(ahead) in (Kind.TIME, Kind.NUMBER, Kind.DOTTED)

    def _written(self) -> Written | None:
        """A time with the words around it: 次日凌晨2点, 9am, Am9:00, 上午：8:30."""
        next_day, half = False, ""
        before = self.at
        while self.kind() in (Kind.HALF, Kind.NEXT_DAY) or (
            self.kind() is Kind.FILL and self.text() == "次年"
        ):
            next_day = next_day or self.kind() is Kind.NEXT_DAY
            half = str(self.value()) if self.kind() is Kind.HALF else half
            self.at += 1
        if half and self.text() == ":":
            self.at += 1
        minute = self._clock_face(half)
        if minute is None:
            self.at = before
            return None
        if not half and self.kind() is Kind.HALF and self.text()[:2] in ("am", "pm", "a.", "p."):
            half = str(self.value())
            minute = 0 if half == "am" and minute == DAY // 2 else minute
            self.at += 1
        return Written(minute=minute, half=half, next_day=next_day)

    def _clock_face(self, half: str) -> int | None:
        value = self.value() if self.at < len(self.tokens) else None
        kind = self.kind()
        if kind is Kind.TIME and isinstance(value, int):
            self.at += 1
            return value
        if kind is Kind.DOTTED and isinstance(value, tuple):
            hour, minute = value
            if len(minute) == 2 and hour <= 24 and int(minute) < 60:
                self.at += 1
                return int(hour) * 60 + int(minute)
        if kind is Kind.NUMBER and isinstance(value, int):
            return self._number_as_time(value, half)
        return None

    def _number_as_time(self, value: int, half: str) -> int | None:
        """8 in 早8晚6, 8-18点 and 9am; 0830 in 0830-1730."""
        token = self.tokens[self.at]
        if token.long:
            hour, minute = divmod(value, 100)
            if hour > 24 or minute > 59 or 1990 <= value <= 2040:
                return None
            self.at += 1
            return hour * 60 + minute
        ahead_time = self.kind(1) is Kind.DASH and any(
            self.kind(step) is Kind.TIME for step in (2, 3)
        )
        ampm = self.kind(1) is Kind.HALF and self.text(1)[:1] in ("a", "p")
        if value > 24 or not (half or ahead_time or ampm):
            return None
        self.at += 1
        return value * 60

    # the rest -------------------------------------------------------------------------------

    def single(self) -> bool:
        kind = self.kind()
        if kind in PLAIN:
            self.items.append(Item(what=PLAIN[kind], text=self.text()))
        elif kind is Kind.COMMA or kind is Kind.AND:
            what = What.COLON if self.text() == ":" else What.COMMA
            self.items.append(Item(what=what, text=self.text()))
        elif kind is Kind.UNKNOWN:
            if self.kind(1) is Kind.FILL and self.text(1) in PERIODS:
                raise Lost
            self.items.append(Item(what=What.WORDS, text=self.text()))
        elif kind is Kind.DURATION and isinstance(duration := self.value(), int):
            self.items.append(Item(what=What.DURATION, open_from=duration))
        elif kind is Kind.HALF and self.kind(1) is not Kind.TIME:
            self.items.append(Item(what=What.HALF_DAY, text=str(self.value())))
        elif kind in (Kind.TIME, Kind.HALF):
            return self.lonely_time()
        elif kind is Kind.AFTER and any(token.kind is Kind.REALLY for token in self.tokens):
            pass
        elif kind is not Kind.FILL:
            return False
        self.at += 1
        return True

    def lonely_time(self) -> bool:
        """A time without a partner: it opens, it closes, or the end is not told."""
        written = self._written()
        if written is None:
            return False
        minute = written.minute
        certain, _ = span(Written(minute=0), written, after=0) if minute else ((), ())
        minute = certain[0][1] if certain else 0
        follower = self.kind()
        text = "后" if follower is Kind.AFTER else "-" if follower is Kind.DASH else ""
        if text:
            self.at += 1
            follower = self.kind()
        opens = follower is Kind.OPEN or (text == "-" and follower is None)
        if follower is Kind.CLOSED:
            self.at += 1
            self.items.append(Item(what=What.END, open_from=minute, text=text))
        elif opens or text == "后":
            self.items.append(Item(what=What.START, open_from=minute, text=text))
        else:
            return False
        return True


def _overlap(codes: tuple[Code, ...], more: tuple[Code, ...], *, linked: bool) -> bool:
    """Whether two groups without a mark between them mean the days that are both."""
    days = {code for code in (*codes, *more) if isinstance(code, int)}
    named = {code for code in (*codes, *more) if isinstance(code, str)}
    if not named:
        return False
    if not days:
        return more[0] in ("假期", "黄金周") or (more[0] in LUNAR and codes[0] not in LUNAR)
    return linked or not days <= {5, 6}


def _between(first: Code, last: Code) -> tuple[Code, ...]:
    if isinstance(first, int) and isinstance(last, int):
        return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
    if first in LUNAR and last in LUNAR and LUNAR.index(str(first)) < LUNAR.index(str(last)):
        return LUNAR[LUNAR.index(str(first)) : LUNAR.index(str(last)) + 1]
    return ()


def _completed(
    first: tuple[int, int, int], last: tuple[int, int, int]
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Years on both ends or on none."""
    if first[0] and not last[0]:
        year = first[0] + (1 if last[1:] < first[1:] else 0)
        return first, (year, last[1], last[2])
    if last[0] and not first[0]:
        raise Lost
    return first, last
