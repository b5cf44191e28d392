"""The round of a courier on the own phone: which doors to look at, and a short check at each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid, Refused
from stations.feedback.model import LONGEST_WORDS
from stations.moments import china_day
from stations.rechecks import door_checks
from stations.rechecks.door_checks import DOOR_WORDS, DoorAsFound, DoorCheck
from stations.registry import openness, vocabulary
from stations.registry.stored import holiday_store
from stations.tables.text import clean
from stations.web import clock, error_pages
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current
from stations.web.state_words import Teller
from stations.web.voice.visitor import visitor

blueprint = Blueprint("rounds", __name__, url_prefix=f"{PREFIX}/rounds")
_SHOWN = timedelta(days=180)


@blueprint.get("/")
@needs(Action.VISIT)
def first() -> str:
    """Stations that nobody has visited for longest, in the order of the way; visits by month."""
    db, who, today = current().connections(), account(), china_day(clock.now())
    with db.reading():
        teller = Teller(clock.now(), holiday_store.calendar(db))
        rows = [
            {
                "it": one.station,
                "last": one.last,
                "place": codes.path(one.station.place.area_code),
                "line": teller.line(openness.of_station(one.station)),
            }
            for one in door_checks.to_visit(db, who, today=today)
        ]
        months = door_checks.own_months(db, who, since=today - _SHOWN)
    return render_template(
        "desk/inspections/rounds.html",
        rows=rows,
        months=months,
        this_month=dict(months).get(today.isoformat()[:7], 0),
    )


@blueprint.get("/<station_id>")
@needs(Action.VISIT)
def one(station_id: str) -> str:
    """The check at one door."""
    return _page(station_id)


@blueprint.post("/<station_id>")
@needs(Action.VISIT)
def check(station_id: str) -> AnyResponse:
    """Keeps what was found; the same door twice on a day counts once."""
    db, who = current().connections(), account()
    door_checks.visible(db, station_id, by=who)
    try:
        stored = door_checks.check(
            db, station_id, _found(), visitor=visitor(station_id, code="", near=""),
            by=who, act=act("door_checked"),
        )  # fmt: skip
    except (Invalid, Refused) as error:
        if (status := error_pages.status_of(error)) not in (400, 409, 429):
            raise
        return Response(_page(station_id, error=error.message), status=status)
    flash("记下了，谢谢。" if stored else "今天这个驿站您已经记过了，没有重复记。", "told")
    return redirect(url_for("rounds.first"), code=303)


def _found() -> DoorCheck:
    given = request.form
    if given.get("door", "") not in set(DoorAsFound):
        raise Invalid("invalid.door", field="door")
    return DoorCheck(
        door=DoorAsFound(given["door"]),
        works="works" in given,
        broken=tuple(dict.fromkeys(one[:40] for one in given.getlist("broken")[:60])),
        used_up=tuple(dict.fromkeys(one[:40] for one in given.getlist("used_up")[:60])),
        dirty="dirty" in given,
        words=clean(given.get("words", "")[:2_000], multiline=True).text,
    )


def _page(station_id: str, *, error: str = "") -> str:
    db, who = current().connections(), account()
    with db.reading():
        station = door_checks.visible(db, station_id, by=who)
        line = Teller(clock.now(), holiday_store.calendar(db)).line(openness.of_station(station))
    amenities, supplies = vocabulary.amenities().terms, vocabulary.supplies().terms
    given: dict[str, Any] = {
        "ticked": {*request.form.getlist("broken"), *request.form.getlist("used_up")},
        "typed": request.form,
    }
    return render_template(
        "desk/inspections/round.html",
        it=station,
        place=codes.path(station.place.area_code),
        line=line,
        doors=[(one.value, DOOR_WORDS[one]) for one in DoorAsFound],
        things=[(one, amenities[one].zh) for one in door_checks.things(station)],
        supplies=[(one, term.zh) for one, term in supplies.items()],
        longest=LONGEST_WORDS,
        error=error,
        **given,
    )
