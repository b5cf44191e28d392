"""Pages of workers' reports and their answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.feedback import answers, rating_store, report_queue, report_store
from stations.feedback.model import (
    KIND_WORDS,
    LONGEST_REPLY,
    NEAR_WORDS,
    OPEN,
    STATE_WORDS,
    TAGS,
    Near,
    Report,
    ReportKind,
    ReportQuery,
    ReportState,
)
from stations.feedback.report_queue import PAGE, Figures, Ticket
from stations.moments import china_text
from stations.registry import vocabulary
from stations.registry.scoping import reach_of, scope_of
from stations.registry.stored import store as stations
from stations.web import clock
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("reports", __name__, url_prefix=f"{PREFIX}/reports")

_LAST_PAGE = 10_000


@blueprint.get("/")
@needs(Action.SEE)
def every() -> str:
    """The reports of one's own stations, what waits first."""
    db, reach = current().connections(), reach_of(account(), Action.SEE)
    given = request.args
    state, kind = _state(given.get("state", "")), _kind(given.get("kind", ""))
    number = min(max(given.get("page", 1, type=int), 1), _LAST_PAGE)
    station_id = given.get("station", "")[:32]
    wanted = ReportQuery(
        states=OPEN if state is None else frozenset({state}), kind=kind, station_id=station_id
    )
    with db.reading():
        found, total = report_queue.page(db, reach, wanted, number=number)
        counted = report_queue.figures(db, reach, at=clock.now(), station_id=station_id)
        rated = _rated(db, station_id) if station_id else []
    given_all = {"state": state, "kind": kind, "station": station_id}
    chosen = {name: value for name, value in given_all.items() if value}
    return render_template(
        "desk/feedback/reports.html",
        tickets=[_row(ticket) for ticket in found],
        total=total,
        figures=_figures(counted),
        states=[("", "还没答复", state is None)]
        + [(one.value, STATE_WORDS[one], one is state) for one in ReportState],
        kinds=[("", "全部", kind is None)]
        + [(one.value, words, one is kind) for one, words in KIND_WORDS.items()],
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
    return _done(
        report_id,
        lambda db: answers.answer(
            db,
            report_id,
            _state(given.get("state", "")) or ReportState.NEW,
            reply=given.get("reply", ""),
            by=account(),
            act=act("report_answered"),
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


def _done(report_id: str, work: Callable[[Database], Report]) -> AnyResponse:
    try:
        work(current().connections())
    except Invalid as error:
        return Response(_page(report_id, error=error.message), status=400)
    except Refused as error:
        if error.code != "moved":
            raise
        return Response(_page(report_id, error=error.message), status=409)
    return redirect(url_for("reports.one", report_id=report_id), code=303)


def _page(report_id: str, *, error: str = "") -> str:
    db, who = current().connections(), account()
    report = answers.seen(db, report_id, by=who)
    station = stations.get(db, report.station_id)
    amenities = vocabulary.amenities()
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
        amenity=amenities.word(report.said.amenity) if report.said.amenity else "",
        state=STATE_WORDS[report.state],
        at=china_text(report.at),
        taken_at=china_text(report.taken_at),
        closed_at=china_text(report.closed_at),
        near="" if report.near is Near.UNKNOWN else NEAR_WORDS[report.near],
        others=others,
        may_answer=who.may(Action.ANSWER, scope_of(station)),
        longest=LONGEST_REPLY,
        error=error,
        given=request.form,
    )


def _rated(db: Database, station_id: str) -> list[dict[str, object]]:
    """What workers wrote with their ratings of a station of one's own."""
    authorise(account(), Action.SEE, scope_of(stations.get(db, station_id)))
    return [
        {**row, "said": "、".join(TAGS[tag] for tag in row["tags"].split() if tag in TAGS)}
        for row in rating_store.in_words(db, station_id)
    ]


def _row(ticket: Ticket) -> dict[str, object]:
    return {
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


def _kind(given: str) -> ReportKind | None:
    if given and given not in set(ReportKind):
        raise Invalid("invalid.report_filter", field="kind")
    return ReportKind(given) if given else None
