"""Rows of a list of stars that were given before, and what each of them comes to."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stations.areas import codes
from stations.errors import Invalid
from stations.registry.fields import codecs, dates, identity, place, trust
from stations.registry.lists.columns import title_meanings
from stations.registry.lists.columns.title_spelling import spelled
from stations.registry.model import star_words
from stations.remarks import Remark
from stations.stars.applications import facts
from stations.stars.model import Award
from stations.tables.model import Table
from stations.tables.text import clean

MOST_ROWS = 5_000
_LONGEST = 200
_ON = (
    "授牌日期",
    "授牌时间",
    "评定日期",
    "评定时间",
    "命名日期",
    "授予日期",
    "挂牌日期",
    "评星日期",
)
_UNTIL = (
    "有效期", "有效期至", "有效期限", "有效期到", "有效日期", "有效截止", "有效期截止", "截止日期",
    "到期日", "到期日期", "到期时间", "星级有效期", "期限", "年限",
)  # fmt: skip
_OF_FIELD = {
    identity.NUMBER: "number", identity.NAME: "name", place.DISTRICT: "district",
    trust.STAR: "stars", trust.STAR_BASIS: "basis", trust.STAR_ON: "on",
}  # fmt: skip
_OTHERS = {"星级等级": "stars", "评定星级": "stars", "等级": "stars", "级别": "stars",
           "命名文件": "basis", "文号": "basis", "文件号": "basis", "依据": "basis"}  # fmt: skip
_NEEDED = {"stars": "星级", "on": "授牌日期", "until": "有效期"}
_SPAN = re.compile(r"([0-9一二两三四五六七八九十]{1,3}) ?(个?月|年)")
_BETWEEN = re.compile(r"[至到~～—]|--")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
           "九": 9, "十": 10}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedStar:
    """One row as it stands in the list."""

    row: int
    number: str = ""
    name: str = ""
    district: str = ""
    stars: str = ""
    on: str = ""
    until: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStation:
    """What the registry knows of a station that a row may mean."""

    id: str
    name: str
    number: str
    area_code: str
    district_code: str
    star: int
    closed: bool
    first_award: date | None = None
    """When it was given stars by a review here for the first time."""
    earlier: Award | None = None
    """What another list said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedStar:
    """A row with the award that it comes to, or with why it can't be taken."""

    listed: ListedStar
    station: KnownStation | None = None
    award: Award | None = None
    problem: Remark | None = None
    notes: tuple[Remark, ...] = ()


def read(table: Table) -> list[ListedStar]:
    """The rows of a table; Invalid where columns are missing or there are too many rows."""
    found: dict[str, int] = {}
    for at, title in enumerate(table.columns):
        key = _meaning(title)
        if key and key not in found:
            found[key] = at
    missing = [word for key, word in _NEEDED.items() if key not in found]
    if "name" not in found and "number" not in found:
        missing.insert(0, "名称或者编号")
    if missing:
        raise Invalid("invalid.star_columns", field="file", missing=missing)
    rows = [
        ListedStar(row=row.number, **{key: _cell(row.cells[at]) for key, at in found.items()})
        for row in table.rows
        if row.problem is None and any(cell.strip() for cell in row.cells)
    ]
    if len(rows) > MOST_ROWS:
        raise Invalid("invalid.star_rows", field="file", most=MOST_ROWS)
    return rows


def _meaning(title: str) -> str:
    plain = spelled(title).words
    if title.strip() in _ON or plain in _ON:
        return "on"
    if title.strip() in _UNTIL or plain in _UNTIL:
        return "until"
    if plain in _OTHERS:
        return _OTHERS[plain]
    meaning = title_meanings.of_title(title)
    return _OF_FIELD.get(meaning.field, "") if meaning is not None and meaning.is_whole else ""


def _cell(text: str) -> str:
    return " ".join(clean(text, multiline=False).text.split())[:_LONGEST]


def judged(
    listed: Sequence[ListedStar], known: Sequence[KnownStation], *, file: str, today: date
) -> list[JudgedStar]:
    """What each row comes to. A station that stands twice in a list is taken by no row."""
    by_number, by_name = _index(known)
    found = [_one(row, by_number, by_name, file=file, today=today) for row in listed]
    rows: dict[str, list[int]] = defaultdict(list)
    for one in found:
        if one.station is not None:
            rows[one.station.id].append(one.listed.row)
    return [_unless_twice(one, rows) for one in found]


Index = Mapping[str, Sequence[KnownStation]]


def _index(known: Iterable[KnownStation]) -> tuple[Index, Index]:
    by_number: dict[str, list[KnownStation]] = defaultdict(list)
    by_name: dict[str, list[KnownStation]] = defaultdict(list)
    for one in known:
        if one.number:
            by_number[_folded(one.number)].append(one)
        by_name[_folded(one.name)].append(one)
    return by_number, by_name


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").lower()


def _unless_twice(one: JudgedStar, rows: Mapping[str, Sequence[int]]) -> JudgedStar:
    others = rows.get(one.station.id, ()) if one.station else ()
    if len(others) < 2:
        return one
    problem = Remark("star_twice", row=one.listed.row, others=[*others])
    return JudgedStar(listed=one.listed, station=one.station, problem=problem)


def _one(
    row: ListedStar, by_number: Index, by_name: Index, *, file: str, today: date
) -> JudgedStar:
    station = None
    try:
        station = _station(row, by_number, by_name)
        _check_free(station)
        award = _award(row, station, file=file, today=today)
        if station.first_award is not None and award.on >= station.first_award:
            raise Invalid("bad_star.reviewed", field="on", day=station.first_award)
    except Invalid as error:
        return JudgedStar(listed=row, station=station, problem=Remark.of(error, row=row.row))
    return JudgedStar(
        listed=row, station=station, award=award, notes=tuple(_notes(row, station, award, today))
    )


def _station(row: ListedStar, by_number: Index, by_name: Index) -> KnownStation:
    """The one station that a row means; Invalid else."""
    if not row.number and not row.name:
        raise Invalid("bad_star.nameless", field="name")
    found = [*by_number.get(_folded(row.number), ())] if row.number else []
    if row.number and not found:
        raise Invalid("bad_star.no_number", field="number", number=row.number)
    if row.number and row.name:
        same = [one for one in found if _folded(one.name) == _folded(row.name)]
        if not same:
            raise Invalid(
                "bad_star.other_name", field="name", number=row.number, name=found[0].name
            )
        found = same
    if not row.number:
        found = [*by_name.get(_folded(row.name), ())]
    if row.district and len(found) > 1:
        found = [one for one in found if _lies_in(one, row.district)]
    if not found:
        raise Invalid("bad_star.no_name", field="name", name=row.name)
    if len(found) > 1:
        raise Invalid("bad_star.several", field="name", name=row.name, count=len(found))
    return found[0]


def _lies_in(one: KnownStation, district: str) -> bool:
    areas = (codes.by_code(one.area_code), codes.by_code(one.district_code))
    return any((area is not None and area.name in district) or
               (area is not None and district in area.name) for area in areas)  # fmt: skip


def _check_free(station: KnownStation) -> None:
    if station.closed:
        raise Invalid("bad_star.closed", field="name")
    if station.earlier is not None:
        day, stars = station.earlier.on, star_words(station.earlier.stars)
        raise Invalid("bad_star.listed", field="name", day=day, stars=stars)


def _award(row: ListedStar, station: KnownStation, *, file: str, today: date) -> Award:
    if not row.stars or not row.on or not row.until:
        missing = [word for key, word in _NEEDED.items() if not getattr(row, key)]
        raise Invalid("bad_star.missing", field="stars", missing=missing)
    on = dates.day(_first(row.on))
    if on > today:
        raise Invalid("bad_star.ahead", field="on", day=on)
    until = _until(row.until, on)
    if until < on:
        raise Invalid("bad_star.backwards", field="until", on=on, until=until)
    return Award(
        station_id=station.id, number=0, review_id="", scheme="", stars=_level(row.stars), on=on,
        until=until, basis=row.basis or f"原有星级（{file}）"[:_LONGEST], log=0,
    )  # fmt: skip


def _level(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text)
    for word in ("工会", "驿站", "户外劳动者", "级"):
        plain = plain.replace(word, "")
    try:
        found = codecs.STAR.read(plain.strip())
    except Invalid:
        found = None
    if found is None:
        raise Invalid("bad_star.level", field="stars", given=text)
    return int(found)


def _first(text: str) -> str:
    return _BETWEEN.split(text, maxsplit=1)[0].strip()


def _until(text: str, on: date) -> date:
    """The last day of a term: a day, the end of a range, or so many years or months from `on`."""
    span = _SPAN.fullmatch(unicodedata.normalize("NFKC", text).removeprefix("为").strip())
    if span:
        number = int(span[1]) if span[1].isdigit() else _DIGITS.get(span[1], 0)
        months = number * (12 if span[2] == "年" else 1)
        if not 1 <= months <= 1200:
            raise Invalid("bad_star.term", field="until", given=text)
        return facts.ahead(on, months=months) - timedelta(days=1)
    try:
        return dates.day(_BETWEEN.split(text)[-1].strip().removesuffix("止").strip())
    except Invalid as error:
        raise Invalid("bad_star.term", field="until", given=text) from error


def _notes(row: ListedStar, station: KnownStation, award: Award, today: date) -> Iterable[Remark]:
    if station.star and station.star != award.stars:
        old, new = star_words(station.star), star_words(award.stars)
        yield Remark("star_note.changes", row=row.row, old=old, new=new)
    if award.until is not None and award.until < today:
        yield Remark("star_note.over", row=row.row, until=award.until)
    if station.first_award is not None:
        yield Remark("star_note.past", row=row.row, day=station.first_award)
