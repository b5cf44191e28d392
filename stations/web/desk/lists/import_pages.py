"""Pages to import a list after a look at it."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid, NotFound, Refused
from stations.geo.point import Datum
from stations.registry.jobs import job_store, list_jobs
from stations.registry.jobs.job_store import JobKind
from stations.registry.jobs.list_jobs import JobWish
from stations.registry.lists import blank_list, importing, upload_store, uploads
from stations.registry.lists.columns import meaning
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.lists.uploads import Agreed, RowAnswers
from stations.tables.model import FILE_BYTES
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.lists import job_pages, preview_map, row_choices
from stations.web.desk.lists import preview_view as showing
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("importing", __name__, url_prefix=f"{PREFIX}/imports")

_MOST_BYTES = FILE_BYTES + 500_000
"""A little above what is read, so that a file just too large is told so in words."""
_PAGE = 30
_MOST_SHEETS = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@needs(Action.IMPORT)
def every() -> str:
    """The imports of one's areas, and the form for another one."""
    return _list()


@blueprint.post("")
@needs(Action.IMPORT, most_bytes=_MOST_BYTES)
def upload() -> AnyResponse:
    """Keeps an upload and shows what it would do; a file that can't be used is told why."""
    try:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid("invalid.file_required", field="file")
        data, name = sent.stream.read(FILE_BYTES + 1), sent.filename
        terms = Terms(datum=_datum(), area=_area())
        db, by = current().connections(), account()
        if len(data) <= FILE_BYTES and list_jobs.is_large(data):
            staged_id = uploads.keep(db, data, name=name, terms=terms, by=by, at=clock.now())
            return _judged_beside(staged_id, area=terms.area)
        staged_id, plan = uploads.stage(
            db, data, name=name, terms=terms, by=by, act=act(importing.IMPORTED)
        )
    except Invalid as error:
        return Response(_list(error=error.message), status=400)
    if not staged_id:
        words = f"“{showing.short(plan.file_name)}”不能导入：{showing.message(plan)}"
        return Response(_list(error=words), status=400)
    return redirect(url_for("importing.preview", staged_id=staged_id), code=303)


@blueprint.get("/template.xlsx")
@needs(Action.IMPORT)
def template() -> Response:
    """An empty list for streets to fill in."""
    file = io.BytesIO()
    blank_list.write(_area(request.args.get("area")), file)
    response = Response(file.getvalue(), mimetype=_XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="stations-template.xlsx"'
    return response


@blueprint.get("/staged/<staged_id>")
@needs(Action.IMPORT)
def preview(staged_id: str) -> AnyResponse:
    """What an upload would do; while that is worked out, the page that follows it."""
    job = list_jobs.going_about(current().connections(), staged_id)
    if job is not None:
        return redirect(url_for("import_job.one", job_id=job.id), code=303)
    return Response(_preview(staged_id, error=_refusal(staged_id)))


def _refusal(staged_id: str) -> str:
    """Why the last import of an upload asks once more; '' where none does."""
    job = job_store.newest_of(current().connections(), staged_id)
    return job_pages.message(job) if job is not None and job.outcome.get("asks") else ""


def _judged_beside(staged_id: str, *, area: str) -> AnyResponse:
    return job_pages.followed(JobWish(kind=JobKind.JUDGE, subject=staged_id, area=area))


@blueprint.get("/staged/<staged_id>/places")
@needs(Action.IMPORT)
def places(staged_id: str) -> Response:
    """The new and the moved points, for the map of the preview."""
    _, plan = _planned(staged_id)
    return preview_map.places(plan)


@blueprint.post("/staged/<staged_id>/terms")
@needs(Action.IMPORT)
def take(staged_id: str) -> AnyResponse:
    """Takes an upload under other terms: datum, sheet, columns, area."""
    titles, keys = request.form.getlist("title"), request.form.getlist("key")
    datum = _datum()
    if datum and request.form.get("datum_by") == "stated":
        keys = [meaning.stated(key, datum) for key in keys]
    terms = Terms(
        datum=datum,
        area=_area(),
        sheets=_sheets(),
        mapping=dict(zip(titles, keys, strict=False)),
    )
    db, by = current().connections(), account()
    if not uploads.take(db, staged_id, terms, is_large=list_jobs.is_large, by=by, at=clock.now()):
        return _judged_beside(staged_id, area=terms.area)
    return redirect(url_for("importing.preview", staged_id=staged_id), code=303)


@blueprint.post("/staged/<staged_id>/rows")
@needs(Action.IMPORT)
def answer(staged_id: str) -> AnyResponse:
    """Takes what a person says of single rows: in, left out, or which station one is."""
    found, plan = _planned(staged_id)
    try:
        is_judged = uploads.answer(
            current().connections(),
            staged_id,
            RowAnswers(
                rows=row_choices.given(request.form, plan, found.terms),
                removed=request.form.get("removed", ""),
            ),
            is_large=list_jobs.is_large,
            by=account(),
            at=clock.now(),
        )
    except Invalid as error:
        return Response(_preview(staged_id, error=error.message), status=400)
    if not is_judged:
        return _judged_beside(staged_id, area=found.terms.area)
    flash("按您选的重新核对了，还没有导入。", "told")
    return redirect(url_for("importing.preview", staged_id=staged_id), code=303)


@blueprint.post("/staged/<staged_id>/apply")
@needs(Action.IMPORT)
def apply(staged_id: str) -> AnyResponse:
    """Imports what was seen, in one transaction."""
    form = request.form
    agreed = Agreed(
        likeness=form.get("likeness", ""),
        confirmed=form.get("confirmed") == "1",
        good_rows=form.get("good_rows") == "1",
    )
    area = upload_store.area_where(
        current().connections(), staged_id, account_id=account().id, holds=list_jobs.is_large
    )
    if area is not None:
        return _imported_beside(staged_id, agreed, area=area)
    try:
        import_id = uploads.apply(
            current().connections(), staged_id, agreed, by=account(), act=act(importing.IMPORTED)
        )
    except Invalid as error:
        asked = error.code == "not_agreed"
        words = "还没有勾选同意。请看完上面的提示，勾选后再导入。" if asked else error.message
        return Response(_preview(staged_id, error=words), status=400)
    except Refused as refused:
        if not isinstance(refused, uploads.Changed) and refused.code != "stale_plan":
            raise
        words = "您看的时候，驿站被别人改过，还没有导入。下面是重新核对的结果，请再看一遍。"
        return Response(_preview(staged_id, error=words), status=409)
    flash("已导入。", "told")
    return redirect(url_for("import_past.one", import_id=import_id), code=303)


def _imported_beside(staged_id: str, agreed: Agreed, *, area: str) -> AnyResponse:
    wish = JobWish(kind=JobKind.IMPORT, subject=staged_id, area=area, given=asdict(agreed))
    return job_pages.followed(wish)


@blueprint.post("/staged/<staged_id>/discard")
@needs(Action.IMPORT)
def discard(staged_id: str) -> AnyResponse:
    """Gives an upload up."""
    uploads.discard(current().connections(), staged_id, by=account(), at=clock.now())
    flash("没有导入，上传的文件已删除。", "told")
    return redirect(url_for("importing.every"), code=303)


def _list(*, error: str = "") -> str:
    db, who = current().connections(), account()
    areas = who.areas_for(Action.IMPORT)
    page = max(1, request.args.get("page", 1, type=int))
    number = upload_store.count(db, areas)
    rows = upload_store.imports(db, areas, limit=_PAGE, offset=(min(page, 10_000) - 1) * _PAGE)
    return render_template(
        "desk/lists/imports.html",
        error=error,
        rows=[showing.past(row) for row in rows],
        waiting=[
            {**row, "when": showing.when(row["at"])}
            for row in upload_store.waiting(db, account_id=who.id, at=clock.now())
        ],
        going=[job_pages.line(one) for one in list_jobs.going_for(db, by=who)],
        number=number,
        page=page,
        last=max(1, -(-number // _PAGE)),
        areas=showing.areas(areas, request.form.get("area", "")),
        datums=showing.datums(request.form.get("datum", "none")),
    )


def _preview(staged_id: str, *, error: str = "") -> str:
    found, plan = _planned(staged_id)
    part = request.args.get("part", "")
    given: dict[str, Any] = {
        "datums": showing.datums(found.terms.datum.value if found.terms.datum else ""),
        "areas": showing.areas_of(plan, account().areas_for(Action.IMPORT), found.terms.area),
        "sheets": showing.sheets(plan, found.terms),
        "titles": showing.titles(plan),
        "datum_differs": showing.datum_differs(plan),
        "ground": showing.ground(current().settings),
    }
    return render_template(
        "desk/lists/preview.html",
        error=error,
        staged=found,
        plan=plan,
        is_current=uploads.is_current(current().connections(), plan),
        told=showing.told(plan),
        parts=showing.parts(
            plan,
            part,
            page=max(1, request.args.get("page", 1, type=int)),
            choices=row_choices.Choices(current().connections(), plan, found.terms),
        ),
        removed=row_choices.removed(found.terms) if plan.asks_removed else None,
        whole=part,
        likeness=plan.likeness(),
        **given,
    )


def _planned(staged_id: str) -> tuple[upload_store.Staged, ImportPlan]:
    db = current().connections()
    is_large = list_jobs.is_large
    return uploads.planned(db, staged_id, is_large=is_large, by=account(), at=clock.now())


def _area(given: str | None = None) -> str:
    """The area that is written to: one of those in which this account may import, or a part."""
    mine = account().areas_for(Action.IMPORT)
    words = request.form.get("area") if given is None else given
    if words is None or (not words and "" not in mine):
        return mine[0]
    if words not in mine:
        authorise(account(), Action.IMPORT, Scope(areas=(words,)))
        if codes.by_code(words) is None:
            raise NotFound("not_found.out_of_sight")
    return words


def _sheets() -> tuple[str, ...]:
    """The sheets that are ticked; none where there is nothing to tick."""
    return tuple(name[:100] for name in request.form.getlist("sheet")[:_MOST_SHEETS])


def _datum() -> Datum | None:
    words = request.form.get("datum", "")
    if not words:
        return None
    try:
        return Datum(words)
    except ValueError:
        raise Invalid("invalid.datum_choice", field="datum") from None
