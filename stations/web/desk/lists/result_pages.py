"""Pages of past imports and their undoing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Scope, authorise
from stations.accounts.roles import Action
from stations.db.base import Row
from stations.errors import Invalid, Refused
from stations.registry.jobs import job_store, list_jobs
from stations.registry.jobs.job_store import JobKind
from stations.registry.jobs.list_jobs import JobWish
from stations.registry.lists import undo_import, upload_store
from stations.reports import import_reports
from stations.web.acting import act, told
from stations.web.desk.lists import job_pages
from stations.web.desk.lists import preview_view as showing
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("import_past", __name__, url_prefix=f"{PREFIX}/imports")

UNDONE = "import_undone"
_LONGEST_REASON = 200
_ASKED_AGAIN = frozenset({"edited", "nothing_stored"})


@blueprint.get("/<import_id>")
@needs(Action.IMPORT)
def one(import_id: str) -> str:
    """One import: what it did, and what it could not do."""
    db = current().connections()
    row = upload_store.import_of(db, import_id)
    authorise(account(), Action.IMPORT, Scope(areas=(row["area"],)))
    report = row["report"]
    return render_template(
        "desk/lists/import.html",
        it=showing.past(row),
        report={**report, "rejected": import_reports.told(report, "rejected")},
        left=undo_import.left(db, row),
    )


@blueprint.get("/<import_id>/undo")
@needs(Action.REVERT)
def asked(import_id: str) -> AnyResponse:
    """What undoing would do, before it is done."""
    job = list_jobs.going_about(current().connections(), import_id)
    if job is not None:
        return redirect(url_for("import_job.one", job_id=job.id), code=303)
    return Response(_page(import_id))


@blueprint.post("/<import_id>/undo")
@needs(Action.REVERT)
def undo(import_id: str) -> AnyResponse:
    """Takes a whole import back."""
    reason = request.form.get("reason", "").strip()
    without = request.form.get("without", "").split() if request.form.get("rest") == "1" else []
    if not 1 <= len(reason) <= _LONGEST_REASON:
        error = Invalid("invalid.why_undo", field="reason")
        return Response(_page(import_id, error=error.message), status=400)
    try:
        row = _row(import_id)
        if _is_large(row):
            return _undone_beside(row, reason=told(reason))
        done = undo_import.undo(
            current().connections(),
            import_id,
            without=without,
            by=account(),
            act=act(UNDONE, reason=reason),
        )
    except Refused as refused:
        if refused.code == "undone":
            return redirect(url_for("import_past.one", import_id=import_id), code=303)
        if refused.code not in _ASKED_AGAIN:
            raise
        return Response(_page(import_id, error=refused.message), status=409)
    left = f"，{len(done.kept)} 个后来有人改过的没有动" if done.kept else ""
    flash(f"已撤销这次导入：{len(done.pairs)} 个驿站恢复到导入之前{left}。", "told")
    return redirect(url_for("import_past.one", import_id=import_id), code=303)


def _undone_beside(row: Row, *, reason: str) -> AnyResponse:
    agreed = _tried(row).get("kept", ()) if request.form.get("rest") == "1" else ()
    given = {"without": [station_id for station_id, _, _ in agreed], "reason": reason}
    return job_pages.followed(
        JobWish(kind=JobKind.UNDO, subject=row["id"], area=row["area"], given=given)
    )


def _tried(row: Row) -> Mapping[str, Any]:
    """What came of the last try to undo a large import, where a person is to decide."""
    job = job_store.newest_of(current().connections(), row["id"])
    if job is None or job.kind is not JobKind.UNDO or not job.outcome.get("asks"):
        return {}
    reason = job.given.get("reason", "")
    return {**job.outcome, "message": job_pages.message(job), "reason": reason}


def _row(import_id: str) -> Row:
    return upload_store.import_of(current().connections(), import_id)


def _is_large(row: Row) -> bool:
    changed = row["report"]["added"] + row["report"]["changed"]
    return bool(changed >= list_jobs.LARGE_UNDOING)


def _page(import_id: str, *, error: str = "") -> str:
    row = _row(import_id)
    given = _foretold(row) if _is_large(row) else _considered(import_id)
    return render_template(
        "desk/lists/undo.html",
        it=showing.past(row),
        error=error or given.get("message", ""),
        reason=request.form.get("reason", "") or given.get("reason", ""),
        **{name: given[name] for name in ("kept", "new", "back", "count", "is_sure")},
    )


def _considered(import_id: str) -> dict[str, Any]:
    """What undoing does, station by station."""
    found = undo_import.considered(
        current().connections(), import_id, by=account(), act=act(UNDONE)
    )
    kept = [(one.station_id, one.name, one.why.message) for one in found.kept]
    back, count = len(found.pairs) - found.new, len(found.pairs)
    return {"kept": kept, "new": found.new, "back": back, "count": count, "is_sure": True}


def _foretold(row: Row) -> dict[str, Any]:
    """What undoing a large import does, as far as that is known without looking at each station.

    What was found in the way when it was tried is asked now.
    """
    undo_import.refuse_undone(current().connections(), row, by=account())
    tried = _tried(row)
    kept = [(one, name, import_reports.sentence(why)) for one, name, why in tried.get("kept", ())]
    report = row["report"]
    return {
        "kept": kept,
        "new": report["added"],
        "back": report["changed"],
        "count": report["added"] + report["changed"] - len(kept),
        "is_sure": False,
        "message": tried.get("message", ""),
        "reason": tried.get("reason", ""),
    }
