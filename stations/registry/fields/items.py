"""What a station has several of, as the cells of our own export hold it: amenities in detail,
past phases, honours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import orjson

from stations.errors import Invalid
from stations.registry import closure_list, vocabulary
from stations.registry.fields import closure_reader, codecs, dates, labelled
from stations.registry.fields.codecs import titled
from stations.registry.fields.field import Codec, Schema
from stations.registry.fields.labelled import RecordLabel
from stations.registry.model import Amenity, Closure, Honour, Hours, Lifecycle
from stations.registry.ranges import in_order
from stations.registry.states import (
    AMENITY_STATE_WORDS,
    GRADE_WORDS,
    PHASE_WORDS,
    AmenityState,
    Grade,
    Phase,
)

T = TypeVar("T")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _read_day(entry: Mapping[str, str], key: str) -> date | None:
    return dates.day(entry[key]) if key in entry else None


def _filled(full: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in full.items() if value}


def _amenity(amenity: Amenity) -> dict[str, str]:
    return _filled(
        {
            "id": amenity.id,
            "state": "" if amenity.state is AmenityState.AVAILABLE else amenity.state.value,
            "checked_on": _day(amenity.checked_on),
            "note": amenity.note,
            "hours": amenity.hours.osm,
            "hours_words": amenity.hours.words,
            "how_to_call": amenity.how_to_call,
            "reachable": "1" if amenity.reachable else "",
        }
    )


def _read_amenity(entry: dict[str, str]) -> Amenity:
    return Amenity(
        id=entry["id"],
        state=AmenityState(entry.get("state", "available")),
        checked_on=_read_day(entry, "checked_on"),
        note=entry.get("note", ""),
        hours=Hours(osm=entry.get("hours", ""), words=entry.get("hours_words", "")),
        how_to_call=entry.get("how_to_call", ""),
        reachable=entry.get("reachable") == "1",
    )


def _published_amenity(amenity: Amenity) -> dict[str, Any]:
    return {
        "id": amenity.id,
        "state": amenity.state.value,
        "checked_on": amenity.checked_on.isoformat() if amenity.checked_on else None,
        "note": amenity.note,
        "hours": amenity.hours.osm,
        "hours_text": amenity.hours.words,
        "how_to_call": amenity.how_to_call,
        "reachable": amenity.reachable,
    }


def _amenity_schema() -> Schema:
    text, known = codecs.TEXT_SCHEMA, codecs.enum_schema(*vocabulary.amenities().terms)
    states = codecs.enum_schema(*AMENITY_STATE_WORDS)
    return codecs.object_schema(
        {
            "id": titled(known, "设施", "What it is"),
            "state": titled(states, "状态", "Whether it can be used"),
            "checked_on": titled(
                codecs.DAY_SCHEMA, "查看日期", "Day on which it was last looked at"
            ),
            "note": titled(text, "说明", "What to know of it"),
            "hours": titled(text, "开放时间表达式", "Its own opening_hours; empty: the station's"),
            "hours_text": titled(text, "开放时间", "Its own hours in words"),
            "how_to_call": titled(text, "怎么叫人", "How to call somebody who opens it"),
            "reachable": titled(
                {"type": "boolean"}, "关门时也能用", "One gets to it while the station is shut"
            ),
        }
    )


def _period(period: Lifecycle) -> dict[str, str]:
    return _filled(
        {
            "phase": period.phase.value,
            "reason": period.reason,
            "since": _day(period.since),
            "until": _day(period.until),
        }
    )


def _read_period(entry: dict[str, str]) -> Lifecycle | None:
    since, until = _read_day(entry, "since"), _read_day(entry, "until")
    if not in_order(since, until):
        return None
    return Lifecycle(
        phase=Phase(entry["phase"]), reason=entry.get("reason", ""), since=since, until=until
    )


def _period_words(text: str) -> str:
    return "；".join(
        f"{PHASE_WORDS[Phase(one['phase'])]} {one.get('since', '')}–{one.get('until', '')}"
        for one in orjson.loads(text)
    )


def _honour(honour: Honour) -> dict[str, Any]:
    return {"title": honour.title, "grade": honour.grade.value, "year": honour.year}


def _read_honour(entry: dict[str, Any]) -> Honour:
    grade, year = Grade(entry.get("grade", "")), int(entry.get("year", 0))
    return Honour(title=entry["title"], grade=grade, year=year)


def _is_json(words: str) -> bool:
    return words.lstrip().startswith("[")


def _honour_schema() -> Schema:
    return codecs.object_schema(
        {
            "title": titled(codecs.TEXT_SCHEMA, "荣誉", "Its name"),
            "grade": titled(codecs.enum_schema(*GRADE_WORDS), "级别", "Who confers it"),
            "year": titled({"type": ["integer", "null"]}, "年份", "Year in which it was conferred"),
        }
    )


def _honour_words(text: str) -> str:
    return "、".join(f"{one['title']} {one['year'] or ''}".strip() for one in orjson.loads(text))


_AMENITY_LABELS = {
    "id": RecordLabel(word="设施", words=lambda: {
        one.id: one.zh for one in vocabulary.amenities().terms.values()}),
    "state": RecordLabel(word="状态", words=lambda: {
        state.value: words for state, words in AMENITY_STATE_WORDS.items()}),
    "checked_on": RecordLabel(word="查看日期"),
    "note": RecordLabel(word="说明"),
    "hours": RecordLabel(word="开放时间表达式"),
    "hours_words": RecordLabel(word="开放时间"),
    "how_to_call": RecordLabel(word="怎么叫人"),
    "reachable": RecordLabel(word="关门时也能用", words=lambda: {"1": "是"}),
}  # fmt: skip
_PERIOD_LABELS = {
    "phase": RecordLabel(word="状态", words=lambda: {
        phase.value: words for phase, words in PHASE_WORDS.items()}),
    "reason": RecordLabel(word="原因"),
    "since": RecordLabel(word="从"),
    "until": RecordLabel(word="到"),
}  # fmt: skip
_HONOUR_LABELS = {
    "title": RecordLabel(word="荣誉"),
    "grade": RecordLabel(
        word="级别", words=lambda: {g.value: w for g, w in GRADE_WORDS.items() if w}
    ),
    "year": RecordLabel(word="年份"),
}


_LABELS = {"设施详情": _AMENITY_LABELS, "历次状态": _PERIOD_LABELS, "荣誉": _HONOUR_LABELS}


def _items(
    title: str,
    *,
    write: Callable[[T], Mapping[str, Any]],
    read: Callable[[dict[str, Any]], T | None],
    json: Callable[[T], Any],
    schema: Callable[[], Schema],
    words: Callable[[str], str] = str,
) -> Codec[tuple[T, ...]]:
    """A cell of several records: a JSON list in history, in words in the files of our export."""

    labels = _LABELS[title]

    def text(items: tuple[T, ...]) -> str:
        return orjson.dumps([write(item) for item in items]).decode() if items else ""

    def read_items(words: str) -> tuple[T, ...]:
        try:
            entries = orjson.loads(words) if _is_json(words) else labelled.read(words, labels)
            found = [read(dict(entry)) for entry in entries]
        except (ValueError, TypeError, KeyError, Invalid):
            raise Invalid("bad_value.exported", title=title) from None
        return tuple(one for one in found if one is not None)

    def cell(text: str) -> str:
        told = ({key: str(it or "") for key, it in one.items()} for one in orjson.loads(text))
        return labelled.text(told, labels)

    return Codec(
        text=text,
        cell=cell,
        read=read_items,
        empty=(),
        json=lambda items: [json(item) for item in items],
        schema=lambda: codecs.list_schema(schema()),
        words=words,
    )


AMENITIES: Codec[tuple[Amenity, ...]] = _items(
    "设施详情",
    write=_amenity,
    read=_read_amenity,
    json=_published_amenity,
    schema=_amenity_schema,
)


PERIODS: Codec[tuple[Lifecycle, ...]] = _items(
    "历次状态",
    write=_period,
    # One that ends before it begins, as old files have some, was none.
    read=_read_period,
    json=_period,
    schema=lambda: {"type": "object"},
    words=_period_words,
)


def published_closure(closure: Closure) -> dict[str, Any]:
    return {
        "phase": closure.phase.value,
        "since": closure.since.isoformat() if closure.since else None,
        "until": closure.until.isoformat() if closure.until else None,
        "expected": closure.expected,
        "reason": closure.reason,
    }


def _closure_schema() -> Schema:
    return codecs.object_schema(
        {
            "phase": titled(codecs.enum_schema(*PHASE_WORDS), "状态", "Kind of closing"),
            "since": titled(codecs.DAY_SCHEMA, "从哪天起", "First day; empty: not known"),
            "until": titled(codecs.DAY_SCHEMA, "到哪天为止", "Last day; empty: not known"),
            "expected": titled({"type": "boolean"}, "预计", "The last day is a guess"),
            "reason": titled(codecs.TEXT_SCHEMA, "原因", "Why it is shut"),
        }
    )


CLOSURES: Codec[tuple[Closure, ...]] = Codec(
    text=closure_list.text,
    read=closure_reader.read,
    empty=(),
    json=lambda closures: [published_closure(one) for one in closures],
    schema=lambda: codecs.list_schema(_closure_schema()),
)
HONOURS: Codec[tuple[Honour, ...]] = _items(
    "荣誉",
    write=_honour,
    read=_read_honour,
    json=lambda honour: {**_honour(honour), "year": honour.year or None},
    schema=_honour_schema,
    words=_honour_words,
)
