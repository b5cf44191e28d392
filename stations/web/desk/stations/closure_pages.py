"""Pages of a station's closures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.errors import Invalid, Refused
from stations.registry import closure_list, openness
from stations.registry.editing import closure_batch, closures, saving
from stations.registry.editing.closure_batch import RECTIFYING
from stations.registry.editing.closures import Typed
from stations.registry.editing.station_form import Unfit
from stations.registry.entries import closing
from stations.registry.model import Closure, Station
from stations.registry.scoping import scope_of
from stations.registry.states import PHASE_WORDS, Phase
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.stations.form_words import messages
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("closures", __name__, url_prefix=f"{PREFIX}/stations")

_LONGEST = 400
_MOST_GONE = 20


@blueprint.get("/<station_id>/closures")
@needs(Action.EDIT)
def every(station_id: str) -> str:
    """The closures of a station: to be confirmed, running, announced and gone."""
    return _page(station_id)


@blueprint.post("/<station_id>/closures")
@needs(Action.EDIT)
def save(station_id: str) -> AnyResponse:
    """Adds a closure, or does something with one; what was typed comes back with its errors."""
    saving.found(current().connections(), station_id, by=account())
    do = request.form.get("do", "")
    if do not in _DOES:
        raise Invalid("invalid.batch_deed", field="do")
    work, words = _DOES[do]
    try:
        stored = work(station_id, request.form.get("old", "")[:_LONGEST])
    except Unfit as unfit:
        return Response(_page(station_id, problems=messages(unfit)), status=400)
    except Refused as refused:
        if refused.code != "closure_gone":
            raise
        return Response(_page(station_id, problems={"old": refused.message}), status=409)
    flash(words if stored else "没有什么要改的，和原来一样。", "told")
    return redirect(url_for("closures.every", station_id=station_id), code=303)


def _add(station_id: str, old: str) -> bool:
    given = closure_typed()
    return closures.add(
        current().connections(), station_id, given, by=account(),
        act=act("suspended", reason=given.reason),
    )  # fmt: skip


def _change(station_id: str, old: str) -> bool:
    return closures.change(
        current().connections(), station_id, old, closure_typed(), by=account(),
        act=act("closure_changed"),
    )  # fmt: skip


def _extend(station_id: str, old: str) -> bool:
    return closures.extend(
        current().connections(), station_id, old, request.form.get("until", "")[:_LONGEST],
        by=account(), act=act("closure_changed"),
    )  # fmt: skip


def _end(station_id: str, old: str) -> bool:
    return closures.end(current().connections(), station_id, old, by=account(), act=act("reopened"))


def _cancel(station_id: str, old: str) -> bool:
    return closures.end(
        current().connections(), station_id, old, by=account(), act=act("closure_cancelled")
    )


def _rectified(station_id: str, old: str) -> bool:
    reopened = closure_batch.reopen(
        current().connections(), [station_id], [RECTIFYING], by=account(), act=act("reopened")
    )
    return reopened > 0


_DOES: Mapping[str, tuple[Callable[[str, str], bool], str]] = {
    "add": (_add, "记下了。还没有开始的，现在就会预告给劳动者。"),
    "change": (_change, "改好了。"),
    "extend": (_extend, "延长了。"),
    "end": (_end, "记下了：已恢复开放。"),
    "cancel": (_cancel, "取消了，照常开放。"),
    "rectified": (_rectified, "记下了：整改完了，已恢复开放。"),
}


def waiting(station: Station) -> list[dict[str, Any]]:
    """What somebody has to confirm the end of, for a button each."""
    held = [
        {**_waits(one), "do": "end", "old": words, "words": words, "may": True}
        for one in station.closures
        if closing.waits(one, today=clock.today()) and (words := closure_list.one_text(one))
    ]
    return [*_rectification(station), *held]


def _rectification(station: Station) -> list[dict[str, Any]]:
    """A rectification whose time limit has passed: who ordered it says when it is over."""
    may = account().may(Action.CREATE, scope_of(station))
    words = PHASE_WORDS[Phase.RECTIFYING]
    return [
        {**_waits(one), "do": "rectified", "old": RECTIFYING, "words": words, "may": may}
        for one in openness.closures_of(station.lifecycle)
        if one.phase is Phase.RECTIFYING and closing.waits(one, today=clock.today())
    ]


def _waits(closure: Closure) -> dict[str, Any]:
    return {"last": closure.until, "why": closure.reason}


def closure_typed() -> Typed:
    """The closure that a form sends."""
    return Typed(
        **{
            key: request.form.get(key, "")[:_LONGEST]
            for key in ("reason", "since", "until", "ends")
        }
    )


def _page(station_id: str, *, problems: Mapping[str, str] | None = None) -> str:
    """The closures as they are; with problems, what was typed stands where it was typed."""
    station = saving.found(current().connections(), station_id, by=account())
    today = clock.today()
    wrong = problems or {}
    rows = [_row(station, one, today=today, problems=wrong) for one in station.closures]
    adds = request.form.get("do") == "add"
    kinds = ("waits", "runs", "ahead")
    return render_template(
        "desk/stations/closures.html",
        station=station,
        groups=[(kind, [row for row in rows if row["kind"] == kind]) for kind in kinds],
        rectification=_rectification(station),
        gone=[row for row in reversed(rows) if row["kind"] == "gone"][:_MOST_GONE],
        fresh={**asdict(closure_typed() if adds and wrong else Typed()), "id": "new", "old": ""},
        problems=wrong if adds else {},
        error=wrong.get("old", ""),
        today=today,
    )


def _row(
    station: Station, closure: Closure, *, today: date, problems: Mapping[str, str]
) -> dict[str, Any]:
    """One closure with its form; the form keeps what was typed into it."""
    old = closure_list.one_text(closure)
    here = bool(problems) and request.form.get("old") == old
    shown = (
        closure_typed() if here and request.form.get("do") == "change" else closures.typed(closure)
    )
    return {
        **asdict(shown),
        "old": old,
        "id": f"c{station.closures.index(closure)}",
        "words": old,
        "days": closure_list.days(closure),
        "why": closure.reason,
        "kind": _kind(closure, today=today),
        "last": closure.until,
        "expected": closure.expected,
        "may": closures.may_change(station, closure, by=account(), today=today),
        "extended": request.form.get("until", "") if here else "",
        "problems": problems if here else {},
        "does": request.form.get("do", "") if here else "",
    }


def _kind(closure: Closure, *, today: date) -> str:
    if closing.waits(closure, today=today):
        return "waits"
    if closure.over(today):
        return "gone"
    return "runs" if closure.covers(today) else "ahead"
