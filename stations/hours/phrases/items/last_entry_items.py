"""Which times are those of last entry and tickets, and no closing?"""

from dataclasses import dataclass

from stations.hours.phrases.items.time_items import TimeReader
from stations.hours.phrases.tokens.vocabulary import Kind

LIST_MARKS = (Kind.AND, Kind.COMMA)


@dataclass(slots=True)
class LastEntryReader(TimeReader):
    """Times that bear on no opening hour."""

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
        return self.take(Kind.TIME)
