"""What came of the activity of a station, a photo of it, and a market at a place of its own."""

from __future__ import annotations

from stations.activities import activity_photo_store, result_store, store
from stations.activities.model import Activity, ActivityPhoto, ActivityState, Result, Venue
from stations.db.base import Transaction
from stations.geo.point import Point
from tests.support import make


def fill(tx: Transaction, tag: str, *, area: str, words: str) -> None:
    """All texts marked; the activity itself is there."""
    market = Activity(
        id=f"market-{tag}", kind="market", title=words[:60], area_code=area,
        venue=Venue(name=words[:60], address=words, point=Point(lat=36.65, lon=117.1)),
        state=ActivityState.CANCELLED, state_reason=words,
        created_at=make.NOON, updated_at=make.NOON,
    )  # fmt: skip
    store.add(tx, market)
    told = Result(id=f"result-{tag}", number=1, people=7, words=words, supplies=(("water", 9),),
                  shown=words, at=make.NOON)  # fmt: skip
    result_store.add(tx, f"session-{tag}", told, by="somebody", log=1)
    photo = ActivityPhoto(name="f" * 32, width=4, height=3, caption=words[:60])
    activity_photo_store.put(tx, f"course-{tag}", photo, at="2026-11-20T04:00:00Z")
