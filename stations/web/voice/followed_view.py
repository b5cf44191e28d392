"""A report as its reporter follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stations.db.base import Database
from stations.feedback.answering import due_days, note_store
from stations.feedback.answering.note_model import TOLD, Note, NoteKind
from stations.feedback.model import HOLDER_WORDS, STATE_WORDS, Holder, Report, ReportState
from stations.moments import STATION_TIME
from stations.registry.stored import holiday_store, store
from stations.web.voice.voice_words import about

_TITLES = {
    NoteKind.INTERIM: "正在处理",
    NoteKind.SUPPLEMENT: "补充答复",
    NoteKind.REOPENED: "您说还没好",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStep:
    """One thing that happened to a report, or will."""

    words: str
    at: str
    done: bool
    said: str = ""
    """What was said with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A report as its reporter reads it."""

    station_id: str
    name: str
    kind: str
    state: ReportState
    closed: bool
    due: str
    """The last day for the answer, while it is owed."""
    meanwhile: str
    """What was said last of what is being done."""
    reply: str
    supplements: tuple[ReportStep, ...]
    photo: str
    """The name of its picture, once everybody may see it."""
    steps: tuple[ReportStep, ...]
    may_reopen: bool


def followed(db: Database, report: Report) -> Followed:
    """What became of a report, step by step."""
    station = store.get(db, report.station_id)
    notes = note_store.of_report(db, report.id)
    due = due_days.due_on(holiday_store.calendar(db), report)
    interim = [n for n in _since(report, notes) if n.kind is NoteKind.INTERIM]
    return Followed(
        station_id=station.id,
        name=station.name,
        kind=about(report.said),
        state=report.state,
        closed=not report.is_open,
        due=f"{due.month}月{due.day}日" if due else "",
        meanwhile=interim[-1].words if interim and report.is_open else "",
        reply=report.reply,
        supplements=tuple(map(_step, supplements(report, notes))),
        photo=report.said.photo if report.photo_shown else "",
        steps=_steps(report, notes),
        may_reopen=not report.is_open and report.reopened_at is None,
    )


def supplements(report: Report, notes: list[Note]) -> list[Note]:
    """What was added to the answer that stands."""
    return [one for one in _since(report, notes) if one.kind is NoteKind.SUPPLEMENT]


def _since(report: Report, notes: list[Note]) -> list[Note]:
    """The notes of this round: since it came, or came again."""
    places = [n for n, one in enumerate(notes) if one.kind is NoteKind.REOPENED]
    return notes[places[-1] + 1 :] if places else notes


def _steps(report: Report, notes: list[Note]) -> tuple[ReportStep, ...]:
    """What happened, in order, and then what is still to come.

    What was added to the answer that stands is read beside it.
    """
    beside = supplements(report, notes)
    told = [one for one in notes if one.kind in TOLD and one not in beside]
    closing = STATE_WORDS[report.state] if report.closed_at else "有结果"
    happened: list[tuple[datetime | None, str, str]] = [
        (report.at, "已收到", ""),
        (report.taken_at, "有人处理", ""),
        *((one.at, _title(one), _said(one)) for one in told),
        (report.closed_at, closing, ""),
    ]
    done = sorted((one for one in happened if one[0]), key=lambda one: one[0] or report.at)
    waiting = [one for one in happened if not one[0]]
    return tuple(
        ReportStep(words=words, at=_moment(at), done=at is not None, said=said)
        for at, words, said in (*done, *waiting)
    )


def _step(note: Note) -> ReportStep:
    return ReportStep(words=_title(note), at=_moment(note.at), done=True, said=_said(note))


def _title(note: Note) -> str:
    if note.kind is NoteKind.ANSWER:
        return STATE_WORDS[ReportState(note.about)]
    if note.kind is NoteKind.HANDED:
        return f"已转给{HOLDER_WORDS[Holder(note.about)]}处理"
    return _TITLES[note.kind]


def _said(note: Note) -> str:
    return "" if note.kind is NoteKind.HANDED else note.words


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = at.astimezone(STATION_TIME)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
