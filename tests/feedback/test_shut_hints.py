"""What one worker found at a door is told to the next, and only while nobody knows better."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from stations.db.base import Database
from stations.feedback import answers, reporting, shut_hints, visitor_marks
from stations.feedback.model import Near, Report, ReportKind, ReportState, Said
from stations.feedback.shut_hints import TOLD_FOR, ShutHint
from stations.registry.editing import verifying
from stations.registry.editing.verifying import VerifiedFields
from stations.registry.stored import store as stations
from tests.feedback.test_answering import CLERK
from tests.support import make
from tests.support.voices import SECRET, visitor

SHUT = Said(kind=ReportKind.SHUT)
NOON = make.NOON


def report(db: Database, said: Said = SHUT, *, at: datetime = NOON, **given: Any) -> Report:
    by = visitor(at=at, **given)
    token = visitor_marks.token(SECRET, by.device, device_id=f"{at} {by.network}")
    return reporting.report(db, "a", said, by=by, token=token, at=at)


def told(db: Database, at: datetime = NOON) -> dict[str, ShutHint]:
    return shut_hints.hints(db, at=at)


def test_one_report_is_told_and_changes_no_state(stationed: Database) -> None:
    before = stations.get(stationed, "a")
    report(stationed)
    assert told(stationed) == {"a": ShutHint(people=1, at=NOON)}
    assert stations.get(stationed, "a") == before


def test_it_is_said_with_its_day_and_time_and_as_unproved() -> None:
    hint = ShutHint(people=1, at=datetime.fromisoformat("2026-11-20T08:10:00+08:00"))
    assert hint.words(NOON) == "今天 08:10 有 1 人说关门（未核实）"
    assert hint.words(NOON + timedelta(hours=13)) == "昨天 08:10 有 1 人说关门（未核实）"


@pytest.mark.parametrize(
    "given",
    [
        {"near": Near.FAR},
        {"staff": True},
        {"said": Said(kind=ReportKind.DIRTY)},
        {"at": datetime.fromisoformat("2026-11-20T07:00:00+08:00")},
    ],
    ids=["from afar", "by staff", "of something else", "before it opens"],
)
def test_what_proves_no_shut_door_is_not_told(stationed: Database, given: dict[str, Any]) -> None:
    report(stationed, **given)
    assert told(stationed) == {}


def test_several_phones_of_one_network_are_one_person_and_others_are_more(
    stationed: Database,
) -> None:
    for _ in range(3):
        report(stationed)
    assert told(stationed)["a"].people == 1
    report(stationed, address="198.51.100.7", at=NOON + timedelta(minutes=25))
    later = told(stationed, NOON + timedelta(minutes=30))["a"]
    assert later == ShutHint(people=2, at=NOON + timedelta(minutes=20))


def test_it_is_told_for_half_a_day(stationed: Database) -> None:
    report(stationed)
    assert told(stationed, NOON + TOLD_FOR - timedelta(minutes=1))
    assert told(stationed, NOON + TOLD_FOR) == {}
    assert not ShutHint(people=1, at=NOON).told(NOON + TOLD_FOR)


def test_an_answer_to_one_report_answers_those_before_it(stationed: Database) -> None:
    first = report(stationed)
    report(stationed, address="198.51.100.7", at=NOON + timedelta(minutes=5))
    act = replace(make.act("report_answered"), at=NOON + timedelta(minutes=10))
    answers.answer(stationed, first.id, ReportState.REFUSED, reply="一直开着", by=CLERK, act=act)
    assert told(stationed, NOON + timedelta(minutes=11)) == {}
    report(stationed, address="192.0.2.4", at=NOON + timedelta(minutes=20))
    assert told(stationed, NOON + timedelta(minutes=21))["a"].people == 1


def test_a_keeper_who_stands_at_the_open_door_ends_it(stationed: Database) -> None:
    report(stationed)
    verifying.confirm(
        stationed,
        ["a"],
        groups={VerifiedFields.HOURS},
        by=CLERK,
        on_the_spot=True,
        act=replace(make.act("verified"), at=NOON + timedelta(minutes=3)),
    )
    assert told(stationed, NOON + timedelta(minutes=5)) == {}


def test_a_network_that_finds_every_door_shut_is_not_believed(db: Database) -> None:
    ids = [f"s{n}" for n in range(6)]
    with db.writing() as tx:
        stations.add(tx, [make.station(id=one) for one in ids], history=())
    for n, one in enumerate(ids):
        by = visitor(device=f"d{n}", station_id=one)
        token = visitor_marks.token(SECRET, one, device_id=str(n))
        reporting.report(db, one, SHUT, by=by, token=token, at=NOON)
    assert len(told(db)) == 3
