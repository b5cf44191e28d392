"""Doors that workers found shut, for the district to decide on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.feedback import report_store
from stations.feedback.answering import shut_decision_store, shut_decisions
from stations.feedback.answering.shut_decisions import LONGEST_REASON
from stations.feedback.model import NEAR_WORDS, STATE_WORDS
from stations.moments import china_text
from stations.registry.scoping import reach_of
from stations.registry.stored import brief_store
from stations.web import error_pages
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("shut_doors", __name__, url_prefix=f"{PREFIX}/shut-doors")


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of shut doors."""
    if not who.may(Action.CHECK_REVIEW):
        return []
    _, count = shut_decision_store.undecided(db, reach_of(who, Action.CHECK_REVIEW))
    url = url_for("shut_doors.every")
    words = "到了但关门，等区里核实"
    return [{"words": words, "count": count, "url": url, "pressing": True}] if count else []


@blueprint.get("/")
@needs(Action.CHECK_REVIEW)
def every() -> str:
    """All that waits for a decision."""
    return _page()


@blueprint.post("/<report_id>")
@needs(Action.CHECK_REVIEW)
def decide(report_id: str) -> AnyResponse:
    """Whether the door was shut."""
    given, db, doing = request.form, current().connections(), act("shut_door_decided")
    was_shut, reason = given.get("do") == "shut", given.get("reason", "")
    try:
        shut_decisions.decide(
            db, report_id, was_shut=was_shut, reason=reason, by=account(), act=doing
        )
    except (Invalid, Refused) as error:
        status = error_pages.status_of(error)
        if status >= 500 or error.code == "forbidden":
            raise
        return Response(_page(error=error.message), status=status)
    flash("记下了：那时门关着，计入评定。" if was_shut else "记下了：那时门开着，不计入。", "told")
    return redirect(url_for("shut_doors.every"), code=303)


def _page(error: str = "") -> str:
    db, who = current().connections(), account()
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    with db.reading():
        ids, total = shut_decision_store.undecided(
            db, reach_of(who, Action.CHECK_REVIEW), page=number
        )
        reports = [report_store.get(db, one) for one in ids]
        named = brief_store.of(db, [one.station_id for one in reports])
    rows = [
        {
            "it": one,
            "station": named[one.station_id].name,
            "place": codes.path(named[one.station_id].area_code),
            "at": china_text(one.at),
            "near": NEAR_WORDS[one.near],
            "state": STATE_WORDS[one.state],
            "may": one.station_id not in who.own_stations,
        }
        for one in reports
    ]
    return render_template(
        "desk/feedback/shut_doors.html",
        rows=rows,
        total=total,
        page=number,
        pages=-(-total // shut_decision_store.PAGE),
        error=error,
        longest=LONGEST_REASON,
    )
