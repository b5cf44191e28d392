"""Warning signs and a draw of the demo city, by the real use cases, as of earlier days."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.audit.model import Act
from stations.db.base import Database
from stations.feedback import answers, reporting
from stations.feedback.model import Near, ReportKind, ReportState, Said, Visitor
from stations.moments import STATION_TIME, china_day
from stations.rechecks import proposals, unannounced_visits
from stations.rechecks.unannounced_visits import VisitPlan
from stations.stars.cycle import cycles

_SHUT = "demo-0456"
"""A starred station that is posted as open at noon every day, and takes no part in the cycle."""
_AREA, _SEED, _DRAWN = "370102", "演示：事先约定的号码 2026", 3
_FOUND = ((9, "（演示）中午到的，门锁着"), (6, "（演示）等了一刻钟，没人开门"))
_REPLY = "（演示）属实，值守的人临时走开，已经提醒。"


def add(db: Database, *, at: datetime) -> int:
    """Says it, draws and proposes; how many re-checks are proposed. Only for the demo city."""
    people = {one.name: one for one in accounts.every(db) if one.demo}
    editor, approver = people["demo-editor"], people["demo-approver"]
    for n, (days, words) in enumerate(_FOUND):
        noon = datetime.combine(china_day(at) - timedelta(days=days), time(12), STATION_TIME)
        said = Said(kind=ReportKind.SHUT, words=words)
        by = _visitor(n, at=noon)
        made = reporting.report(db, _SHUT, said, by=by, token=f"demo sign {n}", at=noon)
        act = _act(editor, "report_answered", at=noon + timedelta(days=1))
        answers.answer(db, made.id, ReportState.FIXED, reply=_REPLY, by=editor, act=act)
    cycle = cycles.running_for(db, _AREA)
    if cycle is not None:
        plan = VisitPlan(area=_AREA, n=_DRAWN, cycle_id=cycle.id, seed=_SEED)
        unannounced_visits.draw(db, plan, by=approver, act=_act(approver, "visits_drawn", at=at))
    return proposals.refresh(db, at=at)


def _act(by: Account, action: str, *, at: datetime) -> Act:
    return Act(actor=by.id, by=by.shown, action=action, at=at.replace(microsecond=0))


def _visitor(n: int, *, at: datetime) -> Visitor:
    mark = f"demo sign {n}"
    return Visitor(
        device=mark,
        network=mark,
        device_today=mark,
        network_today=mark,
        device_here_today=mark,
        network_here_today=mark,
        device_since=at - timedelta(days=30),
        poster=True,
        near=Near.NEAR,
    )
