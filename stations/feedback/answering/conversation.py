"""What is said about a report besides its answer, and who is to look after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant, authorise
from stations.accounts.roles import MAY, Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import WORKER, Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.feedback import answers, report_store, reporting
from stations.feedback.answering import note_store
from stations.feedback.answering.note_model import Note, NoteKind
from stations.feedback.model import (
    HOLDER_WORDS,
    LONGEST_WORDS,
    STATE_WORDS,
    Holder,
    Report,
    ReportState,
)
from stations.registry.entries import personal_numbers
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.tables.text import clean

_STREET = len("370102001")


def notes(db: Database, report: Report, *, by: Account) -> list[Note]:
    """All that was said about a report of a station that is theirs to look after."""
    authorise(by, Action.SEE, scope_of(answers.station_of(db, report)))
    return note_store.of_report(db, report.id)


def say_meanwhile(db: Database, report_id: str, *, words: str, by: Account, act: Act) -> Report:
    """Tells the reporter what is being done; the report counts as looked after."""
    said = _public(words)
    with db.writing() as tx:
        report, station = answers.theirs(tx, report_id, by=by)
        _check_open(report)
        if report.state is ReportState.NEW:
            report = report.moved_to(ReportState.TAKEN, by=by.id, at=act.at)
        if _note(tx, report, _by(act, NoteKind.INTERIM, said)):
            answers.save(tx, report, station, act=act)
    return report


def comment(db: Database, report_id: str, *, words: str, by: Account, act: Act) -> None:
    """Says something to colleagues, whatever state the report is in; nobody else reads it."""
    said = _told(words)
    with db.writing() as tx:
        report, station = answers.theirs(tx, report_id, by=by)
        if _note(tx, report, _by(act, NoteKind.COMMENT, said)):
            answers.save(tx, report, station, act=act)


def supplement(db: Database, report_id: str, *, words: str, by: Account, act: Act) -> None:
    """Adds to a given answer, or puts it right; the answer itself stays as it was."""
    said = _public(words)
    with db.writing() as tx:
        report, station = answers.theirs(tx, report_id, by=by)
        if report.is_open:
            raise Refused("moved", state=STATE_WORDS[report.state])
        if _note(tx, report, _by(act, NoteKind.SUPPLEMENT, said)):
            answers.save(tx, report, station, act=act)


def hand_on(
    db: Database, report_id: str, to: Holder, *, words: str, by: Account, act: Act
) -> Report:
    """Gives a report to those who are to look after it, with a word for them.

    Given to whoever has it already, nothing happens. Refused where nobody there has an account.
    """
    said = _told(words)
    with db.writing() as tx:
        report, station = answers.theirs(tx, report_id, by=by)
        _check_open(report)
        if report.holder is to:
            return report
        if to not in holders(tx, station):
            raise Refused("nobody_there", holder=HOLDER_WORDS[to])
        handed = report.held_by(to)
        note_store.add(tx, report.id, _by(act, NoteKind.HANDED, said, about=to.value))
        answers.save(tx, handed, station, act=act, holder=to.value)
    return handed


def holders(db: Database, station: Station) -> list[Holder]:
    """To whom a report of this station can be given: where somebody may answer it."""
    place = station.place
    areas = [code for code in (place.area_code, place.district_code) if code]
    grants = accounts.grants_about(db, areas=areas, station_id=station.id)
    able = {_side(one) for one in grants if Action.ANSWER in MAY[one.role]}
    return [one for one in (Holder.KEEPER, Holder.STREET, Holder.DISTRICT) if one in able]


def sides(account: Account, station: Station) -> frozenset[Holder]:
    """As whom somebody looks after a station."""
    scope = scope_of(station)
    return frozenset(
        _side(one) for one in account.grants if Action.ANSWER in MAY[one.role] and one.covers(scope)
    )


def check_reopening_known(report: Report, *, known: bool) -> None:
    """Refused for who has not read yet that the reporter opened it again."""
    if report.reopened_at and not known:
        raise Refused("moved.reopened")


def reopen(db: Database, token: str, *, words: str, at: datetime) -> Report:
    """Opens a report again as the holder of its link says that nothing was put right; once.

    The answer stays beside it. Sent twice it is opened once.
    """
    said = clean(words, multiline=True).text
    if len(said) > LONGEST_WORDS:
        raise Invalid("invalid.words_length", field="words", longest=LONGEST_WORDS)
    with db.writing() as tx:
        report = reporting.followed(tx, token)
        earlier = note_store.of_report(tx, report.id)
        if report.is_open and any((n.kind, n.words) == (NoteKind.REOPENED, said) for n in earlier):
            return report
        opened = report.reopened(at=at)
        was = {"about": report.state.value, "actor": report.closed_by, "said_by": ""}
        kept = Note(
            kind=NoteKind.ANSWER, words=report.reply, at=report.closed_at or report.at, **was
        )
        why = Note(kind=NoteKind.REOPENED, words=said, at=at, actor=WORKER, said_by=reporting.BY)
        for note in (kept, why):
            note_store.add(tx, report.id, note)
        report_store.save(tx, opened)
        log.append(
            tx,
            act=Act(actor=WORKER, by=reporting.BY, action="report_reopened", at=at),
            subject=f"report:{report.id}",
            area=stations.get(tx, report.station_id).place.area_code,
            body={"station": report.station_id, "state": opened.state.value},
        )
    return opened


def _side(grant: Grant) -> Holder:
    if grant.station_id:
        return Holder.KEEPER
    return Holder.STREET if len(codes.trimmed(grant.area)) >= _STREET else Holder.DISTRICT


def _note(tx: Transaction, report: Report, note: Note) -> bool:
    """Writes a note; not what the same person has just said, as a form that is sent twice."""
    last = _last(note_store.of_report(tx, report.id), note.actor)
    if last and (last.kind, last.words) == (note.kind, note.words):
        return False
    note_store.add(tx, report.id, note)
    return True


def _last(earlier: Iterable[Note], actor: str) -> Note | None:
    mine = [one for one in earlier if one.actor == actor]
    return mine[-1] if mine else None


def _by(act: Act, kind: NoteKind, words: str, *, about: str = "") -> Note:
    return Note(kind=kind, words=words, about=about, at=act.at, actor=act.actor, said_by=act.by)


def _check_open(report: Report) -> None:
    if not report.is_open:
        raise Refused("moved", state=STATE_WORDS[report.state])


def _told(words: str) -> str:
    return clean(words, multiline=True).text


def _public(words: str) -> str:
    said = _told(words)
    personal_numbers.check_reply(said)
    return said
