"""Who signed up for a session: masked, counted, one cancelled for a reason, taken to the door."""

from __future__ import annotations

import io
from collections import Counter

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.activities import planning
from stations.activities import store as activities
from stations.activities.model import Occasion
from stations.audit import log
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_text
from stations.signups import desk_list, phone_erasure, store
from stations.signups.desk_list import Listed
from stations.signups.model import STATE_WORDS, SignUpState
from stations.tables.file_writing import write_csv
from stations.web import clock, error_pages
from stations.web.acting import LONGEST_REASON, act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current
from stations.web.voice import signup_view

blueprint = Blueprint("desk_signups", __name__, url_prefix=f"{PREFIX}/signups")

_COLUMNS = ("序号", "称呼", "手机号", "状态", "报名时间", "到场")


@blueprint.get("/erase")
@needs(Action.ORGANISE)
def asked_to_erase() -> str:
    """The form for somebody who asks by telephone to be forgotten."""
    return render_template("desk/signups/erase.html", error="")


@blueprint.post("/erase")
@needs(Action.ORGANISE)
def erase() -> AnyResponse:
    """Removes the sign-ups of a number in one's own area; the number is written down nowhere."""
    try:
        count = phone_erasure.erase(
            current().connections(),
            request.form.get("phone", "")[:40],
            cipher=current().people,
            act=act(phone_erasure.ACTION),
            by=account(),
        )
    except Invalid as error:
        page = render_template("desk/signups/erase.html", error=error.message)
        return Response(page, status=400)
    found = f"删掉了这个号码的 {count} 个报名，空出的名额给了下一位。"
    flash(found if count else "您负责的场次里没有这个号码的报名。", "told")
    return redirect(url_for("desk_signups.asked_to_erase"), code=303)


@blueprint.get("/<session_id>")
@needs(Action.ORGANISE)
def every(session_id: str) -> str:
    """The sign-ups of a session in the order in which they came."""
    return _page(session_id)


@blueprint.post("/<session_id>/<signup_id>/cancel")
@needs(Action.ORGANISE)
def cancel(session_id: str, signup_id: str) -> AnyResponse:
    """Cancels one; the next moves up."""
    db = current().connections()
    _organised(session_id)
    signup = store.get(db, signup_id)
    if signup.session_id != session_id:
        raise NotFound("not_found.signup")
    doing = act(desk_list.CANCELLED, reason=request.form.get("reason", ""))
    try:
        desk_list.cancel(db, signup, act=doing)
    except (Invalid, Refused) as error:
        status = error_pages.status_of(error)
        if status >= 500:
            raise
        return Response(_page(session_id, error=error.message), status=status)
    flash("取消了，名额给了下一位。", "told")
    return redirect(url_for("desk_signups.every", session_id=session_id), code=303)


@blueprint.post("/<session_id>/list.csv")
@needs(Action.ORGANISE)
def take(session_id: str) -> Response:
    """The list for the door, without what was cancelled; numbers are masked."""
    db, found = current().connections(), _organised(session_id)
    lines = desk_list.listed(db, session_id, cipher=current().people)
    with db.writing() as tx:
        log.append(
            tx,
            act=act("signups_exported"),
            subject=f"session:{session_id}",
            area=found.activity.area_code,
            body={"values": len(lines)},
        )
    file = io.BytesIO()
    write_csv(
        [
            (str(one.signup.number), one.name, one.phone, one.words, china_text(one.signup.at), "")
            for one in lines
            if one.active
        ],
        columns=_COLUMNS,
        file=file,
    )
    answer = Response(file.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="signups-{session_id}.csv"'
    return answer


def _organised(session_id: str) -> Occasion:
    """The session, for somebody who may change it; NotFound else."""
    db = current().connections()
    found = activities.of_session(db, session_id)
    if not planning.may_organise(db, found.activity, by=account()):
        raise NotFound("not_found.signup_session")
    return found


def _page(session_id: str, *, error: str = "") -> str:
    db = current().connections()
    with db.reading():
        found = _organised(session_id)
        lines = desk_list.listed(db, session_id, cipher=current().people)
    session, counts = found.session, Counter(one.signup.state for one in lines)
    return render_template(
        "desk/signups/signup_list.html",
        title=found.activity.title,
        session_id=session_id,
        when=signup_view.span(session.starts_at, session.ends_at),
        public=found.activity.state.value != "draft",
        capacity=session.capacity,
        counts=[(STATE_WORDS[one], counts[one]) for one in SignUpState if counts[one]],
        rows=[_row(one) for one in lines],
        error=error,
        longest=LONGEST_REASON,
    )


def _row(one: Listed) -> dict[str, object]:
    due = one.signup.confirm_by
    return {
        "it": one,
        "at": china_text(one.signup.at),
        "due": signup_view.moment(due) if due else "",
        "late": due is not None and due <= clock.now(),
    }
