"""How do tokens become the things that a phrase speaks of?"""

from dataclasses import dataclass

from stations.hours.items import Item, Lost, What
from stations.hours.last_entry_tokens import LastEntryReader
from stations.hours.words import Kind

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
PERIODS = ("期间", "时段", "当天", "当日", "开放日", "日")


@dataclass(slots=True)
class Reducer(LastEntryReader):
    """Walks the tokens once, longest construction first."""

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
