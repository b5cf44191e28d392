"""Pages to change or make a station."""

from __future__ import annotations

import re

import orjson
from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid
from stations.geo import coordinate_text, frames
from stations.registry.editing import duplicates, form_values, saving, station_form
from stations.registry.editing.saving import Saved, Sent
from stations.registry.editing.station_form import Unfit
from stations.registry.entries import merging
from stations.registry.fields import INPUTS, terms
from stations.registry.fields.field import Control
from stations.registry.scoping import reach_of
from stations.web.acting import act
from stations.web.desk.stations import form_pages, form_view
from stations.web.desk.stations.form_words import input_of, messages, title
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("editing", __name__, url_prefix=f"{PREFIX}/stations")

_ID = re.compile(r"[a-z2-7]{12}")
_CHOOSE = "choose-"


@blueprint.get("/<station_id>/edit")
@needs(Action.EDIT)
def form(station_id: str) -> str:
    """The form of a station as it is stored."""
    station = saving.found(current().connections(), station_id, by=account())
    values = form_values.values(station)
    return form_pages.whole(station, Sent(base=values, mine=values))


@blueprint.post("/<station_id>/edit")
@needs(Action.EDIT)
def save(station_id: str) -> AnyResponse | str:
    """Saves it; what others changed meanwhile is kept, and where both did, one chooses."""
    db, sent = current().connections(), _sent()
    if request.form.get("go") == "form":
        return form_pages.whole(saving.found(db, station_id, by=account()), sent)
    try:
        saved = saving.save(
            db,
            station_id,
            sent,
            by=account(),
            act=act("edited", reason=request.form.get("why", "")),
        )
    except Unfit as unfit:
        station = saving.found(db, station_id, by=account())
        return Response(form_pages.whole(station, sent, problems=messages(unfit)), status=400)
    if saved.collisions:
        return Response(form_pages.conflict(saved, sent), status=409)
    if saved.likes or saved.far:
        page = form_pages.whole(saved.station, sent, likes=saved.likes, far=saved.far)
        return Response(page, status=409)
    _tell(saved)
    return redirect(url_for("editing.form", station_id=station_id), code=303)


@blueprint.get("/new")
@needs(Action.CREATE)
def fresh() -> str:
    """An empty form. Where somebody keeps one area only, it is filled in."""
    areas = account().areas_for(Action.CREATE)
    named = codes.by_code(areas[0]) if len(areas) == 1 else None
    own = named.code if named and named.level in ("district", "zone", "street") else ""
    mine = {"area_code": own[:6], "street": own if len(own) > len("370102") else ""}
    sent = Sent(base=form_values.NOTHING, mine=mine)
    return form_pages.new(merging.new_id(), sent)


@blueprint.post("/new")
@needs(Action.CREATE)
def make() -> AnyResponse | str:
    """Makes a station. The form brings the id, so that sent twice it is made once."""
    db, sent, station_id = current().connections(), _sent(), request.form.get("id", "")
    if not _ID.fullmatch(station_id):
        raise Invalid("invalid.incomplete_form", field="id")
    try:
        saved = saving.add(
            db,
            station_id,
            sent,
            by=account(),
            act=act("created", reason=request.form.get("why", "")),
        )
    except Unfit as unfit:
        return Response(form_pages.new(station_id, sent, problems=messages(unfit)), status=400)
    if saved.likes:
        return Response(form_pages.new(station_id, sent, likes=saved.likes), status=409)
    _tell(saved)
    return redirect(url_for("editing.form", station_id=station_id), code=303)


@blueprint.get("/like")
@needs(Action.EDIT)
def like() -> Response:
    """Stations of one's own that may be the one being typed in, as JSON."""
    given = request.args
    point = None
    if given.get("point", "").strip():
        words = coordinate_text.read(given["point"])
        datum = words.datum or terms.datum(given.get("datum", "wgs84"))
        point = frames.point_from(words.lat, words.lon, datum=datum)
    found = duplicates.like(
        current().connections(),
        name=given.get("name", "")[:60],
        point=point,
        reach=reach_of(account(), Action.SEE),
        besides=given.get("besides", ""),
    )
    return Response(
        orjson.dumps({"likes": form_pages.likes(found)}), content_type="application/json"
    )


def _sent() -> Sent:
    """The fields of the form that we know, and what they were; all else is left aside."""
    given = request.form
    mine = {key: given[key] for key in form_values.names() if key in given}
    ticked = (key for key in INPUTS if input_of(key).control is Control.CHECKS and key in given)
    mine |= {key: "、".join(filter(None, given.getlist(key))) for key in ticked}
    theirs = {
        name.removeprefix(_CHOOSE)
        for name, choice in given.items()
        if name.startswith(_CHOOSE) and choice == "theirs"
    }
    mine = {key: text for key, text in mine.items() if form_values.unit_of(key) not in theirs}
    return Sent(
        base=station_form.cleaned(form_view.unpacked(given.get("base", ""))),
        mine=station_form.cleaned(mine),
        anyway=given.get("anyway") == "1",
    )


def _tell(saved: Saved) -> None:
    """What is said above the form that is shown next."""
    flash("已经保存。" if saved.stored else "没有要保存的修改。", "told")
    if saved.taken:
        names = "、".join(map(title, saved.taken))
        flash(f"您填表的时候，同事改了{names}，也保留了。", "told")
    for warning in saved.warnings:
        flash(warning.message, "warning")
