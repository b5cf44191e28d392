"""A report is taken by one clerk, answered in public, and then it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import verification
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import answers, check_ins, report_queue, report_store, reporting, shut_flag
from stations.feedback.model import Report, ReportKind, ReportQuery, ReportState, Said
from stations.registry.scoping import Reach
from stations.registry.stored import history_store
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.voices import visitor

CLERK = Account(
    id="clerk", name="clerk", shown="区编辑", grants=(Grant(role=Role.EDITOR, area="370102"),)
)
ELSEWHERE = replace(CLERK, id="other", grants=(Grant(role=Role.EDITOR, area="370104"),))
LOOKER = replace(CLERK, id="looker", grants=(Grant(role=Role.AUDITOR, area="370102"),))
ACT = make.act("report_answered")
MINE = Reach(areas=["370102"])


def report(
    db: Database, kind: ReportKind = ReportKind.DIRTY, *, n: int = 0, words: str = ""
) -> Report:
    at = make.NOON - timedelta(minutes=n)
    said = Said(kind=kind, words=words)
    by = visitor(device=f"d{n}", address=f"203.0.{n}.9", at=at, poster=n == 0)
    return reporting.report(db, "a", said, by=by, token=f"token {kind} {n}", at=at)


def test_one_clerk_takes_it_and_the_second_is_told(stationed: Database) -> None:
    made = report(stationed)
    answers.take(stationed, made.id, by=CLERK, act=make.act("report_taken"))
    with pytest.raises(Refused, match="有人在处理"):
        answers.take(stationed, made.id, by=CLERK, act=make.act("report_taken"))
    with pytest.raises(Invalid, match="答复"):
        answers.answer(stationed, made.id, ReportState.FIXED, reply=" ", by=CLERK, act=ACT)
    with pytest.raises(Invalid, match="不要写手机号"):
        answers.answer(
            stationed, made.id, ReportState.FIXED, reply="找13800138000", by=CLERK, act=ACT
        )
    answers.answer(stationed, made.id, ReportState.FIXED, reply="打扫过了", by=CLERK, act=ACT)
    done = report_store.get(stationed, made.id)
    assert (done.state, done.reply, done.taken_by) == (ReportState.FIXED, "打扫过了", "clerk")
    with pytest.raises(Refused):
        answers.answer(stationed, made.id, ReportState.REFUSED, reply="不是", by=CLERK, act=ACT)
    assert report_store.get(stationed, made.id) == done
    assert verification.verify(stationed, history_store).sound


def test_nobody_answers_for_another_area_nor_without_the_right(stationed: Database) -> None:
    made = report(stationed, words="门口积水")
    with pytest.raises(NotFound):
        answers.seen(stationed, made.id, by=ELSEWHERE)
    for who, kind in ((ELSEWHERE, NotFound), (LOOKER, Refused)):
        with pytest.raises(kind):
            answers.answer(stationed, made.id, ReportState.FIXED, reply="好", by=who, act=ACT)
        with pytest.raises(kind):
            answers.take(stationed, made.id, by=who, act=ACT)
    assert answers.seen(stationed, made.id, by=LOOKER).state is ReportState.NEW


def test_an_answer_ends_the_flag_that_a_station_is_shut(stationed: Database) -> None:
    for n in range(shut_flag.DEVICES):
        last = report(stationed, ReportKind.SHUT, n=n)
    assert stations.get(stationed, "a").reported_shut is not None
    answers.answer(stationed, last.id, ReportState.FIXED, reply="锁坏了，换好了", by=CLERK, act=ACT)
    assert stations.get(stationed, "a").reported_shut is None
    told = history_store.of_station(stationed, "a")
    assert [row["action"] for row in told] == ["unflagged", "flagged"]
    assert not shut_flag.due(stationed, "a", at=make.NOON)


def test_the_list_shows_what_waits_first_and_times_the_answers(stationed: Database) -> None:
    made = [
        report(stationed, kind, n=n)
        for n, kind in enumerate((ReportKind.DIRTY, ReportKind.NO_DOOR, ReportKind.SHUT))
    ]
    page, total = report_queue.page(stationed, MINE, ReportQuery(), number=1)
    assert [one.id for one in page] == [one.id for one in reversed(made)]
    assert (total, page[0].station) == (3, "泉城广场驿站")
    only, _ = report_queue.page(stationed, MINE, ReportQuery(kind=ReportKind.DIRTY), number=1)
    assert [one.id for one in only] == [made[0].id]
    foreign = Reach(areas=["370104"])
    assert report_queue.page(stationed, foreign, ReportQuery(), number=1) == ([], 0)
    elsewhere = ReportQuery(station_id="b")
    assert report_queue.page(stationed, MINE, elsewhere, number=1) == ([], 0)
    later = replace(ACT, at=make.NOON + timedelta(hours=3))
    first = made[0].id
    answers.answer(stationed, first, ReportState.REFUSED, reply="核实过，干净", by=CLERK, act=later)
    counted = report_queue.figures(stationed, MINE, at=later.at)
    assert (counted.open, counted.answered, counted.median) == (2, 1, timedelta(hours=3))
    assert counted.oldest == made[2].at
    assert report_queue.figures(stationed, MINE, at=later.at, station_id="b").open == 0


def test_a_visit_counts_once_a_day_and_only_before_the_poster(stationed: Database) -> None:
    scanned = visitor(device="d1", poster=True)
    other = visitor(device="d2", poster=True)
    with pytest.raises(Invalid, match="海报"):
        check_ins.check_in(stationed, "a", by=replace(scanned, poster=False), at=make.NOON)
    assert check_ins.check_in(stationed, "a", by=scanned, at=make.NOON)
    assert not check_ins.check_in(stationed, "a", by=scanned, at=make.NOON)
    assert check_ins.check_in(stationed, "a", by=other, at=make.NOON)
    tomorrow = make.NOON + timedelta(days=1)
    again = visitor(device="d1", poster=True, at=tomorrow)
    assert check_ins.check_in(stationed, "a", by=again, at=tomorrow)
    hours = stationed.rows("select month, hour, n from check_in_hours")
    assert hours == [{"month": "2026-11", "hour": 12, "n": 3}]
    counted = check_ins.visits(stationed, "a", at=tomorrow)
    assert (counted.today, counted.week) == (1, 3)
    assert [n for _, n in counted.days] == [1, 2, 0, 0, 0, 0, 0]
