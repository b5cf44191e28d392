"""Minutes of a day that are open for certain, and perhaps."""

from collections.abc import Iterable
from dataclasses import dataclass

from stations.hours.osm.expression import DAY
from stations.hours.phrases.minutes import Minutes, common, joined, without


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """One day's hours: open for certain, perhaps open, and a start without an end."""

    open: Minutes = ()
    maybe: Minutes = ()
    open_from: int | None = None

    @property
    def shut(self) -> bool:
        return not self.open and not self.maybe and self.open_from is None


SHUT = DayHours()
UNTOLD = DayHours(maybe=((0, DAY),))


def agreed(plans: Iterable[DayHours]) -> DayHours:
    """What holds in every plan is certain; what holds in some is perhaps."""
    every = list(plans)
    if all(plan == every[0] for plan in every):
        return every[0]
    certain = every[0].open
    anything: Minutes = ()
    for plan in every:
        certain = common(certain, plan.open)
        late = ((plan.open_from, DAY),) if plan.open_from is not None else ()
        anything = joined((*anything, *plan.open, *plan.maybe, *late))
    return DayHours(open=certain, maybe=without(anything, certain))


def added(one: DayHours, other: DayHours) -> DayHours:
    """Both together."""
    certain = joined((*one.open, *other.open))
    start = one.open_from if one.open_from is not None else other.open_from
    return DayHours(
        open=certain, maybe=without((*one.maybe, *other.maybe), certain), open_from=start
    )


def reduced(plan: DayHours, taken: Minutes) -> DayHours:
    """`plan` with `taken` shut. A half day may end at noon or after lunch: doubtful till two."""
    noon: Minutes = ()
    if any(cut in ((0, DAY // 2), (DAY // 2, DAY)) for cut in taken):
        crossing = tuple(s for s in plan.open if s[0] < DAY // 2 < s[1])
        noon = common(crossing, ((DAY // 2, DAY // 2 + 120),))
    certain = without(without(plan.open, taken), noon)
    return DayHours(open=certain, maybe=joined((*without(plan.maybe, taken), *noon)))
