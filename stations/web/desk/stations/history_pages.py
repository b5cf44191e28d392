"""Pages of changes and their reverting."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.errors import Invalid, NotFound, Refused
from stations.moments import STATION_TIME
from stations.registry.editing import reverting
from stations.registry.editing.undo_changes import BATCHES
from stations.registry.scoping import reach_of, scope_of
from stations.registry.stored import store
from stations.registry.views import activity
from stations.registry.views.activity import PAGE, ActivityEntry
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("history", __name__, url_prefix=PREFIX)


@blueprint.get("/history")
@needs(Action.READ_HISTORY)
def of_area() -> str:
    """What happened to the stations of one's own areas."""
    reach, db = reach_of(account(), Action.READ_HISTORY), current().connections()
    before = max(request.args.get("before", 0, type=int), 0)
    found = activity.of_area(db, reach, before=before)
    rows = [{**_row(one.deed), "count": one.count, "log": one.log} for one in found]
    further = url_for("history.of_area", before=found[-1].log) if len(found) == PAGE else ""
    return _shown(rows, further=further)


@blueprint.get("/history/<int:number>")
@needs(Action.READ_HISTORY)
def of_entry(number: int) -> str:
    """Which of one's own stations were changed at once, as by an import."""
    reach, db = reach_of(account(), Action.READ_HISTORY), current().connections()
    deeds = activity.of_entry(db, reach, number, after=request.args.get("after", "")[:32])
    if not deeds:
        raise NotFound("not_found.log_entry")
    after = deeds[-1].station_id
    further = url_for("history.of_entry", number=number, after=after) if len(deeds) == PAGE else ""
    may = account().may(Action.REVERT) and deeds[0].action in BATCHES and len(deeds) > 1
    undo = url_for("undo.asked", number=number) if may else ""
    return _shown([_row(deed) for deed in deeds], further=further, undo=undo)


@blueprint.get("/stations/<station_id>/history")
@needs(Action.READ_HISTORY)
def of_station(station_id: str) -> str:
    """All that happened to one station."""
    return _page(station_id)


@blueprint.post("/stations/<station_id>/history/<int:version>/revert")
@needs(Action.REVERT)
def revert(station_id: str, version: int) -> AnyResponse:
    """Takes one change back, as a new change."""
    reason = request.form.get("reason", "").strip()
    try:
        if not 1 <= len(reason) <= 200:
            raise Invalid("invalid.why_undo", field="reason")
        reverting.revert(
            current().connections(),
            station_id,
            version,
            by=account(),
            act=act("reverted", reason=reason),
        )
    except NotFound:
        raise
    except (Invalid, Refused) as error:
        if isinstance(error, Refused) and error.code == "forbidden":
            raise
        return Response(_page(station_id, error=error.message), status=400)
    return redirect(url_for("history.of_station", station_id=station_id), code=303)


def _shown(rows: list[dict[str, object]], *, further: str, undo: str = "") -> str:
    return render_template(
        "desk/stations/history.html",
        station=None,
        deeds=rows,
        further=further,
        undo=undo,
        error="",
    )


def _page(station_id: str, *, error: str = "") -> str:
    db, who = current().connections(), account()
    station = store.get(db, station_id)
    authorise(who, Action.READ_HISTORY, scope_of(station))
    may = who.may(Action.REVERT, scope_of(station))
    return render_template(
        "desk/stations/history.html",
        station=station,
        deeds=[
            {**_row(deed), "may_revert": may and _revertible(deed, by=who)}
            for deed in activity.of_station(db, station_id)
        ],
        further="",
        undo="",
        error=error,
    )


def _revertible(deed: ActivityEntry, *, by: Account) -> bool:
    return deed.version > 1 and reverting.may_revert(deed.keys, by=by)


def _row(deed: ActivityEntry) -> dict[str, object]:
    at = deed.at.astimezone(STATION_TIME)
    return {"deed": deed, "at": f"{at:%Y-%m-%d %H:%M}"}
