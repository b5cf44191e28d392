"""Pages on which sessions are added, repeated, moved and cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.activities import activity_rules, planning, repeating, session_changes, store
from stations.activities.repeating import ON_SPECIAL_DAY_WORDS, WEEKDAY_WORDS
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.registry.stored import holiday_store
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.activities import activity_form, activity_pages, activity_view
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_sessions", __name__, url_prefix=f"{PREFIX}/activities")

_PARTS = 400
"""Of a form with a tick for each day of a repetition."""


@blueprint.post("/<activity_id>/sessions")
@needs(Action.ORGANISE)
def add(activity_id: str) -> AnyResponse:
    """Adds one session."""

    def work(db: Database, by: Account) -> None:
        wanted = [activity_form.session(request.form)]
        session_changes.add(db, activity_id, wanted, by=by, act=act(session_changes.ADDED))

    return activity_pages.done(activity_id, work, words="添加了一场。")


@blueprint.get("/<activity_id>/repeat")
@needs(Action.ORGANISE)
def repeat(activity_id: str) -> str:
    """A form of a repetition, and every day that it comes to; nothing is made yet."""
    return _repeat(activity_id, request.args)


@blueprint.post("/<activity_id>/repeat")
@needs(Action.ORGANISE, most_parts=_PARTS)
def make(activity_id: str) -> AnyResponse:
    """Adds a session on each day that is ticked."""
    db, who, given = current().connections(), account(), request.form
    try:
        wanted = repeating.plans(
            activity_form.days(given),
            activity_form.repeat(given),
            capacity=activity_form.number(given, "capacity"),
            waiting=activity_form.number(given, "waiting") or 0,
            opens=activity_form.opens_before(given),
        )
        if not wanted:
            raise Invalid("invalid.repeat_none_ticked", field="held")
        made = session_changes.add(db, activity_id, wanted, by=who, act=act(session_changes.ADDED))
    except Invalid as error:
        return Response(_repeat(activity_id, given, error=error.message), status=400)
    flash(f"添加了 {len(made)} 场。", "told")
    return redirect(url_for("desk_activities.one", activity_id=activity_id), code=303)


@blueprint.get("/sessions/<session_id>")
@needs(Action.ORGANISE)
def form(session_id: str) -> str:
    """The form of a session as it is."""
    return _form(session_id)


@blueprint.post("/sessions/<session_id>")
@needs(Action.ORGANISE)
def change(session_id: str) -> AnyResponse:
    """Moves or changes it, calls it off, or removes it from a draft."""
    deed = _DEEDS.get(request.form.get("do", ""))
    if deed is None:
        raise Invalid("invalid.batch_deed", field="do")
    db, who = current().connections(), account()
    activity_id = store.of_session(db, session_id).activity.id
    planning.changeable(db, activity_id, by=who)
    work, words = deed
    try:
        work(db, session_id, who)
    except (Invalid, Refused) as error:
        if isinstance(error, Refused) and error.code not in ("moved", "not_published"):
            raise
        status = 400 if isinstance(error, Invalid) else 409
        return Response(_form(session_id, error=error.message), status=status)
    flash(words, "told")
    return redirect(url_for("desk_activities.one", activity_id=activity_id), code=303)


def _change(db: Database, session_id: str, by: Account) -> None:
    doing = act(session_changes.CHANGED, reason=request.form.get("reason", ""))
    over = activity_form.number(request.form, "version") or 0
    wanted = activity_form.session(request.form)
    session_changes.change(db, session_id, wanted, over=over, by=by, act=doing)


def _cancel(db: Database, session_id: str, by: Account) -> None:
    reason = request.form.get("reason", "")
    session_changes.cancel(db, session_id, reason=reason, by=by, act=act(session_changes.CANCELLED))


def _drop(db: Database, session_id: str, by: Account) -> None:
    session_changes.drop(db, session_id, by=by, act=act(session_changes.DROPPED))


_DEEDS: dict[str, tuple[Callable[[Database, str, Account], None], str]] = {
    "change": (_change, "改好了，大家看到的就是新的。"),
    "cancel": (_cancel, "这一场取消了，大家会看到原因。"),
    "drop": (_drop, "删掉了这一场。"),
}


def _form(session_id: str, *, error: str = "") -> str:
    db, who = current().connections(), account()
    occasion = store.of_session(db, session_id)
    planning.changeable(db, occasion.activity.id, by=who)
    told: dict[str, Any] = activity_form.session_filled(occasion.session)
    return render_template(
        "desk/activities/session.html",
        it=occasion.activity,
        line=activity_view.line(db, occasion.session, (), now=clock.now()),
        given={**told, **request.form.to_dict()} if error else told,
        error=error,
        longest=activity_rules.LONGEST_REASON,
        most=activity_rules.MOST_PLACES,
    )


def _repeat(activity_id: str, given: MultiDict[str, str], *, error: str = "") -> str:
    db, who = current().connections(), account()
    activity = planning.changeable(db, activity_id, by=who)
    laid, hours = list[repeating.LaidDay](), 0.0
    if given.get("first") and not error:
        try:
            wanted = activity_form.repeat(given)
            laid = repeating.laid_out(wanted, holiday_store.calendar(db))
            hours = repeating.hours(laid, wanted)
        except Invalid as refused:
            error = refused.message
    today = clock.today()
    return render_template(
        "desk/activities/repeat.html",
        it=activity,
        given=given,
        weekdays=given.getlist("weekday"),
        weekday_words=list(enumerate(WEEKDAY_WORDS)),
        special=[(one.value, words) for one, words in ON_SPECIAL_DAY_WORDS.items()],
        terms=_terms(today),
        laid=laid,
        held=sum(1 for one in laid if one.held_on),
        unknown=any(one.unknown for one in laid),
        hours=hours,
        error=error,
        most=activity_rules.MOST_PLACES,
    )  # fmt: skip


def _terms(today: date) -> list[tuple[repeating.ClassTerm, date, date]]:
    """The terms that go on or come next, each with what is left of its days."""
    found = [
        (term, *term.span(year))
        for year in (today.year, today.year + 1)
        for term in repeating.terms().values()
    ]
    tomorrow = today + timedelta(days=1)
    left = [(term, max(first, tomorrow), last) for term, first, last in found if last > today]
    return left[:3]
