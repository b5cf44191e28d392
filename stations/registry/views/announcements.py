"""Public changes in an area, newest first.

A change is told while workers see the station, and of its columns only those named here: what was
written into a draft, what is not published, and who wrote it stay inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import orjson

from stations.areas import codes
from stations.db.base import Database, Row
from stations.moments import china_day
from stations.registry.entries import personal_numbers
from stations.registry.fields import BY_KEY, closure_reader
from stations.registry.fields.field import News
from stations.registry.fields.life import CLOSURES
from stations.registry.states import LISTED, Phase
from stations.registry.stored import history_store
from stations.registry.views.change_words import ChangeLine, told

PAGE = 50
_BATCH, _MOST_BATCHES = 100, 10
"""Most changes of a busy day may not be public: a page looks through so many at most."""


NEWS_WORDS = {
    News.OPENED: "新开放",
    News.CLOSED: "不再开放",
    News.SUSPENDED: "暂停开放",
    News.RECTIFYING: "整改中",
    News.RESUMED: "恢复开放",
    News.ANNOUNCED: "预告暂停开放",
    News.RESCHEDULED: "暂停安排有变",
    News.REPORTED_SHUT: "多人反映未开放",
    News.ANSWERED: "关门的反映已有答复",
    News.HOURS: "开放时间有变",
    News.PLACE: "位置或找门办法有变",
    News.NAME: "名称或编号有变",
    News.ENTRY: "进门方式有变",
    News.AMENITIES: "设施有变",
    News.PHONE: "电话有变",
    News.STAR: "星级有变",
    News.VERIFIED: "信息已核实",
}
_TOLD = {key: field.news for key, field in BY_KEY.items() if field.news}
"""The columns that are told as they are, and what a change of them is."""
_OF_PHASE = ("lifecycle", "reason", "until")
_PHASES = {
    Phase.OPEN: News.RESUMED,
    Phase.SUSPENDED: News.SUSPENDED,
    Phase.RECTIFYING: News.RECTIFYING,
}

Changes = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One change of one station; what the values were and are, where both were public."""

    station_id: str
    version: int
    name: str
    at: datetime
    news: tuple[News, ...]
    changes: tuple[ChangeLine, ...]
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementPage:
    """Some changes, newest first; `after` leads to older ones, empty where there are none."""

    items: tuple[Announcement, ...]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What workers saw of some stations."""

    steps: Mapping[tuple[str, int], tuple[bool, bool]]
    """Whether they saw it before and after a version."""
    names: Mapping[str, str]
    """The last name that they saw: what a hidden record is called is not public."""


def of_area(db: Database, area: str, *, before: str = "") -> AnnouncementPage:
    """The changes in an area (a code), older than the cursor `before`."""
    items: list[Announcement] = []
    for _ in range(_MOST_BATCHES):
        rows = _rows(db, area, before=before)
        seen = _seen(db, rows)
        for row in rows:
            before = f"{row['at']}~{row['station_id']}~{row['version']}"
            news = _item(row, seen)
            if news is not None:
                items.append(news)
            if len(items) == PAGE:
                return AnnouncementPage(items=tuple(items), after=before)
        if len(rows) < _BATCH:
            return AnnouncementPage(items=tuple(items), after="")
    return AnnouncementPage(items=tuple(items), after=before)


def _rows(db: Database, area: str, *, before: str) -> list[Row]:
    place = None
    if before:
        at, station_id, version = before.split("~")
        place = (at, station_id, int(version))
    return history_store.of_area(db, codes.trimmed(area), before=place, limit=_BATCH)


def _seen(db: Database, rows: Sequence[Row]) -> _Seen:
    """Whether workers saw the station before and after each of these versions.

    It is worked out backwards from how the station is now.
    """
    now = {row["station_id"]: _state(row) for row in rows}
    of_station = history_store.versions_of(db, list(now))
    steps, names = {}, dict[str, str]()
    for station_id, versions in of_station.items():
        state = now[station_id]
        for step in versions:
            after = _listed(state)
            if after:
                names.setdefault(station_id, state["name"])
            changes = orjson.loads(step["changes"])
            state = {key: changes[key][0] if key in changes else old for key, old in state.items()}
            first = int(step["version"]) == 1
            if not first and _listed(state):
                names.setdefault(station_id, state["name"])
            steps[station_id, int(step["version"])] = (not first and _listed(state), after)
    return _Seen(steps=steps, names=names)


def _state(row: Row) -> dict[str, str]:
    lat = "" if row["lat"] is None else str(row["lat"])
    return {"lat": lat, "lifecycle": row["lifecycle"], "name": row["name"]}


def _listed(state: Mapping[str, str]) -> bool:
    return bool(state["lat"]) and state["lifecycle"] in LISTED


def _item(row: Row, seen: _Seen) -> Announcement | None:
    changes = {key: (pair[0], pair[1]) for key, pair in orjson.loads(row["changes"]).items()}
    at = datetime.fromisoformat(row["at"])
    station_id, version = row["station_id"], int(row["version"])
    news, shown = _news(changes, seen.steps[station_id, version], day=china_day(at))
    if not news:
        return None
    return Announcement(
        station_id=station_id,
        version=version,
        name=personal_numbers.hidden(seen.names[station_id]),
        at=at,
        news=news,
        changes=tuple(map(_discreet, told(shown, with_reading=False))),
        demo=bool(row["demo"]),
    )


def _discreet(line: ChangeLine) -> ChangeLine:
    """That something changed, without a person's number that was published by mistake."""
    hidden = personal_numbers.hidden
    return replace(
        line, before=hidden(line.before), after=hidden(line.after), note=hidden(line.note)
    )


def _news(
    changes: Changes, seen: tuple[bool, bool], *, day: date
) -> tuple[tuple[News, ...], Changes]:
    """What a change of a day means, and what of it is told."""
    before, after = seen
    of_phase = {key: changes[key] for key in _OF_PHASE if key in changes}
    if before != after:
        return ((News.OPENED,), {}) if after else ((News.CLOSED,), of_phase)
    if not after:
        return (), {}
    shown = {key: pair for key, pair in changes.items() if key in _TOLD}
    news = []
    if CLOSURES.key in changes:
        of_phase[CLOSURES.key] = changes[CLOSURES.key]
        news.append(_of_closures(*changes[CLOSURES.key], day=day))
    if "lifecycle" in of_phase:
        news.append(_PHASES[Phase(of_phase["lifecycle"][1])])
    if "reported_shut" in changes:
        news.append(News.REPORTED_SHUT if changes["reported_shut"][1] else News.ANSWERED)
    news += [_TOLD[key] for key in shown]
    return tuple(sorted(set(news), key=list(News).index)), {**of_phase, **shown}


def _of_closures(before: str, after: str, *, day: date) -> News:
    """What it means that a station had these closures before and has those now."""
    old, new = (set(closure_reader.read(text)) if text else set() for text in (before, after))
    fresh = new - old
    shut, was_shut = (any(one.covers(day) for one in each) for each in (new, old))
    if shut != was_shut:
        return News.SUSPENDED if shut else News.RESUMED
    if any(one.since and one.since > day for one in fresh) and len(new) > len(old):
        return News.ANNOUNCED
    confirmed = any(one.expected and one.over(day) for one in old - new)
    return News.RESUMED if confirmed and not shut else News.RESCHEDULED
