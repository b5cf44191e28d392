"""The page of one station at the desk."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid
from stations.feedback import check_ins
from stations.registry.editing import verifying
from stations.registry.editing.verifying import EVERYTHING, GROUP_WORDS, VerifiedFields
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store
from stations.registry.views import attention_store
from stations.registry.views.attention import MATTER_WORDS, PRESSING
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.stations import closure_pages, station_about
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current
from stations.web.state_words import phase_words

blueprint = Blueprint("desk_station", __name__, url_prefix=f"{PREFIX}/stations")


@blueprint.get("/<station_id>")
@needs(Action.SEE)
def overview(station_id: str) -> str:
    """How a station stands, what it lacks, and where each part is looked after."""
    db, who = current().connections(), account()
    station = store.get(db, station_id)
    scope = scope_of(station)
    authorise(who, Action.SEE, scope)
    days = {one.group: one for one in verifying.confirmed(db, station_id)}
    return render_template(
        "desk/stations/station.html",
        it=station,
        place=codes.path(station.place.area_code) or station.place.area_words,
        phase=phase_words(station.lifecycle, station.closures, today=_today()),
        matters=[
            {"words": MATTER_WORDS[one], "reports": one in PRESSING}
            for one in attention_store.of_station(db, station_id, today=_today())
        ],
        missing=_missing(station),
        station=station,
        waiting=closure_pages.waiting(station),
        groups=[(group.value, words, days.get(group)) for group, words in GROUP_WORDS.items()],
        about=station_about.about(db, station, by=who),
        visits=check_ins.visits(db, station_id, at=clock.now()),
        may={action.value: who.may(action, scope) for action in Action},
        done=request.args.get("done", ""),
    )


@blueprint.post("/<station_id>/verify")
@needs(Action.VERIFY)
def verify(station_id: str) -> AnyResponse:
    """Notes that the record is true: all of it with one tap, or the parts that were looked at."""
    verifying.confirm(
        current().connections(),
        [station_id],
        groups=_groups(request.form.getlist("group")),
        on_the_spot=request.form.get("on_the_spot") == "1",
        by=account(),
        act=act("verified"),
    )
    return redirect(url_for("desk_station.overview", station_id=station_id, done="1"), code=303)


def _groups(given: list[str]) -> frozenset[VerifiedFields]:
    if given == ["all"]:
        return EVERYTHING
    try:
        return frozenset(map(VerifiedFields, given))
    except ValueError:
        raise Invalid("invalid.content_group", field="group") from None


def _missing(station: Station) -> list[str]:
    """What the record still wants beside what the list names, in words."""
    wants = [
        (not station.place.address, "没有地址"),
        (not station.entry, "没写怎么进门"),
        (not station.amenities, "没有登记设施"),
    ]
    return [words for wanted, words in wants if wanted]


def _today() -> date:
    return clock.today()
