"""Which minutes of a day are open for certain, and which perhaps?"""

from collections.abc import Iterable
from dataclasses import dataclass

from stations.hours.items import Minutes
from stations.hours.osm.expression import DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One day's hours: open for certain, perhaps open, and a start without an end."""

    open: Minutes = ()
    maybe: Minutes = ()
    open_from: int | None = None

    @property
    def shut(self) -> bool:
        return not self.open and not self.maybe and self.open_from is None


SHUT = Plan()
UNTOLD = Plan(maybe=((0, DAY),))


def joined(minutes: Iterable[tuple[int, int]]) -> Minutes:
    """Sorted, with what touches or overlaps made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(minutes):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def common(one: Minutes, other: Minutes) -> Minutes:
    return joined((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d))


def without(minutes: Minutes, taken: Minutes) -> Minutes:
    left = list(minutes)
    for start, end in taken:
        left = [
            piece
            for a, b in left
            for piece in ((a, min(b, start)), (max(a, end), b))
            if piece[0] < piece[1]
        ]
    return joined(left)


def agreed(plans: Iterable[Plan]) -> Plan:
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
    return Plan(open=certain, maybe=without(anything, certain))


def added(one: Plan, other: Plan) -> Plan:
    """Both together."""
    certain = joined((*one.open, *other.open))
    start = one.open_from if one.open_from is not None else other.open_from
    return Plan(open=certain, maybe=without((*one.maybe, *other.maybe), certain), open_from=start)


def reduced(plan: Plan, taken: Minutes) -> Plan:
    """`plan` with `taken` shut. A half day may end at noon or after lunch: doubtful till two."""
    noon: Minutes = ()
    if any(cut in ((0, DAY // 2), (DAY // 2, DAY)) for cut in taken):
        crossing = tuple(s for s in plan.open if s[0] < DAY // 2 < s[1])
        noon = common(crossing, ((DAY // 2, DAY // 2 + 120),))
    certain = without(without(plan.open, taken), noon)
    return Plan(open=certain, maybe=joined((*without(plan.maybe, taken), *noon)))
