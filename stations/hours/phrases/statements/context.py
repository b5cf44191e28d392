"""What was spoken of last, and what comes next."""

from dataclasses import dataclass, field, replace

from stations.hours.phrases.items.item import SHORT, ItemKind, PhraseItem, YearScope, days_of
from stations.hours.phrases.statements.statement import QUIET, Says, Statement
from stations.hours.phrases.tokens.day_codes import Code


@dataclass(slots=True)
class Context:
    """A place among the items, and what was spoken of last."""

    items: list[PhraseItem]
    at: int = 0
    said: list[Statement] = field(default_factory=list)
    scope: YearScope | None = None
    scope_spoke: bool = False
    scope_told: bool = False
    days: tuple[Code, ...] = ()
    days_outer: bool = False
    excepted: tuple[Code, ...] = ()
    part: str = ""
    staff: ItemKind | None = None
    add: bool = False
    others: tuple[Code, ...] = ()
    """Days for which the next hours perhaps hold too."""
    later_end: tuple[tuple[Code, ...], YearScope | None, int] | None = None
    """Days, or a part of the year, with another end than those whose hours follow."""
    last: str = ""
    last_at: int = -9
    outside: dict[int, tuple[YearScope | None, tuple[Code, ...], bool, int]] = field(
        default_factory=dict
    )

    @property
    def item(self) -> PhraseItem:
        return self.items[self.at]

    def enter(self) -> None:
        """At a bracket: what was spoken of before it is spoken of again behind it."""
        self.outside[self.at] = (self.scope, self.days, self.days_outer, len(self.said))

    def leave(self) -> None:
        opened = self.at
        while opened >= 0 and self.items[opened].what is not ItemKind.LEFT:
            opened -= 1
        if opened not in self.outside:
            return
        scope, days, outer, said = self.outside[opened]
        told = any(statement.says is Says.HOURS for statement in self.said[said:])
        if told and said and self.scope is not scope:
            self.scope, self.days, self.days_outer = scope, days, outer

    def peek(self, ahead: int = 1) -> PhraseItem | None:
        index = self.at + ahead
        return self.items[index] if index < len(self.items) else None

    def what(self, ahead: int = 1) -> ItemKind | None:
        item = self.peek(ahead)
        return item.what if item else None

    def after_quiet(self, ahead: int = 1, also: tuple[ItemKind, ...] = ()) -> int:
        """How far ahead the next item stands that is no mark."""
        while self.what(ahead) in QUIET or self.what(ahead) in also:
            ahead += 1
        return ahead

    def state(self, statement: Statement) -> None:
        scope = self.scope if statement.scope is None else statement.scope
        named = bool(statement.codes) and all(isinstance(c, str) for c in statement.codes)
        if self.scope_spoke and (named or statement.says is not Says.HOURS):
            # Said after the hours of a season, it holds for the year.
            scope = YearScope()
        part = "" if statement.says is Says.CLOSED and self._of_all_parts() else self.part
        self.said.append(replace(statement, scope=scope, part=part))
        self.scope_told = True
        self.last = statement.says.value
        self.last_at = self.at
        if self.scope is not None and 0 < days_of(self.scope) < SHORT and self.scope == scope:
            # A few days are an exception: what comes after them is not about them.
            self.scope = None

    def _of_all_parts(self) -> bool:
        """一楼9:00-17:00，二楼9:00-18:00，周一闭馆: no part comes after, and no bracket is open."""
        rooms = [at for at, item in enumerate(self.items) if item.what is ItemKind.WORDS]
        if len(rooms) < 2 or rooms[-1] > self.at:
            return False
        kinds = [item.what for item in self.items[rooms[-1] : self.at]]
        return kinds.count(ItemKind.LEFT) == kinds.count(ItemKind.RIGHT)

    def hours_said(self) -> bool:
        return any(statement.says is Says.HOURS for statement in self.said)

    def unclear_days(self) -> bool:
        """Whether the last hours have no days of their own, but others have."""
        hours = [(s.scope, s.codes) for s in self.said if s.says is Says.HOURS]
        others, last = hours[:-1], hours[-1:]
        return any(codes for _, codes in others) and (not last[0][1] or last[0] in others)

    def prefix_exception(self, says: Says) -> None:
        if self.excepted:
            codes, self.excepted = self.excepted, ()
            self.state(Statement(says=says, codes=codes))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDays:
    """Days, and what stands behind them."""

    context: Context
    codes: tuple[Code, ...]
    text: str
    exception: PhraseItem | None
    """周一（节假日除外）: days that are taken from them."""

    direct: ItemKind | None
    """The next item."""

    ahead: int
    following: ItemKind | None
    """The next item past marks and words on staff, and how far ahead it is."""
