"""How values of each type are written and read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

import orjson

from stations.errors import Invalid
from stations.hours.osm.schedule import Schedule
from stations.moments import STATION_TIME, utc_text
from stations.registry.fields import amounts, dates
from stations.registry.fields.field import CellKind, Codec, Schema, as_is
from stations.tables import text

E = TypeVar("E", bound=StrEnum)
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_STAR = re.compile(r"([1-5一二三四五])\s*星?级?|(★{1,5})")
_CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}

TEXT_SCHEMA: Schema = {"type": "string"}
DAY_SCHEMA: Schema = {"type": ["string", "null"], "format": "date"}
MOMENT_SCHEMA: Schema = {"type": ["string", "null"], "format": "date-time"}


def enum_schema(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def list_schema(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def titled(schema: Schema, title: str, means: str) -> Schema:
    """The same type, with what it is in Chinese and what it says in English."""
    return {**schema, "title": title, "description": means}


def object_schema(properties: Schema) -> Schema:
    """An object that has all of these, and nothing else."""
    return {
        "type": "object", "properties": properties, "required": list(properties),
        "additionalProperties": False,
    }  # fmt: skip


def number(value: float) -> str:
    """A number as a cell holds it, to the eighth decimal."""
    return f"{value:.8f}".rstrip("0").rstrip(".")


def json_list(items: tuple[str, ...]) -> str:
    return orjson.dumps(items).decode()


def _identity(words: str) -> str:
    if not _ID.fullmatch(words):
        raise Invalid("bad_id", field="id")
    return words


def _texts(read: Callable[[str], str], *, raw: bool = False, multiline: bool = False) -> Codec[str]:
    return Codec(
        text=as_is,
        read=read,
        empty="",
        schema=lambda: TEXT_SCHEMA,
        raw=raw,
        multiline=multiline,
    )


def _expression(words: str) -> str:
    """An `opening_hours` expression, as our own export writes it."""
    Schedule.of(words)
    return words


TEXT = _texts(as_is)
PART_TEXT = replace(TEXT, column=lambda text: text or "", json=lambda text: text or "")
"""A text of a part that a station may be without."""
PROSE = _texts(as_is, multiline=True)
IDENTITY = _texts(_identity, raw=True)
EXPRESSION = _texts(_expression)


def _day_words(words: str) -> str:
    day = date.fromisoformat(words)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _moment_words(words: str) -> str:
    at = datetime.fromisoformat(words).astimezone(STATION_TIME)
    return f"{_day_words(at.date().isoformat())} {at:%H:%M} 起"


DAY: Codec[date | None] = Codec(
    kind=CellKind.DAY,
    text=date.isoformat,
    read=dates.day,
    empty=None,
    column=lambda day: day.isoformat() if day else None,
    value=lambda text: date.fromisoformat(text) if text else None,
    json=lambda day: day.isoformat() if day else None,
    schema=lambda: DAY_SCHEMA,
    words=_day_words,
)
MOMENT: Codec[datetime | None] = Codec(
    text=utc_text,
    read=dates.moment,
    empty=None,
    column=lambda at: utc_text(at) if at else None,
    value=lambda text: datetime.fromisoformat(text) if text else None,
    json=lambda at: at.isoformat() if at else None,
    schema=lambda: MOMENT_SCHEMA,
    words=_moment_words,
)


def degrees(title: str, limit: int) -> Codec[float]:
    """A latitude or longitude."""

    def read(words: str) -> float:
        try:
            value = text.number(words)
        except Invalid as error:
            raise Invalid("bad_number.degrees", title=title, example=limit * 2 / 3) from error
        if not -limit <= value <= limit:
            raise Invalid("out_of_range.degrees", title=title, limit=limit)
        return value + 0.0

    return Codec(
        kind=CellKind.NUMBER,
        text=number,
        read=read,
        empty=0.0,
        column=as_is,
        schema=lambda: {"type": "number", "minimum": -limit, "maximum": limit},
        raw=True,
    )


def _whole_amount(words: str) -> int:
    amount = amounts.read(words)
    if amount != int(amount):
        raise Invalid("bad_number.seats", field="seats")
    return int(amount)


AMOUNT: Codec[float | None] = Codec(
    kind=CellKind.NUMBER,
    text=number,
    read=amounts.read,
    empty=None,
    schema=lambda: {"type": ["number", "null"]},
)
COUNT: Codec[int | None] = Codec(
    kind=CellKind.NUMBER,
    text=number,
    read=_whole_amount,
    empty=None,
    schema=lambda: {"type": ["integer", "null"]},
)


def _star(words: str) -> int:
    match = _STAR.fullmatch(words)
    if match is None:
        raise Invalid("bad_star", field="star")
    level, stars = match.groups()
    return len(stars) if stars else _CHINESE_DIGITS.get(level) or int(level)


STAR: Codec[int] = Codec(
    kind=CellKind.NUMBER,
    text=number,
    read=_star,
    empty=0,
    column=lambda level: level or 0,
    schema=lambda: {"type": ["integer", "null"], "minimum": 1, "maximum": 5},
)
_YES = "是"
FLAG: Codec[bool] = Codec(
    text=lambda flag: "1" if flag else "",
    cell=lambda text: _YES,
    read=lambda words: words in ("1", _YES),
    empty=False,
    column=int,
    value=bool,
    schema=lambda: {"type": "boolean"},
)
WORDS: Codec[tuple[str, ...]] = Codec(
    text="、".join,
    read=lambda words: tuple(filter(None, (word.strip() for word in words.split("、")))),
    empty=(),
    column=lambda items: json_list(items or ()),
    value=lambda text: tuple(orjson.loads(text)),
    json=list,
    schema=lambda: list_schema(TEXT_SCHEMA),
    breaks="、",
)
