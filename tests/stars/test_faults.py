"""What goes wrong in reviews changes nothing, and says why: on both engines."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import log, verification
from stations.db import opening
from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.hours.osm.calendar import Calendar
from stations.registry.stored import history_store, redirects
from stations.registry.stored import store as stations
from stations.stars import award_store, deadlines, review_steps, store
from stations.stars.awards import awarding
from stations.stars.cycle import level_ranking
from stations.stars.model import Review, ReviewKind, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from stations.stars.scheme import scheme_file
from tests.support import make, starwork
from tests.support.deskwork import person
from tests.support.review_table import leads, role_for
from tests.support.starwork import APPROVER, EDITOR, REVIEWER, act

KEEPER = starwork.keeper_of("a")
BY = {ReviewStep.CHECK: EDITOR, ReviewStep.INSPECT: REVIEWER}
TEXT = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")
PARTS = ("applicant", "checker", "inspector", "decider")
OVER = 10.0
"""Days after which the notice of a review is over."""


@pytest.fixture
def sent(db: Database) -> Review:
    """An application that waits for the district."""
    starwork.stationed(db, "a")
    starwork.opened(db)
    return starwork.applied(db)


def took(db: Database, review: Review, *steps: ReviewStep, days: float = 0) -> Review:
    """The review some steps on, by those whose steps they are."""
    for step in steps:
        by = BY.get(step, APPROVER)
        found = {"stars": 4, "points": 80} if step is ReviewStep.INSPECT else {}
        turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
        with db.writing():
            review = starwork.step(db, review.id, turn, by=by, act=act(by, days=days), **found)
    return review


def noticed(db: Database, review: Review) -> Review:
    review = took(db, review, ReviewStep.CHECK, ReviewStep.INSPECT)
    [published] = starwork.published(db, [review.id], by=APPROVER, act=act(APPROVER))
    return published


@contextmanager
def nothing_changes(db: Database, code: str = "not_found") -> Iterator[None]:
    """Refused, with this code, and whatever stands in the tables stands there still."""

    def told() -> list[Any]:
        tables = ("reviews", "review_steps", "awards", "log", "station_history", "quota_choices")
        counted = [db.rows(f"select count(*) as n from {one}") for one in tables]
        return [*counted, db.rows("select * from reviews order by id")]

    before = told()
    with pytest.raises((Refused, NotFound)) as refused:
        yield
    assert refused.value.message
    assert refused.value.code == code
    assert told() == before


def test_what_is_sent_twice_is_done_once(db: Database, sent: Review) -> None:
    check = StepRequest(step=ReviewStep.CHECK, version=sent.version)
    review_steps.take(db, sent.id, check, by=EDITOR, act=act(EDITOR))
    with nothing_changes(db, "stale_step"):
        review_steps.take(db, sent.id, check, by=EDITOR, act=act(EDITOR))
    review = took(db, store.get(db, sent.id), ReviewStep.INSPECT)
    for_all = [review.id, review.id]
    assert len(starwork.published(db, for_all, by=APPROVER, act=act(APPROVER))) == 1
    late = act(APPROVER, days=OVER)
    assert len(starwork.awarded(db, for_all, by=APPROVER, act=late)) == 1
    version = store.get(db, review.id).version
    for seen in (version - 1, version):
        with nothing_changes(db, "stale_step"):
            awarding.award(db, review.id, version=seen, by=APPROVER, act=late)
    assert [one.stars for one in award_store.history(db, "a")] == [4]
    assert verification.verify(db, history_store).sound


def test_a_step_from_an_old_page_is_refused(db: Database, sent: Review) -> None:
    review = noticed(db, sent)
    for step, by in (
        (ReviewStep.REFUSE, APPROVER),
        (ReviewStep.VETO, APPROVER),
        (ReviewStep.WITHDRAW, KEEPER),
    ):
        for version in (1, review.version - 1, review.version + 1):
            turn = StepRequest(step=step, version=version, reason="（演示）原因")
            with nothing_changes(db, "stale_step"):
                starwork.stepped(db, review.id, turn, by=by, act=act(by))


def at_once(address: str, *deeds: Callable[[Database], object]) -> list[str]:
    """Every deed by a connection and thread of its own; '' or the code of what refused it."""
    start, answers = threading.Barrier(len(deeds)), [""] * len(deeds)

    def does(n: int, deed: Callable[[Database], object]) -> None:
        mine = opening.open_ready(address)
        start.wait()
        try:
            deed(mine)
        except Refused as refused:
            answers[n] = refused.code
        finally:
            mine.close()

    threads = [threading.Thread(target=does, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_reviewers_at_once_one_is_taken(db: Database, address: str, sent: Review) -> None:
    review = took(db, sent, ReviewStep.CHECK)
    turn = StepRequest(step=ReviewStep.INSPECT, version=review.version)
    others = [replace(REVIEWER, id=f"reviewer-{n}") for n in range(4)]
    answers = at_once(
        address,
        *(
            lambda mine, by=by: starwork.stepped(mine, review.id, turn, by=by, act=act(by))
            for by in others
        ),
    )
    assert sorted(answers) == ["", *["stale_step"] * 3]
    winner = others[answers.index("")].id
    after = store.get(db, review.id)
    assert (after.state, after.inspector, after.version) == (
        ReviewState.INSPECTED, winner, review.version + 1)  # fmt: skip
    assert [one.by for one in store.steps(db, review.id)].count(winner) == 1
    assert verification.verify(db, history_store).sound


def test_award_and_refusal_at_once_end_in_one_of_them(
    db: Database, address: str, sent: Review
) -> None:
    review, late = noticed(db, sent), act(APPROVER, days=OVER)
    other = replace(APPROVER, id="second")
    refuse = StepRequest(step=ReviewStep.REFUSE, version=review.version, reason="（演示）原因")
    answers = at_once(
        address,
        lambda mine: awarding.award(mine, review.id, version=review.version, by=APPROVER, act=late),
        lambda mine: review_steps.take(
            mine, review.id, refuse, by=other, act=act(other, days=OVER)
        ),
    )
    assert sorted(answers) == ["", "stale_step"]
    awarded = answers[0] == ""
    assert store.get(db, review.id).state is (
        ReviewState.AWARDED if awarded else ReviewState.REFUSED
    )
    assert (stations.get(db, "a").star is not None) == awarded
    assert len(award_store.history(db, "a")) == awarded


def test_a_scheme_edited_in_the_middle_changes_no_review_under_way(
    db: Database, sent: Review
) -> None:
    review = took(db, sent, ReviewStep.CHECK)
    edited = TEXT.replace("version = 1", "version = 2").replace("months = 36", "months = 24")
    edited = edited.replace("notice = 5 ", "notice = 9 ")
    starwork.opened(db, scheme=edited, year=2027)
    review = took(db, review, ReviewStep.INSPECT)
    [review] = starwork.published(db, [review.id], by=APPROVER, act=act(APPROVER))
    assert (review.scheme, review.notice_until) == ("jinan-1", date(2026, 11, 27))
    late = act(APPROVER, days=OVER)
    awarding.award(db, review.id, version=review.version, by=APPROVER, act=late)
    [held] = award_store.history(db, "a")
    assert (held.scheme, held.until) == ("jinan-1", date(2029, 11, 29))


def test_a_reviewer_who_is_removed_in_the_middle_does_nothing_more(
    db: Database, sent: Review
) -> None:
    other = Grant(role=Role.REVIEWER, area="370104")
    with db.writing():
        accounts.add(db, REVIEWER, password="x", at=act(REVIEWER).at)
    review = took(db, sent, ReviewStep.CHECK)
    turn = StepRequest(step=ReviewStep.INSPECT, version=review.version)

    def inspects() -> Review:
        by = accounts.get(db, REVIEWER.id)
        return starwork.stepped(db, review.id, turn, by=by, act=act(by))

    with db.writing():
        accounts.set_disabled(db, REVIEWER.id, disabled=True, at=act(EDITOR).at)
    with nothing_changes(db, "forbidden"):
        inspects()
    with db.writing():
        accounts.set_disabled(db, REVIEWER.id, disabled=False, at=act(EDITOR).at)
        accounts.grant(db, REVIEWER.id, [other])
    with nothing_changes(db):
        inspects()
    with db.writing():
        accounts.grant(db, REVIEWER.id, [])
    with nothing_changes(db, "forbidden"):
        inspects()
    second = replace(REVIEWER, id="second")
    went_on = starwork.stepped(db, review.id, turn, by=second, act=act(second))
    assert (went_on.inspector, went_on.state) == ("second", ReviewState.INSPECTED)


def test_a_notice_counts_the_make_up_days_of_the_true_calendar() -> None:
    """Spring Festival 2026: 15 to 23 February off, Saturdays 14 and 28 worked."""
    calendar = Calendar.shipped()
    assert deadlines.after(calendar, date(2026, 2, 12), 5) == date(2026, 2, 26)
    assert deadlines.after(calendar, date(2026, 2, 26), 2) == date(2026, 2, 28)
    assert deadlines.certain(calendar, date(2026, 2, 28))


def test_a_clock_set_back_is_noticed_and_nothing_is_done(db: Database, sent: Review) -> None:
    review = noticed(db, sent)
    refuse = StepRequest(step=ReviewStep.REFUSE, version=review.version, reason="（演示）原因")
    for days in (-1, -400):
        with nothing_changes(db, "clock_back"):
            by = act(APPROVER, days=days)
            review_steps.take(db, review.id, refuse, by=APPROVER, act=by)
        with nothing_changes(db, "clock_back"):
            awarding.award(db, review.id, version=review.version, by=APPROVER, act=by)


def test_who_decides_elsewhere_finds_nothing_and_changes_nothing(
    db: Database, sent: Review
) -> None:
    far = person(Role.APPROVER, "370104")
    inspected = took(db, sent, ReviewStep.CHECK, ReviewStep.INSPECT)
    with nothing_changes(db):
        starwork.published(db, [inspected.id], by=far, act=act(far))
    with nothing_changes(db):
        level_ranking.choose(db, inspected.cycle_id, inspected.id, "原因", by=far, act=act(far))
    review = took(db, inspected, ReviewStep.PUBLISH)
    with nothing_changes(db):
        late = act(far, days=OVER)
        awarding.award(db, review.id, version=review.version, by=far, act=late)
    with nothing_changes(db):
        starwork.awarded(db, [review.id], by=far, act=late)
    with nothing_changes(db):
        turn = StepRequest(step=ReviewStep.STRIKE_OFF, version=review.version, reason="原因")
        awarding.strike_off(db, review.id, turn, by=far, act=act(far))


FOUR = {"state": "awarded", "applicant": "p1", "checker": "p2", "inspector": "p3", "decider": "p4",
        "stars": 3, "notice_until": "2026-11-27"}  # fmt: skip
"""A review that may stand in the table as awarded."""
KEPT = ("reviews", "review_steps", "awards")


def forced(db: Database, **other: object) -> None:
    """Writes such a review past the program, with something else in it."""
    whole: dict[str, Any] = {**FOUR, **other}
    sets = ", ".join(f"{name} = :{name}" for name in whole)
    with db.writing():
        assert db.run(f"update reviews set {sets}", **whole) == 1


def test_no_award_past_the_program_without_four_eyes_and_notice(db: Database, sent: Review) -> None:
    who = dict(zip(("p1", "p2", "p3", "p4"), PARTS, strict=True))
    wrong: list[dict[str, object]] = [
        *({who[one]: other} for one, other in itertools.permutations(who, 2)),
        *({part: ""} for part in PARTS),
        {"notice_until": None},
        {"stars": 0},
        {"stars": 6},
    ]
    for other in wrong:
        with pytest.raises(Exception, match=r"(?i)check constraint"):
            forced(db, **other)
    assert store.get(db, sent.id) == sent


def test_with_four_people_and_a_notice_the_same_statement_is_taken(
    db: Database, sent: Review
) -> None:
    forced(db)
    assert store.get(db, sent.id).state is ReviewState.AWARDED


def test_what_was_done_is_neither_changed_nor_removed(db: Database, sent: Review) -> None:
    review, late = noticed(db, sent), act(APPROVER, days=OVER)
    awarding.award(db, review.id, version=review.version, by=APPROVER, act=late)
    before = [db.rows(f"select * from {one}") for one in KEPT]
    for statement in (
        "update review_steps set by = 'somebody else'",
        "update review_steps set at = '2026-01-01T00:00:00Z'",
        "delete from review_steps",
        "update awards set stars = 5",
        "delete from awards",
    ):
        with pytest.raises(Exception, match="append-only"), db.writing():
            db.run(statement)
    assert [db.rows(f"select * from {one}") for one in KEPT] == before


def test_a_station_has_one_review_under_way_whoever_writes_it(db: Database, sent: Review) -> None:
    twice = replace(sent, id="again")
    with pytest.raises(Exception, match=r"(?i)unique"), db.writing():
        store.add(db, twice)
    assert store.of_station(db, "a") == [sent]


def _may(role: Role, kind: ReviewKind, state: ReviewState, step: ReviewStep) -> bool:
    wanted = role_for(kind, state, step)
    return role is wanted or (wanted is Role.KEEPER and role is Role.OPERATOR)


@pytest.mark.parametrize("kind", ReviewKind)
def test_every_state_with_every_role_and_step_goes_where_the_table_says(
    db: Database, sent: Review, kind: ReviewKind
) -> None:
    people = {role: person(role, "a" if role in (Role.KEEPER, Role.OPERATOR) else "370102")
              for role in Role}  # fmt: skip
    with db.writing():
        db.run("update stations set star = 4, star_basis = '名单' where id = 'a'")
        db.run(
            "insert into review_steps (review_id, number, step, before, after, by, shown, at,"
            " reason, log) select review_id, 90, 'order_rectifying', 'inspected', 'rectifying', by,"
            " shown, at, reason, log from review_steps"
        )
        stations.add(db, [make.station(id="successor")], history=())
        redirects.add(db, "a", "successor", log=1)
        for state in ReviewState:
            db.run(
                "update reviews set kind = :kind, state = :state, applicant = 'p1', checker = 'p2',"
                " inspector = 'p3', decider = 'p4', stars = 3, notice_until = '2026-11-27'",
                kind=kind.value,
                state=state.value,
            )
            for role, by in people.items():
                _tries_all(db, store.get(db, sent.id), role, by)


def _tries_all(db: Database, review: Review, role: Role, by: Account) -> None:
    """Every step by one account, each taken back again (inside `writing`)."""
    entries = log.head(db).number
    for step in ReviewStep:
        phase = "closed" if step in (ReviewStep.END, ReviewStep.GO_ON) else "open"
        db.run("update stations set lifecycle = :phase where id = 'a'", phase=phase)
        # The station appeals before the last day, and its star is taken away after it.
        due = None if step in _AFTER_LAST_DAY else "2026-11-27"
        # A second visit that failed; a place that others have moved.
        failed, moved = step is ReviewStep.WARN_STRIKE_OFF, step is ReviewStep.RERANK
        db.run(
            "update reviews set due_on = :due, stars = :stars, reached = :reached",
            due=due,
            stars=0 if failed and review.state is ReviewState.INSPECTED else 3,
            reached=4 if moved else 3,
        )
        to = leads(review.kind, review.state, step)
        allowed = to is not None and _may(role, review.kind, review.state, step)
        found = {"stars": 3} if step is ReviewStep.INSPECT else {}
        turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
        if not allowed:
            with pytest.raises((Refused, NotFound)):
                starwork.step(db, review.id, turn, by=by, act=act(by), **found)
            continue
        db.run("savepoint before_step")
        after = starwork.step(db, review.id, turn, by=by, act=act(by), **found)
        assert after.state is to, (review.state, step, role)
        assert log.head(db).number == entries + 1
        db.run("rollback to savepoint before_step")
    assert log.head(db).number == entries
    left = store.get(db, review.id)
    assert replace(left, due_on=review.due_on, stars=3, reached=review.reached) == review


_AFTER_LAST_DAY = (ReviewStep.STRIKE_OFF, ReviewStep.WARN_STRIKE_OFF)


def test_the_last_day_of_a_notice_is_a_day_of_it(db: Database, sent: Review) -> None:
    review = noticed(db, sent)
    assert review.notice_until is not None
    last = (review.notice_until - act(APPROVER).at.date()) / timedelta(days=1)
    with nothing_changes(db, "notice_running"):
        by = act(APPROVER, days=last)
        awarding.award(db, review.id, version=review.version, by=APPROVER, act=by)
