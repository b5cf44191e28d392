"""A re-check is ordered for all stations or none, and has other people than the one who orders."""

from __future__ import annotations

from dataclasses import replace

import pytest
import starwork
from starwork import ADMINISTRATOR, APPROVER, EDITOR, REVIEWER, act

from stations.accounts.model import Account
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.stars import cycles, rechecking, reviewing, store
from stations.stars.model import Kind, Review, State, Step
from stations.stars.reviewing import Turn


def ordered(
    db: Database, *ids: str, reason: str = "每年一次", by: Account = APPROVER
) -> list[Review]:
    return rechecking.order(db, ids, reason, by=by, act=act(by, days=1))


def refusal(db: Database, *ids: str, reason: str = "每年一次", by: Account = APPROVER) -> str:
    """The code of why nothing was ordered; and nothing was."""
    before = db.rows("select id from reviews order by id")
    with pytest.raises((Refused, Invalid)) as refused:
        ordered(db, *ids, reason=reason, by=by)
    assert db.rows("select id from reviews order by id") == before
    return str(refused.value.code)


def test_all_are_ordered_or_none_and_once(db: Database) -> None:
    starwork.stationed(db, "a", "b", "c")
    assert refusal(db, "a") == "no_cycle"
    cycle = starwork.opened(db)
    starwork.drafted(db, "c")
    assert refusal(db, "a", "c") == "under_way"
    made = ordered(db, "a", "b", "a")
    assert [(one.station_id, one.kind, one.state) for one in made] == [
        ("a", Kind.RECHECK, State.CHECKED), ("b", Kind.RECHECK, State.CHECKED)]  # fmt: skip
    assert {(one.cycle_id, one.applicant) for one in made} == {(cycle.id, APPROVER.id)}
    assert [store.open_of_station(db, one.station_id) for one in made] == made
    assert refusal(db, "b") == "under_way"


def test_what_is_asked_is_whole_and_by_somebody_who_may(db: Database) -> None:
    starwork.stationed(db, "a")
    starwork.opened(db)
    assert refusal(db) == refusal(db, "a", reason=" ") == "invalid"
    for by in (EDITOR, REVIEWER, starwork.keeper_of("a")):
        assert refusal(db, "a", by=by) == "forbidden"
    keeps = replace(APPROVER, grants=(*APPROVER.grants, *starwork.keeper_of("a").grants))
    assert refusal(db, "a", by=keeps) == "four_eyes"
    assert len(ordered(db, "a", by=ADMINISTRATOR)) == 1


def test_whoever_orders_it_neither_visits_nor_decides(db: Database) -> None:
    starwork.stationed(db, "a")
    starwork.opened(db)
    both = replace(APPROVER, grants=(*APPROVER.grants, *REVIEWER.grants))
    [review] = ordered(db, "a", by=both)
    for step in (Step.INSPECT, Step.REFUSE, Step.VETO):
        turn = Turn(step=step, version=review.version, reason="（演示）原因")
        with pytest.raises(Refused) as refused:
            reviewing.take(db, review.id, turn, by=both, act=act(both, days=2))
        assert refused.value.code == "four_eyes"
    assert store.get(db, review.id) == review


def test_no_recheck_in_a_cycle_that_has_ended(db: Database) -> None:
    starwork.stationed(db, "a")
    cycle = starwork.opened(db)
    cycles.close(db, cycle.id, by=ADMINISTRATOR, act=act(ADMINISTRATOR))
    assert refusal(db, "a") == "no_cycle"
