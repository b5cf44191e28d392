"""The queue of drafts that wait for their place: one after another, without going back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid
from stations.geo import coordinate_text
from stations.geo.point import Datum
from stations.registry.editing import saving
from stations.registry.editing.duplicates import Like
from stations.registry.editing.saving import Sent
from stations.registry.editing.station_form import Unfit
from stations.registry.fields.coordinates import DATUM_WORDS
from stations.registry.model import Station
from stations.registry.scoping import reach_of
from stations.registry.stored import store
from stations.registry.views import desk_search_store
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.register import list_filter
from stations.web.desk.register.list_filter import ListFilter
from stations.web.desk.stations import form_pages
from stations.web.desk.stations.form_words import messages
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("placing", __name__, url_prefix=f"{PREFIX}/stations")

_WITHOUT = {"point": "", "datum": Datum.WGS84.value}
"""What the form of a draft says of its place."""
_LONGEST_NUMBER = 6


@blueprint.get("/place")
@needs(Action.EDIT)
def queue() -> str:
    """The draft at this position of the queue."""
    asked = list_filter.asked(request.args)
    waiting = _waiting(asked)
    number = min(_number(request.args), max(len(waiting), 1))
    station = store.get(current().connections(), waiting[number - 1]) if waiting else None
    return _page(asked, station, at=(number, len(waiting)))


@blueprint.post("/<station_id>/place")
@needs(Action.EDIT)
def put(station_id: str) -> AnyResponse | str:
    """Gives a draft its point; the next one is shown."""
    db, given, asked = current().connections(), request.form, list_filter.asked(request.form)
    typed = {key: given.get(key, "").strip()[: coordinate_text.LONGEST] for key in _WITHOUT}
    try:
        if problem := _lacking(**typed):
            return _again(station_id, asked, problems=problem)
        sent = Sent(
            base=_WITHOUT,
            mine={**typed, "datum": typed["datum"] or Datum.WGS84.value},
            anyway=given.get("anyway") == "1",
        )
        saved = saving.save(
            db, station_id, sent, by=account(), act=act("edited", reason="放到地图上")
        )
    except Unfit as unfit:
        return _again(station_id, asked, problems=messages(unfit))
    if saved.likes:
        return _again(station_id, asked, likes=saved.likes, status=409)
    if saved.collisions:
        flash(f"“{saved.station.name}”刚被同事放好了，没有改动。", "told")
    else:
        flash(f"“{saved.station.name}”放好了，已经公开。", "told")
    for warning in saved.warnings:
        flash(f"{saved.station.name}：{warning.message}", "warning")
    usual = given.get("usual", typed["datum"])
    return redirect(_address(asked, _number(given), datum=usual), code=303)


def _lacking(*, point: str, datum: str) -> Mapping[str, str]:
    """What has to be said before it can be saved: nothing is guessed of where numbers are from."""
    if not point:
        return {"point": "请粘贴坐标，或者点一下地图。"}
    try:
        known = datum or coordinate_text.read(point).datum
    except Invalid as error:
        return {"point": error.message}
    return {} if known else {"datum": Invalid("invalid.datum_required", field="datum").message}


def _waiting(asked: ListFilter) -> list[str]:
    reach = reach_of(account(), Action.EDIT)
    db = current().connections()
    return desk_search_store.drafts(db, reach, asked.wanted, today=clock.today())


def _again(
    station_id: str,
    asked: ListFilter,
    *,
    problems: Mapping[str, str] | None = None,
    likes: Sequence[Like] = (),
    status: int = 400,
) -> Response:
    """The same draft with what was typed, and why it is not saved."""
    station = saving.found(current().connections(), station_id, by=account())
    at = (_number(request.form), len(_waiting(asked)))
    page = _page(asked, station, at=at, problems=problems, likes=likes)
    return Response(page, status=status)


def _page(
    asked: ListFilter,
    station: Station | None,
    *,
    at: tuple[int, int],
    problems: Mapping[str, str] | None = None,
    likes: Sequence[Like] = (),
) -> str:
    """A draft, `at` its position in the queue and the length of that."""
    number, left = at
    chosen = request.values.get("datum", "")
    return render_template(
        "desk/register/place.html",
        it=station,
        place=station and codes.path(station.place.area_code),
        left=left,
        number=number,
        asked=asked,
        before=_address(asked, number - 1, datum=chosen) if number > 1 else "",
        after=_address(asked, number + 1, datum=chosen) if number < left else "",
        back=asked.address(),
        datums=[(one.value, words, one.value == chosen) for one, words in DATUM_WORDS.items()],
        given=request.form.get("point", ""),
        problems=problems or {},
        likes=form_pages.likes(likes),
        urls={
            "place": url_for("assisting.place"),
            "outline": url_for("assisting.outline"),
            "geocode": url_for("assisting.geocode") if current().settings.geocoder else "",
        },
    )


def _address(asked: ListFilter, number: int, *, datum: str) -> str:
    return asked.address("placing.queue", n=str(number) if number > 1 else "", datum=datum)


def _number(given: Mapping[str, Any]) -> int:
    text = str(given.get("n", ""))
    known = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return max(int(text), 1) if known else 1
