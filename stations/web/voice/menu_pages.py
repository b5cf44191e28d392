"""Menus that workers choose from, and what they would like on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import rating_weights
from stations.feedback.model import Visitor
from stations.menus import store, voting
from stations.menus.model import Menu
from stations.web import clock
from stations.web.away import trouble_words
from stations.web.error_pages import answer
from stations.web.guarding import ANYBODY, VOICE, needs, stale_form
from stations.web.services import current
from stations.web.voice import menu_view, visitor
from stations.web.voice.menu_view import MenuFields

blueprint = Blueprint("menus", __name__)

_STATUS = {"too_many": 429, "stale_form": 403, "menu_shut": 409, "staff_vote": 409}


@blueprint.get("/menus")
def every() -> Response:
    """The menus of an area, those that are open first; closed ones tell what became of them."""
    db, at = current().connections(), clock.now()
    area, page = request.args.get("area", "")[:12], request.args.get("page", 1, type=int)
    page = min(max(page, 1), 10_000)
    with db.reading():
        found = store.public(db, area=area if area.isdigit() else "", page=page)
        rows = menu_view.rows(db, found, at=at)
        published = menu_view.published(db, found)
    answer = make_response(
        render_template(
            "voice/menus.html",
            area=area,
            groups=[(words, [one for one in rows if one["phase"] in phases])
                    for words, phases in (("正在点单", ("open",)), ("快要开始", ("coming",)),
                                          ("已结束", ("over",)))],
            published=published,
            page=page,
            more=len(found) == store.PAGE,
        )
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/menus/<menu_id>")
def short(menu_id: str) -> AnyResponse:
    """The address that is passed on, to the page on which a phone has its vote."""
    return redirect(url_for("menus.one", menu_id=menu_id))


@blueprint.get(f"{VOICE}/menus/<menu_id>")
@needs(ANYBODY)
def one(menu_id: str) -> Response:
    """A menu; after voting, and after its end, with what most want."""
    return _page(menu_id, MenuFields.of(request.args))


@blueprint.post(f"{VOICE}/menus/<menu_id>/vote")
@needs(ANYBODY)
def vote(menu_id: str) -> AnyResponse:
    """Votes, or votes anew."""
    fields = MenuFields.of(request.form)

    def work(db: Database, by: Visitor) -> int:
        place = fields.station
        return voting.vote(db, menu_id, fields.picks, by=by, place=place, at=clock.now())

    return _done(menu_id, fields, work, done="voted")


@blueprint.post(f"{VOICE}/menus/<menu_id>/wish")
@needs(ANYBODY)
def wish(menu_id: str) -> AnyResponse:
    """Keeps what somebody would like on the menu."""
    fields = MenuFields.of(request.form)

    def work(db: Database, by: Visitor) -> int:
        voting.wish(db, menu_id, fields.words, by=by, at=clock.now())
        return 0

    return _done(menu_id, fields, work, done="wished")


def _done(
    menu_id: str, fields: MenuFields, work: Callable[[Database, Visitor], int], *, done: str
) -> AnyResponse:
    db = current().connections()
    try:
        menu = voting.seen(db, menu_id)
        if visitor.device() is None:
            raise Invalid("no_device.menu", field="pick")
        weight = work(db, _visitor(db, menu, fields))
    except (Invalid, Refused) as error:
        if trouble_words.is_unready(error):
            # The page of that error keeps what was chosen, to be sent again.
            raise
        return _page(menu_id, fields, error=error)
    full = 1 if weight == rating_weights.FULL else None
    there = {"s": fields.station or None, "c": fields.code or None, "done": done, "full": full}
    return redirect(url_for("menus.one", menu_id=menu_id, **there), code=303)  # type: ignore[arg-type]


@blueprint.errorhandler(CSRFError)
def unproved(_error: CSRFError) -> Response:
    """A form without the token that its page gave, back with what was chosen."""
    menu_id = (request.view_args or {}).get("menu_id", "")
    try:
        return _page(menu_id, MenuFields.of(request.form), error=stale_form())
    except NotFound as missing:
        return answer(404, missing.message)


def _visitor(db: Database, menu: Menu, fields: MenuFields) -> Visitor:
    """Who chooses: marks of a phone at this menu, and at no station or other menu."""
    station = fields.station or menu.station_id
    scanned = visitor.scanned(station, fields.code) and voting.serves(
        db, menu, station, at=clock.now()
    )
    # What comes through a network is counted by poster where one was scanned: carriers have many.
    about = _about(menu)
    by = visitor.visitor(about, code="", near="")
    here = visitor.visitor(f"{about} {station}", code="", near="") if scanned else by
    return replace(by, poster=scanned, network_here_today=here.network_here_today)


def _about(menu: Menu) -> str:
    return f"menu {menu.id}"


def _page(menu_id: str, fields: MenuFields, *, error: Invalid | Refused | None = None) -> Response:
    """The page of a menu with what was chosen, and what is wrong with it."""
    db, at = current().connections(), clock.now()
    with db.reading():
        menu = voting.seen(db, menu_id)
        by = _visitor(db, menu, fields)
        view = menu_view.page(db, menu, device=by.device, at=at)
    page = render_template(
        "voice/menu.html",
        **view,
        fields=fields,
        picked=fields.picks or view["mine"],
        scanned=by.poster,
        staff=by.staff,
        done="" if error else request.args.get("done", ""),
        full=request.args.get("full") == "1",
        longest=voting.LONGEST_WISH,
        error=error.message if error else "",
        of_wish=isinstance(error, Invalid) and error.field == "words",
    )
    status = 200 if error is None else _STATUS.get(error.code, 400)
    return visitor.greet(Response(page, status=status))
