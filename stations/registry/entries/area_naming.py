"""The area that a row of a list names, and whether the importing person may write there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stations.areas import area_words, codes
from stations.areas.area_words import Naming
from stations.areas.codes import Area
from stations.errors import Invalid
from stations.geo import distance
from stations.registry.entries.entry import Entry
from stations.registry.fields.place import AREA_CODE, CITY, DISTRICT, STREET
from stations.remarks import Remark

_ZONE_WORDS = (
    "新区", "开发区", "高新", "经开", "港区", "园区", "示范区", "度假区", "保税", "试验区",
    "起步区", "先行区", "先导区", "管理区", "功能区", "合作区", "实验区", "产业区", "工业区",
    "集聚区", "综保", "自贸", "商务区", "风景区", "旅游区", "山区", "新城", "管委会",
)  # fmt: skip
_NEAR_CITY_M = 100_000
"""A point is hardly in a city whose middle is farther away (ours)."""


def name_area(entry: Entry, *, area: str) -> list[Remark]:
    """Gives an entry the city and area that its words and code name; warnings.

    `area` is what the importing person may write, '' for all. A row of somebody else is refused;
    what its words leave open is asked.
    """
    values = entry.values
    city = _city(values.get(CITY, ""), area=area)
    words, code = values.get(DISTRICT, ""), values.get(AREA_CODE, "")
    said = Naming()
    remarks = []
    if code.isdecimal() and len(code) == codes.DISTRICT_DIGITS - 1:
        code = _completed(code, area=area)
        remarks.append(_short_code(entry, "" if words else code))
        code = "" if words else code
    if code and codes.by_code(code[: codes.DISTRICT_DIGITS]):
        entry.area = codes.trimmed(code)
    elif words and not code:
        said = area_words.read(words, within=city)
        entry.area = said.area.code if said.area else ""
        entry.several = said.several
        if said.rest in ("", said.street_words):
            entry.official = _district_name(entry.area)
    remarks += (*_named_street(entry, said, city), *_unknown_street(entry, said))
    entry.city = codes.city_of(entry.area) if entry.area else city
    if area:
        _check_right(entry, area=area)
    elif words and not (entry.area or entry.several) and not _is_zone(words):
        remarks.append(_unknown(entry, words))
    if not (entry.area or entry.several):
        entry.area = area or entry.city
    return remarks


def _completed(code: str, *, area: str) -> str:
    """A district's code whose 0 a spreadsheet has lost, where only one can be meant; else ''."""
    whole = {f"{code[:n]}0{code[n:]}" for n in range(codes.DISTRICT_DIGITS)}
    known = [one for one in whole if (found := codes.by_code(one)) and found.level == "district"]
    ours = [one for one in known if codes.covers(area, one) or codes.covers(one, area)]
    return ours[0] if len(ours) == 1 else ""


def _short_code(entry: Entry, code: str) -> Remark:
    """What is said of a code of five digits, which is replaced by what it may stand for."""
    written = entry.values.pop(AREA_CODE)
    if not code:
        return Remark("area_code_short", row=entry.row, field=AREA_CODE.title, code_words=written)
    entry.values[AREA_CODE] = code
    return Remark(
        "area_code_short.completed",
        row=entry.row,
        field=AREA_CODE.title,
        code_words=written,
        whole=code,
        area=codes.path(code),
    )


def tell_apart(entries: Iterable[Entry], *, area: str) -> Iterator[Remark]:
    """Of several areas that a row may mean, takes the one that its point lies in; what it took."""
    for entry in entries:
        if not entry.several:
            continue
        # A remark such as 历城区（高新区代管） is about the keeper: no point tells.
        is_name = len({one.name for one in entry.several}) == 1
        one = _around_point(entry) if is_name else None
        if one is None:
            entry.asked.append(_unclear(entry))
            entry.area = area or entry.district or entry.city
            continue
        entry.area, entry.city = one.code, codes.city_of(one.code)
        entry.official = _district_name(one.code)
        words = entry.values.get(DISTRICT, "")
        yield Remark(
            "district_by_point",
            row=entry.row,
            field=DISTRICT.title,
            words=words,
            area=codes.path(one.code),
        )


def _district_name(area: str) -> str:
    """The official name of the district of an area; '' for a wider one.

    A zone is no district, and is known by the words that the list has for it.
    """
    found = codes.by_code(area[: codes.DISTRICT_DIGITS])
    return found.name if found and found.level == "district" else ""


def _city(words: str, *, area: str) -> str:
    """The 4-digit code of the city that the row names, else of the importer's own."""
    if words:
        found = codes.by_code(words) if words.isdigit() else area_words.read(words).area
        return codes.city_of(found.code) if found else ""
    return codes.city_of(area)


def _named_street(entry: Entry, said: Naming, city: str) -> Iterator[Remark]:
    """Takes over the column of streets, where it agrees with the district."""
    words = entry.values.get(STREET, "")
    if not words or len(entry.area) > codes.DISTRICT_DIGITS + 3:
        return
    if entry.several:
        _street_of_one(entry, words)
        return
    district = (
        entry.area[: codes.DISTRICT_DIGITS] if len(entry.area) >= codes.DISTRICT_DIGITS else ""
    )
    found = area_words.read_street(words, within=district or entry.area or city)
    street = found.area
    if street is None:
        other = area_words.read_street(words, within=city).area if district and city else None
        if other is not None:
            entry.asked.append(_elsewhere(entry, other))
        yield from _unread_street(entry, words, found.several)
    elif not district and _is_zone(entry.values.get(DISTRICT, "")):
        # A zone without a code keeps it, whatever street it lies in.
        yield from _unread_street(entry, words, ())
    elif said.area and said.area.level == "street" and said.area.code != street.code:
        entry.asked.append(_elsewhere(entry, street))
        entry.area = district
    elif len(entry.area) <= codes.DISTRICT_DIGITS:
        entry.area = street.code


def _street_of_one(entry: Entry, words: str) -> None:
    """Of several districts with one name, the one that has this street."""
    found = [area_words.read_street(words, within=one.code).area for one in entry.several]
    streets = [street for street in found if street]
    if len(streets) == 1:
        entry.area, entry.several = streets[0].code, ()


def _unread_street(entry: Entry, words: str, several: Sequence[Area]) -> Iterator[Remark]:
    """Keeps the words of a street that has no code with those of the district."""
    entry.street_words = words
    if any(one.code == "street_elsewhere" for one in entry.asked):
        return
    yield Remark(
        "street_unknown.several" if several else "street_unknown",
        row=entry.row,
        field=STREET.title,
        words=words,
    )


def _unknown_street(entry: Entry, said: Naming) -> Iterator[Remark]:
    if said.street_words and len(entry.area) <= codes.DISTRICT_DIGITS:
        entry.street_words = entry.street_words or said.street_words
        yield Remark(
            "street_unknown.in_district",
            row=entry.row,
            field=DISTRICT.title,
            words=said.street_words,
        )


def _unknown(entry: Entry, words: str) -> Remark:
    return Remark("district_unknown", row=entry.row, field=DISTRICT.title, words=words)


def _check_right(entry: Entry, *, area: str) -> None:
    """Refuses what is elsewhere, asks about what names no place, and narrows what is wider."""
    values = entry.values
    words, street, city_words = (values.get(f, "") for f in (DISTRICT, STREET, CITY))
    home = codes.city_of(area)
    if codes.covers(area, entry.area):
        return
    if street and len(area) > codes.DISTRICT_DIGITS:
        _refuse(entry, f"{words}{street}", area=area)
    elif codes.covers(entry.area, area):
        # 历下区 in a list of one of its streets.
        entry.area = area
    elif entry.area:
        _refuse(entry, words, area=area)
    elif city_words and entry.city != home:
        _refuse(entry, words or city_words, area=area)
    elif words and not entry.several and _is_elsewhere(words):
        _refuse(entry, words, area=area)
    elif words and not (entry.several or _is_zone(words)):
        entry.asked.append(
            Remark("district_unknown.kept", row=entry.row, words=words, area=codes.path(area))
        )
    entry.city = entry.city or home


def _is_elsewhere(words: str) -> bool:
    """Whether the words name one area of the country in full; 城北 may be a part of any town."""
    found = area_words.read(words)
    area = found.area
    if area is None or area.name not in words:
        return False
    # 青岛市历下区 is a slip, wherever it is.
    return not found.rest or area.level not in ("province", "city")


def _refuse(entry: Entry, words: str, *, area: str) -> None:
    code = entry.values.get(AREA_CODE, "")
    entry.refuse(
        Invalid("foreign_district", words=(words or code)[:20], area=codes.path(area)),
        column=DISTRICT,
    )


def _elsewhere(entry: Entry, street: Area) -> Remark:
    code = entry.area[: codes.DISTRICT_DIGITS]
    row, taken = entry.row, codes.local_name(code)
    district = codes.by_code(street.parent)
    if district is not None and district.code == code:
        words = entry.values.get(DISTRICT, "")
        return Remark(
            "street_elsewhere.same_district", row=row, words=words, street=street.name, taken=taken
        )
    lies = district.name if district else ""
    return Remark("street_elsewhere", row=row, street=street.name, district=lies, taken=taken)


def _unclear(entry: Entry) -> Remark:
    return Remark(
        "district_unclear",
        row=entry.row,
        words=entry.values.get(DISTRICT, ""),
        names=[codes.path(one.code) for one in entry.several],
    )


def _around_point(entry: Entry) -> Area | None:
    """The one that the point lies in, by its outline, else by the middles of the cities."""
    if entry.lat is None or entry.lon is None:
        return None
    inside = [one for one in entry.several if entry.district and _lies(one, entry.district)]
    if not entry.district:
        inside = [one for one in entry.several if _is_near(entry.lat, entry.lon, one)]
    return inside[0] if len(inside) == 1 else None


def _lies(one: Area, district: str) -> bool:
    return one.code.startswith(district) or district.startswith(one.code)


def _is_near(lat: float, lon: float, area: Area) -> bool:
    city = codes.by_code(codes.city_of(area.code))
    if city is None or city.centre is None:
        return False
    away = distance.metres(city.centre.lat, city.centre.lon, to_lat=lat, to_lon=lon)
    return float(away) <= _NEAR_CITY_M


def _is_zone(words: str) -> bool:
    """Whether it names a functional zone, which keeps stations but is no district."""
    return any(word in words for word in _ZONE_WORDS)
