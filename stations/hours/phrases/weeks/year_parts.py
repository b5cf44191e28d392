"""Parts of the year into which statements fall."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stations.hours.osm.expression import DAY, MONTH_DAYS, MONTHS
from stations.hours.phrases.items.item import SHORT, YearScope, days_of
from stations.hours.phrases.minutes import common, joined
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.statement import Says, Statement
from stations.hours.phrases.tokens.day_codes import Code
from stations.hours.phrases.weeks.day_hours import UNTOLD, DayHours
from stations.hours.phrases.weeks.season_dates import (
    COARSE,
    STRETCHES,
    SUMMER_AND_WINTER,
    Stretches,
)
from stations.hours.phrases.weeks.week import Week, agreed_weeks, week_of

MONTH_NAMES = tuple(MONTHS)
ROOMS = set("厅室区楼层部间口台柜公私窗务")
"""How names of parts of a place end, unlike those of the place."""

WHOLE_YEAR = 360
NOON = DAY // 2 + 60
"""The latest end of a morning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPart:
    """A part of the year, as `opening_hours` dates (empty: the whole year), and its week."""

    dates: str
    week: Week
    exception: bool = False
    says: Says | None = None
    """For an exception without hours of its own: CLOSED, OPEN or UNKNOWN."""
    codes: tuple[int, ...] = ()


def periods(statements: list[Statement], *, coarse: bool = False) -> list[YearPart]:
    """The parts of the year in the order in which their rules must stand.

    `coarse` takes only the middle of each season as certain, which makes fewer parts.
    """
    said = _without_gaps([_plain(statement) for statement in statements])
    said = [_perhaps_halves(statement, said) for statement in said]
    scopes = list(dict.fromkeys(s.scope for s in said if s.scope is not None))
    seasons = [scope for scope in scopes if scope.seasons and not scope.dates]
    long = [scope for scope in scopes if scope.dates and _is_long(scope)]
    short = [scope for scope in scopes if scope.dates and not _is_long(scope)]
    if seasons and long:
        raise Lost
    unscoped = [s for s in said if s.scope is None]
    found = list(_seasons(said, seasons, COARSE if coarse else STRETCHES)) if seasons else []
    covered = sum(days_of(scope) for scope in long) >= WHOLE_YEAR
    general = any(s.says is Says.HOURS for s in unscoped) and not covered
    if not seasons and (general or not long):
        found.append(YearPart(dates="", week=_week(said, (None,))))
    found.extend(YearPart(dates=_dates(scope), week=_week(said, (None, scope))) for scope in long)
    found = [replace(period, week=_not_only_special(period.week)) for period in found]
    base = found[0].week if len({period.week.usual for period in found}) == 1 else None
    for scope in short:
        found.extend(_exceptions(said, scope, base))
    return found


def _not_only_special(week: Week) -> Week:
    """Where a phrase tells the hours of holidays alone, it leaves the other days open."""
    ordinary = week.working is not None or any(not plan.shut for plan in week.days)
    named = (value for code, value in week.special.items() if isinstance(code, str))
    if ordinary or not any(isinstance(value, DayHours) for value in named):
        return week
    return replace(week, days=(UNTOLD,) * 7)


def _plain(statement: Statement) -> Statement:
    if statement.scope == YearScope():
        return replace(statement, scope=None)
    return statement


def _perhaps_halves(statement: Statement, said: list[Statement]) -> Statement:
    """上午9-12点；下午15-18点（5-9月）14:30-17:30（10-4月）: the morning may hold for both.

    An afternoon that only one of two seasons tells may hold for both as well.
    """
    if statement.says is not Says.HOURS or statement.scope is None or not statement.spans:
        return statement
    begins = statement.spans[0][0]
    others = [
        other
        for other in said
        if other.scope not in (None, statement.scope)
        and other.codes == statement.codes
        and common(other.spans, statement.spans)
    ]
    ends = statement.spans[-1][1]
    told = [span for other in others for span in other.spans]
    missing = [span for span in told if span[1] <= NOON <= begins or ends <= NOON <= span[0]]
    return replace(statement, doubtful=joined((*statement.doubtful, *missing)))


def _without_gaps(said: list[Statement]) -> list[Statement]:
    """A missing first month follows from the one other stretch of the year, if there is one."""
    gaps = [s.scope for s in said if s.scope is not None and s.scope.first_missing]
    if not gaps:
        return said
    others = {s.scope for s in said if s.scope is not None and not s.scope.first_missing}
    if len(others) != 1 or len(set(gaps)) != 1:
        raise Lost
    other = others.pop()
    if len(other.dates) != 1 or len(gaps[0].dates) != 1 or other.dates[0][1][2]:
        raise Lost
    first = (0, other.dates[0][1][1] % 12 + 1, 0)
    whole = YearScope(dates=((first, gaps[0].dates[0][1]),))
    return [replace(s, scope=whole) if s.scope in gaps else s for s in said]


def _week(said: Iterable[Statement], scopes: tuple[YearScope | None, ...]) -> Week:
    """The week in a part of the year, agreed between the parts of the place."""
    here = [s for s in said if s.scope in scopes]
    hours = {s.part for s in here if s.says is Says.HOURS and (s.spans or not s.add)}
    parts = {s.part for s in here} - {""}
    if len(parts) < 2 and not (len(parts) == 1 and "" in hours):
        return week_of(here)
    if "" in hours and (parts & hours or any(part[-1] in ROOMS for part in parts)):
        # 9:00-17:00（二楼周末不开放）: perhaps the rest is open. 博物馆周一闭馆 is the whole.
        parts.add("")
    return agreed_weeks(
        week_of([s for s in here if s.part in ("", part)]) for part in sorted(parts)
    )


def _seasons(
    said: list[Statement], seasons: list[YearScope], parts: Stretches
) -> Iterable[YearPart]:
    bits = 0
    for scope in seasons:
        if bits & scope.seasons:
            raise Lost
        bits |= scope.seasons
    base = _has_base(said)
    two = all(scope.seasons in (2, 8) for scope in seasons)
    stretches = [
        (first, last, _season_week(said, seasons, possible, base=base))
        for first, last, possible in (SUMMER_AND_WINTER if two else parts)
    ]
    yield from _condensed(stretches)


def _has_base(said: list[Statement]) -> bool:
    """Whether hours told for the whole year cover the days that the seasons speak of."""
    hours = [s for s in said if s.says is Says.HOURS]
    year = [set(s.codes or range(7)) for s in hours if s.scope is None]
    seasons: set[Code] = {code for s in hours if s.scope is not None for code in s.codes}
    return any(codes >= seasons and len(codes) >= 5 for codes in year) or (
        bool(seasons) and any(codes >= seasons for codes in year)
    )


def _season_week(
    said: list[Statement], seasons: list[YearScope], possible: int, *, base: bool
) -> Week:
    if len(seasons) == 1 and not base and possible != seasons[0].seasons:
        return Week(days=(UNTOLD,) * 7)
    candidates = _candidates(seasons, possible, base=base)
    return agreed_weeks([_week(said, (None, scope)) for scope in candidates])


def _condensed(
    stretches: list[tuple[tuple[int, int], tuple[int, int], Week]],
) -> Iterable[YearPart]:
    """Neighbours with the same week joined; the week found most often holds for the year."""
    joined: list[tuple[tuple[int, int], tuple[int, int], Week]] = []
    for first, last, week in stretches:
        if joined and joined[-1][2] == week:
            joined[-1] = (joined[-1][0], last, week)
        else:
            joined.append((first, last, week))
    if len(joined) > 1 and joined[0][2] == joined[-1][2]:
        joined[0] = (joined[-1][0], joined[0][1], joined[0][2])
        joined.pop()
    weeks = [week for _, _, week in joined]
    usual = max(weeks, key=lambda week: (weeks.count(week), _doubts(week)))
    yield YearPart(dates="", week=usual)
    for first, last, week in joined:
        if week != usual:
            scope = _range((0, *_month_or_day(first, last)[0]), (0, *_month_or_day(first, last)[1]))
            yield YearPart(dates=scope, week=week)


def _doubts(week: Week) -> int:
    return sum(len(plan.maybe) for plan in week.days)


def _month_or_day(
    first: tuple[int, int], last: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Whole months lose their days."""
    if first[1] == 1 and last[1] == MONTH_DAYS[last[0] - 1]:
        return (first[0], 0), (last[0], 0)
    return first, last


def _candidates(seasons: list[YearScope], possible: int, *, base: bool) -> list[YearScope | None]:
    """Whose hours may hold in a stretch that may belong to the seasons `possible`."""
    chosen: list[YearScope | None] = []
    for bit in (1, 2, 4, 8):
        if possible & bit:
            of_bit = [scope for scope in seasons if scope.seasons & bit]
            chosen.extend(of_bit or ([None] if base else list(seasons)))
    if not possible:
        chosen = [*seasons, *([None] if base else [])]
    return list(dict.fromkeys(chosen))


def _exceptions(said: list[Statement], scope: YearScope, base: Week | None) -> Iterable[YearPart]:
    here = [s for s in said if s.scope == scope]
    hours = [s for s in here if s.says is Says.HOURS]
    dates = _dates(scope)
    if hours:
        yield YearPart(dates=dates, week=week_of(hours), exception=True)
    for statement in here:
        if statement.says is Says.HOURS:
            continue
        codes = tuple(code for code in statement.codes if isinstance(code, int))
        if len(codes) != len(statement.codes) or statement.says in (Says.MINUS, Says.POSTPONED):
            raise Lost
        if base is None and statement.says is Says.OPEN:
            raise Lost
        week = base or Week(days=())
        yield YearPart(dates=dates, week=week, exception=True, says=statement.says, codes=codes)


def _is_long(scope: YearScope) -> bool:
    """A stretch with years is always an exception, and so are single days of every month."""
    return days_of(scope) >= SHORT and not scope.dates[0][0][0] and len(scope.dates) <= 4


def _dates(scope: YearScope) -> str:
    return ",".join(_range(first, last) for first, last in scope.dates)


def _range(first: tuple[int, int, int], last: tuple[int, int, int]) -> str:
    whole = not first[2] and not last[2]
    start, end = _point(first, whole=whole, end=False), _point(last, whole=whole, end=True)
    return start if start == end and (whole or first == last) else f"{start}-{end}"


def _point(point: tuple[int, int, int], *, whole: bool, end: bool) -> str:
    year, month, day = point
    if not whole and not day:
        day = MONTH_DAYS[month - 1] if end else 1
    text = f"{year} " if year else ""
    return text + MONTH_NAMES[month - 1] + (f" {day:02d}" if day else "")
