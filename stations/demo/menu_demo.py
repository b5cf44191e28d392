"""Menus and small wishes of the demo city: one open, one that became a class, four wishes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.activities import planning, session_changes
from stations.activities.activity_rules import SessionPlan
from stations.audit.model import Act
from stations.db.base import Database
from stations.feedback.model import Visitor
from stations.menus import offering, outcomes, voting
from stations.menus.model import Menu
from stations.menus.offering import MenuForm, MenuOwner
from stations.moments import STATION_TIME, china_day
from stations.signups.model import Person
from stations.signups.people_cipher import PeopleCipher
from stations.small_wishes import wish_asking, wish_steps
from stations.small_wishes.model import SmallWishKind
from stations.small_wishes.wish_asking import AskedWish
from stations.small_wishes.wish_steps import StepForm, WishStep

_EDITOR = "demo-editor"
_STATION, _DISTRICT = "demo-0001", "370102"
_OPEN = """插花 | 职工夜校 | 每周二晚上，共 8 次
短视频剪辑 | 职工夜校 | 每周三晚上，共 6 次
八段锦 | 文体活动 | 每周四傍晚，站前空地
电动车检修 | 便民维修 | 每月一次
中医义诊 | 义诊 | 每月一次
劳动合同怎么看 | 法律咨询 | 一次，可以带合同来"""
_OVER = """八段锦（演示） | 文体活动 | 下班后一小时，站前空地
理发 | 理发 | 每月一次
吉他 | 职工夜校 | 共 10 次"""
_WORDS = ("想学做面点", "做面食", "面点", "周末能不能带孩子一起来")
_WISHES: tuple[tuple[SmallWishKind, str, str, tuple[WishStep, ...]], ...] = (
    (SmallWishKind.THING, "（演示）想要一副护膝", "天冷送件，膝盖受凉", ()),
    (SmallWishKind.HELP, "（演示）想有人教用手机挂号", "", (WishStep.PUBLISH,)),
    (SmallWishKind.THING, "（演示）想要一件反光雨衣", "夜里送件，下雨看不清",
     (WishStep.PUBLISH, WishStep.TAKE_UP)),
    (SmallWishKind.HELP, "（演示）想给孩子找个暑假托管", "两口子都跑单，白天没人看",
     (WishStep.PUBLISH, WishStep.TAKE_UP, WishStep.FULFIL)),
)  # fmt: skip


def add(db: Database, at: datetime, *, cipher: PeopleCipher) -> tuple[int, int]:
    """Offers both menus, chooses from them, says the wishes; how many of each."""
    editor = next(one for one in accounts.every(db) if one.demo and one.name == _EDITOR)
    _offered_now(db, editor, at)
    _became(db, editor, at)
    for n, (kind, title, details, steps) in enumerate(_WISHES):
        moment = at - timedelta(days=9 - n)
        wanted = AskedWish(
            station_id=_STATION, kind=kind, title=title, details=details, demo=True,
            person=Person(name="（演示）", phone="13800000000"),
        )  # fmt: skip
        wish = wish_asking.ask(
            db, wanted, cipher=cipher, by=visitor(n, at=moment), token=f"demo wish {n}", at=moment
        )
        for version, step in enumerate(steps, 1):
            done = moment + timedelta(days=version)
            form = StepForm(
                version=version, title=title, details=details, day=china_day(done),
                giver="（演示）历下区快递行业工会联合会",
            )  # fmt: skip
            act = _act(editor, step.action, done)
            wish_steps.take(db, wish.id, step, form, by=editor, act=act)
    return 2, len(_WISHES)


def _offered_now(db: Database, editor: Account, at: datetime) -> None:
    begins, ends = _day_at(at, -5, hour=9), _day_at(at, 10, hour=18)
    form = MenuForm(
        title="（演示）春季班，您想上什么课", items=_OPEN, choices=2,
        words="最多选两项。选得多的下个月就开，在驿站或者送到您单位。",
        from_at=begins, until_at=ends,
    )  # fmt: skip
    menu = _offered(db, form, MenuOwner(area=_DISTRICT), by=editor)
    _voted(db, menu, ((1, 3), (1, 2), (3, 5), (1, 4), (3, 6), (1, 5)), people=40, begins=begins)
    for n, words in enumerate(_WORDS):
        moment = begins + timedelta(hours=n)
        voting.wish(db, menu.id, words, by=visitor(200 + n, at=moment), at=moment)


def _became(db: Database, editor: Account, at: datetime) -> None:
    begins, ends = _day_at(at, -18, hour=9), _day_at(at, -3, hour=18)
    form = MenuForm(
        title="（演示）下班以后，您想在站里做什么", items=_OVER, from_at=begins, until_at=ends
    )
    menu = _offered(db, form, MenuOwner(station_id=_STATION), by=editor)
    _voted(db, menu, ((1,), (1,), (2,), (1,), (3,)), people=53, begins=begins)
    settled = _act(editor, offering.SETTLED, at - timedelta(days=2))
    made = outcomes.become(db, menu.id, 1, by=editor, act=settled)
    outcomes.decline(db, menu.id, 3, reason="还没有找到老师", by=editor, act=settled)
    starts = _day_at(at, 5, hour=18) + timedelta(minutes=30)
    plan = SessionPlan(starts_at=starts, ends_at=starts + timedelta(hours=1), capacity=30)
    session_changes.add(db, made.id, [plan], by=editor, act=_act(editor, "", at))
    act = _act(editor, planning.PUBLISHED, at)
    planning.publish(db, made.id, over=made.version, by=editor, act=act)


def _day_at(at: datetime, days: int, *, hour: int) -> datetime:
    return datetime.combine(china_day(at) + timedelta(days=days), time(hour), STATION_TIME)


def _offered(db: Database, form: MenuForm, owner: MenuOwner, *, by: Account) -> Menu:
    act = _act(by, offering.OFFERED, form.from_at)
    return offering.offer(db, form, owner, by=by, act=act, demo=True)


def _voted(
    db: Database, menu: Menu, ways: Sequence[tuple[int, ...]], *, people: int, begins: datetime
) -> None:
    """Votes of so many phones that scanned the poster, on four days, each in one of the ways."""
    for n in range(people):
        moment = begins + timedelta(hours=1 + 2 * n % 90)
        picks = ways[n % len(ways)]
        by = visitor(n, at=moment)
        voting.vote(db, menu.id, picks, by=by, place=_STATION, at=moment)


def visitor(n: int, *, at: datetime) -> Visitor:
    """A phone of the demo city that scanned a poster."""
    return Visitor(
        device=f"demo phone {n}",
        network=f"demo network {n}",
        device_today=f"demo phone {n}",
        network_today=f"demo network {n}",
        device_here_today=f"demo phone {n} here",
        network_here_today=f"demo network {n} here",
        device_since=at - timedelta(days=30),
        poster=True,
    )


def _act(who: Account, action: str, at: datetime) -> Act:
    return Act(actor=who.id, by=who.shown, action=action, at=at)
