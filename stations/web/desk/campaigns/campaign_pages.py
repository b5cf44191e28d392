"""Campaigns at the desk: planned for many stations, delivered at each, looked at by district."""

from __future__ import annotations

import io
import re
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
    store,
)
from stations.campaigns.campaign_planning import (
    SPREAD_WORDS,
    CampaignForm,
    Spreading,
    SpreadRule,
)
from stations.campaigns.model import Campaign
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.registry.scoping import reach_of
from stations.registry.stored import brief_store
from stations.web import clock, public_address
from stations.web.acting import act, areas
from stations.web.desk.campaigns.campaign_form import DIGITS, date_of, whole_number
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_campaigns", __name__, url_prefix=f"{PREFIX}/campaigns")

PAGE = 40
"""Stations of one page of the plan."""
_MOST_PARTS = PAGE * campaign_planning.MOST_SUPPLIES + 50
_MOST_LIST = 5_000_000
_AROUND = 100_000
_ROUTE = "/<campaign_id>"


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
    return page(campaign_id)


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
            number=whole_number(given.get("supply", "")),
            total=whole_number(given.get("total", "")),
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
        return Response(page(campaign_id, error=error.message), status=400)
    except Refused as error:
        own = error.code.startswith(("campaign_", "stale_version"))
        # What is wrong with a file of a list is said by its reader.
        if not own and request.endpoint != "desk_campaigns.take_list":
            raise
        if error.code in ("forbidden", "signed_out"):
            raise
        status = 409 if own else 400
        return Response(page(campaign_id, error=error.message), status=status)
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


def page(campaign_id: str, *, error: str = "") -> str:
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


def _table() -> dict[str, dict[int, int]]:
    """What stands in the table: cells named plan-<supply>-<station>; empty cells are no plan."""
    wanted: dict[str, dict[int, int]] = {}
    for name, text in request.form.items():
        head, _, rest = name.partition("-")
        number, _, station = rest.partition("-")
        if head != "plan" or not DIGITS.fullmatch(number):
            continue
        amounts = wanted.setdefault(station, {})
        if text.strip():
            amounts[int(number)] = whole_number(text)
    return wanted


def _form() -> CampaignForm:
    given = request.form
    area = codes.by_code(given.get("area", "")[:12])
    return CampaignForm(
        title=given.get("title", ""),
        kind=given.get("kind", ""),
        area_code=area.code if area else "",
        from_on=date_of("from"),
        until_on=date_of("until"),
        supplies=given.get("supplies", ""),
        details=given.get("details", ""),
        shown=given.get("shown") == "1",
        closed=given.get("closed") == "1",
    )
