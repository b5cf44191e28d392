"""The district decides whether a door was shut; what the keeper answers decides nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stations.accounts.model import Grant
from stations.accounts.roles import Role
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.feedback import answers, reporting, voice_store
from stations.feedback.answering import shut_decision_store, shut_decisions
from stations.feedback.model import Near, Report, ReportKind, ReportState, Said
from stations.rechecks import warning_signs
from stations.registry.model import next_version
from stations.registry.scoping import EVERYWHERE
from stations.registry.stored import change_store
from stations.registry.stored import store as stations
from stations.stars.applications import evidence
from tests.support import make, starwork
from tests.support.starwork import EDITOR, JINAN, KEEPER
from tests.support.voices import visitor

SINCE = date(2026, 1, 1)


@pytest.fixture
def city(db: Database) -> Database:
    starwork.stationed(db, "a")
    return db


def act(by: object, *, days: float = 1) -> Act:
    return Act(actor=str(by), by="x", action="report_answered", at=make.NOON + timedelta(days=days))


def told(db: Database, n: int = 0, **given: object) -> Report:
    by = visitor(f"phone {n}", **{"near": Near.NEAR, "poster": True, **given})
    at = make.NOON + timedelta(days=n)
    return reporting.report(db, "a", Said(kind=ReportKind.SHUT), by=by, token=f"{n}" * 22, at=at)


def answered(db: Database, report: Report, state: ReportState, by: object = KEEPER) -> None:
    answers.answer(db, report.id, state, reply="知道了", by=by, act=act("k"))  # type: ignore[arg-type]


def decided(db: Database, report: Report, *, was_shut: bool, reason: str = "去看了") -> None:
    shut_decisions.decide(
        db, report.id, was_shut=was_shut, reason=reason, by=EDITOR, act=act("e", days=2)
    )


def days(db: Database) -> int:
    signs = warning_signs.suspected(db, [stations.get(db, "a")], at=make.NOON + timedelta(days=9))
    return dict(signs[0].signs).get("shut", 0)


@pytest.mark.parametrize("state", [ReportState.FIXED, ReportState.UNABLE, ReportState.REFUSED])
def test_what_the_keeper_answers_counts_neither_for_nor_against(
    city: Database, state: ReportState
) -> None:
    report = told(city)
    answered(city, report, state)
    assert voice_store.shut_doors(city, "a", since=SINCE) == []
    assert days(city) == 0
    assert shut_decision_store.undecided(city, EVERYWHERE) == ([report.id], 1)


@pytest.mark.parametrize("state", [None, *ReportState])
def test_the_decision_of_the_district_counts_whatever_the_keeper_answered(
    city: Database, state: ReportState | None
) -> None:
    report = told(city)
    if state in (ReportState.FIXED, ReportState.UNABLE, ReportState.REFUSED):
        answered(city, report, state)
    decided(city, report, was_shut=True, reason="")
    assert len(voice_store.shut_doors(city, "a", since=SINCE)) == 1
    assert days(city) == 1
    assert shut_decision_store.undecided(city, EVERYWHERE) == ([], 0)
    decided(city, report, was_shut=False)
    assert voice_store.shut_doors(city, "a", since=SINCE) == []


def test_an_answer_of_the_district_is_its_decision(city: Database) -> None:
    first, second = told(city), told(city, 1)
    answered(city, first, ReportState.FIXED, by=EDITOR)
    answered(city, second, ReportState.REFUSED, by=EDITOR)
    found = [shut_decision_store.find(city, one.id) for one in (first, second)]
    assert [one.was_shut for one in found if one] == [True, False]


def test_an_editor_who_keeps_the_station_decides_nothing(city: Database) -> None:
    both = replace(EDITOR, grants=(*EDITOR.grants, Grant(role=Role.KEEPER, station_id="a")))
    report = told(city)
    answered(city, report, ReportState.REFUSED, by=both)
    assert shut_decision_store.find(city, report.id) is None
    with pytest.raises(Refused, match="您自己管理"):
        shut_decisions.decide(city, report.id, was_shut=False, reason="x", by=both, act=act("b"))


def test_a_worker_is_contradicted_with_a_reason_only(city: Database) -> None:
    report = told(city)
    with pytest.raises(Invalid, match="怎么核实"):
        decided(city, report, was_shut=False, reason=" ")


def test_what_was_no_shut_door_within_hours_is_not_decided_on(city: Database) -> None:
    far = told(city, near=Near.FAR)
    assert shut_decision_store.undecided(city, EVERYWHERE) == ([], 0)
    with pytest.raises(Refused, match="不用核实"):
        decided(city, far, was_shut=True)


def test_refused_reports_are_counted_and_shown_and_are_no_answer_in_time(city: Database) -> None:
    at = make.NOON + timedelta(days=3)

    def grounds() -> dict[str, str]:
        found = evidence.proposed(city, stations.get(city, "a"), JINAN, at=at)
        return {key: one.grounds for key, one in found.items()}

    report = told(city)
    answered(city, report, ReportState.REFUSED)
    words = "；".join(grounds().values())
    assert "经核实不属实”的关门反映 1 条" in words
    assert "1 条关门的反映等区里核实" in words
    assert "；经核实不属实 1 条" in words
    assert "要答复的反映 1 条" not in words
    decided(city, report, was_shut=True)
    assert "要答复的反映 1 条，0 条在 5 个工作日内答复" in "；".join(grounds().values())
    decided(city, report, was_shut=False)
    assert "要答复的反映 1 条，1 条在 5 个工作日内答复" in "；".join(grounds().values())


def test_a_keeper_who_refuses_leaves_the_mark_of_many_reports(city: Database) -> None:
    with city.writing():
        flagged = replace(stations.get(city, "a"), reported_shut=make.NOON)
        change_store.record(
            city, [(stations.get(city, "a"), next_version(flagged, at=make.NOON))], act=act("p")
        )
    report = told(city, 1)
    answered(city, report, ReportState.REFUSED)
    assert stations.get(city, "a").reported_shut is not None
    decided(city, report, was_shut=False)
    assert stations.get(city, "a").reported_shut is None
