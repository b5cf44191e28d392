"""Pages of a station's contacts."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.errors import Invalid, Refused
from stations.registry.editing import contacts
from stations.registry.editing.contacts import NOBODY, TIER_WORDS, Answerable, Tier
from stations.registry.scoping import scope_of
from stations.tables import text as texts
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("answerable", __name__, url_prefix=f"{PREFIX}/stations")

_LONGEST = 80
_PARTS = ("post", "person", "phone")


@blueprint.get("/<station_id>/answerable")
@needs(Action.EDIT)
def form(station_id: str) -> str:
    """The persons as they are."""
    return _page(station_id)


@blueprint.post("/<station_id>/answerable")
@needs(Action.EDIT)
def save(station_id: str) -> AnyResponse:
    """Says who is answerable now."""
    db, who = current().connections(), account()
    station = contacts.found(db, station_id, by=who)
    mine = contacts.tiers_for(who, scope_of(station))
    try:
        given = {tier: one for tier, one in given_persons().items() if tier in mine}
        contacts.put(
            db, [station_id], given, by=who, act=act("answerable_set"),
            seen=request.form.get("seen", "")[:64],
        )  # fmt: skip
    except Invalid as error:
        return Response(_page(station_id, error=error.message, typed=True), status=400)
    except Refused as error:
        if error.code != "stale_version":
            raise
        return Response(_page(station_id, error=error.message, typed=True), status=409)
    flash("责任人记下了。", "told")
    return redirect(url_for("answerable.form", station_id=station_id), code=303)


@blueprint.post("/<station_id>/answerable/erase")
@needs(Action.EDIT)
def erase(station_id: str) -> AnyResponse:
    """Takes name and telephone number of one tier away; the post stays."""
    tier = request.form.get("tier", "")
    if tier not in tuple(Tier):
        raise Invalid("invalid.tier", field="tier")
    contacts.erase(
        current().connections(), [station_id], [Tier(tier)], by=account(),
        act=act("answerable_erased"),
    )  # fmt: skip
    flash(
        f"{TIER_WORDS[Tier(tier)]}责任人的姓名和电话已清除。以前的备份里还有，到期一起删除。",
        "told",
    )
    return redirect(url_for("answerable.form", station_id=station_id), code=303)


def given_persons() -> dict[Tier, Answerable]:
    """Who the form names at every tier it has."""
    found = {}
    for tier in Tier:
        if f"post-{tier}" in request.form:
            post, person, phone = (_typed(part, tier) for part in _PARTS)
            found[tier] = Answerable(post=post, person=person, phone=phone)
    return found


def _typed(part: str, tier: Tier) -> str:
    return texts.clean(
        texts.one_line(request.form.get(f"{part}-{tier}", "")[:_LONGEST]), multiline=False
    ).text


def _page(station_id: str, *, error: str = "", typed: bool = False) -> str:
    """The form; with `typed` it shows what was typed, and beside it what is stored."""
    db, who = current().connections(), account()
    station = contacts.found(db, station_id, by=who)
    stored = contacts.of_station(db, station_id)
    mine = contacts.tiers_for(who, scope_of(station))
    tiers = []
    for tier, one in stored.items():
        held = (one.post, one.person, one.phone)
        shown = tuple(_typed(part, tier) for part in _PARTS) if typed and tier in mine else held
        tiers.append(
            {
                "id": tier.value,
                "words": TIER_WORDS[tier],
                "mine": tier in mine,
                "post": shown[0],
                "person": shown[1],
                "phone": shown[2],
                "stored": " ".join(filter(None, held)) or "没有登记",
                "differs": shown != held,
                "missing": one == NOBODY,
                "private": bool(one.person or one.phone),
            }
        )
    return render_template(
        "desk/stations/contacts.html",
        station=station,
        tiers=tiers,
        seen=contacts.mark(stored),
        error=error,
    )
