"""What does each item of a phrase state, one after the other?"""

from dataclasses import dataclass

from stations.hours.phrases.items.item import EVER, Item, What
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.day_statements import DaysSaid
from stations.hours.phrases.statements.statement import QUIET, Says, Statement
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, REST, WORKING


@dataclass(slots=True)
class Speaker(DaysSaid):
    """Gives every item to what understands it."""

    def run(self) -> list[Statement]:
        while self.at < len(self.items):
            self.one(self.items[self.at])
            self.at += 1
        if self.excepted or self.later_end:
            raise Lost
        if any(self._dropped(item) for item in self.items):
            raise Lost
        return self.said

    def _dropped(self, item: Item) -> bool:
        """Whether days or dates of which something was said are in no statement."""
        if item.what is What.SCOPE:
            begins = bool(item.scope.dates) and item.scope.dates[-1][1] == EVER
            return not begins and all(item.scope != said.scope for said in self.said)
        codes = set(item.codes) - {REST}
        if item.what is not What.DAYS or codes == set(ALL_DAYS):
            return False
        return not codes <= {code for said in self.said for code in said.codes}

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
        elif item.what is What.LEFT:
            self.enter()
        elif item.what is What.RIGHT:
            self.leave()
        elif item.what is What.HALF_DAY and self.what() in (What.STAFFED, What.ALONE):
            self._staff_by_day()
        elif item.what in (What.HALF_DAY, What.DURATION):
            raise Lost

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
        dated = self.at > 0 and self.items[self.at - 1].what is What.SCOPE
        fresh = self.scope is not None and not self.scope_spoke
        if fresh and (dated or not self.days):
            self.state(Statement(says=Says.CLOSED, codes=ALL_DAYS))
            return
        near = all(i.what is What.COMMA for i in self.items[self.last_at + 1 : self.at])
        if self.last in (Says.CLOSED, Says.MINUS) and near:
            return
        raise Lost

    def on_open(self, item: Item) -> None:
        """开放 alone says nothing that the hours beside it do not; 服务8小时 is a length."""
        duration = self.peek(1)
        if duration is not None and duration.what is What.DURATION:
            raise Lost
        if self.scope is not None and self.what() is not What.SPANS and not self.scope_spoke:
            follows = self.what(self.after_quiet())
            if self.what() is What.RIGHT or follows not in (
                What.SPANS,
                What.ALWAYS,
                What.DAYS,
                What.START,
            ):
                raise Lost

    def on_except(self, item: Item) -> None:
        """An exception after a closing opens, one after hours closes; see docs/hours.md."""
        if item.spans:
            self.state(Statement(says=Says.MINUS, codes=item.codes, spans=item.spans))
            return
        near = all(i.what in QUIET for i in self.items[self.last_at + 1 : self.at])
        first = item.text.startswith("除")
        broken = item.text == "除" and self.what(1) is What.RIGHT
        if broken and self.what(2) is What.CLOSED:
            self.state(Statement(says=Says.UNKNOWN, codes=item.codes))
            self.at += 2
            return
        if near and self.last_at >= 0 and self.items[self.last_at].what is What.EXCEPT:
            # 周三除外，节假日除外: one exception beside the other.
            self.state(Statement(says=self.said[-1].says, codes=item.codes))
        elif self.last == Says.CLOSED and near:
            # After a weekend's closing, an exception may as well be one from being open.
            doubt = bool({5, 6}.intersection(self.said[-1].codes))
            says = Says.UNKNOWN if doubt else Says.OPEN
            self.state(Statement(says=says, codes=item.codes))
        elif self.last == Says.HOURS and near and not self._opens_sentence(first):
            week = any(isinstance(code, int) for code in item.codes)
            *others, last = [(s.scope, s.codes) for s in self.said if s.says is Says.HOURS]
            if week and any(codes for _, codes in others) and (not last[1] or last in others):
                # …（周一至周五），10:00-16:00（周末，节假日除外）: of the weekend, perhaps.
                raise Lost
            doubt = any(s.says is Says.CLOSED for s in self.said)
            says = Says.UNKNOWN if doubt else Says.CLOSED
            self.state(Statement(says=says, codes=item.codes))
        elif self.last == Says.OPEN and near and not first:
            self.state(Statement(says=Says.CLOSED, codes=item.codes))
        elif first or not self.said:
            self.excepted = item.codes
        else:
            raise Lost

    def on_postpone(self, item: Item) -> None:
        if self.last not in (Says.CLOSED, Says.OPEN):
            raise Lost
        self.state(Statement(says=Says.POSTPONED, codes=("PH",)))

    def on_including(self, item: Item) -> None:
        if {"调休", "补班"}.issuperset(item.codes):
            # 工作日…（含调休上班日）: the calendar has them among the working days.
            if not self.said or self.said[-1].codes != (WORKING,):
                raise Lost
            return
        last = self.said[-1] if self.said else None
        named_before = last.codes if last else self.days
        week = {code for code in named_before if isinstance(code, int)}
        named = all(isinstance(code, str) for code in item.codes)
        says = Says.INCLUDED if named and len(week) in (0, 5, 6, 7) else Says.OPEN
        if last and last.says is Says.CLOSED:
            # 周一闭馆（含节假日）: shut on holidays too, or on Mondays that are holidays?
            says = Says.UNKNOWN
        self.state(Statement(says=says, codes=item.codes))

    def on_notice(self, item: Item) -> None:
        if not self._hours_said() and not any(
            i.what in (What.SPANS, What.ALWAYS) for i in self.items
        ):
            raise Lost
