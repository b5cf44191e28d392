"""My station: what there is to tell, with one tap each and one tap back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.errors import Invalid, Refused
from stations.registry.daily import confirmation_undo, short_closings
from stations.registry.editing import saving, verifying
from stations.registry.editing.verifying import EVERYTHING
from stations.registry.outages import noting
from stations.registry.outages.noting import OutageDeed
from stations.web import clock, error_pages
from stations.web.acting import act
from stations.web.desk.keeping import keeper_view
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("keeping", __name__, url_prefix=f"{PREFIX}/mine")

REASONS = ("停电停水", "店里有事", "人手不够", "设备检修", "天气不好")
"""Why a door is shut for a day, one tap each."""
_LONGEST = 200


@blueprint.get("/")
@needs(Action.VERIFY)
def first() -> AnyResponse:
    """The first of one's own stations; who keeps none comes to the desk."""
    kept = keeper_view.kept(current().connections(), account())
    if not kept:
        return redirect(url_for("desk_list.every"), code=303)
    return redirect(url_for("keeping.mine", station_id=kept[0].id), code=303)


@blueprint.get("/<station_id>")
@needs(Action.VERIFY)
def mine(station_id: str) -> str:
    """One station, and all that its keeper does from day to day."""
    return _page(station_id)


@blueprint.post("/<station_id>")
@needs(Action.VERIFY)
def tap(station_id: str) -> AnyResponse:
    """Does one thing, or takes it back."""
    db = current().connections()
    saving.found(db, station_id, by=account(), action=Action.VERIFY)
    do = request.form.get("do", "")
    if do not in _TAPS:
        raise Invalid("invalid.batch_deed", field="do")
    work, words = _TAPS[do]
    try:
        stored = work(station_id)
    except (Invalid, Refused) as error:
        if (status := error_pages.status_of(error)) not in (400, 409):
            raise
        return Response(_page(station_id, error=error.message, opened=do), status=status)
    flash(words if stored else "已经是这样了，没有重复记。", "told")
    return redirect(url_for("keeping.mine", station_id=station_id), code=303)


def _page(station_id: str, *, error: str = "", opened: str = "") -> str:
    db, who = current().connections(), account()
    with db.reading():
        station = saving.found(db, station_id, by=who, action=Action.VERIFY)
        return render_template(
            "desk/keeping/mine.html",
            **keeper_view.shown(db, station, who, at=clock.now()),
            reasons=REASONS,
            error=error,
            opened=opened,
            given=request.form,
        )


def _confirm(station_id: str) -> bool:
    # From a phone nobody knows where it is tapped: a confirmation at the door says so elsewhere.
    verifying.confirm(
        current().connections(), [station_id], groups=EVERYTHING, on_the_spot=False,
        by=account(), act=act("verified"),
    )  # fmt: skip
    return True


def _take_back(station_id: str) -> bool:
    number = request.form.get("number", "")
    known = number.isascii() and number.isdigit() and len(number) < 12
    confirmation_undo.take_back(
        current().connections(), station_id, int(number) if known else 0,
        by=account(), act=act("unverified"),
    )  # fmt: skip
    return True


def _shut(station_id: str) -> bool:
    reason = request.form.get("other", "").strip() or request.form.get("reason", "")
    return short_closings.shut_today(
        current().connections(), station_id, by=account(),
        act=act("suspended", reason=reason[:_LONGEST]),
    )  # fmt: skip


def _shut_for_hours(station_id: str) -> bool:
    reason = request.form.get("other", "").strip() or request.form.get("reason", "")
    until = _time("until")
    if until is None:
        raise Invalid("invalid.short_closing_until", field="until")
    return short_closings.shut_for_hours(
        current().connections(), station_id, since=_time("since"), until=until, by=account(),
        act=act("shut_for_hours", reason=reason[:_LONGEST]),
    )  # fmt: skip


def _open(station_id: str) -> bool:
    return short_closings.open_again(
        current().connections(), station_id, by=account(), act=act("reopened")
    )


def _noted(deed: OutageDeed, action: str) -> Callable[[str], bool]:
    """A tap about a thing: it names one of those that the page offers."""

    def noted(station_id: str) -> bool:
        db, thing = current().connections(), request.form.get("thing", "")[:40]
        if thing not in keeper_view.things(saving.found(db, station_id, by=account()), deed):
            raise Invalid("invalid.amenity_tap", field="thing")
        return noting.note(db, station_id, deed, thing, by=account(), act=act(action))

    return noted


_TAPS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "confirm": (_confirm, "记下了：今天核对过，信息无误。"),
    "take_back": (_take_back, "撤回了，和没点过一样。"),
    "shut": (_shut, "记下了：今天不开了。明天自己恢复。"),
    "shut_hours": (_shut_for_hours, "记下了。到时候自己恢复开放。"),
    "open": (_open, "记下了：恢复开放。"),
    "broken": (_noted(OutageDeed.BROKEN, "amenity_broken"), "记下了：这样设施现在不能用。"),
    "mended": (_noted(OutageDeed.MENDED, "amenity_mended"), "记下了：又能用了。"),
    "used_up": (_noted(OutageDeed.USED_UP, "supply_used_up"), "记下了：缺货，大家看得到。"),
    "restocked": (_noted(OutageDeed.RESTOCKED, "supply_restocked"), "记下了：补上了。"),
}


def _time(name: str) -> time | None:
    given = request.form.get(name, "").strip()
    try:
        return time.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid("invalid.clock_time", field=name) from None
