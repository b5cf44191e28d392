"""What visits found other than the register says, for the editors of the district."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_text
from stations.registry.stored import brief_store
from stations.stars.finding_store import VisitFinding
from stations.stars.inspections import findings
from stations.stars.review_steps import LONGEST_REASON
from stations.web import error_pages
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("visit_findings", __name__, url_prefix=f"{PREFIX}/findings")


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of findings."""
    if not who.may(Action.CHECK_REVIEW):
        return []
    count = len(findings.waiting(db, by=who))
    url = url_for("visit_findings.every")
    words = "验收发现和登记不一样，等您核对"
    return [{"words": words, "count": count, "url": url, "pressing": False}] if count else []


@blueprint.get("/")
@needs(Action.CHECK_REVIEW)
def every() -> str:
    """All that waits for this account."""
    return _page()


@blueprint.post("/<finding_id>")
@needs(Action.CHECK_REVIEW)
def decide(finding_id: str) -> AnyResponse:
    """Takes a finding into the record, or leaves the record as it is."""
    accepted = request.form.get("do") == "accept"
    db, reason = current().connections(), request.form.get("reason", "")
    doing = act("finding_accepted")
    try:
        one = findings.decide(
            db, finding_id, accepted=accepted, reason=reason, by=account(), act=doing
        )
    except (Invalid, Refused) as error:
        status = error_pages.status_of(error)
        if status >= 500 or error.code == "forbidden":
            raise
        return Response(_page(error=error.message), status=status)
    flash(f"“{findings.field_words(one)}”：{findings.STATE_WORDS[one.state]}。", "told")
    return redirect(url_for("visit_findings.every"), code=303)


def _page(error: str = "") -> str:
    db, who = current().connections(), account()
    with db.reading():
        waiting = findings.waiting(db, by=who)
        named = brief_store.of(db, [one.station_id for one in waiting])
    return render_template(
        "desk/inspections/findings.html",
        rows=[row(one, named[one.station_id]) for one in waiting],
        error=error,
        longest=LONGEST_REASON,
    )


def row(one: VisitFinding, station: brief_store.Brief) -> dict[str, Any]:
    """A finding in a list."""
    return {
        "it": one,
        "station": station.name,
        "place": codes.path(station.area_code),
        "field": findings.field_words(one),
        "registered": findings.value_words(one, one.registered),
        "found": findings.value_words(one, one.found),
        "by_hand": findings.by_hand(one),
        "at": china_text(one.at),
        "state": findings.STATE_WORDS[one.state],
    }
