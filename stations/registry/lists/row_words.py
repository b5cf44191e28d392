"""Words of a row that no column is for: that a door is shut, or a kind that we do not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from stations.areas import codes
from stations.registry import phase_words, vocabulary
from stations.registry.entries.entry import Entry
from stations.registry.fields.identity import KIND, NAME
from stations.registry.fields.life import CLOSURES, LIFECYCLE
from stations.registry.fields.offer import HOURS
from stations.registry.fields.place import ADDRESS, DISTRICT, DOOR, ENTRY_NOTE
from stations.registry.fields.trust import NOTE
from stations.registry.model import Station
from stations.registry.states import Phase
from stations.remarks import Remark

_NOTES = (NOTE, HOURS, ADDRESS, DOOR, ENTRY_NOTE)
Kept = Iterable[tuple[Entry, Station | None]]


def closing(kept: Kept, *, today: date) -> Iterator[Remark]:
    """Rows that would be published as open although their words say that they are not."""
    for entry, before in kept:
        if not _is_published_open(entry, before):
            continue
        for field in (NAME, *_NOTES):
            words = entry.values.get(field, "")
            if not words or (before and field.of(before) == words):
                continue
            say = phase_words.closing_name if field is NAME else phase_words.closing
            if said := say(words, today=today):
                yield Remark(
                    row=entry.row,
                    field=field.title,
                    column=field.key,
                    code="closing_words",
                    message=f"第 {entry.row} 行的{field.title}写着“{said[:30]}”，"
                    "状态却是开放，会公布给工人。请核对。",
                )
                break


def _is_published_open(entry: Entry, before: Station | None) -> bool:
    phase = entry.values.get(LIFECYCLE) or (before.lifecycle.phase if before else Phase.OPEN)
    if phase is not Phase.OPEN or entry.values.get(CLOSURES, ()):
        return False
    return LIFECYCLE in entry.values or before is None or not before.closures


def without_district(kept: Kept) -> Iterator[Remark]:
    """New stations of which only the city is known, told once for all of them."""
    rows = [entry.row for entry, before in kept if before is None and _knows_city_only(entry)]
    if rows:
        yield Remark(
            row=None,
            field=DISTRICT.title,
            column=DISTRICT.key,
            code="no_district",
            message=f"{_shown(rows)}没有区县，只能记在全市。"
            "请在表里写上区县，或者一个区一个区地导入。",
        )


def _knows_city_only(entry: Entry) -> bool:
    return (
        len(entry.area) < codes.DISTRICT_DIGITS
        and DISTRICT not in entry.values
        and not entry.district
    )


def _shown(rows: Sequence[int]) -> str:
    more = "等" if len(rows) > 20 else ""
    return f"第 {'、'.join(map(str, rows[:20]))}{more} 行（共 {len(rows)} 行）"


def asked(doubts: Iterable[Remark]) -> Iterator[Remark]:
    """One question about all rows whose doubts want an answer, kind by kind."""
    rows: dict[str, list[int]] = {}
    for doubt in doubts:
        if doubt.code in _QUESTIONS and doubt.row is not None:
            rows.setdefault(doubt.code, []).append(doubt.row)
    for code, numbers in rows.items():
        yield Remark(row=None, code=code, message=f"{_shown(numbers)}{_QUESTIONS[code]}")


_QUESTIONS = {
    "closing_words": "写着停用、未启用这样的话，状态却是“开放”，会公布给工人。"
    "不该公布的，请跳过这些行，或先在表里写上状态。",
    "far_county": "离本市很远。请核对经纬度，不对的请跳过。",
    "same_number": "没有写城市，编号和别处的驿站相同。请加上城市一列，或说明是哪个驿站。",
    "district_unclear": "的区县写着几个地区，或好几个城市都有，认不准归哪里管。"
    "请在表里写明；照样导入，就归到您负责的地区。",
    "district_unknown": "的区县没有认出，认不准归哪里管。请改成区县的全名；"
    "照样导入，就归到您负责的地区。",
    "withdrawn": "在登记里已经撤销。请核对，不该改的请跳过。",
}
"""Doubts that want an answer before anything is stored, and what is asked."""


def unknown_kinds(kept: Kept) -> Iterator[Remark]:
    """Says which kinds are not known, and keeps their words in the note for staff."""
    kinds = vocabulary.kinds()
    for entry, before in kept:
        words = entry.values.get(KIND, "")
        if not words or kinds.exact(words) or kinds.mentioned(words):
            continue
        line = f"名单里写的类型：{words}"
        note = entry.values.get(NOTE, before.note if before else "")
        if line not in note:
            entry.values[NOTE] = f"{note}\n{line}".strip()
        taken = before.kind if before else kinds.mentioned(entry.values[NAME]) or "rest_station"
        yield Remark(
            row=entry.row,
            field=KIND.title,
            column=KIND.key,
            code="kind_unknown",
            message=f"第 {entry.row} 行的类型“{words[:20]}”不在可选类型里，按“{kinds.word(taken)}”"
            "导入，原来的话记在备注里。",
        )
