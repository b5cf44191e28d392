"""Pages for inspections at the door, with or without network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import Invalid, Refused, StationsError
from stations.media.model import MOST_BYTES
from stations.moments import china_day
from stations.rechecks import unannounced_visits
from stations.registry.model import Station
from stations.registry.scoping import reach_of
from stations.registry.stored import store as stations
from stations.stars import review_steps
from stations.stars.cycle import review_list_store
from stations.stars.cycle.review_list_store import ListedReview, ReviewQuery
from stations.stars.door_findings import LONGEST_DIFFERENCE
from stations.stars.inspections import assigning, assignment_store, inspecting
from stations.stars.inspections.assignment_store import Assignment
from stations.stars.inspections.delivery import (
    LONGEST_LAST,
    LONGEST_NOTE,
    LONGEST_REASON,
    MOST_PHOTOS,
)
from stations.stars.model import ReviewState
from stations.web import assets, clock, error_pages
from stations.web.acting import act
from stations.web.away import trouble_words
from stations.web.desk.inspections import inspect_form, inspect_view
from stations.web.guarding import PREFIX, SIGNED_IN, account, needs
from stations.web.public import install
from stations.web.services import current

blueprint = Blueprint("inspecting", __name__, url_prefix=f"{PREFIX}/inspect")

_AROUND, _MOST_PARTS, _LAST_PAGE = 500_000, 400, 10_000
_OTHERS = (
    "css/site.css", "css/desk/layout.css", "css/desk/inspections.css",
    "img/favicon.svg", "img/icons.svg",
)  # fmt: skip
_SCRIPTS = (
    "inspect/visit_list.js", "inspect/checklist.js", "desk/sign_out.js", "shared/submit_guard.js",
)  # fmt: skip


@blueprint.get("/")
@needs(Action.INSPECT)
def every() -> Response:
    """The stations that wait for a visit by this reviewer, by district and last day."""
    db, who = current().connections(), account()
    number = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    today = china_day(clock.now())
    reach = reach_of(who, Action.INSPECT)
    with db.reading():
        wanted = ReviewQuery(today=today, state=ReviewState.CHECKED, mine=who)
        items, total = review_list_store.reviews(db, wanted, reach, number)
        drawn = unannounced_visits.unannounced(db, reach)
        given = assignment_store.of(db, [item.review.id for item in items])
        rows = [
            inspect_view.row(
                item,
                station,
                unannounced=item.review.station_id in drawn,
                assigned=given.get(item.review.id),
            )
            for item, station in _on_the_way(db, items, given, who=who.id)
        ]
    page = render_template(
        "desk/inspections/list.html",
        rows=rows,
        total=total,
        page=number,
        pages=-(-total // review_list_store.PAGE),
        account=who.id,
        release=assets.release(),
    )
    return _marked(page, inspect_view.mark(0))


@blueprint.get("/worker.js")
@needs(Action.INSPECT)
def worker() -> Response:
    """The worker of these pages alone, with the scripts and styles that they need."""
    return install.kept_worker(
        "offline/kept_pages_worker.js",
        scripts=_SCRIPTS,
        others=_OTHERS,
        KIND="inspect",
        LIST="/desk/inspect/",
    )


@blueprint.get("/<review_id>")
@needs(Action.INSPECT)
def one(review_id: str) -> Response:
    """The checklist of one visit."""
    return _page(review_id)


@blueprint.post("/<review_id>")
@needs(Action.INSPECT, most_bytes=MOST_PHOTOS * MOST_BYTES + _AROUND, most_parts=_MOST_PARTS)
def receive(review_id: str) -> AnyResponse:
    """Takes a delivery whole or not at all, and once however often it comes."""
    db, who = current().connections(), account()
    programmed = request.accept_mimetypes.best == "application/json"
    try:
        scheme = inspecting.seen(db, review_id, by=who).cycle.scheme
        delivery = inspect_form.delivery(review_id, scheme)
        photos = inspect_form.photos(scheme)
        done = inspecting.receive(db, delivery, photos, by=who, act=act("review_inspect"))
    except StationsError as error:
        if programmed:
            return _json({"detail": error.message}, status=error_pages.status_of(error))
        if isinstance(error, (Invalid, Refused)):
            return _page(review_id, error=error)
        raise
    if programmed:
        return _json({"counted": done.counted, "words": done.words})
    return redirect(url_for("inspecting.delivered", review_id=review_id), code=303)


@blueprint.get("/<review_id>/ready")
@needs(SIGNED_IN)
def ready(review_id: str) -> Response:
    """Whether a delivery would arrive now, its account, its token, and whether it came already."""
    db, who = current().connections(), account()
    told: dict[str, Any] = {"account": who.id, "token": generate_csrf()}
    if done := inspecting.received(db, request.args.get("delivery", "")[:64], by=who):
        return _json({**told, "received": {"counted": done.counted, "words": done.words}})
    try:
        inspecting.seen(db, review_id, by=who)
    except StationsError as error:
        if trouble_words.is_unready(error):
            raise
        return _json({**told, "refused": error.message})
    return _json(told)


@blueprint.get("/<review_id>/delivered")
@needs(Action.SEE_SIGNS)
def delivered(review_id: str) -> str:
    """All that reviewers delivered for a review, late ones too; not for those who keep it."""
    db, who = current().connections(), account()
    case = review_steps.seen(db, review_id, by=who)
    review, scheme = case.review, case.cycle.scheme
    return render_template(
        "desk/inspections/delivered.html",
        review=review,
        station=case.station,
        scheme=scheme,
        deliveries=inspect_view.deliveries(db, review, scheme),
        inspects=who.may(Action.INSPECT),
    )


def _page(review_id: str, *, error: Invalid | Refused | None = None) -> Response:
    db, who = current().connections(), account()
    case = inspecting.seen(db, review_id, by=who)
    review = case.review
    given: MultiDict[str, str] = request.form if error else MultiDict()
    page = render_template(
        "desk/inspections/inspect.html",
        **inspect_view.page(db, review, case.cycle, case.station, given=given),
        vetoes=given.getlist("veto"),
        error=error.message if error else "",
        longest={
            "note": LONGEST_NOTE,
            "reason": LONGEST_REASON,
            "last": LONGEST_LAST,
            "difference": LONGEST_DIFFERENCE,
        },
        most_photos=MOST_PHOTOS,
        mark=inspect_view.mark(review.version),
    )
    made = _marked(page, inspect_view.mark(review.version))
    if error:
        made.status_code = error_pages.status_of(error)
    return made


def _marked(page: str, mark: str) -> Response:
    """A page that the phone may keep for the signed-in account."""
    response = Response(page)
    response.headers["X-Inspect"] = mark
    return response


def _on_the_way(
    db: Database, items: Sequence[ListedReview], given: Mapping[str, Assignment], *, who: str
) -> list[tuple[ListedReview, Station]]:
    """What is given to this account, day by day in the order of the way, then what is nobody's.

    What is given to somebody else is left to them.
    """
    held = stations.some(db, [item.review.station_id for item in items])
    days: dict[str, list[ListedReview]] = defaultdict(list)
    for item in sorted(items, key=_by_district):
        assigned = given.get(item.review.id)
        if assigned is None:
            days["~"].append(item)
        elif assigned.account_id == who:
            days[assigned.day.isoformat()].append(item)
    found = []
    for day in sorted(days):
        mine = days[day]
        order: Iterable[int] = range(len(mine))
        if day != "~":
            order = assigning.way([held[one.review.station_id].place.point for one in mine])
        found += [(mine[n], held[mine[n].review.station_id]) for n in order]
    return found


def _by_district(item: review_list_store.ListedReview) -> tuple[str, str, str]:
    due = item.review.due_on
    return item.district_code, due.isoformat() if due else "~", item.station


def _json(value: object, *, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status=status, mimetype="application/json")
