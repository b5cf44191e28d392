"""What is on in the small city: one activity of each sort, around its fixed moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from stations.activities import store
from stations.activities.model import (
    Activity,
    ActivityState,
    Audience,
    Session,
    SessionState,
    Venue,
)
from stations.db import opening
from stations.geo.point import Point
from tests.support import small_city

NOW = small_city.NOW
"""A Saturday, 18:05 in China."""
MARKET = Point(lat=36.668, lon=117.02)


def session(session_id: str, hours: float, **more: Any) -> Session:
    """A session of two hours that begins so many hours after the moment."""
    begins = NOW + timedelta(hours=hours)
    return Session(id=session_id, starts_at=begins, ends_at=begins + timedelta(hours=2), **more)


def activity(activity_id: str, kind: str, title: str, *sessions: Session, **more: Any) -> Activity:
    """A published activity of 历下区."""
    plain: dict[str, Any] = {
        "area_code": "370102",
        "state": ActivityState.PUBLISHED,
        "created_at": NOW - timedelta(days=3),
        "updated_at": NOW - timedelta(days=1),
    }
    return Activity(id=activity_id, kind=kind, title=title, sessions=sessions, **{**plain, **more})


def activities() -> list[Activity]:
    """Today, tomorrow, later, moved, cancelled, somewhere else, and what nobody may see."""
    market = Venue(name="芙蓉街口", address="芙蓉街1号", point=MARKET)
    return [
        activity(
            "clinic", "clinic", "老中医义诊", session("c1", 1), session("c2", 25),
            stations=("a-open", "c-always"), details="量血压\n看舌头", doer="市中医院",
            needs="一张桌子",
        ),
        activity(
            "class", "night_class", "手机摄影班",
            session("n1", 26, capacity=20, opens_at=NOW + timedelta(hours=14)),
            session("n2", 194, capacity=20), stations=("a-open",), who=Audience.MEMBERS,
            code_digest="x",
        ),
        activity(
            "law", "legal", "讨薪怎么办",
            session("l1", 50, moved_from=NOW + timedelta(hours=30), reason="律师出差"),
            session("l2", 74, state=SessionState.CANCELLED, reason="下大雪"),
            stations=("b-soon",),
        ),
        activity("market", "market", "夜市流动驿站", session("m1", 3), venue=market),
        activity(
            "off", "show", "露天戏", session("o1", 28), stations=("c-always",),
            state=ActivityState.CANCELLED, state_reason="演员病了",
        ),
        activity("far", "cooling", "送姜茶", session("f1", 4), area_code="410103",
                 stations=("z-far",)),
        activity("past", "haircut", "上周理发", session("p1", -170), stations=("a-open",)),
        activity("draft", "film", "机密电影", session("d1", 5), stations=("a-open",),
                 state=ActivityState.DRAFT),
    ]  # fmt: skip


def fill(address: str, found: list[Activity] | None = None) -> None:
    """Stores these activities in the database of the small city."""
    database = opening.open_ready(address)
    with database.writing() as tx:
        for one in activities() if found is None else found:
            store.add(tx, one)
    database.close()


def at(hours: float) -> datetime:
    """So many hours after the moment."""
    return NOW + timedelta(hours=hours)
