"""Pages to take back what was done to many stations."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.errors import Invalid, Refused
from stations.registry.editing import undo_changes
from stations.registry.editing.undo_changes import Undoing
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("undo", __name__, url_prefix=f"{PREFIX}/history")

UNDONE = "batch_undone"
_LONGEST_REASON = 200


@blueprint.get("/<int:number>/undo")
@needs(Action.REVERT)
def asked(number: int) -> str:
    """What undoing would do, before it is done."""
    return _page(number, _considered(number))


@blueprint.post("/<int:number>/undo")
@needs(Action.REVERT)
def undo(number: int) -> AnyResponse:
    """Takes it back for all, or for the rest."""
    reason = request.form.get("reason", "").strip()
    without = request.form.get("without", "").split() if request.form.get("rest") == "1" else []
    found = _considered(number)
    try:
        if not 1 <= len(reason) <= _LONGEST_REASON:
            raise Invalid("invalid.why_undo", field="reason")
        done = undo_changes.undo(
            current().connections(), number, without=without, by=account(),
            act=act(UNDONE, reason=reason),
        )  # fmt: skip
    except Invalid as error:
        return Response(_page(number, found, error=error.message), status=400)
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        return Response(_page(number, found, error=refused.message), status=409)
    left = f"，{len(done.kept)} 个后来有人改过的没有动" if done.kept else ""
    flash(f"已撤销：{len(done.pairs)} 个驿站恢复到那以前{left}。", "told")
    return redirect(url_for("history.of_area"), code=303)


def _considered(number: int) -> Undoing:
    return undo_changes.considered(current().connections(), number, by=account(), act=act(UNDONE))


def _page(number: int, found: Undoing, *, error: str = "") -> str:
    return render_template(
        "desk/stations/undo.html",
        number=number,
        found=found,
        error=error,
        reason=request.form.get("reason", ""),
    )
