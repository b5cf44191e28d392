"""Pages on which activities are planned, published and cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.activities import activity_photo_store, activity_rules, listing_store, model, planning
from stations.activities.listing_store import STAND_WORDS, ActivityQuery, ActivityStand
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.menus import store as menus
from stations.registry.fields.coordinates import DATUM_WORDS
from stations.registry.scoping import reach_of
from stations.web import acting, clock
from stations.web.acting import act
from stations.web.desk.activities import activity_form, activity_view
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_activities", __name__, url_prefix=f"{PREFIX}/activities")

_LAST_PAGE = 10_000
_TITLES = {
    "kind": "活动类型", "title": "名称", "stations": "驿站", "place_name": "地点", "point": "坐标",
    "datum": "坐标系", "details": "介绍", "doer": "谁来办", "needs": "需要什么", "code": "口令",
}  # fmt: skip


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of activities."""
    reach = reach_of(who, Action.ORGANISE)
    late = listing_store.without_result(db, reach, now=clock.now())
    url = url_for("desk_activities.every", stand=ActivityStand.PAST.value)
    return (
        [{"words": "办完了，还没记结果", "count": len(late), "url": url, "pressing": False}]
        if (late)
        else []
    )


@blueprint.get("/")
@needs(Action.SEE)
def every() -> str:
    """The activities at stations or in areas of one's own."""
    db, who, now = current().connections(), account(), clock.now()
    reach, wanted = reach_of(who, Action.SEE), _query()
    with db.reading():
        counted = listing_store.counts(db, reach, wanted, now=now)
        found = listing_store.page(db, reach, wanted, now=now)
        rows = activity_view.rows(db, found, stand=wanted.stand, now=now)
    return render_template(
        "desk/activities/list.html",
        rows=rows,
        wanted=wanted,
        kinds=[(key, term.zh) for key, term in model.kinds().terms.items()],
        picks=[(one, STAND_WORDS[one], counted[one], one is wanted.stand) for one in ActivityStand],
        chosen={"kind": wanted.kind or None, "q": wanted.words or None,
                "station": wanted.station_id or None},
        pages=-(-counted[wanted.stand] // listing_store.PAGE),
        may_plan=who.may(Action.ORGANISE),
    )  # fmt: skip


@blueprint.get("/new")
@needs(Action.ORGANISE)
def new() -> str:
    """An empty form; what a link to it says stands in it."""
    names = ("kind", "title", "stations", "where", "details", "doer", "needs")
    given = {name: request.args[name][:2000] for name in names if request.args.get(name)}
    return _form(given)


@blueprint.post("/")
@needs(Action.ORGANISE)
def plan() -> AnyResponse:
    """Keeps a new activity as a draft."""
    db, who = current().connections(), account()
    try:
        wanted = activity_form.plan(db, request.form, by=who)
        made = planning.plan(db, wanted, by=who, act=act(planning.PLANNED))
    except (Invalid, NotFound) as error:
        return _again(error)
    flash("存好了，还没有人看得到。请添加场次，再发布。", "told")
    return redirect(url_for("desk_activities.one", activity_id=made.id), code=303)


@blueprint.get("/<activity_id>")
@needs(Action.SEE)
def one(activity_id: str) -> str:
    """An activity with its sessions, and what can be done with it."""
    return shown(activity_id)


@blueprint.get("/<activity_id>/edit")
@needs(Action.ORGANISE)
def form(activity_id: str) -> str:
    """The form of an activity as it is."""
    db = current().connections()
    found = planning.changeable(db, activity_id, by=account())
    return _form(activity_form.filled(db, found), activity=found)


@blueprint.post("/<activity_id>/edit")
@needs(Action.ORGANISE)
def change(activity_id: str) -> AnyResponse:
    """Keeps what was changed; nothing of a form that comes too late is lost."""
    db, who = current().connections(), account()
    found = planning.changeable(db, activity_id, by=who)
    try:
        wanted = activity_form.plan(db, request.form, by=who)
        over = activity_form.number(request.form, "version") or 0
        planning.change(db, activity_id, wanted, over=over, by=who, act=act(planning.CHANGED))
    except (Invalid, NotFound, Refused) as error:
        return _again(error, activity=planning.changeable(db, found.id, by=who))
    flash("改好了。", "told")
    return redirect(url_for("desk_activities.one", activity_id=activity_id), code=303)


@blueprint.post("/<activity_id>/publish")
@needs(Action.ORGANISE)
def publish(activity_id: str) -> AnyResponse:
    """Has everybody see it."""

    def work(db: Database, by: Account) -> None:
        over = activity_form.number(request.form, "version") or 0
        planning.publish(db, activity_id, over=over, by=by, act=act(planning.PUBLISHED))

    return done(activity_id, work, words="发布了，大家看得到了。")


@blueprint.post("/<activity_id>/cancel")
@needs(Action.ORGANISE)
def cancel(activity_id: str) -> AnyResponse:
    """Calls it off."""

    def work(db: Database, by: Account) -> None:
        reason = request.form.get("reason", "")
        planning.cancel(db, activity_id, reason=reason, by=by, act=act(planning.CANCELLED))

    return done(activity_id, work, words="取消了，大家会看到原因。")


@blueprint.post("/<activity_id>/discard")
@needs(Action.ORGANISE)
def discard(activity_id: str) -> AnyResponse:
    """Removes a draft."""
    db, who = current().connections(), account()
    try:
        planning.discard(db, activity_id, by=who, act=act(planning.DISCARDED))
    except Refused as error:
        return Response(shown(activity_id, error=error.message), status=409)
    flash("删掉了。", "told")
    return redirect(url_for("desk_activities.every", stand=ActivityStand.DRAFT.value), code=303)


def done(activity_id: str, work: Callable[[Database, Account], None], *, words: str) -> AnyResponse:
    """Does something with an activity, and says on its page that it was done, or why not."""
    try:
        work(current().connections(), account())
    except Invalid as error:
        return Response(shown(activity_id, error=error.message), status=400)
    except Refused as error:
        if error.code not in ("moved", "not_published", "too_many_activity_photos"):
            raise
        return Response(shown(activity_id, error=error.message), status=409)
    flash(words, "told")
    return redirect(url_for("desk_activities.one", activity_id=activity_id), code=303)


def shown(activity_id: str, *, error: str = "") -> str:
    """The page of an activity."""
    db, who, now = current().connections(), account(), clock.now()
    with db.reading():
        found = planning.seen(db, activity_id, by=who)
        view = activity_view.whole(db, found, by=who, now=now)
        photos = activity_photo_store.of_activity(db, activity_id)
        chosen = menus.of_activity(db, activity_id)
    return render_template(
        "desk/activities/activity.html",
        chosen=chosen,
        **view,
        photos=photos,
        error=error,
        given=request.form,
        longest=activity_rules.LONGEST_REASON,
        most=activity_rules.MOST_PLACES,
    )


def _again(error: Invalid | NotFound | Refused, activity: model.Activity | None = None) -> Response:
    if isinstance(error, Refused) and error.code != "moved":
        raise error
    status = 400 if isinstance(error, Invalid) else 409 if isinstance(error, Refused) else 404
    given = {**request.form.to_dict(), "ticked": " ".join(request.form.getlist("station"))}
    page = _form(given, activity=activity, error=error.message, wrong=error.field)
    return Response(page, status=status)


def _form(
    given: dict[str, str], *, activity: model.Activity | None = None, error: str = "",
    wrong: str = "",
) -> str:  # fmt: skip
    db, who = current().connections(), account()
    now = activity_form.filled(db, activity) if activity and error else {}
    return render_template(
        "desk/activities/form.html",
        it=activity,
        given=given,
        ticked=given.get("ticked", given.get("stations", "")).split(),
        differs=[
            (_TITLES[key], text) for key, text in now.items()
            if key in _TITLES and text != given.get(key, "").replace("\r\n", "\n")
        ],
        error=error,
        wrong=wrong,
        **activity_view.form_choices(db, given, by=who),
        areas=acting.areas(Action.ORGANISE),
        datums=[(datum.value, words) for datum, words in DATUM_WORDS.items()],
        longest=activity_rules,
        local=codes.full_name,
        urls={
            "place": f"{PREFIX}/assist/place",
            "outline": f"{PREFIX}/assist/outline",
            "geocode": url_for("assisting.geocode") if current().settings.geocoder else "",
        },
    )  # fmt: skip


def _query() -> ActivityQuery:
    given = request.args
    stand, kind = given.get("stand", ""), given.get("kind", "")
    if stand and stand not in set(ActivityStand):
        raise Invalid("invalid.activity_stand", field="stand")
    if kind and kind not in model.kinds():
        raise Invalid("invalid.activity_kind", field="kind")
    return ActivityQuery(
        stand=ActivityStand(stand) if stand else ActivityStand.COMING,
        kind=kind,
        words=given.get("q", "").strip()[:60],
        station_id=given.get("station", "")[:32],
        page=min(max(given.get("page", 1, type=int), 1), _LAST_PAGE),
    )
