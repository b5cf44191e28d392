"""The ledger of give-aways: a page, a workbook, and what is left."""

from __future__ import annotations

import io

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from stations.accounts.roles import Action
from stations.errors import NotFound
from stations.giveaways import handout_store, stock_store, stock_taking, store
from stations.giveaways.model import Giveaway
from stations.moments import STATION_TIME
from stations.registry.scoping import reach_of
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.giveaways import giveaway_view
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("gift_ledger", __name__, url_prefix=f"{PREFIX}/giveaways")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/ledger")
@needs(Action.SEE)
def ledger() -> str:
    """The ledger of one give-away, or of a station and season."""
    db, who = current().connections(), account()
    with db.reading():
        found = _asked(request.args)
        ids = [one.id for one in found]
        shown = giveaway_view.ledger(
            found, stock_store.entries(db, ids), handout_store.differences(db, ids)
        )
        names = store.station_names(db, found)
        may = {one.id for one in found if stock_taking.may_edit(db, one, who)}
    return render_template(
        "desk/giveaways/ledger.html",
        **shown,
        found=[giveaway_view.row(one, names) for one in found],
        asked={name: request.args.get(name, "")[:32] for name in stock_taking.ASKED},
        may=may,
    )


@blueprint.post("/export.xlsx")
@needs(Action.SEE)
def export() -> Response:
    """The same as a workbook; that it left stands in the log."""
    db = current().connections()
    found = _asked(request.form)
    file = io.BytesIO()
    stock_taking.take(db, found, file, act=act(stock_taking.EXPORTED))
    response = Response(file.getvalue(), mimetype=_XLSX)
    name = f"giveaways-{clock.now().astimezone(STATION_TIME):%Y%m%d-%H%M}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(given: MultiDict[str, str]) -> list[Giveaway]:
    """The give-aways within reach that are asked for; NotFound where there is none."""
    db, who = current().connections(), account()
    found = store.within(
        db,
        reach_of(who, Action.SEE),
        station_id=given.get("station", "")[:32],
        season=given.get("season", "")[:20],
    )
    wanted = given.get("giveaway", "")[:32]
    found = [one for one in found if not wanted or one.id == wanted]
    if not found and (wanted or given.get("station")):
        raise NotFound("not_found.out_of_sight")
    return found
