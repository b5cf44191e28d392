"""Pages to take in a list of stars that stations had before."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.stars.earlier import star_list_import, star_list_store
from stations.tables.model import FILE_BYTES
from stations.web import error_pages
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("star_lists", __name__, url_prefix=f"{PREFIX}/star-lists")

_MOST_BYTES = FILE_BYTES + 500_000
_SHOWN = 500


@blueprint.get("/")
@needs(Action.RUN_CYCLE)
def every() -> str:
    """The form for a list, and the lists that were taken in."""
    return _form()


@blueprint.post("/")
@needs(Action.RUN_CYCLE, most_bytes=_MOST_BYTES)
def upload() -> AnyResponse:
    """Keeps a list for a look."""
    try:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid("invalid.file_required", field="file")
        data, area = sent.stream.read(FILE_BYTES + 1), request.form.get("area", "")[:12]
        made = star_list_import.stage(
            current().connections(), data, name=sent.filename, area=area, by=account(),
            act=act(star_list_import.LISTED),
        )  # fmt: skip
    except (Invalid, Refused) as error:
        if error_pages.status_of(error) == 403:
            raise
        return Response(_form(error=error.message), status=400)
    return redirect(url_for("star_lists.one", list_id=made.id), code=303)


@blueprint.get("/<list_id>")
@needs(Action.RUN_CYCLE)
def one(list_id: str) -> str:
    """What taking a list in would do, or did."""
    return _page(list_id)


@blueprint.post("/<list_id>/apply")
@needs(Action.RUN_CYCLE)
def apply(list_id: str) -> AnyResponse:
    """Takes a list in."""
    wanted = request.form.get("wanted", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 0
    try:
        star_list_import.apply(
            current().connections(), list_id, wanted=number, by=account(),
            act=act(star_list_import.LISTED),
        )  # fmt: skip
    except (Invalid, Refused) as error:
        if error_pages.status_of(error) in (403, 503):
            raise
        return Response(_page(list_id, error=error.message), status=error_pages.status_of(error))
    flash("登记好了。有效期到了的，在“复核”里提出来。", "told")
    return redirect(url_for("star_lists.one", list_id=list_id), code=303)


@blueprint.post("/<list_id>/undo")
@needs(Action.RUN_CYCLE)
def undo(list_id: str) -> AnyResponse:
    """Takes a list back."""
    db = current().connections()
    try:
        back = star_list_import.undo(db, list_id, by=account(), act=act(star_list_import.UNLISTED))
    except Refused as error:
        if error_pages.status_of(error) in (403, 503):
            raise
        return Response(_page(list_id, error=error.message), status=409)
    flash(f"撤销了 {back.count} 个驿站的登记。", "told")
    if back.left:
        names = "、".join(f"“{name}”" for name in back.left[:5])
        flash(f"{names}等 {len(back.left)} 个驿站的星级后来改过，没有动。", "told")
    return redirect(url_for("star_lists.one", list_id=list_id), code=303)


def _form(*, error: str = "") -> str:
    who = account()
    mine = [
        one for one in star_list_store.taken(current().connections())
        if who.may(Action.RUN_CYCLE, Scope(areas=(one.area,)))
    ]  # fmt: skip
    areas = [(code, codes.path(code)) for code in who.areas_for(Action.RUN_CYCLE) if code]
    return render_template(
        "desk/cycles/star_lists.html",
        lists=[(one, china_day(one.at)) for one in mine],
        areas=areas,
        error=error,
        given=request.form,
    )


def _page(list_id: str, *, error: str = "") -> str:
    it, found = star_list_import.seen(
        current().connections(), list_id, by=account(), act=act(star_list_import.LISTED)
    )
    good = [one for one in found if one.award is not None]
    return render_template(
        "desk/cycles/star_list.html",
        it=it,
        place=codes.path(it.area),
        good=good,
        bad=[one for one in found if one.problem is not None],
        shown=_SHOWN,
        taken=it.applied_at is not None,
        error=error,
    )
