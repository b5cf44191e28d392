"""What was said about a report, and what can be done with it, as staff read it."""

from __future__ import annotations

from typing import Any

from stations.accounts.model import Account
from stations.db.base import Database
from stations.feedback.answering import conversation, due_days, usual_answers
from stations.feedback.answering.note_model import Note, NoteKind
from stations.feedback.model import (
    HOLDER_WORDS,
    STATE_WORDS,
    Holder,
    Report,
    ReportKind,
    ReportState,
)
from stations.moments import china_text
from stations.registry import vocabulary
from stations.registry.model import Station
from stations.registry.outages.noting import DEED_WORDS, OutageDeed
from stations.registry.states import AmenityState
from stations.registry.stored import holiday_store
from stations.web import clock

_TITLES = {
    NoteKind.INTERIM: "告诉反映的人：正在处理",
    NoteKind.COMMENT: "内部讨论，外面看不到",
    NoteKind.SUPPLEMENT: "补充答复，公开",
    NoteKind.REOPENED: "反映的人：还没好",
}


def page(
    report: Report, station: Station, notes: list[Note], *, db: Database, by: Account
) -> dict[str, Any]:
    """The values of the page of a report beside the report itself."""
    due = due_days.due_on(holiday_store.calendar(db), report)
    mine = conversation.sides(by, station)
    return {
        "amenity": thing(report),
        "notes": [_note(one) for one in notes],
        "due": due,
        "late": bool(due and due < clock.today()),
        "holder": HOLDER_WORDS[report.holder],
        "mine": report.holder in mine,
        "hands": [
            (one.value, HOLDER_WORDS[one])
            for one in conversation.holders(db, station)
            if one is not report.holder
        ],
        "outcomes": usual_answers.by_outcome(),
        "meanwhile": usual_answers.usual_answers()[NoteKind.INTERIM.value],
        "outages": _outages(report, station),
    }


def thing(report: Report) -> str:
    """What is broken or used up, in words; '' where it was not told."""
    said = report.said
    if said.supply:
        return vocabulary.supplies().word(said.supply)
    return vocabulary.amenities().word(said.amenity) if said.amenity else ""


def _note(note: Note) -> dict[str, str]:
    title = _TITLES.get(note.kind, "")
    if note.kind is NoteKind.ANSWER:
        title = f"先前的答复：{STATE_WORDS[ReportState(note.about)]}"
    if note.kind is NoteKind.HANDED:
        title = f"转给{HOLDER_WORDS[Holder(note.about)]}"
    return {"title": title, "words": note.words, "by": note.said_by, "at": china_text(note.at)}


def _outages(report: Report, station: Station) -> list[dict[str, Any]]:
    """The steps that can be taken straight away, each with the things to choose from."""
    said, amenities = report.said, vocabulary.amenities()
    broken = [one.id for one in station.amenities if one.state is AmenityState.OUT_OF_ORDER]
    there = [one.id for one in station.amenities if one.state is not AmenityState.UNAVAILABLE]
    found: list[tuple[OutageDeed, list[str]]] = []
    if said.amenity or said.kind is ReportKind.BROKEN:
        wanted = [said.amenity] if said.amenity else there
        found.append((OutageDeed.BROKEN, [one for one in wanted if one not in broken]))
        found.append((OutageDeed.MENDED, [one for one in wanted if one in broken]))
    if said.supply or (said.kind is ReportKind.SUPPLIES_OUT and not said.amenity):
        every = [said.supply] if said.supply else list(vocabulary.supplies().terms)
        out = station.out_of_stock
        found.append((OutageDeed.USED_UP, [one for one in every if one not in out]))
        found.append((OutageDeed.RESTOCKED, [one for one in every if one in out]))
    words = {**amenities.terms, **vocabulary.supplies().terms}
    return [
        {
            "do": deed.value,
            "words": DEED_WORDS[deed],
            "things": [(one, words[one].zh) for one in things],
        }
        for deed, things in found
        if things
    ]
