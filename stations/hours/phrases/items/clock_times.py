"""A span from two written times and the words beside them."""

from dataclasses import dataclass

from stations.hours.osm.expression import DAY
from stations.hours.phrases.minutes import Minutes
from stations.hours.phrases.reading_rule import Lost

NOON = DAY // 2
MORNING = 6 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A time as written: minutes on the clock face, and the half of the day if told."""

    minute: int
    half: str = ""
    next_day: bool = False
    spoken: bool = False
    """Written with 点, as one says it: 8点到5点."""


def resolved(time: Written) -> int:
    """Minutes from midnight. 下午2点 is 14:00, 下午14点 too; 晚上12点 is 24:00."""
    minute = time.minute
    if time.half in ("pm", "evening"):
        if time.half == "evening" and minute == NOON:
            return DAY
        if time.half == "evening" and minute < 5 * 60:
            raise Lost
        return minute + NOON if minute < NOON else minute
    if time.half == "noon":
        return minute + NOON if minute < 4 * 60 else minute
    if time.half == "dawn" and minute >= NOON:
        return minute - NOON
    return minute


def span(
    start: Written, end: Written, *, after: int, whole_day: bool = False
) -> tuple[Minutes, Minutes]:
    """(certain, doubtful) minutes of a span; the end may lie beyond midnight.

    `after` is where the span before it ended: an unmarked time before that is an afternoon on
    the twelve-hour clock. Where nothing went before, both readings are doubtful. A phrase that
    counts to twenty-four, `whole_day`, has no such times.
    """
    begins = resolved(start) % DAY
    if end.next_day:
        return ((begins, _checked(begins, resolved(end) + DAY)),), ()
    if end.half:
        return _marked(begins, start, end)
    if start.half in ("pm", "evening", "noon"):
        return ((begins, _carried(begins, end.minute)),), ()
    if whole_day and not start.half and begins < after and begins < end.minute <= NOON:
        # 8:00-18:00，8:00-12:00 周六: other days, no evening.
        raise Lost
    if start.spoken and end.spoken and MORNING <= begins < NOON and end.minute < begins:
        return ((begins, end.minute + NOON),), ()
    return _plain(begins, end.minute, start=start, after=after)


def _marked(begins: int, start: Written, end: Written) -> tuple[Minutes, Minutes]:
    ends = resolved(end) if end.half != "evening" or end.minute >= 5 * 60 else end.minute
    if ends <= begins or (end.half == "dawn" and start.half != "dawn"):
        ends += DAY
    return ((begins, _checked(begins, ends)),), ()


def _carried(begins: int, end: int) -> int:
    """An end without a word of its own after 下午 or 晚上."""
    for ends in (end, end + NOON, end + DAY):
        if ends > begins and (ends == end or end <= NOON):
            return ends
    raise Lost


def _plain(begins: int, end: int, *, start: Written, after: int) -> tuple[Minutes, Minutes]:
    if end == 0:
        end = DAY
    if end == begins:
        raise Lost
    if end > begins:
        twelve_hours = not start.half and end <= NOON and (begins < after or 0 < begins < 5 * 60)
        if twelve_hours and begins < after <= begins + NOON:
            # "8:30-11:30 2:00-5:00": after a morning only the afternoon can be meant.
            return ((begins + NOON, end + NOON),), ()
        if twelve_hours:
            return (), ((begins, end), (begins + NOON, end + NOON))
        return ((begins, end),), ()
    if begins >= NOON:
        return ((begins, end + DAY),), ()
    if end + NOON > begins:
        # 9:00-5:00: until five in the afternoon is certain, the night is not.
        return ((begins, end + NOON),), ((end + NOON, end + DAY),)
    raise Lost


def _checked(begins: int, ends: int) -> int:
    if not begins < ends <= begins + DAY:
        raise Lost
    return ends
