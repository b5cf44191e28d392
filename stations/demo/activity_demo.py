"""A season under way in the demo city: what is over, what is on, what comes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.activities import planning, results, session_changes
from stations.activities.activity_rules import SessionPlan
from stations.activities.model import Activity, Session, Venue
from stations.activities.planning import ActivityPlan
from stations.activities.results import ResultNote
from stations.audit.model import Act
from stations.db.base import Database
from stations.geo.point import Datum, Point
from stations.moments import china_day, china_midnight
from stations.registry.model import SourcePoint
from stations.registry.stored import brief_store

_ADMINISTRATOR, _AREA = "demo-administrator", "370102"
_SUMMER = range(6, 10)
_PLANNED_BEFORE = timedelta(days=30)
_MARKED = "（演示数据）"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    """An activity: at so many stations, on these days from today on, at an hour."""

    kind: str
    title: str
    days: tuple[int, ...]
    hour: float = 14
    hours: float = 2
    stations: int = 1
    capacity: int | None = None
    waiting: int = 0
    opens_before: int | None = None
    """So many days before each session sign-up opens, at nine."""
    doer: str = ""
    needs: str = ""
    people: int | None = None
    supplies: dict[str, int] = field(default_factory=dict)
    """Of each session that is over."""
    cancelled: str = ""
    moved: str = ""
    """Why the last session was put off by a day."""
    market: bool = False


_CARE = {
    True: _Plot(kind="cooling", title="高温送清凉", days=(-9, -2, 0, 5), stations=5, hour=10,
                 doer="历下区总工会", people=64,
                 supplies={"water": 150, "heat_relief": 40}),
    False: _Plot(kind="warming", title="冬日送温暖", days=(-9, -2, 0, 5), stations=5, hour=10,
                  doer="历下区总工会", people=58, supplies={"warmth": 90, "tea": 60}),
}  # fmt: skip
_STORIES = (
    _Plot(kind="clinic", title="中医义诊", days=(-6, 1), hour=9, doer="区中医院",
          needs="医生一名、诊桌两张", people=31),
    _Plot(kind="legal", title="劳动合同法律咨询", days=(-4, 3), doer="区法律援助中心", people=12),
    _Plot(kind="night_class", title="书法夜校", days=(2, 9, 16), hour=19, hours=1.5, capacity=20,
          waiting=5, opens_before=14, doer="王老师", needs="投影仪、毛毡"),
    _Plot(kind="haircut", title="爱心理发", days=(-7, 0, 7), hour=9, doer="志愿理发队", people=23),
    _Plot(kind="reading", title="午间读书会", days=(4,), hour=12.5, hours=1),
    _Plot(kind="jobs", title="零工招聘会", days=(6,), hour=9, hours=4, stations=2,
          doer="区人社局"),
    _Plot(kind="talk", title="新就业形态劳动者权益宣讲", days=(3,), hour=15, moved="场地检修"),
    _Plot(kind="repair", title="电动车义务检修", days=(1, 8), hour=13, doer="职工技协"),
    _Plot(kind="show", title="职工文艺演出", days=(5,), hour=19, cancelled="预报有大风"),
    _Plot(kind="first_aid", title="急救培训", days=(-1, 12), hour=10, capacity=16, waiting=4,
          opens_before=10, doer="区红十字会"),
    _Plot(kind="checkup", title="骑手免费体检", days=(10,), hour=8, hours=3, capacity=40,
          waiting=10, opens_before=12, doer="区人民医院"),
    _Plot(kind="market", title="流动驿站便民集市", days=(0, 1), hour=8, hours=10, market=True,
          doer="街道总工会"),
)  # fmt: skip
_VENUE = Venue(
    name="泉城公园东门广场",
    address="济南市历下区演示路口",
    point=Point(lat=36.6450, lon=117.0250),
    source=SourcePoint(lat=36.6450, lon=117.0250, datum=Datum.WGS84),
)


def add(db: Database, at: datetime) -> int:
    """Plans, publishes and writes up the season; how many activities."""
    by = next(one for one in accounts.every(db) if one.demo and one.name == _ADMINISTRATOR)
    open_ones = brief_store.open_in(db, _AREA, today=china_day(at))
    ids = itertools.cycle(one.id for one in itertools.islice(open_ones, 8))
    stories = (_CARE[china_day(at).month in _SUMMER], *_STORIES)
    for story in stories:
        stations = tuple(next(ids) for _ in range(story.stations))
        _held(db, story, stations, by=by, at=at)
    return len(stories)


def _held(
    db: Database, story: _Plot, stations: tuple[str, ...], *, by: Account, at: datetime
) -> None:
    earlier = at - _PLANNED_BEFORE
    given = ActivityPlan(
        kind=story.kind,
        title=f"{story.title}（演示）",
        stations=() if story.market else stations,
        venue=_VENUE if story.market else None,
        area_code=_AREA if story.market else "",
        details=f"{_MARKED}来了就能参加，不收费。",
        doer=story.doer,
        needs=story.needs,
    )
    made = planning.plan(db, given, by=by, act=_act(by, planning.PLANNED, earlier))
    plans = [_session(story, day, at=at) for day in story.days]
    act = _act(by, session_changes.ADDED, earlier)
    sessions = session_changes.add(db, made.id, plans, by=by, act=act)
    planning.publish(db, made.id, over=1, by=by, act=replace(act, action=planning.PUBLISHED))
    _afterwards(db, story, made, sessions, by=by, at=at)


def _afterwards(
    db: Database, story: _Plot, made: Activity, sessions: list[Session], *, by: Account,
    at: datetime,
) -> None:  # fmt: skip
    """What came of it, and what became of it."""
    told = ResultNote(people=story.people, supplies=story.supplies)
    for one in sessions if story.people is not None else ():
        if one.ends_at < at:
            act = _act(by, results.WRITTEN, one.ends_at)
            results.write(db, one.id, told, after=0, by=by, act=act)
    if story.cancelled:
        act = _act(by, planning.CANCELLED, at)
        planning.cancel(db, made.id, reason=story.cancelled, by=by, act=act)
    if story.moved:
        plan = _session(story, story.days[-1] + 1, at=at)
        act = replace(_act(by, session_changes.CHANGED, at), reason=story.moved)
        session_changes.change(db, sessions[-1].id, plan, over=1, by=by, act=act)


def _session(story: _Plot, day: int, *, at: datetime) -> SessionPlan:
    midnight = china_midnight(china_day(at) + timedelta(days=day))
    starts = midnight + timedelta(hours=story.hour)
    opens = None
    if story.opens_before is not None:
        opens = midnight - timedelta(days=story.opens_before) + timedelta(hours=9)
    return SessionPlan(
        starts_at=starts,
        ends_at=starts + timedelta(hours=story.hours),
        capacity=story.capacity,
        waiting=story.waiting,
        opens_at=opens,
    )


def _act(who: Account, action: str, at: datetime) -> Act:
    return Act(actor=who.id, by=who.shown, action=action, at=at)
