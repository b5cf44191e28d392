"""Whole reviews of two stations on a real file, beside a model that is a few dictionaries."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stations.accounts.roles import Role
from stations.audit import log, verification
from stations.audit.model import Act
from stations.db import migration, opening
from stations.errors import StationsError
from stations.rechecks import orders
from stations.registry.stored import history_store
from stations.registry.stored import store as stations
from stations.stars import award_store, case_store, store
from stations.stars.applications import applying
from stations.stars.awards import awarding, deciding
from stations.stars.cycle import level_ranking
from stations.stars.model import ReviewKind, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.stars.review_model import (
    APPEALS,
    LAST_MOMENT,
    OVER,
    PART,
    PEOPLE,
    STATIONS,
    USUAL,
    D,
    S,
    Told,
    has,
    may,
    working_days_after,
)
from tests.support import make, starwork
from tests.support.review_table import PATHS, RECHECK


class Reviews(RuleBasedStateMachine):
    """Anybody tries any step at any time; what the model allows happens, and nothing else."""

    template = ""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp(prefix="reviews-")
        path = Path(self.folder) / "stations.db"
        shutil.copyfile(_template(), path)
        self.db = opening.open_ready(str(path))
        self.days = 0.0
        self.told: dict[str, Told] = {}
        self.star: dict[str, int] = dict.fromkeys(STATIONS, 0)
        self.awards: dict[str, list[int]] = {one: [] for one in STATIONS}
        self.applied: set[str] = set()
        self.logged = 0
        self.made = 0

    @initialize()
    def a_cycle_is_open(self) -> None:
        starwork.stationed(self.db, *STATIONS)
        starwork.opened(self.db)
        self.logged = log.head(self.db).number

    def act(self, who: str, *, back: float = 0) -> Act:
        at = make.NOON + timedelta(days=self.days - back)
        return Act(actor=who, by=who, action="review", at=at)

    @property
    def today(self) -> date:
        return make.NOON.date() + timedelta(days=int(self.days))

    @rule(days=st.integers(1, 9))
    def time_goes_by(self, days: int) -> None:
        if self.days + days < LAST_MOMENT:
            self.days += days

    @rule(station=st.sampled_from(STATIONS), who=st.sampled_from(sorted(PEOPLE)))
    def applies(self, station: str, who: str) -> None:
        told = self.told.get(station)
        over = told is None or told.state in OVER
        lapsed = self.today > starwork.LAST_DAY or station in self.applied
        allowed = has(who, Role.KEEPER, station) and over and not lapsed
        try:
            review = applying.begin(self.db, station, by=PEOPLE[who], act=self.act(who))
        except StationsError:
            assert not allowed
            return
        assert allowed
        self.told[station] = Told(id=review.id, kind=ReviewKind.APPLICATION, state=D.DRAFT)
        self.applied.add(station)
        self.logged += 1

    @rule(station=st.sampled_from(STATIONS), who=st.sampled_from(sorted(PEOPLE)))
    def orders_a_recheck(self, station: str, who: str) -> None:
        told = self.told.get(station)
        over = told is None or told.state in OVER
        decides = has(who, Role.APPROVER, station) and not has(who, Role.KEEPER, station)
        try:
            [review] = orders.order(
                self.db, [station], "有人反映", by=PEOPLE[who], act=self.act(who)
            )
        except StationsError:
            assert not (over and decides)
            return
        assert over
        assert decides
        self.told[station] = Told(
            id=review.id, kind=ReviewKind.RECHECK, state=D.CHECKED, parts={"applicant": who}
        )
        self.logged += 1

    @rule(
        station=st.sampled_from(STATIONS),
        step=st.sampled_from(list(ReviewStep)),
        who=st.sampled_from(sorted(PEOPLE)),
        stars=st.sampled_from([0, 3, 4]),
    )
    def somebody_tries(self, station: str, step: ReviewStep, who: str, stars: int) -> None:
        if station in self.told:
            self._tries(station, step, who, stars=stars)

    @rule(
        station=st.sampled_from(STATIONS),
        turns=st.lists(
            st.tuples(st.integers(0, 9), st.sampled_from([3, 4, 0])), min_size=6, max_size=14
        ),
    )
    def it_goes_its_way(self, station: str, turns: list[tuple[int, int]]) -> None:
        """Usual steps, by some who may: so that whole reviews happen, one after the other."""
        for n, stars in turns:
            told = self.told.get(station)
            if told is None or told.state in OVER:
                self.applies(station, f"keeper-{station}")
            told = self.told.get(station)
            if told is not None and told.state in (D.REFUSED, D.VETOED) and n % 2:
                self._tries(station, S.APPEAL, f"keeper-{station}", stars=stars)
            elif told is None or told.state in OVER:
                self.orders_a_recheck(station, ("approver", "second", "third")[n % 3])
            elif told.state is D.NOTICED and n in (3, 4):
                (self.somebody_objects if n == 3 else self.objections_are_answered)(station)
            else:
                self._goes_on(station, told, n, stars=stars)
            self.file_and_model_tell_the_same()

    def _goes_on(self, station: str, told: Told, n: int, *, stars: int) -> None:
        whole = told.kind is ReviewKind.RECHECK
        steps = [one for one in USUAL[told.state] if whole or one not in RECHECK]
        step = steps[n % len(steps)]
        late = (S.AWARD, S.WARN_STRIKE_OFF, S.STRIKE_OFF)
        if step in late and told.last_day:
            left = max((told.last_day - self.today).days + 1, 0)
            self.days += left if self.days + left < LAST_MOMENT else 0
        able = [who for who in PEOPLE if self._may(told, station, step, who)]
        self._tries(station, step, able[n % len(able)] if able else "second", stars=stars)

    def _may(self, told: Told, station: str, step: ReviewStep, who: str) -> bool:
        starred = self.star[station] > 0
        return may(told, station, step, who, today=self.today, starred=starred)

    def _tries(self, station: str, step: ReviewStep, who: str, *, stars: int) -> None:
        told = self.told[station]
        allowed = self._may(told, station, step, who)
        [case] = level_ranking.placed(self.db, [case_store.load(self.db, told.id)])
        refusal = case.refusal(step, by=PEOPLE[who], today=self.today)
        assert (refusal is None) == allowed, "a page offers what may be taken, and nothing else"
        try:
            self._take(told.id, step, who, version=told.version, stars=stars)
        except StationsError:
            assert not allowed, (told, step, who)
            return
        assert allowed, (told, step, who)
        self._tell(station, told, step, who, stars=stars)

    def _take(
        self,
        review_id: str,
        step: ReviewStep,
        who: str,
        *,
        version: int,
        stars: int,
        back: float = 0,
    ) -> None:
        by, act = PEOPLE[who], self.act(who, back=back)
        turn = StepRequest(step=step, version=version, reason="（演示）原因")
        if step is S.PUBLISH and not back and version == store.get(self.db, review_id).version:
            starwork.published(self.db, [review_id], by=by, act=act, reason=turn.reason)
        elif step is S.AWARD:
            awarding.award(self.db, review_id, version=version, by=by, act=act)
        elif step is S.STRIKE_OFF:
            awarding.strike_off(self.db, review_id, turn, by=by, act=act)
        elif step is S.APPEAL:
            deciding.appeal(self.db, review_id, turn, by=by, act=act)
        else:
            found = {"stars": stars, "points": 20 * stars} if step is S.INSPECT else {}
            with self.db.writing():
                starwork.step(self.db, review_id, turn, by=by, act=act, **found)

    def _tell(self, station: str, told: Told, step: ReviewStep, who: str, *, stars: int) -> None:
        told.state = PATHS[told.state, step]
        if step is S.REJECT_APPEAL and (told.vetoer or told.warner):
            told.state = D.WARNED if told.warner else D.VETOED
        told.version += 1
        told.steps += 1
        self.logged += 1
        if step in PART or step in APPEALS:
            told.parts[PART.get(step, "decider")] = who
        if step in (S.VETO, S.WARN_STRIKE_OFF, S.GRANT_APPEAL):
            told.vetoer = who if step is S.VETO else ""
            told.warner = who if step is S.WARN_STRIKE_OFF else ""
        told.ordered |= step is S.ORDER_RECTIFYING
        if step in (S.INSPECT, S.REOPEN):
            told.reopened = step is S.REOPEN
        if step is S.INSPECT:
            told.stars = stars
        if step is S.EXTEND:
            told.last_day = (told.last_day or self.today) + timedelta(days=40)
            return
        waits = (D.NOTICED, D.REFUSED, D.VETOED, D.WARNED)
        waits_on = told.state in waits and step is not S.REJECT_APPEAL
        told.last_day = working_days_after(self.today, 5) if waits_on else None
        if told.state is D.RECTIFYING:
            told.last_day = self.today + timedelta(days=30)
        if step is S.WITHDRAW and told.kind is ReviewKind.APPLICATION:
            self.applied.discard(station)
        if step in (S.AWARD, S.STRIKE_OFF):
            # Where there is no star to take away, nothing of the station changes.
            told.stars = told.stars if step is S.AWARD else 0
            self.logged += bool(told.stars or self.star[station])
            self.star[station] = told.stars
            self.awards[station].append(told.stars)

    @rule(station=st.sampled_from(STATIONS), step=st.sampled_from(list(ReviewStep)))
    def comes_from_an_old_page_or_an_old_clock(self, station: str, step: ReviewStep) -> None:
        told = self.told.get(station)
        if told is None:
            return
        for version, back in ((told.version - 1, 0.0), (told.version, self.days + 1)):
            for who in ("many", "second"):
                try:
                    self._take(told.id, step, who, version=version, stars=3, back=back)
                except StationsError:
                    continue
                raise AssertionError((told, step, who, version, back))

    @rule(station=st.sampled_from(STATIONS))
    def somebody_objects(self, station: str) -> None:
        told = self.told.get(station)
        if told is None or told.state is not D.NOTICED:
            return
        self.made += 1
        one = f"o{self.made}"
        with self.db.writing() as tx:
            tx.load("objections", [{
                "id": one, "review_id": told.id, "receipt": f"{self.made:064}", "words": "门锁着",
                "at": make.NOON.isoformat(), "due_on": None, "state": "new", "reply": "",
                "answered_by": "", "answered_at": None,
            }])  # fmt: skip
        told.objections.add(one)

    @rule(station=st.sampled_from(STATIONS))
    def objections_are_answered(self, station: str) -> None:
        told = self.told.get(station)
        for one in sorted(told.objections) if told else []:
            with self.db.writing() as tx:
                tx.run(
                    "update objections set state = 'rejected', reply = '已核实', answered_by = 'x',"
                    " answered_at = '2026-11-20T04:00:00Z' where id = :id",
                    id=one,
                )
        if told:
            told.objections.clear()

    @invariant()
    def file_and_model_tell_the_same(self) -> None:
        for station, told in self.told.items():
            review = store.get(self.db, told.id)
            assert (review.state, review.version, review.kind) == (
                told.state, told.version, told.kind)  # fmt: skip
            assert (review.vetoer, review.warner) == (told.vetoer, told.warner)
            parts = {part: getattr(review, part) for part in set(PART.values())}
            assert {part: by for part, by in parts.items() if by} == told.parts
            assert len(set(told.parts.values())) == len(told.parts), "four eyes"
            assert len(store.steps(self.db, told.id)) == told.steps
            level = stations.get(self.db, station).star
            assert (level.level if level else 0) == self.star[station]
            given = [one.stars for one in award_store.history(self.db, station)][::-1]
            assert given == self.awards[station]
            if self.star[station]:
                assert award_store.current(self.db, station) is not None
        assert log.head(self.db).number == self.logged

    def teardown(self) -> None:
        try:
            for told in self.told.values():
                for taken in store.steps(self.db, told.id):
                    entry = log.get(self.db, taken.log)
                    assert entry is not None
                    assert (entry["subject"], entry["action"], entry["actor"]) == (
                        f"review:{told.id}", f"review_{taken.step.value}", taken.by)  # fmt: skip
            assert verification.verify(self.db, history_store).sound
        finally:
            self.db.close()
            shutil.rmtree(self.folder)


def _template() -> str:
    """A migrated file, made once."""
    if not Reviews.template:
        path = Path(tempfile.mkdtemp(prefix="reviews-")) / "stations.db"
        database = opening.connect(str(path), create=True)
        migration.migrate(database)
        database.run("pragma journal_mode=delete")
        database.close()
        Reviews.template = str(path)
    return Reviews.template


Reviews.TestCase.settings = settings(max_examples=20, stateful_step_count=10, deadline=None)
TestReviews = Reviews.TestCase
