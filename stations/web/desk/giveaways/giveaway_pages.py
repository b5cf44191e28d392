"""Give-aways at the desk: list, page, form, and how each one goes on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.giveaways import arranging, handout_store, store, time_slots
from stations.giveaways.model import STATE_WORDS, DifferenceOutcome, Giveaway, GiveawayState
from stations.registry.scoping import reach_of
from stations.web import clock, error_pages
from stations.web.acting import act, areas
from stations.web.desk.giveaways import giveaway_form, giveaway_view
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_giveaways", __name__, url_prefix=f"{PREFIX}/giveaways")


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of give-aways."""
    if not who.may(Action.EDIT):
        return []
    found = store.within(db, reach_of(who, Action.EDIT))
    waiting = handout_store.differences(db, [one.id for one in found])
    open_now = [one for one in found if one.state is GiveawayState.OPEN]
    undecided = {it.giveaway_id for it in waiting if it.outcome is DifferenceOutcome.OPEN}
    told = [{"words": "正在发放物资", "count": len(open_now), "pressing": False}]
    told += [{"words": "发放的差额待定", "count": len(undecided), "pressing": True}]
    url = url_for("desk_giveaways.every")
    return [{**one, "url": url} for one in told if one["count"]]


@blueprint.get("/")
@needs(Action.SEE)
def every() -> str:
    """The give-aways within reach, the newest first; of one station or season where asked."""
    db, who = current().connections(), account()
    station, season = request.args.get("station", "")[:32], request.args.get("season", "")[:20]
    with db.reading():
        found = store.within(db, reach_of(who, Action.SEE), station_id=station, season=season)
        names = store.station_names(db, found)
    return render_template(
        "desk/giveaways/list.html",
        rows=[giveaway_view.row(one, names) for one in found],
        seasons=sorted({one.season for one in found}, reverse=True),
        season=season,
        may_make=who.may(Action.EDIT),
    )


@blueprint.get("/new")
@needs(Action.EDIT)
def new() -> str:
    """An empty form."""
    return _form(None)


@blueprint.post("/new")
@needs(Action.EDIT)
def make() -> AnyResponse:
    """Makes a give-away."""
    db, who = current().connections(), account()
    try:
        given = giveaway_form.giveaway(db, None, by=who)
        one = arranging.make(db, given, by=who, act=act(arranging.MADE))
    except Invalid as error:
        return Response(_form(None, error=error), status=400)
    flash("建好了。请先记收进的东西，再按“开始发放”。", "told")
    return redirect(url_for("desk_giveaways.one", giveaway_id=one.id), code=303)


@blueprint.get("/<giveaway_id>")
@needs(Action.SEE)
def one(giveaway_id: str) -> str:
    """What there is, who took what, and what is to be done."""
    return page(giveaway_id)


@blueprint.get("/<giveaway_id>/edit")
@needs(Action.EDIT)
def edit(giveaway_id: str) -> str:
    """The form of a give-away."""
    db = current().connections()
    return _form(arranging.found(db, giveaway_id, by=account(), action=Action.EDIT))


@blueprint.post("/<giveaway_id>/edit")
@needs(Action.EDIT)
def change(giveaway_id: str) -> AnyResponse:
    """Changes a give-away."""
    db, who = current().connections(), account()
    before = arranging.found(db, giveaway_id, by=who, action=Action.EDIT)
    try:
        given = giveaway_form.giveaway(db, before, by=who)
        arranging.change(db, given, by=who, act=act(arranging.CHANGED))
    except (Invalid, Refused) as error:
        return Response(_form(before, error=error), status=error_pages.status_of(error))
    flash("改好了。", "told")
    return redirect(url_for("desk_giveaways.one", giveaway_id=giveaway_id), code=303)


@blueprint.post("/<giveaway_id>/state")
@needs(Action.EDIT)
def set_state(giveaway_id: str) -> AnyResponse:
    """Opens or closes it."""
    db, who, wanted = current().connections(), account(), request.form.get("state", "")
    arranging.found(db, giveaway_id, by=who, action=Action.EDIT)
    if wanted not in set(GiveawayState):
        raise Invalid("invalid.giveaway_state", field="state")
    state = GiveawayState(wanted)
    done = arranging.set_state(db, giveaway_id, state, by=who, act=act(arranging.STATE_SET))
    flash(f"现在是“{STATE_WORDS[state]}”。" if done else "已经是这样了。", "told")
    return redirect(url_for("desk_giveaways.one", giveaway_id=giveaway_id), code=303)


@blueprint.post("/<giveaway_id>/givers/<giver_id>")
@needs(Action.EDIT)
def rename_giver(giveaway_id: str, giver_id: str) -> AnyResponse:
    """Calls a giver otherwise, in every row."""
    arranging.rename_giver(
        current().connections(), giveaway_id, giver_id, name=request.form.get("name", ""),
        by=account(), act=act(arranging.GIVER_RENAMED),
    )  # fmt: skip
    flash("改好了，台账里都换成了新的称呼。", "told")
    return redirect(url_for("gift_ledger.ledger", giveaway=giveaway_id), code=303)


def page(giveaway_id: str, *, error: str = "") -> str:
    """The page of a give-away, also where something on it was refused."""
    db, who = current().connections(), account()
    with db.reading():
        one = arranging.found(db, giveaway_id, by=who, action=Action.SEE)
        shown = giveaway_view.page(db, one, who)
    return render_template("desk/giveaways/giveaway.html", **shown, error=error, given=request.form)


def _form(before: Giveaway | None, *, error: Invalid | Refused | None = None) -> str:
    return render_template(
        "desk/giveaways/form.html",
        it=before,
        lines=giveaway_form.lines(before),
        activities=time_slots.choices(current().connections(), before, at=clock.now())
        if before
        else [],
        own=giveaway_form.OWN,
        areas=areas(Action.EDIT),
        error=error.message if error else "",
        wrong=error.field if error else "",
        longest=arranging.LONGEST,
        given=request.form,
        station=request.args.get("station", "")[:32],
    )
