"""Pages of a station's photos."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import authorise
from stations.accounts.roles import Action
from stations.activities import activity_photo_store, planning
from stations.audit.model import Act
from stations.campaigns import delivery_store
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import report_store
from stations.media import intake, model
from stations.media.model import MOST_BYTES, Picture
from stations.registry.editing import station_photos
from stations.registry.scoping import scope_of
from stations.registry.stored import station_photo_store, store
from stations.stars import points_store
from stations.tables.model import excerpt
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.public import photo_files
from stations.web.services import current

blueprint = Blueprint("desk_photos", __name__, url_prefix=PREFIX)

AT_ONCE = 6
"""Photos of one upload."""
_AROUND = 100_000
Deed = Callable[[Database, str, str], None]


@blueprint.get("/stations/<station_id>/photos")
@needs(Action.EDIT)
def every(station_id: str) -> str:
    """The photos of a station: what everybody sees, and what was taken down."""
    return _page(station_id)


@blueprint.post("/stations/<station_id>/photos")
@needs(Action.EDIT, most_bytes=AT_ONCE * MOST_BYTES + _AROUND)
def add(station_id: str) -> AnyResponse:
    """Hangs the photos that can be read, and says of each other one what is wrong with it."""
    db, who = current().connections(), account()
    station_photos.seen(db, station_id, by=who)
    good, problems = _taken_in()
    there = {photo.name for photo in station_photos.photos(db, station_id)}
    if again := sum(one.name in there for one in good):
        problems.append(f"有 {again} 张已经在这里了，没有重复添加。")
    try:
        if good:
            station_photos.hang(db, station_id, good, by=who, act=act("photos_hung"))
    except Refused as error:
        problems.append(error.message)
    if problems:
        return Response(_page(station_id, problems=problems), status=400)
    return redirect(url_for("desk_photos.every", station_id=station_id), code=303)


@blueprint.post("/stations/<station_id>/photos/<name>")
@needs(Action.EDIT)
def change(station_id: str, name: str) -> AnyResponse:
    """Does one thing to one photo: its words, its place, whether it is shown."""
    deed = DEEDS.get(request.form.get("do", ""))
    if deed is None:
        raise Invalid("invalid.batch_deed", field="do")
    try:
        deed(current().connections(), station_id, name)
    except (Invalid, Refused) as error:
        return Response(_page(station_id, problems=[error.message]), status=400)
    return redirect(url_for("desk_photos.every", station_id=station_id), code=303)


@blueprint.get("/photos/<name>.webp")
@needs(Action.SEE)
def whole(name: str) -> Response:
    """A photo of a station of one's own, shown or not."""
    return _own(name, small=False)


@blueprint.get("/photos/<name>-small.webp")
@needs(Action.SEE)
def small(name: str) -> Response:
    """Its thumbnail."""
    return _own(name, small=True)


def _own(name: str, *, small: bool) -> Response:
    db, who = current().connections(), account()
    if not model.is_name(name):
        raise _missing()
    hung = {
        *station_photo_store.stations_with(db, name),
        *report_store.stations_with_photo(db, name),
        *points_store.stations_with(db, name),
        *delivery_store.stations_with(db, name),
    }
    for station_id in hung:
        try:
            authorise(who, Action.SEE, scope_of(store.get(db, station_id)))
        except NotFound:
            continue
        return photo_files.sent(name, small=small, caching="no-store")
    for activity_id in activity_photo_store.activities_with(db, name):
        with contextlib.suppress(NotFound):
            planning.seen(db, activity_id, by=who)
            return photo_files.sent(name, small=small, caching="no-store")
    raise _missing()


def _taken_in() -> tuple[list[Picture], list[str]]:
    """The pictures of the form, their files kept, and a sentence for each that is none."""
    given = [file for file in request.files.getlist("photo") if file.filename]
    if not given:
        return [], ["请先选照片，再点“添加”。"]
    good: list[Picture] = []
    problems = [f"一次最多添加 {AT_ONCE} 张，后面的没有添加。"] if len(given) > AT_ONCE else []
    for number, file in enumerate(given[:AT_ONCE], 1):
        try:
            # One byte more than allowed tells that it is too large.
            picture = intake.intake(file.stream.read(MOST_BYTES + 1))
            current().photos.keep(picture)
            good.append(picture)
        except (Invalid, Refused) as error:
            problems.append(f"第 {number} 张（{excerpt(file.filename or '')}）：{error.message}")
    return good, problems


def _page(station_id: str, *, problems: list[str] | None = None) -> str:
    station, found = station_photos.seen(current().connections(), station_id, by=account())
    shown = [photo for photo in found if photo.shown]
    return render_template(
        "desk/stations/photos.html",
        it=station,
        shown=shown,
        hidden_ones=[photo for photo in found if not photo.shown],
        most=station_photos.MOST,
        room=station_photos.MOST - len(shown),
        at_once=AT_ONCE,
        megabytes=MOST_BYTES // 1_000_000,
        longest=station_photos.LONGEST_CAPTION,
        problems=problems or [],
    )


def _caption(db: Database, station_id: str, name: str) -> None:
    words = request.form.get("caption", "")
    station_photos.caption(
        db, station_id, name, words=words, by=account(), act=act("photo_captioned")
    )


def _simple(use_case: Callable[..., None], action: str) -> Deed:
    def deed(db: Database, station_id: str, name: str) -> None:
        doing: Act = act(action)
        use_case(db, station_id, name, by=account(), act=doing)

    return deed


DEEDS: Mapping[str, Deed] = {
    "caption": _caption,
    "forward": _simple(station_photos.put_forward, "photo_moved"),
    "hide": _simple(station_photos.take_down, "photo_hidden"),
    "show": _simple(station_photos.put_back, "photo_put_back"),
}
"""What can be done to a photo, by the name of its button."""


def _missing() -> NotFound:
    return NotFound("not_found.photo_in_sight")
