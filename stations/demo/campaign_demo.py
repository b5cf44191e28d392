"""A winter season of the demo city: five stations, planned and partly delivered."""

from __future__ import annotations

from datetime import datetime, timedelta

from stations.accounts import store as accounts
from stations.audit.model import Act
from stations.campaigns import campaign_planning, delivering, store
from stations.campaigns.campaign_planning import CampaignForm, Spreading
from stations.campaigns.delivering import SupplyArrival
from stations.db.base import Database
from stations.moments import china_day
from stations.registry.scoping import Reach
from stations.registry.stored import brief_store

_EDITOR = "demo-editor"
_STATIONS = 5


def add(db: Database, at: datetime) -> int:
    """Makes the campaign; how many stations it is for."""
    by = next(one for one in accounts.every(db) if one.demo and one.name == _EDITOR)
    area = by.grants[0].area
    begun = at - timedelta(days=12)

    def act(action: str) -> Act:
        return Act(actor=by.id, by=by.shown, action=action, at=begun)

    first = china_day(begun)
    form = CampaignForm(
        title="送温暖 2026 冬（演示）", kind="warming", area_code=area, from_on=first,
        until_on=first + timedelta(days=90), supplies="姜茶 | 箱\n暖手宝 | 个",
        details="（演示）先发人多的站。",
    )  # fmt: skip
    campaign = campaign_planning.make(db, form, by=by, act=act(campaign_planning.MADE), demo=True)
    near = brief_store.drawn(db, Reach(areas=(area,)), start="demo-0001", most=_STATIONS)
    for number, total in ((1, 320), (2, 500)):
        campaign_planning.spread_out(
            db, campaign.id, Spreading(number=number, total=total, stations=near), by=by,
            act=act(campaign_planning.PLANNED),
        )  # fmt: skip
    plan = store.plan(db, campaign.id)
    for n, station in enumerate(near[:3]):
        counts = {1: plan[station][1], 2: plan[station][2] // (n + 1)}
        given = SupplyArrival(counts=counts, day=first, form=f"demo{n:08d}", note="（演示）")
        delivering.deliver(db, campaign.id, station, given, by=by, act=act(delivering.DELIVERED))
    return len(near)
