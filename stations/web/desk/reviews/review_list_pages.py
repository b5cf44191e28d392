"""Pages of reviews that wait for the reader."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid
from stations.moments import china_day
from stations.registry.scoping import reach_of
from stations.registry.stored import holiday_store
from stations.stars.awards import objections
from stations.stars.cycle import cycles, review_list_store
from stations.stars.cycle.review_list_store import PAGE, ReviewQuery
from stations.stars.model import STATE_WORDS, ReviewKind, ReviewState
from stations.web import clock
from stations.web.desk.reviews import apply_view, review_page
from stations.web.desk.reviews import review_words as words
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_reviews", __name__, url_prefix=f"{PREFIX}/reviews")

_LAST_PAGE = 10_000
MINE, LATE, OBJECTED, ALL = "mine", "late", "objected", "all"
_SHOWN = {MINE: "等我处理", LATE: "超期的", OBJECTED: "异议等答复", ALL: "全部"}


@blueprint.get("/")
@needs(Action.SEE_REVIEWS)
def every() -> str:
    """The reviews in one's areas: what waits for oneself before the others."""
    db, who, today = current().connections(), account(), china_day(clock.now())
    reach = reach_of(who, Action.SEE_REVIEWS)
    with db.reading():
        counted = {
            MINE: review_list_store.waiting(db, by=who, today=today),
            LATE: review_list_store.overdue(db, reach, today=today),
        }
        chosen = _chosen(MINE if counted[MINE] else ALL)
        wanted = _wanted(chosen, who, today=today)
        number = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
        found, total = review_list_store.reviews(db, wanted, reach, number)
        calendar = holiday_store.calendar(db)
        running = [_cycle(one, chosen["cycle"]) for one in cycles.visible(db, by=who)]
    return render_template(
        "desk/reviews/list.html",
        rows=[words.row(one, calendar, today=today) for one in found],
        total=total,
        page=number,
        pages=-(-total // PAGE),
        chosen={name: value for name, value in chosen.items() if value},
        shown=[
            (one, text, counted.get(one), one == chosen["show"])
            for one, text in _SHOWN.items()
            if one != OBJECTED or who.may(Action.DECIDE)
        ],
        states=[(one.value, text, one == chosen["state"]) for one, text in STATE_WORDS.items()],
        kinds=[(one.value, text, one == chosen["kind"]) for one, text in words.KIND_WORDS.items()],
        cycles=running,
        may={action.value: who.may(action) for action in Action},
    )


@blueprint.get("/<review_id>")
@needs(Action.SEE_REVIEWS)
def one(review_id: str) -> str:
    """Everything about one review, with the steps that this account may take now."""
    return review_page.page(review_id)


def matters(db: Database, who: Account, *, today: date) -> list[dict[str, Any]]:
    """What the first page of the desk tells of reviews."""
    if not who.may(Action.SEE_REVIEWS):
        return []
    reach = reach_of(who, Action.SEE_REVIEWS)
    objected, objected_late = objections.waiting(db, reach_of(who, Action.DECIDE), today=today)
    counted = [
        ("可以申报星级", len(apply_view.welcome(db, who, today=today)),
         url_for("applying.every"), False),
        ("星级评定等您处理", review_list_store.waiting(db, by=who, today=today),
         url_for("desk_reviews.every", show=MINE), False),
        ("公示的异议等答复", objected,
         url_for("desk_reviews.every", show=OBJECTED), objected_late > 0),
        ("星级评定超期", review_list_store.overdue(db, reach, today=today),
         url_for("desk_reviews.every", show=LATE), True),
    ]  # fmt: skip
    return [
        {"words": text, "count": count, "url": url, "pressing": pressing}
        for text, count, url, pressing in counted
        if count
    ]


def _chosen(usual: str) -> dict[str, str]:
    """The filters of the address, each one that is known."""
    given = request.args
    narrowed = any(given.get(name) for name in ("state", "kind", "cycle", "district", "station"))
    chosen = {
        "show": given.get("show", "") or (ALL if narrowed else usual),
        "state": given.get("state", ""),
        "kind": given.get("kind", ""),
        "cycle": given.get("cycle", "")[:32],
        "district": codes.trimmed(given.get("district", "")[:12]),
        "station": given.get("station", "")[:32],
    }
    known = {"show": set(_SHOWN), "state": {"", *ReviewState}, "kind": {"", *ReviewKind}}
    if any(chosen[name] not in values for name, values in known.items()):
        raise Invalid("invalid.star_filter", field="show")
    return chosen


def _wanted(chosen: dict[str, str], who: Account, *, today: date) -> ReviewQuery:
    return ReviewQuery(
        today=today,
        cycle_id=chosen["cycle"],
        state=ReviewState(chosen["state"]) if chosen["state"] else None,
        kind=ReviewKind(chosen["kind"]) if chosen["kind"] else None,
        overdue=chosen["show"] == LATE,
        objected=chosen["show"] == OBJECTED,
        district=chosen["district"],
        station_id=chosen["station"],
        mine=who if chosen["show"] == MINE else None,
    )


def _cycle(cycle: Any, chosen: str) -> tuple[str, str, bool]:
    area = codes.by_code(cycle.area)
    name = f"{area.name if area else cycle.area} {cycle.year} 年"
    return cycle.id, name, cycle.id == chosen
