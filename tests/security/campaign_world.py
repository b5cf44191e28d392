"""A campaign whose every text is marked, with what came to a station."""

from __future__ import annotations

from stations.campaigns import delivery_store, store
from stations.campaigns.model import Campaign, CampaignSupply, SupplyDelivery
from stations.db.base import Database
from stations.moments import china_day
from tests.support import make


def ids(tag: str) -> dict[str, list[str]]:
    """What stands for the variables of a route."""
    return {"campaign_id": [f"campaign-{tag}"], "delivery_id": [f"delivery-{tag}"]}


def fill(db: Database, tag: str, *, area: str, words: str) -> None:
    """A campaign of an area that is for one station (inside `writing`)."""
    today = china_day(make.NOON)
    campaign = Campaign(
        id=f"campaign-{tag}",
        title=words[:60],
        kind="warming",
        area_code=area,
        from_on=today,
        until_on=today,
        details=words,
        supplies=(CampaignSupply(number=1, word=words[:20], unit=words[:4]),),
        created_at=make.NOON,
        updated_at=make.NOON,
    )
    store.add(db, campaign)
    store.put_plan(db, campaign.id, {tag: {1: 9}})
    came = SupplyDelivery(
        id=f"delivery-{tag}",
        station_id=tag,
        number=1,
        amount=3,
        day=today,
        note=words,
        form=f"form{tag}",
        by="somebody",
        shown=words[:40],
        at=make.NOON,
    )
    delivery_store.add(db, campaign.id, came)
