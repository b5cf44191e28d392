"""The door of a session on the phones of the staff, with or without network."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Blueprint, Response, render_template, request, url_for
from flask_wtf.csrf import generate_csrf

from stations.accounts.roles import Action
from stations.activities import store as activities
from stations.activities.store import SessionQuery
from stations.errors import Invalid, StationsError
from stations.registry.scoping import reach_of
from stations.signups import arrivals
from stations.signups.arrivals import OPEN_AFTER, OPENS_BEFORE, DoorDelivery, DoorTap, TapAnswer
from stations.web import clock, error_pages
from stations.web.acting import act
from stations.web.desk.signups import door_view
from stations.web.guarding import PREFIX, account, needs
from stations.web.public import install
from stations.web.services import current

blueprint = Blueprint("door", __name__, url_prefix=f"{PREFIX}/signups/door")
_SCRIPTS = ("door/door_page.js",)
_OTHERS = ("css/site.css", "css/desk/layout.css", "css/desk/door.css", "img/favicon.svg",
           "img/icons.svg")  # fmt: skip


@blueprint.get("/")
@needs(Action.ORGANISE)
def every() -> str:
    """The sessions at whose door one may stand now."""
    db, at = current().connections(), clock.now()
    wanted = SessionQuery(
        begin=at - OPEN_AFTER, end=at + OPENS_BEFORE, reach=reach_of(account(), Action.ORGANISE)
    )
    with db.reading():
        found = activities.occasions(db, wanted)
    return render_template("desk/signups/doors.html", rows=[door_view.row(one) for one in found])


@blueprint.get("/worker.js")
@needs(Action.ORGANISE)
def worker() -> Response:
    """The worker of these pages: scripts, styles and an empty page; nothing of anybody."""
    return install.kept_worker(
        "door/door_worker.js",
        scripts=_SCRIPTS,
        others=_OTHERS,
        PAGE=url_for("installing.offline_door"),
    )


@blueprint.get("/<session_id>")
@needs(Action.ORGANISE)
def one(session_id: str) -> str:
    """The door of a session; its script fills it."""
    db, who = current().connections(), account()
    with db.reading():
        occasion = arrivals.seen(db, session_id, by=who)
    return render_template(
        "desk/signups/door.html", it=door_view.row(occasion), session_id=session_id, account=who.id
    )


@blueprint.get("/<session_id>/list")
@needs(Action.ORGANISE)
def people(session_id: str) -> Response:
    """Who signed up and who came, as far as the door needs it."""
    db, who = current().connections(), account()
    told: dict[str, Any] = {"account": who.id, "token": generate_csrf()}
    with db.reading():
        occasion = arrivals.seen(db, session_id, by=who)
        found = door_view.people(db, occasion, phone=request.args.get("phone", "")[:32])
    mark = hashlib.sha256(orjson.dumps(found)).hexdigest()[:16]
    if request.args.get("mark") != mark:
        told |= {"list": found, "mark": mark}
    return _json(told)


@blueprint.post("/<session_id>/taps")
@needs(Action.ORGANISE)
def receive(session_id: str) -> Response:
    """Takes what was tapped, each tap once however often it comes."""
    db, who = current().connections(), account()
    try:
        delivery = _delivery()
        answers = arrivals.receive(db, session_id, delivery, by=who, act=act(arrivals.NOTED))
    except StationsError as error:
        return _json({"detail": error.message}, status=error_pages.status_of(error))
    ahead = delivery.ahead(clock.now())
    return _json(
        {"answers": [_told(one) for one in answers], "clock": door_view.clock_words(ahead)}
    )


def _delivery() -> DoorDelivery:
    given = request.form
    try:
        taps = [
            DoorTap(
                id=str(one["id"]), at=_moment(one["at"]), signup_id=str(one.get("signup", ""))[:64],
                takes_back=str(one.get("back", "")),
            )
            for one in orjson.loads(given.get("taps", ""))
        ]  # fmt: skip
        sent_at = _moment(float(given["sent_at"]))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid("invalid.tap", field="taps") from error
    return DoorDelivery(taps=taps, phone=given.get("phone", ""), sent_at=sent_at)


def _moment(ms: float) -> datetime:
    """A moment of the phone's clock, however wrong."""
    try:
        return datetime.fromtimestamp(ms / 1_000, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("no moment") from error


def _told(one: TapAnswer) -> dict[str, Any]:
    return {
        "id": one.id,
        "counted": one.counted,
        "at": door_view.ms(one.at) if one.at else None,
        "words": one.remark.message if one.remark else "",
    }


def _json(value: object, *, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status=status, mimetype="application/json")
