"""Pages of workers' reports and their answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.feedback import answers, rating_store, report_queue, report_store
from stations.feedback.answering import conversation, due_days, outage_reports
from stations.feedback.model import (
    HOLDER_WORDS,
    KIND_WORDS,
    LONGEST_REPLY,
    NEAR_WORDS,
    OPEN,
    STATE_WORDS,
    TAGS,
    Holder,
    Near,
    Report,
    ReportKind,
    ReportQuery,
    ReportState,
)
from stations.feedback.report_queue import PAGE, Figures, Ticket
from stations.hours.osm.calendar import Calendar
from stations.moments import china_text
from stations.registry.outages.noting import OutageDeed
from stations.registry.scoping import reach_of, scope_of
from stations.registry.stored import holiday_store
from stations.registry.stored import store as stations
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.feedback import report_view
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("reports", __name__, url_prefix=f"{PREFIX}/reports")

_LAST_PAGE = 10_000
_SEE_OTHER = 303
_REPORTED = "按劳动者的反映"


@blueprint.get("/")
@needs(Action.SEE)
def every() -> str:
    """The reports of one's own stations, what waits first."""
    db, reach = current().connections(), reach_of(account(), Action.SEE)
    given = request.args
    state, kind = _state(given.get("state", "")), _kind(given.get("kind", ""))
    number = min(max(given.get("page", 1, type=int), 1), _LAST_PAGE)
    station_id = given.get("station", "")[:32]
    holder, late = _holder(given.get("holder", "")), given.get("late") == "1"
    with db.reading():
        calendar = holiday_store.calendar(db)
        before = due_days.late_before(calendar, today=clock.today()) if late else None
        wanted = ReportQuery(
            states=OPEN if state is None or late else frozenset({state}),
            kind=kind,
            station_id=station_id,
            holder=holder,
            waits_before=before,
        )
        found, total = report_queue.page(db, reach, wanted, number=number)
        counted = report_queue.figures(db, reach, at=clock.now(), station_id=station_id)
        rated = _rated(db, station_id) if station_id else []
    given_all = {"state": state, "kind": kind, "station": station_id, "holder": holder,
                 "late": late and "1"}  # fmt: skip
    chosen = {name: value for name, value in given_all.items() if value}
    return render_template(
        "desk/feedback/reports.html",
        tickets=[_row(ticket, calendar) for ticket in found],
        total=total,
        figures=_figures(counted),
        states=[("", "还没答复", state is None and not late)]
        + [(one.value, STATE_WORDS[one], one is state and not late) for one in ReportState],
        kinds=[("", "全部", kind is None)]
        + [(one.value, words, one is kind) for one, words in KIND_WORDS.items()],
        holders=[("", "不论在谁手里", not holder)]
        + [(one.value, words, one is holder) for one, words in HOLDER_WORDS.items() if one],
        chosen=chosen,
        rated=rated,
        page=number,
        pages=-(-total // PAGE),
    )


@blueprint.get("/<report_id>")
@needs(Action.SEE)
def one(report_id: str) -> str:
    """What was said, and what can be done about it."""
    return _page(report_id)


@blueprint.post("/<report_id>/take")
@needs(Action.ANSWER)
def take(report_id: str) -> AnyResponse:
    """Says: I look after it."""
    return _done(
        report_id,
        lambda db: answers.take(db, report_id, by=account(), act=act("report_taken")),
    )


@blueprint.post("/<report_id>/answer")
@needs(Action.ANSWER)
def answer(report_id: str) -> AnyResponse:
    """Closes it with a public reply."""
    given = request.form

    def work(db: Database) -> None:
        report = answers.seen(db, report_id, by=account(), action=Action.ANSWER)
        conversation.check_reopening_known(report, known=given.get("reopened") == "1")
        state = _state(given.get("state", "")) or ReportState.NEW
        answers.answer(
            db, report_id, state, reply=_words("reply"), by=account(), act=act("report_answered")
        )

    done = _done(report_id, work)
    if given.get("go") == "next" and done.status_code == _SEE_OTHER:
        return redirect(_next(report_id), code=_SEE_OTHER)
    return done


def _next(report_id: str) -> str:
    """The report that waits longest after this one; the list where there is none."""
    reach = reach_of(account(), Action.ANSWER)
    found, _ = report_queue.page(current().connections(), reach, ReportQuery(states=OPEN), number=1)
    left = [one.id for one in found if one.id != report_id]
    return url_for("reports.one", report_id=left[0]) if left else url_for("reports.every")


@blueprint.post("/<report_id>/interim")
@needs(Action.ANSWER)
def interim(report_id: str) -> AnyResponse:
    """Tells the reporter what is being done."""
    return _said(report_id, conversation.say_meanwhile, "report_interim")


@blueprint.post("/<report_id>/comment")
@needs(Action.ANSWER)
def comment(report_id: str) -> AnyResponse:
    """Says something to colleagues."""
    return _said(report_id, conversation.comment, "report_commented")


@blueprint.post("/<report_id>/supplement")
@needs(Action.ANSWER)
def supplement(report_id: str) -> AnyResponse:
    """Adds to the answer that was given, or puts it right."""
    return _said(report_id, conversation.supplement, "report_supplemented")


@blueprint.post("/<report_id>/hand-on")
@needs(Action.ANSWER)
def hand_on(report_id: str) -> AnyResponse:
    """Gives it to those who are to look after it."""
    to = _holder(request.form.get("to", ""))
    if not to:
        raise Invalid("invalid.report_filter", field="to")
    return _done(
        report_id,
        lambda db: conversation.hand_on(
            db, report_id, to, words=_words("words"), by=account(), act=act("report_handed")
        ),
    )


@blueprint.post("/<report_id>/outage")
@needs(Action.EDIT)
def outage(report_id: str) -> AnyResponse:
    """Notes of the station that the thing is broken or used up, or is not any more."""
    deed, thing = _deed(request.form.get("do", "")), request.form.get("thing", "")[:40]
    return _done(
        report_id,
        lambda db: outage_reports.note(
            db, report_id, deed, thing, by=account(), act=act("outage_noted", reason=_REPORTED)
        ),
    )


@blueprint.post("/<report_id>/<any(show, hide):sight>-photo")
@needs(Action.ANSWER)
def photo(report_id: str, sight: str) -> AnyResponse:
    """Lets everybody see its photo, or hides it again."""
    return _done(
        report_id,
        lambda db: answers.show_photo(
            db, report_id, shown=sight == "show", by=account(), act=act("photo_judged")
        ),
    )


def matters(db: Database, who: Account, *, today: date) -> list[dict[str, Any]]:
    """What the first page of the desk tells of reports."""
    calendar, reach = holiday_store.calendar(db), reach_of(who, Action.ANSWER)
    late = due_days.overdue(db, reach, calendar, today=today)
    words = f"反映过了 {due_days.ANSWER_DAYS} 个工作日还没答复"
    url = url_for("reports.every", late=1)
    return [{"words": words, "count": late, "url": url, "pressing": True}] if late else []


def _said(report_id: str, say: Callable[..., object], action: str) -> AnyResponse:
    return _done(
        report_id,
        lambda db: say(db, report_id, words=_words("words"), by=account(), act=act(action)),
    )


def _words(name: str) -> str:
    """What was typed; else the usual sentence that was chosen."""
    return request.form.get(name, "").strip() or request.form.get("usual", "")


def _done(report_id: str, work: Callable[[Database], object]) -> AnyResponse:
    try:
        work(current().connections())
    except Invalid as error:
        return Response(_page(report_id, error=error.message), status=400)
    except Refused as error:
        if error.code not in ("moved", "nobody_there"):
            raise
        return Response(_page(report_id, error=error.message), status=409)
    return redirect(url_for("reports.one", report_id=report_id), code=303)


def _page(report_id: str, *, error: str = "") -> str:
    db, who = current().connections(), account()
    report = answers.seen(db, report_id, by=who)
    station = answers.station_of(db, report)
    notes = conversation.notes(db, report, by=who)
    others = [
        _brief(other)
        for other in report_store.open_of_station(db, station.id)
        if other.id != report.id
    ]
    return render_template(
        "desk/feedback/report.html",
        it=report,
        station=station,
        place=codes.path(station.place.area_code),
        kind=KIND_WORDS[report.said.kind],
        **report_view.page(report, station, notes, db=db, by=who),
        state=STATE_WORDS[report.state],
        at=china_text(report.at),
        taken_at=china_text(report.taken_at),
        closed_at=china_text(report.closed_at),
        near="" if report.near is Near.UNKNOWN else NEAR_WORDS[report.near],
        may_edit=who.may(Action.EDIT, scope_of(station)),
        others=others,
        may_answer=who.may(Action.ANSWER, scope_of(station)),
        longest=LONGEST_REPLY,
        error=error,
        given=request.form,
        # What was typed into one of the smaller forms and could not be taken.
        typed={(request.endpoint or "").rpartition(".")[2]: request.form.get("words", "")},
    )


def _rated(db: Database, station_id: str) -> list[dict[str, object]]:
    """What workers wrote with their ratings of a station of one's own."""
    authorise(account(), Action.SEE, scope_of(stations.get(db, station_id)))
    return [
        {**row, "said": "、".join(TAGS[tag] for tag in row["tags"].split() if tag in TAGS)}
        for row in rating_store.in_words(db, station_id)
    ]


def _row(ticket: Ticket, calendar: Calendar) -> dict[str, object]:
    due = due_days.due_on(calendar, ticket)
    return {
        "due": due,
        "late": bool(due and due < clock.today()),
        "holder": HOLDER_WORDS[ticket.holder] if ticket.holder else "",
        "it": ticket,
        "kind": KIND_WORDS[ticket.kind],
        "state": STATE_WORDS[ticket.state],
        "place": codes.path(ticket.area_code),
        "at": china_text(ticket.at),
        "age": _took(clock.now() - ticket.at),
    }


def _brief(report: Report) -> dict[str, object]:
    return {"id": report.id, "kind": KIND_WORDS[report.said.kind], "at": china_text(report.at)}


def _figures(counted: Figures) -> list[str]:
    words = [f"{counted.open} 个还没答复"]
    if counted.oldest:
        words.append(f"最久的等了 {_took(clock.now() - counted.oldest)}")
    if counted.median is not None:
        took = _took(counted.median)
        words.append(f"近 90 天答复了 {counted.answered} 个，一半在 {took}以内")
    return words


def _took(span: timedelta) -> str:
    minutes = max(int(span.total_seconds()) // 60, 0)
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"


def _state(given: str) -> ReportState | None:
    if given and given not in set(ReportState):
        raise Invalid("invalid.report_filter", field="state")
    return ReportState(given) if given else None


def _holder(given: str) -> Holder | None:
    if given and given not in set(Holder):
        raise Invalid("invalid.report_filter", field="holder")
    return Holder(given) if given else None


def _deed(given: str) -> OutageDeed:
    if given not in set(OutageDeed):
        raise Invalid("invalid.report_filter", field="do")
    return OutageDeed(given)


def _kind(given: str) -> ReportKind | None:
    if given and given not in set(ReportKind):
        raise Invalid("invalid.report_filter", field="kind")
    return ReportKind(given) if given else None
