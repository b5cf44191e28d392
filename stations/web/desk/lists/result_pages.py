"""Pages of past imports and their undoing."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Scope, authorise
from stations.accounts.roles import Action
from stations.errors import Invalid, Refused
from stations.registry.editing.undo_changes import Undoing
from stations.registry.lists import undo_import, upload_store
from stations.web.acting import act
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
    return render_template(
        "desk/lists/import.html",
        it=showing.past(row),
        report=row["report"],
        left=undo_import.left(db, row),
    )


@blueprint.get("/<import_id>/undo")
@needs(Action.REVERT)
def asked(import_id: str) -> str:
    """What undoing would do, before it is done."""
    return _page(import_id, _considered(import_id))


@blueprint.post("/<import_id>/undo")
@needs(Action.REVERT)
def undo(import_id: str) -> AnyResponse:
    """Takes a whole import back."""
    reason = request.form.get("reason", "").strip()
    without = request.form.get("without", "").split() if request.form.get("rest") == "1" else []
    try:
        if not 1 <= len(reason) <= _LONGEST_REASON:
            raise Invalid("invalid.why_undo", field="reason")
        done = undo_import.undo(
            current().connections(),
            import_id,
            without=without,
            by=account(),
            act=act(UNDONE, reason=reason),
        )
    except Invalid as error:
        return Response(_page(import_id, _considered(import_id), error=error.message), status=400)
    except Refused as refused:
        if refused.code == "undone":
            return redirect(url_for("import_past.one", import_id=import_id), code=303)
        if refused.code not in _ASKED_AGAIN:
            raise
        page = _page(import_id, _considered(import_id), error=refused.message)
        return Response(page, status=409)
    left = f"，{len(done.kept)} 个后来有人改过的没有动" if done.kept else ""
    flash(f"已撤销这次导入：{len(done.pairs)} 个驿站恢复到导入之前{left}。", "told")
    return redirect(url_for("import_past.one", import_id=import_id), code=303)


def _considered(import_id: str) -> Undoing:
    return undo_import.considered(current().connections(), import_id, by=account(), act=act(UNDONE))


def _page(import_id: str, found: Undoing, *, error: str = "") -> str:
    row = upload_store.import_of(current().connections(), import_id)
    return render_template(
        "desk/lists/undo.html",
        it=showing.past(row),
        found=found,
        back=len(found.pairs) - found.new,
        error=error,
        reason=request.form.get("reason", ""),
    )
