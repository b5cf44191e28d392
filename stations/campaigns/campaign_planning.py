"""Making of campaigns and of their plans: a table, a rule, or a list."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.activities import activity_rules
from stations.activities import model as activities
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.campaigns import plan_list, store
from stations.campaigns.model import MOST_AMOUNT, Amounts, Campaign, CampaignSupply, spread
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import check_in_store
from stations.moments import china_day
from stations.registry.scoping import Reach
from stations.registry.stored import brief_store

MADE, CHANGED, PLANNED = "campaign_made", "campaign_changed", "campaign_planned"
PLANNED_FOR = "campaign_planned_for"
"""An entry for each station, so that it can be told of it."""
MOST_SUPPLIES, MOST_STATIONS = 12, 2_000
LONGEST = timedelta(days=366)
_VISITS_OVER = timedelta(days=90)


class SpreadRule(StrEnum):
    """How a total is spread over stations."""

    EQUAL = "equal"
    VISITS = "visits"
    """By the check-ins of the last 90 days."""


SPREAD_WORDS = {SpreadRule.EQUAL: "平均分", SpreadRule.VISITS: "按近 90 天打卡人次分"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreading:
    """A total of one supply for stations named by number, or for all that are planned for."""

    number: int
    total: int
    stations: Sequence[str] = ()
    rule: SpreadRule = SpreadRule.EQUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignForm:
    """A campaign as somebody filled it in."""

    title: str
    kind: str
    area_code: str
    from_on: date
    until_on: date
    supplies: str
    """A line for each: 水 | 箱. Those that there are already stay."""
    details: str = ""
    shown: bool = True
    closed: bool = False


def make(
    db: Database, form: CampaignForm, *, by: Account, act: Act, demo: bool = False
) -> Campaign:
    """Makes a campaign for an area of one's own."""
    if codes.by_code(form.area_code) is None:
        raise Invalid("invalid.campaign_area", field="area")
    authorise(by, Action.CREATE, Scope(areas=(form.area_code,)))
    blank = Campaign(
        id=secrets.token_hex(6), title="-", kind=form.kind, area_code=form.area_code,
        from_on=form.from_on, until_on=form.until_on, demo=demo,
        created_at=act.at, updated_at=act.at,
    )  # fmt: skip
    campaign = _filled(blank, form)
    if not campaign.supplies:
        raise Invalid("invalid.campaign_supplies", field="supplies", most=MOST_SUPPLIES)
    with db.writing() as tx:
        store.add(tx, campaign)
        note(tx, campaign, act=replace(act, action=MADE))
    return campaign


def change(
    db: Database, campaign_id: str, form: CampaignForm, *, version: int, by: Account, act: Act
) -> Campaign:
    """Changes a campaign; what it brings is only added to."""
    with db.writing() as tx:
        before = managed(tx, campaign_id, by=by)
        if version != before.version:
            raise Refused("stale_version.station", name=before.title)
        after = replace(_filled(before, form), version=version + 1, updated_at=act.at)
        store.save(tx, after)
        note(tx, after, act=replace(act, action=CHANGED))
    return after


def fill(
    db: Database, campaign_id: str, wanted: Mapping[str, Amounts], *, by: Account, act: Act
) -> int:
    """Writes what these stations are to get; how many stations."""
    with db.writing() as tx:
        campaign = _open(tx, campaign_id, by=by)
        return _write(tx, campaign, wanted, act=act)


def spread_out(db: Database, campaign_id: str, given: Spreading, *, by: Account, act: Act) -> int:
    """Spreads a total over stations; over how many."""
    if not 1 <= given.total <= MOST_AMOUNT:
        raise Invalid("invalid.campaign_amount", field="total", most=MOST_AMOUNT)
    with db.writing() as tx:
        campaign = _open(tx, campaign_id, by=by)
        known = store.plan(tx, campaign.id)
        ids = [called(tx, campaign, one) for one in dict.fromkeys(given.stations)] or [*known]
        if not ids:
            raise Invalid("invalid.campaign_nobody", field="stations")
        weights = [1] * len(ids)
        if given.rule is SpreadRule.VISITS:
            since = (china_day(act.at) - _VISITS_OVER).isoformat()
            weights = [sum(check_in_store.by_day(tx, one, since=since).values()) for one in ids]
        parts = spread(given.total, weights)
        wanted = {
            one: {**known.get(one, {}), given.number: part}
            for one, part in zip(ids, parts, strict=True)
        }
        return _write(tx, campaign, wanted, act=act)


def take_list(
    db: Database, campaign_id: str, data: bytes, *, name: str, by: Account, act: Act
) -> int:
    """Takes the plan from a list of stations; all of it, or nothing where a row is wrong."""
    campaign = managed(db, campaign_id, by=by)
    # Read outside the write lock: a large list takes a while.
    listed = plan_list.read(data, name=name, supplies=campaign.supplies)
    with db.writing() as tx:
        campaign = _open(tx, campaign_id, by=by)
        found: dict[str, Amounts] = {}
        for row in listed:
            try:
                station = called(tx, campaign, row.station)
            except Invalid as error:
                raise Invalid(
                    "invalid.campaign_row", field="file", row=row.row, what=row.station[:32]
                ) from error
            if station in found:
                raise Invalid(
                    "invalid.campaign_row_twice", field="file", row=row.row, what=row.station[:32]
                )
            found[station] = row.amounts
        known = store.plan(tx, campaign.id)
        wanted = {one: {**known.get(one, {}), **amounts} for one, amounts in found.items()}
        return _write(tx, campaign, wanted, act=act)


def seen(db: Database, campaign_id: str, *, by: Account) -> Campaign:
    """A campaign that has to do with one's own areas or stations; NotFound else."""
    campaign = store.get(db, campaign_id)
    if not in_sight(campaign, by=by, planned=store.planned_for(db, sorted(by.own_stations))):
        raise NotFound("not_found.out_of_sight")
    return campaign


def in_sight(campaign: Campaign, *, by: Account, planned: set[str]) -> bool:
    """Whether this account sees a campaign; `planned` are those that its own stations are in."""
    return in_area(campaign, by=by) or campaign.id in planned


def in_area(campaign: Campaign, *, by: Account) -> bool:
    """Whether an area of this account has to do with it, not only a station."""
    area = campaign.area_code
    held = by.areas_for(Action.SEE)
    return any(not one or codes.covers(one, area) or codes.covers(area, one) for one in held)


def managed(db: Database, campaign_id: str, *, by: Account) -> Campaign:
    """A campaign whose area is one's own; NotFound else."""
    campaign = store.get(db, campaign_id)
    authorise(by, Action.CREATE, Scope(areas=(campaign.area_code,)))
    return campaign


def may_manage(campaign: Campaign, *, by: Account) -> bool:
    return by.may(Action.CREATE, Scope(areas=(campaign.area_code,)))


def reach(campaign: Campaign) -> Reach:
    """The stations that a campaign may have."""
    return Reach(areas=(codes.trimmed(campaign.area_code),))


def called(db: Database, campaign: Campaign, number: str) -> str:
    """The one station of the campaign's area with this id or number."""
    found = brief_store.called(db, number.strip()[:32], reach(campaign))
    if len(found) != 1:
        raise Invalid("invalid.campaign_station", field="stations", number=number[:32])
    return found[0]


def note(tx: Transaction, campaign: Campaign, *, act: Act, **body: object) -> int:
    """Writes an entry of the log about a campaign."""
    subject = f"campaign:{campaign.id}"
    return log.append(tx, act=act, subject=subject, area=campaign.area_code, body=dict(body))


def _open(db: Database, campaign_id: str, *, by: Account) -> Campaign:
    campaign = managed(db, campaign_id, by=by)
    if campaign.closed:
        raise Refused("campaign_closed", title=campaign.title)
    return campaign


def _write(tx: Transaction, campaign: Campaign, wanted: Mapping[str, Amounts], *, act: Act) -> int:
    numbers = {one.number for one in campaign.supplies}
    here = brief_store.within(tx, reach(campaign))
    for station, amounts in wanted.items():
        if station not in here:
            raise NotFound("not_found.out_of_sight")
        if not set(amounts) <= numbers:
            raise Invalid("invalid.campaign_supply", field="supply")
        if any(not 0 <= amount <= MOST_AMOUNT for amount in amounts.values()):
            raise Invalid("invalid.campaign_amount", field="amount", most=MOST_AMOUNT)
    before = store.plan(tx, campaign.id)
    if len({*before, *wanted}) > MOST_STATIONS:
        raise Invalid("invalid.campaign_size", field="stations", most=MOST_STATIONS)
    store.put_plan(tx, campaign.id, wanted)
    for station, amounts in wanted.items():
        if any(amounts.values()) and amounts != before.get(station):
            note(tx, campaign, act=replace(act, action=PLANNED_FOR), station=station)
    sums = {str(n): sum(a.get(n, 0) for a in wanted.values()) for n in sorted(numbers)}
    note(tx, campaign, act=replace(act, action=PLANNED), stations=len(wanted), amounts=sums)
    return len(wanted)


def _filled(campaign: Campaign, form: CampaignForm) -> Campaign:
    title = activity_rules.told(form.title, field="title", longest=60)
    if not title:
        raise Invalid("invalid.campaign_title", field="title")
    if form.kind not in activities.kinds():
        raise Invalid("invalid.campaign_kind", field="kind")
    if not timedelta() <= form.until_on - form.from_on <= LONGEST:
        raise Invalid("invalid.campaign_days", field="until")
    details = activity_rules.told(form.details, field="details", longest=2_000, multiline=True)
    return replace(
        campaign,
        title=title,
        kind=form.kind,
        from_on=form.from_on,
        until_on=form.until_on,
        details=details,
        shown=form.shown,
        closed=form.closed,
        supplies=_supplies(campaign.supplies, form.supplies),
    )


def _supplies(known: Sequence[CampaignSupply], text: str) -> tuple[CampaignSupply, ...]:
    found = {one.word: one for one in known}
    for line in filter(None, (line.strip() for line in text[:2_000].splitlines())):
        word, _, unit = line.replace("｜", "|").partition("|")
        word = activity_rules.told(word, field="supplies", longest=20)
        unit = activity_rules.told(unit, field="supplies", longest=4) or "份"
        if not word:
            raise Invalid("invalid.campaign_supplies", field="supplies", most=MOST_SUPPLIES)
        if word not in found:
            found[word] = CampaignSupply(number=len(found) + 1, word=word, unit=unit)
        elif found[word].unit != unit:
            raise Invalid("invalid.campaign_unit", field="supplies", word=word)
    if len(found) > MOST_SUPPLIES:
        raise Invalid("invalid.campaign_supplies", field="supplies", most=MOST_SUPPLIES)
    return tuple(found.values())
