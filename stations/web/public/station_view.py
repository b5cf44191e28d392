"""What the page of one station shows; the template works nothing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stations.geo.point import Point
from stations.hours import wording
from stations.moments import china_day
from stations.registry import availability, fields, open_days, openness, vocabulary
from stations.registry.entries import phones
from stations.registry.fields.offer import OUT_OF_STOCK
from stations.registry.model import Amenity, Station
from stations.registry.openness import Opening
from stations.registry.states import AMENITY_STATE_WORDS, REACHABLE, AmenityState, Phase, Reason
from stations.web import assets
from stations.web.public import station_facts
from stations.web.public.map_apps import MapApplication, applications, destination
from stations.web.public.station_facts import Fact
from stations.web.state_words import USABLE_WORDS, StateLine, Teller

_DOUBTFUL_AFTER_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One amenity with its state, and the lines below it."""

    id: str
    word: str
    state: str
    """Whether it is there."""
    now: str
    """Whether it can be used at this moment; empty where it is not there."""
    off: bool
    icon: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """Everything on the page of one station. Private contact and notes are not among it.

    Coordinates are "latitude,longitude" with six decimals: WGS-84, and GCJ-02 as the maps of the
    mainland want them pasted. `made` is the moment that the words speak of.
    """

    id: str
    made: str
    name: str
    kind: str
    number: str
    aliases: str
    demo: bool
    description: str
    state: StateLine
    heard: str
    state_note: str
    pause: str
    entry: str
    entry_note: str
    door: str
    address: str
    phone: str
    phone_link: str
    lat: float
    lon: float
    coordinates: str
    coordinates_gcj02: str
    maps: tuple[MapApplication, ...]
    week: tuple[wording.DayWords, ...]
    hours_words: str
    hours_note: str
    out_of_stock: str
    """Supplies that are used up."""
    things: tuple[Thing, ...]
    facts: tuple[Fact, ...]


def detail(station: Station, *, point: Point, city: str, teller: Teller) -> Detail:
    """The values of the page; `city` is the name that Baidu wants beside the destination."""
    opening = openness.of_station(station)
    state = teller.line(opening)
    phone = station.premises.public_phone
    goal = destination(point, name=station.name, city=city)
    days = _week(station, teller)
    return Detail(
        id=station.id,
        made=teller.at.isoformat(timespec="seconds"),
        name=station.name,
        kind=vocabulary.kinds().word(station.kind),
        number=station.number,
        aliases="、".join(station.aliases),
        demo=station.demo,
        description=_description(station, state),
        state=state,
        heard=teller.heard(station.id, state),
        state_note=_state_note(station, teller),
        pause=_pause(station, opening, teller),
        entry="，或".join(vocabulary.entry_methods().word(way) for way in station.entry)
        or "没有登记进门方式",
        entry_note=station.entry_note,
        door=fields.doorway(station),
        address=station.place.address,
        phone=phone,
        phone_link=phones.dialled(phone),
        lat=point.lat,
        lon=point.lon,
        coordinates=f"{point.lat:.6f},{point.lon:.6f}",
        coordinates_gcj02=f"{goal.lat},{goal.lon}",
        maps=applications(goal),
        week=days,
        hours_words=station.hours.words,
        hours_note=_hours_note(days, teller),
        out_of_stock=OUT_OF_STOCK.text(station),
        things=tuple(_thing(amenity, opening, teller) for amenity in _ordered(station.amenities)),
        facts=station_facts.facts(station, teller),
    )


def _description(station: Station, state: StateLine) -> str:
    words = vocabulary.amenities()
    offers = "、".join(words.word(i) for i in station.available[:6])
    parts = (station.place.address, f"有{offers}" if offers else "", station.hours.words)
    return "；".join(part for part in parts if part) or f"{station.name}，{state.words}"


def _state_note(station: Station, teller: Teller) -> str:
    verified = station.verified
    checks = [amenity.checked_on for amenity in station.amenities if amenity.checked_on]
    if verified is None and checks:
        return "只有部分设施有人核实过，其余内容还没有，去之前最好先问一声。"
    if verified is None:
        return "这些内容尚未核实，去之前最好先问一声。"
    by = f"{verified.by}在" if verified.by else "在"
    said = f"{by} {verified.on.isoformat()} 核实（{teller.ago_words(verified.on)}）"
    if (teller.today - verified.on).days > _DOUBTFUL_AFTER_DAYS:
        said += "，时间较久，可能有变"
    if checks and max(checks) > verified.on:
        said += "；有的设施后来又核实过"
    return f"{said}。"


def _pause(station: Station, opening: Opening, teller: Teller) -> str:
    state = availability.status(opening, teller.at, teller.calendar)
    closure = state.closure
    if closure is None:
        ahead = teller.announcement(state.announced)
        return f"{ahead}。" if ahead else _reported(station)
    reason = f"原因：{closure.reason}。" if closure.reason else ""
    if closure.phase is Phase.PLANNED:
        return f"这个驿站还在筹建，没有开放。{reason}"
    if state.reason is Reason.EXPECTED_END_PASSED:
        return f"{reason}原定到 {closure.until} 为止，还没有人确认恢复。去之前最好先问一声。"
    until = "什么时候恢复还不知道。"
    if closure.until:
        until = f"{'预计' if closure.expected else ''}到 {closure.until} 为止。"
    return f"{reason}{until}现在请去别的驿站。"


def _reported(station: Station) -> str:
    if station.reported_shut is None:
        return ""
    since = china_day(station.reported_shut).isoformat()
    ask = "请先打电话问，或者去别的驿站" if station.premises.public_phone else "请去别的驿站"
    return f"几位劳动者在登记的开放时间里到了，门却关着（{since}）。负责的人还没有答复，{ask}。"


def _week(station: Station, teller: Teller) -> tuple[wording.DayWords, ...]:
    """This week, Monday to Sunday; nothing where the hours are not known."""
    if not station.hours.osm:
        return ()
    # The week as it is posted: what is in doubt on a holiday is, closures stand above it.
    whole = openness.of_station(station)
    posted = Opening(hours=whole.hours, staffed=whole.staffed, city=whole.city)
    return tuple(wording.week(open_days.door_of(posted), teller.today, teller.calendar))


def _hours_note(days: Sequence[wording.DayWords], teller: Teller) -> str:
    if days and not all(teller.calendar.known(day.day) for day in days):
        return "有几天的节假日安排还没有公布，那几天的时间可能不同。"
    return ""


def _ordered(amenities: tuple[Amenity, ...]) -> list[Amenity]:
    """Usable ones first, then broken, then unknown, then what is missing; else as in the file."""
    rank = [
        AmenityState.AVAILABLE,
        AmenityState.OUT_OF_ORDER,
        AmenityState.UNKNOWN,
        AmenityState.UNAVAILABLE,
    ]
    words = vocabulary.amenities()
    return sorted(amenities, key=lambda a: (rank.index(a.state), words[a.id].position))


def _thing(amenity: Amenity, opening: Opening, teller: Teller) -> Thing:
    lines = [amenity.note]
    there = amenity.state is AmenityState.AVAILABLE
    if amenity.hours.osm or amenity.hours.words:
        lines.append(f"单独的时间：{amenity.hours.words or amenity.hours.osm}")
    if amenity.reachable:
        lines.append(REACHABLE)
    lines.append(f"怎么呼叫：{amenity.how_to_call}" if amenity.how_to_call else "")
    if amenity.checked_on:
        lines.append(teller.ago_words(amenity.checked_on))
    return Thing(
        word=vocabulary.amenities().word(amenity.id),
        state="有" if there else AMENITY_STATE_WORDS[amenity.state],
        now=USABLE_WORDS[teller.thing_open(opening, amenity.id)] if there else "",
        id=amenity.id,
        off=not there,
        icon=amenity.id if amenity.id in assets.symbols() else "",
        lines=tuple(line for line in lines if line),
    )
