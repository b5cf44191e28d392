"""Campaigns at the desk: planned for many stations, delivered at each, looked at by district."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.activities import model as activities
from stations.areas import codes
from stations.campaigns import (
    campaign_overview,
    campaign_planning,
    delivered_stock,
    delivering,
    delivery_store,
    store,
)
from stations.campaigns.campaign_planning import (
    SPREAD_WORDS,
    CampaignForm,
    Spreading,
    SpreadRule,
)
from stations.campaigns.delivered_stock import IntoStock
from stations.campaigns.delivering import SupplyArrival
from stations.campaigns.model import Campaign, CampaignLine
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.media import intake
from stations.media.model import MOST_BYTES, Picture
from stations.registry.scoping import reach_of
from stations.registry.stored import brief_store
from stations.web import clock, public_address
from stations.web.acting import act, areas
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_campaigns", __name__, url_prefix=f"{PREFIX}/campaigns")

PAGE = 40
"""Stations of one page of the plan."""
_MOST_PARTS = PAGE * campaign_planning.MOST_SUPPLIES + 50
_MOST_LIST = 5_000_000
_AROUND = 100_000
_ROUTE = "/<campaign_id>"
_DIGITS = re.compile(r"[0-9]{1,7}")


@blueprint.get("/")
@needs(Action.SEE)
def every() -> str:
    """The campaigns that have to do with one's own stations, and the form of a new one."""
    return _list()


@blueprint.post("/")
@needs(Action.CREATE)
def make() -> AnyResponse:
    """Makes a campaign."""
    db = current().connections()
    try:
        made = campaign_planning.make(db, _form(), by=account(), act=act(campaign_planning.MADE))
    except Invalid as error:
        return Response(_list(error=error.message), status=400)
    flash("建好了。现在定每个站发多少。", "told")
    return redirect(url_for("desk_campaigns.one", campaign_id=made.id), code=303)


@blueprint.get(_ROUTE)
@needs(Action.SEE)
def one(campaign_id: str) -> str:
    """Plan and delivery by district and station."""
    return _page(campaign_id)


@blueprint.post(_ROUTE)
@needs(Action.CREATE)
def change(campaign_id: str) -> AnyResponse:
    """Changes a campaign."""
    version = request.form.get("version", 0, type=int)

    def work(db: Database) -> None:
        doing = act(campaign_planning.CHANGED)
        campaign_planning.change(db, campaign_id, _form(), version=version, by=account(), act=doing)

    return _done(campaign_id, work, words="保存了。")


@blueprint.post(f"{_ROUTE}/plan")
@needs(Action.CREATE, most_parts=_MOST_PARTS)
def plan(campaign_id: str) -> AnyResponse:
    """Writes the amounts of the table."""

    def work(db: Database) -> None:
        wanted = _table()
        doing = act(campaign_planning.PLANNED)
        campaign_planning.fill(db, campaign_id, wanted, by=account(), act=doing)

    return _done(campaign_id, work, words="计划保存了。")


@blueprint.post(f"{_ROUTE}/spread")
@needs(Action.CREATE)
def spread(campaign_id: str) -> AnyResponse:
    """Spreads a total over stations by a rule."""

    def work(db: Database) -> None:
        given = request.form
        rule = given.get("rule", "")
        if rule not in set(SpreadRule):
            raise Invalid("invalid.campaign_rule", field="rule")
        spreading = Spreading(
            number=_number(given.get("supply", "")),
            total=_number(given.get("total", "")),
            stations=[one for one in re.split(r"[\s、，,;；]+", given.get("stations", "")) if one],
            rule=SpreadRule(rule),
        )
        doing = act(campaign_planning.PLANNED)
        campaign_planning.spread_out(db, campaign_id, spreading, by=account(), act=doing)

    return _done(campaign_id, work, words="分好了，还可以逐站改。")


@blueprint.post(f"{_ROUTE}/list")
@needs(Action.CREATE, most_bytes=_MOST_LIST)
def take_list(campaign_id: str) -> AnyResponse:
    """Takes the plan from a list."""

    def work(db: Database) -> None:
        file = request.files.get("file")
        data = file.stream.read(_MOST_LIST + 1) if file else b""
        if not data:
            raise Invalid("invalid.campaign_file", field="file")
        name = (file.filename or "")[-100:] if file else ""
        doing = act(campaign_planning.PLANNED)
        campaign_planning.take_list(db, campaign_id, data, name=name, by=account(), act=doing)

    return _done(campaign_id, work, words="名单里的计划存好了。")


@blueprint.post(f"{_ROUTE}/export")
@needs(Action.EXPORT)
def file(campaign_id: str) -> Response:
    """The campaign as a workbook."""
    book = io.BytesIO()
    campaign_overview.take(
        current().connections(),
        campaign_id,
        file=book,
        link=lambda name: public_address.of("desk_photos.whole", name=name),
        by=account(),
        act=act(campaign_overview.TAKEN),
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = Response(book.getvalue(), content_type=kind)
    answer.headers["Content-Disposition"] = 'attachment; filename="campaign.xlsx"'
    return answer


@blueprint.get(f"{_ROUTE}/stations/<station_id>")
@needs(Action.ORGANISE)
def at_station(campaign_id: str, station_id: str) -> str:
    """What one station is to get and got, with the form for what came today."""
    return _station(campaign_id, station_id)


@blueprint.post(f"{_ROUTE}/stations/<station_id>")
@needs(Action.ORGANISE, most_bytes=MOST_BYTES + _AROUND)
def deliver(campaign_id: str, station_id: str) -> AnyResponse:
    """Notes what came."""
    db, who = current().connections(), account()
    delivering.theirs(db, campaign_id, station_id, by=who)
    try:
        given = _arrival()
        noted = delivering.deliver(
            db, campaign_id, station_id, given, by=who, act=act(delivering.DELIVERED)
        )
    except Invalid as error:
        return Response(_station(campaign_id, station_id, error=error.message), status=400)
    except Refused as error:
        if error.code != "campaign_closed":
            raise
        return Response(_station(campaign_id, station_id, error=error.message), status=409)
    flash("记下了。" if noted else "这一笔已经记过了，没有重复记。", "told")
    return redirect(
        url_for("desk_campaigns.at_station", campaign_id=campaign_id, station_id=station_id),
        code=303,
    )


@blueprint.post(f"{_ROUTE}/deliveries/<delivery_id>/counter")
@needs(Action.ORGANISE)
def counter(campaign_id: str, delivery_id: str) -> AnyResponse:
    """Takes back what was noted by mistake."""
    reason = request.form.get("reason", "")
    try:
        station = delivering.correct(
            current().connections(),
            campaign_id,
            delivery_id,
            reason=reason,
            by=account(),
            act=act(delivering.COUNTERED),
        )
    except Invalid as error:
        return Response(_page(campaign_id, error=error.message), status=400)
    except Refused as error:
        if not error.code.startswith("campaign_"):
            raise
        return Response(_page(campaign_id, error=error.message), status=409)
    flash("冲正了，原来的一笔还看得到。", "told")
    return redirect(
        url_for("desk_campaigns.at_station", campaign_id=campaign_id, station_id=station),
        code=303,
    )


@blueprint.post(f"{_ROUTE}/deliveries/<delivery_id>/stock")
@needs(Action.EDIT)
def stock(campaign_id: str, delivery_id: str) -> AnyResponse:
    """Takes what came into the stock of a give-away of the station."""
    giveaway, _, category = request.form.get("place", "")[:64].partition("/")
    try:
        station, taken = delivering.stock(
            current().connections(),
            campaign_id,
            delivery_id,
            IntoStock(
                giveaway_id=giveaway,
                category=category,
                each=_number(request.form.get("each", "")),
            ),
            by=account(),
            act=act(delivering.DELIVERED),
        )
    except Invalid as error:
        return Response(_page(campaign_id, error=error.message), status=400)
    except Refused as error:
        if not error.code.startswith("campaign_"):
            raise
        return Response(_page(campaign_id, error=error.message), status=409)
    flash(f"记入了“{taken.giveaway.title}”的库存（{taken.category.word}）。", "told")
    return redirect(
        url_for("desk_campaigns.at_station", campaign_id=campaign_id, station_id=station),
        code=303,
    )


def matters(db: Database, who: Account, *, today: date) -> list[dict[str, Any]]:
    """What the first page of the desk tells: stations of one's own that lack something."""
    if not who.may(Action.ORGANISE):
        return []
    here = brief_store.within(db, reach_of(who, Action.ORGANISE))
    late = 0
    for campaign in _in_sight(db, who):
        if campaign.closed or today <= campaign.until_on:
            continue
        overview = campaign_overview.seen_by(db, campaign, who, today=today)
        late += sum(
            line.lacks and line.station_id in here
            for _, lines in overview.districts
            for line in lines
        )
    url = url_for("desk_campaigns.every")
    told = {"words": "行动过了期，还有物资没发到", "count": late, "url": url, "pressing": False}
    return [told] if late else []


def _in_sight(db: Database, who: Account) -> list[Campaign]:
    planned = store.planned_for(db, sorted(who.own_stations))
    found = store.every(db)
    return [one for one in found if campaign_planning.in_sight(one, by=who, planned=planned)]


def _done(campaign_id: str, work: Callable[[Database], None], *, words: str) -> AnyResponse:
    try:
        work(current().connections())
    except Invalid as error:
        return Response(_page(campaign_id, error=error.message), status=400)
    except Refused as error:
        own = error.code.startswith(("campaign_", "stale_version"))
        # What is wrong with a file of a list is said by its reader.
        if not own and request.endpoint != "desk_campaigns.take_list":
            raise
        if error.code in ("forbidden", "signed_out"):
            raise
        status = 409 if own else 400
        return Response(_page(campaign_id, error=error.message), status=status)
    flash(words, "told")
    return redirect(url_for("desk_campaigns.one", campaign_id=campaign_id), code=303)


def _list(*, error: str = "") -> str:
    db, who, today = current().connections(), account(), clock.today()
    with db.reading():
        found = _in_sight(db, who)
        rows = [
            {"it": one, "area": codes.path(one.area_code),
             "kind": activities.kinds().word(one.kind) if one.kind in activities.kinds() else "",
             "view": campaign_overview.seen_by(db, one, who, today=today)}
            for one in found
        ]  # fmt: skip
    return render_template(
        "desk/campaigns/list.html",
        rows=rows,
        may_make=who.may(Action.CREATE),
        kinds=[(one.id, one.zh) for one in activities.kinds().terms.values()],
        areas=areas(Action.CREATE),
        error=error,
        given=request.form,
    )


def _page(campaign_id: str, *, error: str = "") -> str:
    db, who, today = current().connections(), account(), clock.today()
    with db.reading():
        campaign = campaign_planning.seen(db, campaign_id, by=who)
        view = campaign_overview.seen_by(db, campaign, who, today=today)
        known = brief_store.of(db, [one.station_id for _, lines in view.districts for one in lines])
    lines = [(part.name, one) for part, lines in view.districts for one in lines]
    only = request.args.get("only", "")
    if only == "lacking":
        lines = [pair for pair in lines if pair[1].lacks]
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    scopes = {
        one.id: Scope(areas=(one.area_code, one.district_code), station_id=one.id)
        for one in known.values()
    }
    theirs = [pair for pair in lines if who.may(Action.SEE, scopes[pair[1].station_id])]
    manages = campaign_planning.may_manage(campaign, by=who)
    return render_template(
        "desk/campaigns/campaign.html",
        it=campaign,
        kinds=[(one.id, one.zh) for one in activities.kinds().terms.values()],
        area=codes.path(campaign.area_code),
        view=view,
        rows=[
            (area, line, who.may(Action.ORGANISE, scopes[line.station_id]))
            for area, line in theirs[(number - 1) * PAGE :][:PAGE]
        ],
        only=only,
        page=number,
        pages=max(-(-len(theirs) // PAGE), 1),
        manages=manages and not campaign.closed,
        may_change=manages,
        may_export=who.may(Action.EXPORT, Scope(areas=(campaign.area_code,))),
        rules=[(rule.value, words) for rule, words in SPREAD_WORDS.items()],
        error=error,
        given=request.form,
    )


def _station(campaign_id: str, station_id: str, *, error: str = "") -> str:
    db = current().connections()
    with db.reading():
        campaign, station = delivering.theirs(db, campaign_id, station_id, by=account())
        deliveries = delivery_store.of_campaign(db, campaign.id, station_id=station_id)
        line = CampaignLine(
            name=station.name,
            station_id=station.id,
            planned=store.plan(db, campaign.id)[station_id],
            delivered=delivery_store.totals(db, campaign.id).get(station_id, {}),
        )
        booked = delivered_stock.booked(db, station_id)
        places = {it.number: delivered_stock.places(db, station_id, it) for it in campaign.supplies}
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


def _table() -> dict[str, dict[int, int]]:
    """What stands in the table: cells named plan-<supply>-<station>; empty cells are no plan."""
    wanted: dict[str, dict[int, int]] = {}
    for name, text in request.form.items():
        head, _, rest = name.partition("-")
        number, _, station = rest.partition("-")
        if head != "plan" or not _DIGITS.fullmatch(number):
            continue
        amounts = wanted.setdefault(station, {})
        if text.strip():
            amounts[int(number)] = _number(text)
    return wanted


def _number(text: str) -> int:
    """A whole number as people type it."""
    words = text.strip().replace(",", "").replace("，", "")
    if not (words.isascii() and _DIGITS.fullmatch(words)):
        raise Invalid("invalid.campaign_number", field="amount", words=text[:20])
    return int(words)


def _arrival() -> SupplyArrival:
    given = request.form
    counts = {}
    for name, text in given.items():
        head, _, number = name.partition("-")
        if head == "amount" and _DIGITS.fullmatch(number) and text.strip():
            counts[int(number)] = _number(text)
    return SupplyArrival(
        counts=counts, day=_day("day"), form=given.get("form", ""), note=given.get("note", ""),
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


def _form() -> CampaignForm:
    given = request.form
    area = codes.by_code(given.get("area", "")[:12])
    return CampaignForm(
        title=given.get("title", ""),
        kind=given.get("kind", ""),
        area_code=area.code if area else "",
        from_on=_day("from"),
        until_on=_day("until"),
        supplies=given.get("supplies", ""),
        details=given.get("details", ""),
        shown=given.get("shown") == "1",
        closed=given.get("closed") == "1",
    )


def _day(field: str) -> date:
    try:
        return date.fromisoformat(request.form.get(field, "").strip())
    except ValueError:
        raise Invalid("bad_date", field=field) from None
