"""Phrases put together by chance, and what they say worked out apart from the reader."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases.reading import read
from stations.moments import STATION_TIME

CALENDAR = Calendar.shipped()
START = datetime(2026, 1, 1, 0, 11, tzinfo=STATION_TIME)
MOMENTS = [START + timedelta(hours=37 * step, minutes=17 * step) for step in range(235)]
Spans = tuple[tuple[int, int], ...]
HOURS: tuple[Spans, ...] = (
    ((510, 1050),), ((540, 1260),), ((480, 720), (840, 1080)), ((510, 690), (810, 1020)),
)  # fmt: skip
WEEKS = {
    (0, 1, 2, 3, 4): ("周一至周五", "星期一至星期五", "礼拜一到礼拜五", "每周一至周五"),
    (0, 1, 2, 3, 4, 5): ("周一至周六", "星期一至六", "周一~周六"),
    (1, 2, 3, 4, 5, 6): ("周二至周日", "每周二至周日"),
    (0, 1, 2, 3, 4, 5, 6): ("每天", "每日", "周一至周日"),
}
FEW = {(5, 6): ("周六、周日", "周末", "双休日", "周六日"), (5,): ("周六", "星期六")}
PAUSE = range(750, 780)
FULL = 0.9


@dataclass
class Said:
    """One phrase, and the facts that it was made of."""

    groups: list[tuple[tuple[int, ...], Spans]]
    closed: int | None
    holidays: str
    pause: bool

    def state(self, at: datetime) -> bool | None:
        """Open or shut; None where the phrase leaves it open."""
        minute, day = at.hour * 60 + at.minute, at.weekday()
        if CALENDAR.is_holiday(at.date()):
            return False if self.holidays == "off" else None
        spans = next((spans for days, spans in self.groups if day in days), ())
        inside = any(start <= minute < end for start, end in spans)
        return inside and day != self.closed and not (self.pause and minute in PAUSE)


def composed(rng: Random) -> tuple[str, Said]:
    mark, dash = rng.choice(["，", "；", "。", "\n", " ", ", "]), rng.choice("-—至~")
    week = rng.choice(list(WEEKS))
    groups = [(week, rng.choice(HOURS))]
    names = [rng.choice(WEEKS[week])]
    if len(week) == 5 and rng.random() < 0.5:
        few = rng.choice(list(FEW))
        groups.append((few, rng.choice(HOURS)))
        names.append(rng.choice(FEW[few]))
    parts = [
        rng.choice(_forms(len(groups)))(name, _written(spans, dash))
        for name, (_, spans) in zip(names, groups, strict=True)
    ]
    said = Said(groups, None, rng.choice(["", "off"]), pause=False)
    if len(week) == 7 and rng.random() < 0.6:
        said.closed = rng.choice([0, 1, 2])
        verb = rng.choice(["闭馆", "休息", "不开放"])
        parts.append(["周一", "周二", "周三"][said.closed] + verb)
    if all(len(spans) == 1 for _, spans in groups) and rng.random() < 0.4:
        said.pause = True
        parts.append(rng.choice(["12:30-13:00消毒", "午休12:30-13:00", "每日12:30-13:00保洁"]))
    if said.holidays:
        parts.append(rng.choice(["节假日休息", "法定节假日闭馆", "国家法定节假日不开放"]))
    return mark.join(parts), said


def _forms(groups: int) -> list[Callable[[str, str], str]]:
    before: list[Callable[[str, str], str]] = [
        lambda days, hours: days + hours,
        lambda days, hours: f"{days}：{hours}",
        lambda days, hours: f"{days} {hours}",
    ]
    return before if groups > 1 else [*before, lambda days, hours: f"{hours}（{days}）"]


def _written(spans: Spans, dash: str) -> str:
    clocks = [[f"{minute // 60}:{minute % 60:02d}" for minute in span] for span in spans]
    return "，".join(dash.join(clock) for clock in clocks)


def test_what_a_composed_phrase_says_is_never_turned_and_mostly_known() -> None:
    rng = Random(20261130)
    wrong, full = [], 0
    made = [composed(rng) for _ in range(400)]
    for phrase, said in made:
        schedule = Schedule.of(read(phrase).osm)
        pairs = [(at, schedule.state_at(at, CALENDAR), said.state(at)) for at in MOMENTS]
        told = [(at, given, right) for at, given, right in pairs if right is not None]
        wrong += [(phrase, at) for at, given, right in told if given is (not right)]
        full += all(given is right for _, given, right in told)
    assert wrong == []
    assert full / len(made) >= FULL
