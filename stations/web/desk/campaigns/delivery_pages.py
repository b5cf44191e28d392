"""What a campaign brought to a station: noted on the phone, taken back, taken into stock."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.campaigns import delivered_stock, delivering, delivery_store, store
from stations.campaigns.delivered_stock import IntoStock
from stations.campaigns.delivering import SupplyArrival
from stations.campaigns.model import CampaignLine
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.media import intake
from stations.media.model import MOST_BYTES, Picture
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.campaigns import campaign_pages
from stations.web.desk.campaigns.campaign_form import DIGITS, date_of, whole_number
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint(
    "campaign_deliveries", __name__, url_prefix=f"{PREFIX}/campaigns/<campaign_id>"
)

_AROUND = 100_000


@blueprint.get("/stations/<station_id>")
@needs(Action.ORGANISE)
def at_station(campaign_id: str, station_id: str) -> str:
    """What one station is to get and got, with the form for what came today."""
    return _station(campaign_id, station_id)


@blueprint.post("/stations/<station_id>")
@needs(Action.ORGANISE, most_bytes=MOST_BYTES + _AROUND)
def deliver(campaign_id: str, station_id: str) -> AnyResponse:
    """Notes what came."""
    delivering.theirs(current().connections(), campaign_id, station_id, by=account())

    def work(db: Database) -> tuple[str, str]:
        given, doing = _arrival(), act(delivering.DELIVERED)
        noted = delivering.deliver(db, campaign_id, station_id, given, by=account(), act=doing)
        return station_id, "记下了。" if noted else "这一笔已经记过了，没有重复记。"

    return _done(campaign_id, work, lambda error: _station(campaign_id, station_id, error=error))


@blueprint.post("/deliveries/<delivery_id>/counter")
@needs(Action.ORGANISE)
def counter(campaign_id: str, delivery_id: str) -> AnyResponse:
    """Takes back what was noted by mistake."""
    reason = request.form.get("reason", "")

    def work(db: Database) -> tuple[str, str]:
        doing = act(delivering.COUNTERED)
        station = delivering.correct(
            db, campaign_id, delivery_id, reason=reason, by=account(), act=doing
        )
        return station, "冲正了，原来的一笔还看得到。"

    return _done(campaign_id, work, lambda error: campaign_pages.page(campaign_id, error=error))


@blueprint.post("/deliveries/<delivery_id>/stock")
@needs(Action.EDIT)
def stock(campaign_id: str, delivery_id: str) -> AnyResponse:
    """Takes what came into the stock of a give-away of the station."""
    giveaway, _, category = request.form.get("place", "")[:64].partition("/")

    def work(db: Database) -> tuple[str, str]:
        each = whole_number(request.form.get("each", ""))
        into = IntoStock(giveaway_id=giveaway, category=category, each=each)
        doing = act(delivering.DELIVERED)
        station, taken = delivering.stock(
            db, campaign_id, delivery_id, into, by=account(), act=doing
        )
        return station, f"记入了“{taken.giveaway.title}”的库存（{taken.category.word}）。"

    return _done(campaign_id, work, lambda error: campaign_pages.page(campaign_id, error=error))


def _done(
    campaign_id: str, work: Callable[[Database], tuple[str, str]], page: Callable[[str], str]
) -> AnyResponse:
    """Leads to the station that `work` gives, with what it tells; else the page with the error."""
    try:
        station, words = work(current().connections())
    except Invalid as error:
        return Response(page(error.message), status=400)
    except Refused as error:
        if not error.code.startswith("campaign_"):
            raise
        return Response(page(error.message), status=409)
    flash(words, "told")
    there = url_for("campaign_deliveries.at_station", campaign_id=campaign_id, station_id=station)
    return redirect(there, code=303)


def _station(campaign_id: str, station_id: str, *, error: str = "") -> str:
    db = current().connections()
    with db.reading():
        campaign, station = delivering.theirs(db, campaign_id, station_id, by=account())
        here = station.id
        deliveries = delivery_store.of_campaign(db, campaign.id, station_id=here)
        line = CampaignLine(
            name=station.name,
            station_id=here,
            planned=store.plan(db, campaign.id)[here],
            delivered=delivery_store.totals(db, campaign.id).get(here, {}),
        )
        booked = delivered_stock.booked(db, here)
        places = {it.number: delivered_stock.places(db, here, it) for it in campaign.supplies}
    return render_template(
        "desk/campaigns/station.html",
        it=campaign,
        station=station,
        line=line,
        supplies={one.number: one for one in campaign.supplies},
        deliveries=deliveries,
        booked=booked,
        places=places,
        corrected={one.corrects for one in deliveries},
        today=clock.today(),
        form=request.form.get("form") or secrets.token_hex(12),
        error=error,
        given=request.form,
    )


def _arrival() -> SupplyArrival:
    given = request.form
    counts = {}
    for name, text in given.items():
        head, _, number = name.partition("-")
        if head == "amount" and DIGITS.fullmatch(number) and text.strip():
            counts[int(number)] = whole_number(text)
    return SupplyArrival(
        counts=counts, day=date_of("day"), form=given.get("form", ""), note=given.get("note", ""),
        picture=_picture(),
    )  # fmt: skip


def _picture() -> Picture | None:
    file = request.files.get("photo")
    if file is None or not file.filename:
        return None
    # One byte more than allowed tells that it is too large.
    picture = intake.intake(file.stream.read(MOST_BYTES + 1))
    current().photos.keep(picture)
    return picture
