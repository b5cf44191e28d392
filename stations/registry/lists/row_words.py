"""Words of a row that no column is for: that a door is shut, an unknown kind, a person's number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from stations.areas import codes
from stations.registry import phase_words, vocabulary
from stations.registry.entries import personal_numbers
from stations.registry.entries.entry import Entry
from stations.registry.entries.personal_numbers import LISTED, NUMBER_WORDS, PersonalNumber
from stations.registry.fields.identity import KIND, NAME
from stations.registry.fields.life import CLOSURES, LIFECYCLE
from stations.registry.fields.offer import AMENITIES, AMENITIES_DETAIL, HOURS
from stations.registry.fields.place import ADDRESS, DISTRICT, DOOR, ENTRY_NOTE, STREET
from stations.registry.fields.premises import PRIVATE_CONTACT
from stations.registry.fields.trust import NOTE
from stations.registry.model import Station
from stations.registry.states import Phase
from stations.remarks import Remark

_NOTES = (NOTE, HOURS, ADDRESS, DOOR, ENTRY_NOTE)
_TOO_FEW = 2
"""So few rows are hardly the list of one district."""
_HOURS_WORDS = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-4])(?:[:：]\d{2}|[点时](?:半|\d{1,2}分?)?)\s*(?:-|~|—|－|–|～|至|到)+\s*"
    r"(?:次日|晚上?|下午|中午|凌晨|夜里)?(?:[01]?\d|2[0-4])(?:[:：]\d{2}|[点时])"
    r"|(?:24|二十四)小时(?:开放|营业|服务)?|全天候?(?:开放|营业)|(?:早|上午)[\d一-十]{1,3}点?(?:到|至)?晚[\d一-十]"
)
"""How hours look in the middle of other words."""
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
                    "closing_words",
                    row=entry.row,
                    field=field.title,
                    column=field.key,
                    title=field.title,
                    words=said,
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
            "no_district",
            field=DISTRICT.title,
            column=DISTRICT.key,
            rows=rows,
            count=len(rows),
        )


def asked_for_district(kept: Kept) -> Iterator[Remark]:
    """The question whose district all of a list is, where none of its rows says so."""
    new = [entry for entry, before in kept if before is None]
    if len(new) > _TOO_FEW and all(map(_knows_city_only, new)):
        rows = [entry.row for entry in new]
        yield Remark("no_district.all", rows=rows, count=len(rows))


def _knows_city_only(entry: Entry) -> bool:
    return (
        len(entry.area) < codes.DISTRICT_DIGITS
        and DISTRICT not in entry.values
        and not entry.district
    )


def hours_in_notes(kept: Kept) -> Iterator[Remark]:
    """Rows without hours in whose note some seem to stand: no word of them is read."""
    for entry, before in kept:
        note = entry.values.get(NOTE, "")
        silent = not entry.values.get(HOURS) and not (before and HOURS.of(before))
        told = _HOURS_WORDS.search(note) if silent and note else None
        if told and not (before and NOTE.of(before) == note):
            begins = max(0, told.start() - 12)
            yield Remark(
                "hours_in_note",
                row=entry.row,
                field=NOTE.title,
                column=NOTE.key,
                words=note[begins : begins + 40],
            )


def numbers_published(kept: Kept, after: Iterable[Station]) -> Iterator[Remark]:
    """Cells that would publish a personal number that was not public before."""
    for (entry, before), now in zip(kept, after, strict=True):
        for field in LISTED:
            if field not in entry.values and not (
                field is AMENITIES_DETAIL and AMENITIES in entry.values
            ):
                continue
            text = field.text(now)
            kind = personal_numbers.found(text)
            if kind and not (before and field.text(before) == text):
                yield Remark(
                    "personal_number",
                    row=entry.row,
                    field=field.title,
                    column=field.key,
                    title=field.title,
                    kind=NUMBER_WORDS[kind],
                )


def numbers_for_staff(kept: Kept) -> Iterator[Remark]:
    """Cells for staff alone that hold more of a person than staff need."""
    for entry, _ in kept:
        for field, harmless in ((NOTE, None), (PRIVATE_CONTACT, PersonalNumber.MOBILE)):
            kind = personal_numbers.found(entry.values.get(field, ""))
            if kind and kind is not harmless:
                yield Remark(
                    "number_for_staff",
                    row=entry.row,
                    field=field.title,
                    column=field.key,
                    title=field.title,
                    kind=NUMBER_WORDS[kind],
                )


def asked(doubts: Iterable[Remark]) -> Iterator[Remark]:
    """One question about all rows whose doubts want an answer, kind by kind."""
    rows: dict[str, list[int]] = {}
    for doubt in doubts:
        if doubt.code in _ASKED and doubt.row is not None:
            rows.setdefault(doubt.code, []).append(doubt.row)
    for code, numbers in rows.items():
        yield Remark(f"{code}.rows", rows=numbers, count=len(numbers))


_ASKED = (
    "closing_words", "far_county", "same_number", "district_unclear", "district_unknown",
    "withdrawn", "hours_in_note", "personal_number",
)  # fmt: skip
"""Doubts that want an answer before anything is stored."""


def keep_streets(kept: Kept) -> None:
    """Keeps the words of streets that have no code in the note for staff."""
    for entry, before in kept:
        differ = any(remark.code == "street_elsewhere" for remark in entry.asked)
        if entry.official and (entry.street_words or differ):
            named = (entry.values.get(DISTRICT, ""), entry.values.get(STREET, ""))
            words = entry.street_words or "，".join(filter(None, named))
            _note(entry, before, f"名单里写的街道：{words}")


def _note(entry: Entry, before: Station | None, line: str) -> None:
    note = entry.values.get(NOTE, before.note if before else "")
    if line not in note:
        entry.values[NOTE] = f"{note}\n{line}".strip()


def unknown_kinds(kept: Kept) -> Iterator[Remark]:
    """Says which kinds are not known, and keeps their words in the note for staff."""
    kinds = vocabulary.kinds()
    for entry, before in kept:
        words = entry.values.get(KIND, "")
        if not words or kinds.exact(words) or kinds.mentioned(words):
            continue
        _note(entry, before, f"名单里写的类型：{words}")
        taken = before.kind if before else kinds.mentioned(entry.values[NAME]) or "rest_station"
        yield Remark(
            "kind_unknown",
            row=entry.row,
            field=KIND.title,
            column=KIND.key,
            words=words,
            kind=kinds.word(taken),
        )
