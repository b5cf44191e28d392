"""Points that the registry and the workers' voice propose for criteria, and their grounds.

A proposal helps the reviewer, who may overrule it with a reason. It is the same whenever it is
asked for on the same day over the same records. Each signal is a share of the criterion's points:

- basics working: wanted amenities that can be used, of all that the scheme or its area wants
  (`basics`); rounded down, so that the full points stand for all of them;
- on the map: by how close to the door the coordinate is meant to be (`_CLOSE`, in quarters); a
  point of unknown precision counts in full once somebody at the door found the place right;
- verified: all within 90 days, nothing after them;
- hours kept: visits / (visits + 10 x days with a confirmed shut door): of ten who find a door shut
  one says so (our assumption). Under 10 visits and 2 such days nothing is proposed;
- satisfaction: (mean - 1) / 4 of the weighed mean of `feedback.weighing`, from 5 ratings on;
- reports answered: in time, of all that were answered or should have been;
- activities, and people who came to them: as many as were written up in the time looked back, of as
  many as the scheme calls enough. Keepers write them up: those with photos are told apart.

Shares but the first are rounded to the nearest point, halves up. All of it is counted in integers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from stations.db.base import Database
from stations.registry import vocabulary
from stations.registry.model import Amenity, Station
from stations.registry.states import AmenityState, Precision
from stations.registry.stored import holiday_store
from stations.registry.views.attention import STALE_AFTER
from stations.stars.applications import facts, veto_grounds
from stations.stars.applications.facts import StationFacts
from stations.stars.applications.veto_grounds import Grounds
from stations.stars.scheme import basics
from stations.stars.scheme.basics import Wants
from stations.stars.scheme.scheme import Criterion, Scheme
from stations.stars.scheme.signals import COUNTED, Signal

ENOUGH_VISITS, ENOUGH_SHUT, ENOUGH_RATINGS = 10, 2, 5
SILENT = 10
"""How many found a door shut for each day on which it was reported and confirmed."""
_CLOSE: Mapping[Precision, tuple[int, str]] = {
    Precision.DOOR: (4, "坐标定位到门口"),
    Precision.BUILDING: (4, "坐标定位到楼"),
    Precision.UNKNOWN: (3, "有坐标，没写准到哪里"),
    Precision.STREET: (2, "坐标只准到街道"),
    Precision.AREA: (1, "坐标只准到片区"),
}
_STATE_WORDS: Mapping[AmenityState, str] = {
    AmenityState.OUT_OF_ORDER: "已损坏",
    AmenityState.UNAVAILABLE: "没有",
    AmenityState.UNKNOWN: "不清楚能不能用",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Points for a criterion with what they rest on; None where too little is known to say."""

    points: int | None
    grounds: str


def proposed(
    db: Database, station: Station, scheme: Scheme, *, at: datetime
) -> dict[str, Proposed]:
    """What is proposed for each criterion of the scheme that has a signal, by its id."""
    calendar = holiday_store.calendar(db)
    return judged(station, scheme, facts.read(db, station, scheme, calendar=calendar, at=at))


def vetoes(db: Database, station: Station, scheme: Scheme, *, at: datetime) -> list[Grounds]:
    """Veto rules of the scheme for which there are grounds; a person decides."""
    return veto_grounds.vetoes(db, station, scheme, at=at)


def judged(station: Station, scheme: Scheme, known: StationFacts) -> dict[str, Proposed]:
    """The same of what is known already."""
    return {
        criterion.id: _happened(criterion, known)
        if criterion.signal in COUNTED
        else _JUDGES[criterion.signal](station, scheme, known, criterion.points)
        for criterion in scheme.criteria
        if criterion.signal in _JUDGES or criterion.signal in COUNTED
    }


def lacking(station: Station, area: str) -> list[str]:
    """What an area wants of every station and this one does not offer now, in words."""
    return _missing(station, basics.wanted(area))


def _missing(station: Station, wants: Wants) -> list[str]:
    held = {one.id: one for one in station.amenities}
    return [_state_of(names, held) for names in wants if not _offers(station, names)]


def _basics(station: Station, scheme: Scheme, known: StationFacts, points: int) -> Proposed:
    wants = basics.of(scheme)
    working = sum(_offers(station, names) for names in wants)
    words = f"{len(wants)} 项基本设施，{working} 项能用"
    if missing := _missing(station, wants):
        words += f"：{'；'.join(missing)}"
    amenities = vocabulary.amenities()
    doubted = known.broken_waiting & set(station.available) & {one for w in wants for one in w}
    if doubted:
        named = "、".join(amenities.word(one) for one in amenities.terms if one in doubted)
        words += f"。有劳动者反映{named}已损坏，还没答复，请当场看"
    return Proposed(points=points * working // len(wants), grounds=words)


def _on_map(station: Station, scheme: Scheme, known: StationFacts, points: int) -> Proposed:
    if station.is_draft:
        return Proposed(points=0, grounds="没有坐标，地图上找不到")
    source = station.place.source
    precision = source.precision if source else Precision.UNKNOWN
    quarters, words = _CLOSE[precision]
    if precision is Precision.UNKNOWN and known.place_seen_on:
        quarters, words = 4, f"{known.place_seen_on} 有人到现场核实过位置"
    return Proposed(points=_share(points, quarters, 4), grounds=words)


def _verified(station: Station, scheme: Scheme, known: StationFacts, points: int) -> Proposed:
    if station.verified is None:
        return Proposed(points=0, grounds="从来没有核实过全部信息")
    on, days = station.verified.on, STALE_AFTER.days
    if known.today - on > STALE_AFTER:
        return Proposed(points=0, grounds=f"上次核实是 {on}，超过 {days} 天")
    return Proposed(points=points, grounds=f"{on} 核实过，在 {days} 天以内")


def _hours_kept(station: Station, scheme: Scheme, known: StationFacts, points: int) -> Proposed:
    days = sorted({one.on for one in known.shut})
    words = f"{known.since} 以来扫码打卡 {known.visits} 人次，"
    words += f"有 {len(days)} 天到了但关门并经区里核实" if days else "没有经区里核实的关门"
    if days:
        words += f"（{'、'.join(map(str, days[-5:]))}{' 等' if len(days) > 5 else ''}）"
    if known.shut_waiting:
        words += f"；另有 {known.shut_waiting} 条关门的反映等区里核实"
    if known.refused_shut:
        words += f"；站点答复“经核实不属实”的关门反映 {known.refused_shut} 条"
    if known.visits < ENOUGH_VISITS and len(days) < ENOUGH_SHUT:
        return Proposed(points=None, grounds=f"{words}。数据太少，看不出来，请现场判断")
    return Proposed(
        points=_share(points, known.visits, known.visits + SILENT * len(days)), grounds=words
    )


def _satisfaction(station: Station, scheme: Scheme, known: StationFacts, points: int) -> Proposed:
    summary = known.rating
    if summary.mean is None or summary.count < ENOUGH_RATINGS:
        words = f"近一年扫码评价 {summary.count} 个，不到 {ENOUGH_RATINGS} 个，看不出来，请现场判断"
        return Proposed(points=None, grounds=words)
    words = f"近一年扫码评价 {summary.count} 个，加权平均 {summary.mean:.2f} 颗星（满分 5）"
    if summary.flooded:
        words += "；有一天评价特别多，只按平常算"
    return Proposed(points=_share(points, round(summary.mean * 100) - 100, 400), grounds=words)


def _answered(station: Station, scheme: Scheme, known: StationFacts, points: int) -> Proposed:
    refused = f"；经核实不属实 {known.refused} 条" if known.refused else ""
    if not known.answers_due:
        words = f"{known.since} 以来没有到期要答复的反映{refused}，看不出来，请现场判断"
        return Proposed(points=None, grounds=words)
    words = (
        f"{known.since} 以来要答复的反映 {known.answers_due} 条，"
        f"{known.answers_in_time} 条在 {known.answer_days} 个工作日内答复{refused}"
    )
    return Proposed(points=_share(points, known.answers_in_time, known.answers_due), grounds=words)


def _happened(criterion: Criterion, known: StationFacts) -> Proposed:
    held, by_people = known.activities, criterion.signal is Signal.ACTIVITY_PEOPLE
    words = f"{known.since} 以来办了 {held.sessions} 场活动，来了 {held.people} 人次"
    if held.sessions:
        words += f"；{held.pictured} 场所在的活动有照片。人数是站点和区里自己记的，请核对"
    words += f"。到 {criterion.enough} {'人次' if by_people else '场'}算满分"
    counted = held.people if by_people else held.sessions
    points = _share(criterion.points, min(counted, criterion.enough), criterion.enough)
    return Proposed(points=points, grounds=words)


def _offers(station: Station, names: tuple[str, ...]) -> bool:
    return any(name in station.available for name in names)


def _state_of(names: tuple[str, ...], held: Mapping[str, Amenity]) -> str:
    """How it stands with something that is wanted and not offered."""
    word = vocabulary.amenities().word
    for name in names:
        if name in held:
            one = held[name]
            day = f"（{one.checked_on} 记录）" if one.checked_on else ""
            return f"{word(name)}{_STATE_WORDS[one.state]}{day}"
    return f"{'或'.join(map(word, names))}没有登记"


def _share(points: int, part: int, whole: int) -> int:
    """The share of the points to the nearest whole, halves up."""
    return (2 * points * part + whole) // (2 * whole)


_JUDGES: Mapping[Signal | None, Callable[[Station, Scheme, StationFacts, int], Proposed]] = {
    Signal.BASICS_WORKING: _basics,
    Signal.ON_MAP: _on_map,
    Signal.VERIFIED: _verified,
    Signal.HOURS_KEPT: _hours_kept,
    Signal.SATISFACTION: _satisfaction,
    Signal.REPORTS_ANSWERED: _answered,
}
