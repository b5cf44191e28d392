"""How do tokens become the things that a phrase speaks of?"""

from dataclasses import dataclass

from stations.hours.phrases.items.item import Item, Lost, What
from stations.hours.phrases.items.last_entry_items import LastEntryReader
from stations.hours.phrases.tokens.vocabulary import Kind

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
REASONS = {
    "盘点", "消毒", "消杀", "保洁", "清洁", "打扫卫生", "大扫除", "维护", "设备维护", "开会",
}  # fmt: skip
"""Why it is shut: of no matter before a word that says so."""

SAME = {"同", "同上", "同样", "亦同", "相同", "一致", "同此", "时间相同", "时间一致"}
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
                or self.trying(self._named_dates)
                or self.scope()
                or self.days()
                or self.span()
                or self.single()
            ):
                raise Lost
        return self.items

    def _named_dates(self) -> bool:
        """高温期间（6月15日-9月15日）, 供暖季（11月15日-3月15日）: the words name the dates."""
        fresh = not self.items or self.items[-1].what in (What.COMMA, What.STRONG)
        if self.kind() is not Kind.UNKNOWN or not fresh:
            return False
        period = self.text()[-1] in "期季"
        self.at += 1
        while self.take(Kind.FILL):
            period = period or self.text(-1) in PERIODS
        if not period or not self.take(Kind.LEFT):
            return False
        while self.take(Kind.FILL):
            continue
        dates = self._dates()
        if dates is None or not self.take(Kind.RIGHT):
            return False
        self.items.append(Item(what=What.SCOPE, scope=dates))
        return True

    def _beside_days(self) -> bool:
        """每月最后一天盘点不开放: the reason goes. 节假日同, 节假日同周末: hours told before."""
        if not self.items or self.items[-1].what is not What.DAYS:
            return False
        if self.text() in REASONS and self.kind(1) is Kind.CLOSED:
            self.at += 1
            return True
        if self.text() not in SAME:
            return False
        self.at += 1
        codes = self._day_list() if self.text(-1) == "同" else ()
        if self.kind() not in (None, Kind.COMMA, Kind.STRONG, Kind.RIGHT):
            return False
        self.items.append(Item(what=What.SAME, codes=codes))
        return True

    def single(self) -> bool:
        kind = self.kind()
        if kind is Kind.UNKNOWN and self.trying(self._beside_days):
            return True
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
