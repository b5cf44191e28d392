"""Places to choose and their counts of stations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from stations.areas import codes
from stations.db.base import Database
from stations.errors import NotFound
from stations.geo.point import Point
from stations.registry.stored import search_rows
from stations.web.public.result_list import SearchPlace
from stations.web.public.search_state import Looking

_CITIES_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOption:
    """One entry of the place switcher."""

    name: str
    url: str
    count: int
    current: bool = False
    middle: Point | None = None
    """Of a district: without network the phone looks from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the visitor looks, and where else one could."""

    here: SearchPlace
    city: SearchPlace
    districts: tuple[PlaceOption, ...]
    cities: tuple[PlaceOption, ...]
    names: tuple[tuple[str, float, float], ...]
    """Districts of the city with their middles: [name, lat, lon]."""


def choose(db: Database, looking: Looking, *, home: str) -> Places:
    """The places for this visitor; NotFound for a code that is no area.

    Without a choice it is the home city, or the city with most stations where that has none.
    """
    counts = search_rows.counts(db)
    cities: Counter[str] = Counter()
    for district, count in counts.items():
        if owner := codes.city_of(district):
            cities[owner] += count
    code = codes.trimmed(looking.area) or _start(codes.trimmed(home), cities)
    city_code = codes.city_of(code)
    middles = search_rows.middles(db, area=city_code) if city_code else {}
    here = replace(_place(code, middles), served=_served(cities))
    city = _place(city_code or code, middles)
    return Places(
        here=here,
        city=city,
        districts=_districts(city, here, looking, counts=counts, middles=middles),
        cities=tuple(
            PlaceOption(name=name_of(other), url=looking.in_area(_whole(other)).url(), count=count)
            for other, count in cities.most_common(40)
            if other != city.code
        ),
        names=tuple(
            (name_of(district), round(middle.lat, 4), round(middle.lon, 4))
            for district, middle in middles.items()
            if len(district) == 6
        ),
    )


def _served(cities: Counter[str]) -> str:
    """济南市、郑州市; of many the largest, and how many there are."""
    most = [name_of(code) for code, _ in cities.most_common(_CITIES_NAMED)]
    others = f"等 {len(cities)} 个城市" if len(cities) > _CITIES_NAMED else ""
    return f"{'、'.join(most)}{others}"


def _start(home: str, cities: Counter[str]) -> str:
    if cities[home] or not cities:
        return home
    return cities.most_common(1)[0][0]


def _districts(
    city: SearchPlace,
    here: SearchPlace,
    looking: Looking,
    *,
    counts: dict[str, int],
    middles: dict[str, Point],
) -> tuple[PlaceOption, ...]:
    districts = codes.districts(city.code)
    whole = PlaceOption(
        name=f"全{city.name}",
        url=looking.in_area(_whole(city.code)).url(),
        count=sum(n for code, n in counts.items() if codes.city_of(code) == city.code)
        or sum(counts.get(area.code, 0) for area in districts),
        current=here.code == city.code,
    )
    parts = (
        PlaceOption(
            name=area.name,
            url=looking.in_area(area.code).url(),
            count=counts.get(area.code, 0),
            current=codes.covers(area.code, here.code),
            middle=middles.get(area.code),
        )
        for area in districts
    )
    return (whole, *(part for part in parts if part.count or part.current))


def _place(code: str, middles: dict[str, Point]) -> SearchPlace:
    area = codes.by_code(code)
    if area is None:
        raise NotFound("not_found.district")
    # The middle of a street is not known: its district is near enough to look from.
    middle = area.centre or middles.get(area.code) or middles.get(area.code[:6])
    return SearchPlace(code=area.code, name=area.name, middle=middle)


def name_of(code: str) -> str:
    """The name of an area; empty where the code is none."""
    area = codes.by_code(code)
    return area.name if area else ""


def _whole(code: str) -> str:
    """A prefix as the six digits of an area: 3701 is written 370100."""
    return code.ljust(6, "0")
