"""Menus at the desk: offered, changed, counted; wishes sorted; items become activities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.menus import menu_wish_store, offering, outcomes, store
from stations.menus.menu_wish_store import WishState
from stations.menus.model import MOST_CHOICES, ItemOutcome, Menu, MenuPhase
from stations.menus.offering import Into, MenuForm, MenuOwner
from stations.moments import STATION_TIME
from stations.networks import store as networks
from stations.registry.scoping import reach_of
from stations.registry.stored import brief_store
from stations.web import clock
from stations.web.acting import act, areas
from stations.web.away import trouble_words
from stations.web.desk.menus import menu_desk_view
from stations.web.desk.whole_number import whole
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_menus", __name__, url_prefix=f"{PREFIX}/menus")

_LAST_PAGE = 10_000
_OWNERS = {"station": "station_id", "network": "network_id", "area": "area"}
_MOST_PARTS = 600
"""Of a form with many wishes that are sorted at once."""


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of menus."""
    found = store.of_reach(db, reach_of(who, Action.ORGANISE))
    wishes = menu_wish_store.waiting(db, [one.id for one in found if not one.withdrawn])
    at, url = clock.now(), url_for("desk_menus.every")
    undecided = sum(
        one.phase(at) is MenuPhase.OVER and all(i.outcome is ItemOutcome.WAITING for i in one.items)
        for one in found
    )
    told = [("点单的愿望待整理", wishes), ("点单结束，待办成活动", undecided)]
    return [
        {"words": words, "count": count, "url": url, "pressing": False}
        for words, count in told
        if count
    ]


@blueprint.get("/")
@needs(Action.SEE)
def every() -> str:
    """The menus within reach, those that end last first."""
    db, who, at = current().connections(), account(), clock.now()
    page = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    with db.reading():
        found = store.of_reach(db, reach_of(who, Action.SEE), page=page)
        rows = menu_desk_view.rows(db, found, at=at)
    return render_template(
        "desk/menus/list.html",
        rows=rows,
        page=page,
        more=len(found) == store.PAGE,
        may_offer=who.may(Action.ORGANISE),
    )


@blueprint.get("/new")
@needs(Action.ORGANISE)
def fresh() -> str:
    """The form of a new menu."""
    return _form(None)


@blueprint.post("/new")
@needs(Action.ORGANISE)
def offer() -> AnyResponse:
    """Offers a menu for a station or an area."""
    where = request.form.get("where", "")[:40]
    kind, _, name = where.partition(":")
    owner = MenuOwner(**{_OWNERS.get(kind, "area"): name})
    db, who = current().connections(), account()
    try:
        menu = offering.offer(db, _given(), owner, by=who, act=act(offering.OFFERED))
    except (Invalid, Refused) as error:
        return _answered(error, lambda told: _form(None, error=told))
    flash("菜单发出去了。", "told")
    return redirect(url_for("desk_menus.one", menu_id=menu.id), code=303)


@blueprint.get("/<menu_id>")
@needs(Action.SEE)
def one(menu_id: str) -> str:
    """A menu with what most want, the wishes, and what became of the items."""
    return _page(menu_id)


@blueprint.get("/<menu_id>/edit")
@needs(Action.ORGANISE)
def edit(menu_id: str) -> str:
    """The form of a menu; items are only added."""
    return _form(offering.seen(current().connections(), menu_id, by=account()))


@blueprint.post("/<menu_id>/edit")
@needs(Action.ORGANISE)
def change(menu_id: str) -> AnyResponse:
    """Changes a menu, where nobody else did since the form was opened."""
    db, who = current().connections(), account()
    menu = offering.seen(db, menu_id, by=who)
    try:
        offering.change(
            db, menu_id, _given(), version=_number("version"), by=who, act=act(offering.CHANGED)
        )
    except (Invalid, Refused) as error:
        return _answered(error, lambda told: _form(menu, error=told))
    flash("改好了。", "told")
    return redirect(url_for("desk_menus.one", menu_id=menu_id), code=303)


@blueprint.post("/<menu_id>/withdraw")
@needs(Action.ORGANISE)
def withdraw(menu_id: str) -> AnyResponse:
    """Takes a menu down."""

    def work(db: Database) -> None:
        reason = request.form.get("reason", "")
        offering.withdraw(db, menu_id, reason=reason, by=account(), act=act(offering.WITHDRAWN))

    return _done(menu_id, work, words="菜单撤下了。")


@blueprint.post("/<menu_id>/wishes")
@needs(Action.ORGANISE, most_parts=_MOST_PARTS)
def sort_wishes(menu_id: str) -> AnyResponse:
    """Makes one item of the wishes that are ticked, or says why they can't be met."""
    given = request.form

    def work(db: Database) -> None:
        ids, who, done = given.getlist("wish"), account(), act(offering.SORTED)
        if given.get("go") == "decline":
            offering.decline_wishes(
                db, menu_id, ids, reason=given.get("reason", ""), by=who, act=done
            )
            return
        into = Into(item=_number("item"), line=given.get("line", ""))
        offering.list_wishes(db, menu_id, ids, into, by=who, act=done)

    return _done(menu_id, work, words="整理好了，提愿望的人在自己手机上能看到。")


@blueprint.post("/<menu_id>/items/<int:number>/activity")
@needs(Action.ORGANISE)
def become(menu_id: str, number: int) -> AnyResponse:
    """Makes an item an activity in one step."""
    made: list[str] = []

    def work(db: Database) -> None:
        done = act(offering.SETTLED)
        made.append(outcomes.become(db, menu_id, number, by=account(), act=done).id)

    answer = _done(menu_id, work, words="办成活动的草稿了，请核对地点、加上场次，再发布。")
    if made:
        return redirect(menu_desk_view.activity_url(made[0]), code=303)
    return answer


@blueprint.post("/<menu_id>/items/<int:number>/decline")
@needs(Action.ORGANISE)
def decline(menu_id: str, number: int) -> AnyResponse:
    """Says why an item does not come about."""

    def work(db: Database) -> None:
        reason, done = request.form.get("reason", ""), act(offering.SETTLED)
        outcomes.decline(db, menu_id, number, reason=reason, by=account(), act=done)

    return _done(menu_id, work, words="原因写到结果里了。")


def _done(menu_id: str, work: Callable[[Database], None], *, words: str) -> AnyResponse:
    try:
        work(current().connections())
    except (Invalid, Refused) as error:
        return _answered(error, lambda told: _page(menu_id, error=told))
    flash(words, "told")
    return redirect(url_for("desk_menus.one", menu_id=menu_id), code=303)


def _answered(error: Invalid | Refused, page: Callable[[str], str]) -> Response:
    """The page again with what is wrong; what no page can mend is answered elsewhere."""
    if trouble_words.is_unready(error) or error.code in ("forbidden", "four_eyes"):
        raise error
    return Response(page(error.message), status=400 if isinstance(error, Invalid) else 409)


def _page(menu_id: str, *, error: str = "") -> str:
    db, who, at = current().connections(), account(), clock.now()
    with db.reading():
        menu = offering.seen(db, menu_id, by=who)
        view = menu_desk_view.page(db, menu, at=at)
        wishes = menu_wish_store.of_menu(db, menu_id)
    return render_template(
        "desk/menus/menu.html",
        **view,
        waiting=[one for one in wishes if one.state is WishState.NEW],
        sorted_out=menu_desk_view.sorted_out(menu, wishes),
        may_change=who.may(Action.ORGANISE, menu.scope),
        error=error,
        given=request.form,
    )


def _form(menu: Menu | None, *, error: str = "") -> str:
    db, who = current().connections(), account()
    if menu is not None:
        written = menu_desk_view.written(menu)
    else:
        day = clock.today()
        until = day + timedelta(days=14)
        written = {"from": f"{day}T00:00", "until": f"{until}T20:00", "choices": "2",
                   "where": f"station:{request.args.get('station', '')[:32]}"}  # fmt: skip
    return render_template(
        "desk/menus/form.html",
        menu=menu,
        grounds=_grounds(db, who) if menu is None else [],
        given={**written, **dict(request.form.items())},
        most=MOST_CHOICES,
        error=error,
    )


def _grounds(db: Database, who: Account) -> list[tuple[str, str]]:
    """For whom this account may offer a menu: stations, areas, networks."""
    asked = request.values.get("station", "")[:32]
    found = brief_store.of(db, [*who.stations_for(Action.ORGANISE), asked])
    named = [
        (f"station:{one.id}", one.name)
        for one in found.values()
        if who.may(
            Action.ORGANISE,
            Scope(areas=(one.area_code, one.district_code), station_id=one.id),
        )
    ]
    of_networks = [
        (f"network:{one.id}", one.name)
        for one in networks.every(db)
        if who.may(Action.ORGANISE, Scope(areas=(one.area_code,)))
    ]
    own = [(f"area:{code}", name) for code, name in areas(Action.ORGANISE)]
    return [*named, *own, *of_networks]


def _given() -> MenuForm:
    given = request.form
    return MenuForm(
        title=given.get("title", ""),
        words=given.get("words", "").replace("\r\n", "\n"),
        items=given.get("items", ""),
        choices=_number("choices"),
        from_at=_moment("from"),
        until_at=_moment("until"),
    )


def _number(name: str) -> int:
    return whole(request.form.get(name, "")) or 0


def _moment(name: str) -> datetime:
    try:
        found = datetime.fromisoformat(request.form.get(name, "").strip().replace(" ", "T"))
    except ValueError:
        raise Invalid("invalid.menu_moment", field=name) from None
    if found.tzinfo is not None or not date(2000, 1, 1) <= found.date() <= date(2099, 12, 31):
        raise Invalid("invalid.menu_moment", field=name)
    return found.replace(tzinfo=STATION_TIME)
