"""Pages on which it is written what came of a session, and photos are added."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.activities import (
    activity_photos,
    model,
    planning,
    result_store,
    results,
    store,
)
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.media import intake
from stations.media.model import MOST_BYTES
from stations.signups import arrival_store
from stations.web.acting import act
from stations.web.desk.activities import activity_form, activity_pages, activity_view
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_outcomes", __name__, url_prefix=f"{PREFIX}/activities")

AT_ONCE = 6
_AROUND = 100_000


@blueprint.get("/sessions/<session_id>/result")
@needs(Action.SEE)
def lines(session_id: str) -> str:
    """What came of a session, line after line, and the form of a new line."""
    return _page(session_id)


@blueprint.post("/sessions/<session_id>/result")
@needs(Action.ORGANISE)
def write(session_id: str) -> AnyResponse:
    """Adds a line, which counts from now on."""
    db, who, given = current().connections(), account(), request.form
    planning.seen(db, store.of_session(db, session_id).activity.id, by=who)
    try:
        told = activity_form.result(given, list(model.supplies()))
        after = activity_form.number(given, "after") or 0
        results.write(db, session_id, told, after=after, by=who, act=act(results.WRITTEN))
    except (Invalid, Refused) as error:
        if isinstance(error, Refused) and error.code != "moved":
            raise
        status = 400 if isinstance(error, Invalid) else 409
        return Response(_page(session_id, error=error.message), status=status)
    flash("记下了。", "told")
    return redirect(url_for("desk_outcomes.lines", session_id=session_id), code=303)


@blueprint.post("/<activity_id>/photos")
@needs(Action.ORGANISE, most_bytes=AT_ONCE * MOST_BYTES + _AROUND)
def add_photos(activity_id: str) -> AnyResponse:
    """Adds photos that everybody sees."""
    db, who = current().connections(), account()
    if not results.may_write(db, planning.seen(db, activity_id, by=who), by=who):
        raise NotFound("not_found.activity")

    def work(db: Database, by: Account) -> None:
        files = [file for file in request.files.getlist("photo") if file.filename][:AT_ONCE]
        if not files:
            raise Invalid("invalid.activity_photo_none", field="photo")
        # One byte more than allowed tells that it is too large.
        pictures = [intake.intake(file.stream.read(MOST_BYTES + 1)) for file in files]
        for picture in pictures:
            current().photos.keep(picture)
        activity_photos.add(
            db, activity_id, pictures, caption=request.form.get("caption", ""),
            by=by, act=act(activity_photos.ADDED),
        )  # fmt: skip

    return activity_pages.done(activity_id, work, words="添加了照片。")


@blueprint.post("/<activity_id>/photos/<name>")
@needs(Action.ORGANISE)
def show_photo(activity_id: str, name: str) -> AnyResponse:
    """Takes a photo down, or puts it back."""
    shown = request.form.get("do", "") == "show"

    def work(db: Database, by: Account) -> None:
        activity_photos.show(
            db, activity_id, name, shown=shown, by=by, act=act(activity_photos.HIDDEN)
        )

    return activity_pages.done(activity_id, work, words="放回去了。" if shown else "撤下了。")


def _page(session_id: str, *, error: str = "") -> str:
    db, who = current().connections(), account()
    occasion = store.of_session(db, session_id)
    activity = planning.seen(db, occasion.activity.id, by=who)
    told = result_store.of_sessions(db, [session_id]).get(session_id, [])
    last = told[0] if told else None
    counts = dict(last.supplies) if last else {}
    came = arrival_store.turnouts(db, [session_id]).get(session_id)
    people = last.people if last else came.people if came else None
    given = {
        "people": "" if people is None else str(people),
        "words": last.words if last else "",
        **{f"supply_{key}": str(counts.get(key, "")) for key in model.supplies()},
    }
    return render_template(
        "desk/activities/result.html",
        it=activity,
        session=occasion.session,
        came=came,
        when=activity_view.when(occasion.session),
        lines=[activity_view.outcome(one) for one in told],
        after=last.number if last else 0,
        supplies=list(model.supplies().items()),
        given={**given, **request.form.to_dict()} if error else given,
        may_write=results.may_write(db, activity, by=who) and not occasion.off,
        longest=results.LONGEST_WORDS,
        error=error,
    )
