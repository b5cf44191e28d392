"""What the pages show on which workers speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from werkzeug.datastructures import MultiDict

from stations.feedback import rating_weights
from stations.feedback.model import (
    KIND_WORDS,
    STAR_WORDS,
    TAGS,
    ReportKind,
    Said,
)
from stations.feedback.shut_flag import DEVICES
from stations.geo.point import Point
from stations.hours import wording
from stations.nearest.question import Question
from stations.registry import fields as fields_of
from stations.registry import open_days, openness, vocabulary
from stations.registry.model import Station
from stations.registry.openness import Opening
from stations.registry.states import AmenityState
from stations.web import clock
from stations.web.services import current
from stations.web.state_words import StateLine, Teller

_MOST_TAGS = 5
ABOUT_A_THING = {ReportKind.BROKEN: "amenity", ReportKind.SUPPLIES_OUT: "supply"}
"""Kinds that ask which thing, and of which list it is."""
SUPPLIES = tuple((one.id, one.zh) for one in vocabulary.supplies().terms.values())
HINTS: Mapping[ReportKind, str] = {
    ReportKind.SHUT: (
        f"在登记的开放时间里，有 {DEVICES} 个人在不同网络上反映，"
        "其中有人扫过海报上的码（今天或以前），我们就提醒所有人。今天才第一次用的手机没扫码算半个人。"
    ),
    ReportKind.HOURS_DIFFER: "门上贴的是几点到几点？写一句，或拍下来。",
    ReportKind.WRONG_PLACE: "它其实在哪里？写路名、门牌或旁边的店。",
    ReportKind.NO_DOOR: "您找到了的话，写一句从哪里进，后来的人少走弯路。",
    ReportKind.BROKEN: "哪样已损坏？",
    ReportKind.SUPPLIES_OUT: "哪样用完了？",
    ReportKind.REFUSED: "对方怎么说的？写一句就好。",
    ReportKind.APP_NEEDED: "要装什么、注册什么？写一句就好。",
    ReportKind.NO_PARKING: "车能停在哪里？知道就写一句。",
    ReportKind.DIRTY: "哪里不干净？写一句就好。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a form or an address gave; all else in it is ignored."""

    kind: str = ""
    amenity: str = ""
    """Which thing: an amenity, or of what is used up a supply."""
    words: str = ""
    stars: int = 0
    tags: tuple[str, ...] = ()
    near: str = ""
    code: str = ""
    key: str = ""

    @staticmethod
    def of(given: MultiDict[str, str]) -> Fields:
        stars = given.get("stars", "")
        return Fields(
            kind=given.get("kind", "")[:20],
            amenity=given.get("amenity", "")[:40],
            words=given.get("words", "").replace("\r\n", "\n")[:2_000],
            stars=int(stars) if stars in map(str, STAR_WORDS) else 0,
            tags=tuple(dict.fromkeys(given.getlist("tags")))[:_MOST_TAGS],
            near=given.get("near", "")[:10],
            code=given.get("c", "")[:40],
            key=given.get("key", "")[:60],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NextOpen:
    """The nearest other station that is known to be open."""

    id: str
    name: str
    away: str
    state: StateLine


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePage:
    """A station of which something is to be said; `kind` is set where a report is begun."""

    id: str
    name: str
    lat: float
    lon: float
    state: StateLine
    heard: str
    today: str
    """The posted hours of today."""
    entry: str
    door: str
    next_open: NextOpen | None
    """Where to go instead, while this one is not known to be open."""
    kind: ReportKind | None
    title: str
    hint: str
    things: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    stars: tuple[tuple[int, str], ...]
    tags: tuple[tuple[str, str], ...]
    rating: str
    scanned: bool


def page(
    station: Station, fields: Fields, *, summary: rating_weights.Summary, code_known: bool
) -> VoicePage:
    """The values of the page; NotFound has been answered before for what workers do not see."""
    point = station.place.point
    if point is None:
        raise ValueError("only a station with a place is spoken of")
    at = clock.now()
    teller = Teller(at, current().keeper.calendar(), hints=current().hints.at(at))
    state = teller.line(openness.of_station(station))
    kind = ReportKind(fields.kind) if fields.kind in set(ReportKind) else None
    return VoicePage(
        id=station.id,
        name=station.name,
        lat=point.lat,
        lon=point.lon,
        state=state,
        heard=teller.heard(station.id, state),
        today=_today(station, teller),
        entry="，或".join(vocabulary.entry_methods().word(way) for way in station.entry),
        door="，".join(filter(None, (fields_of.doorway(station), station.entry_note))),
        next_open=None if state.open else _next_open(station.id, point, teller=teller),
        kind=kind,
        title=KIND_WORDS[kind] if kind else "",
        hint=HINTS[kind] if kind else "",
        things=_things(station, kind),
        kinds=tuple((one.value, words) for one, words in KIND_WORDS.items()),
        stars=tuple(STAR_WORDS.items()),
        tags=tuple(TAGS.items()),
        rating=rating_words(summary),
        scanned=code_known,
    )


def _today(station: Station, teller: Teller) -> str:
    if not station.hours.osm:
        return ""
    whole = openness.of_station(station)
    posted = Opening(hours=whole.hours, staffed=whole.staffed, city=whole.city)
    week = wording.week(open_days.door_of(posted), teller.today, teller.calendar)
    return next((day.hours for day in week if day.today), "")


def _next_open(station_id: str, point: Point, *, teller: Teller) -> NextOpen | None:
    kept = current().keeper.current(teller.at)
    asked = Question(lat=point.lat, lon=point.lon, limit=2, open_at=teller.at)
    answer = kept.finder.nearest(asked)
    for index, away in zip(answer.indices.tolist(), answer.distances_m.tolist(), strict=True):
        row = int(kept.rows[index])
        told = orjson.loads(kept.table.fragment(row))
        if told["id"] != station_id:
            opening = kept.timetables.openings[int(kept.table.columns["opening"][row])]
            return NextOpen(
                id=told["id"],
                name=told["name"],
                away=_away(away),
                state=teller.line(opening),
            )
    return None


def _away(metres: float) -> str:
    return f"{max(10, round(metres / 10) * 10)} 米" if metres < 995 else f"{metres / 1000:.1f} 公里"


def rating_words(summary: rating_weights.Summary) -> str:
    """What the ratings say together, as how many they count, and who counts for little."""
    tags = "、".join(TAGS[tag] for tag, _ in summary.tags)
    said = f"，常说：{tags}" if tags else ""
    if summary.mean is not None:
        told = f"{summary.mean:.1f} 星，{summary.count} 个评价{said}。"
    elif summary.by_poster:
        told = f"有 {summary.by_poster} 个评价，还太少，先不算分。"
    else:
        told = "还没有人扫码评价，先不算分。" if summary.without else "还没有人评价。"
    crowded = summary.by_poster - summary.count if summary.mean is not None else 0
    if crowded > 0:
        told += f"另有 {crowded} 个同一天来得太多，没有算满。"
    if summary.without:
        told += f"另有 {summary.without} 个没有扫码，影响很小。"
    return told


def _things(station: Station, kind: ReportKind | None) -> tuple[tuple[str, str], ...]:
    """What can be broken is what is there; what can be used up is told by nobody, so it is all."""
    if kind is ReportKind.SUPPLIES_OUT:
        return SUPPLIES
    if kind is not ReportKind.BROKEN:
        return ()
    words = vocabulary.amenities()
    there = [one for one in station.amenities if one.state is not AmenityState.UNAVAILABLE]
    return tuple((one.id, words.word(one.id)) for one in there)


def about(said: Said) -> str:
    """What a report is about: 设施已损坏：微波炉."""
    things = (vocabulary.amenities(), said.amenity), (vocabulary.supplies(), said.supply)
    named = [words.word(one) for words, one in things if one]
    return "：".join((KIND_WORDS[said.kind], *named))
