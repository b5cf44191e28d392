"""The demo city shows reviews in every state, with work for each role, made as real ones are."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit import verification
from stations.config import DATA
from stations.db import opening
from stations.db.base import Database
from stations.demo import account_demo as people
from stations.demo import review_demo, review_stories
from stations.media import files
from stations.media.photo_shelves import PhotoFolder
from stations.moments import china_day
from stations.registry.lists import importing
from stations.registry.lists.import_plan import Terms
from stations.registry.model import Phase
from stations.registry.scoping import Reach, reach_of
from stations.registry.stored import history_store
from stations.registry.stored import store as stations
from stations.stars import award_store, objection_store, points_store, store
from stations.stars.applications import applying, evidence
from stations.stars.cycle import cycles, level_ranking, review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.cycle_model import Cycle
from stations.stars.model import Review, ReviewKind, ReviewState
from tests.support import make

AT = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
TODAY = china_day(AT)
HERE = Reach(areas=["370102"])
TOLD = {
    ReviewState.DRAFT: 4,
    ReviewState.SUBMITTED: 4,
    ReviewState.RETURNED: 2,
    ReviewState.CHECKED: 6,
    ReviewState.INSPECTED: 6,
    ReviewState.NOTICED: 3,
    ReviewState.AWARDED: 3,
    ReviewState.REFUSED: 1,
    ReviewState.APPEALED: 1,
    ReviewState.VETOED: 1,
    ReviewState.WITHDRAWN: 1,
}


def founded(db: Database) -> None:
    """The stations of the stories and the demo people; the whole city would take long."""
    text = (DATA / "demo" / "jinan.csv").read_text("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    wanted = {review_stories.KEPT, *review_stories.STATIONS}
    rows = [row for row in rows if row[0] in wanted]
    assert len(rows) == len(wanted) == len(review_stories.STORIES)
    sink = io.StringIO(newline="")
    csv.writer(sink).writerows([head, *rows])
    data = sink.getvalue().encode()
    plan = importing.planned(db, data, name="jinan.csv", terms=Terms(), at=AT)
    importing.applied(db, plan, act=make.act("imported"), confirmed=False, good_rows=False)
    with db.writing():
        made = make.act("account_made")
        kept = review_stories.STATIONS
        people.add(db, station_id=review_stories.KEPT, act=made, kept=kept)


@pytest.fixture(scope="module")
def founded_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("founded") / "stations.db"
    shutil.copyfile(migrated_file, path)
    db = opening.open_ready(str(path))
    founded(db)
    db.run("pragma journal_mode=delete")
    db.close()
    return path


@pytest.fixture
def played(db: Database, tmp_path: Path) -> Database:
    founded(db)
    assert review_demo.add(db, PhotoFolder(tmp_path / "photos"), AT) == len(review_stories.STORIES)
    return db


def every(db: Database) -> list[Review]:
    rows = db.rows("select * from reviews order by station_id, moved_at, kind")
    return [store.review_of(row) for row in rows]


def person(db: Database, role: str) -> Account:
    found = accounts.named(db, f"demo-{role}")
    assert found is not None
    return found[0]


def waiting(db: Database, role: str) -> set[str]:
    by = person(db, role)
    wanted = ReviewQuery(today=TODAY, mine=by)
    items, _ = review_list_store.reviews(db, wanted, reach_of(by, Action.SEE_REVIEWS))
    return {item.review.station_id for item in items}


def test_the_cycle_is_under_way_in_every_state_and_all_of_it_is_proved(
    played: Database, again: Database, tmp_path: Path
) -> None:
    review_demo.add(again, PhotoFolder(tmp_path / "photos"), AT)
    assert facts(again) == facts(played), "the same however often, on either engine"
    reviews = every(played)
    assert Counter(one.state for one in reviews) == TOLD
    [cycle] = cycles.visible(played, by=person(played, "auditor"))
    assert (cycle.demo, cycle.year, cycle.area) == (True, 2026, "370102")
    assert cycle.apply_until > TODAY
    assert all(stations.get(played, one.station_id).demo for one in reviews)
    assert verification.verify(played, history_store).sound
    kept_as_told(played)
    decided_as_told(played, cycle)
    each_role_has_work(played)
    assert points_store.photo_names(played) == set(files.names(tmp_path / "photos"))
    visits = played.row("select count(*) as n from inspections")
    assert visits is not None
    assert len(points_store.photo_names(played)) == 4 * (1 + visits["n"])
    a_newcomer_applies_at_once(played)


def kept_as_told(db: Database) -> None:
    """Steps follow one another, by different people, and none is after now."""
    for review in every(db):
        steps = store.steps(db, review.id)
        moments = [step.at for step in steps]
        assert moments == sorted(moments)
        assert all(moment <= AT for moment in moments)
        parts = [review.applicant, review.checker, review.inspector, review.decider]
        taken = [part for part in parts if part]
        assert len(taken) == len(set(taken))
        if steps:
            assert (steps[-1].after, steps[-1].at) == (review.state, review.moved_at)


def decided_as_told(db: Database, cycle: Cycle) -> None:
    """A tie at the quota, three awards of which one is looked at again, two late ones."""
    ranking = level_ranking.ranked(db, cycle)
    [tie] = ranking.ties
    tied = {store.get(db, one).station_id for one in tie.review_ids}
    assert (tie.stars, tie.places, tied) == (5, 1, {"demo-0310", "demo-0357"})
    stars = {}
    for review in every(db):
        if review.state is ReviewState.AWARDED:
            award = award_store.current(db, review.station_id)
            star = stations.get(db, review.station_id).star
            assert award is not None
            assert star is not None
            assert (star.level, star.on) == (award.stars, TODAY)
            stars[review.station_id] = star.level
    assert stars == {"demo-0343": 5, "demo-0326": 4, "demo-0108": 4}
    [recheck] = [one for one in every(db) if one.kind is ReviewKind.RECHECK]
    assert (recheck.station_id, recheck.state) == ("demo-0108", ReviewState.CHECKED)
    [objection] = objection_store.open_ones(db, HERE)
    assert store.get(db, objection.review_id).station_id == "demo-0264"
    late, total = review_list_store.reviews(db, ReviewQuery(today=TODAY, overdue=True), HERE)
    assert total == review_list_store.overdue(db, HERE, today=TODAY) == 2
    told = {(one.review.station_id, one.review.state, one.overdue) for one in late}
    assert told == {
        ("demo-0078", ReviewState.SUBMITTED, True), ("demo-0228", ReviewState.NOTICED, True),
    }  # fmt: skip


def each_role_has_work(db: Database) -> None:
    assert waiting(db, "keeper") == waiting(db, "operator") == {"demo-0001"}
    kept = stations.get(db, review_stories.KEPT)
    assert (kept.lifecycle.phase, evidence.lacking(kept, "370102")) == (Phase.OPEN, [])
    assert len(waiting(db, "keeper-2")) == 5
    for second in ("", "-2"):
        assert len(waiting(db, f"editor{second}")) == 4
        assert len(waiting(db, f"reviewer{second}")) == 6
    # Six inspected, one whose notice is over, one with an objection, one appeal.
    assert len(waiting(db, "approver")) == len(waiting(db, "approver-2")) == 9
    assert {"demo-0228", "demo-0264"} < waiting(db, "approver")


def a_newcomer_applies_at_once(db: Database) -> None:
    by = person(db, "keeper")
    review = store.open_of_station(db, review_stories.KEPT)
    assert review is not None
    act = make.act("review_points")
    own = applying.Own(points={"sign": 8})
    written = applying.write(db, review.id, own, version=review.version, by=by, act=act)
    assert written.version == review.version + 1


@pytest.fixture
def again(founded_file: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "again.db"
    shutil.copyfile(founded_file, path)
    db = opening.open_ready(str(path))
    yield db
    db.close()


def facts(db: Database) -> list[object]:
    """All that is told of the reviews but their ids, which are drawn."""
    names = {account.id: account.name for account in accounts.every(db)}
    return [
        (one.station_id, one.state, one.stars, one.points, one.due_on, one.moved_at,
         [(s.step, names[s.by], s.at, s.reason) for s in store.steps(db, one.id)])
        for one in every(db)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "days",
    [
        -41,  # Sunday after the long holiday in October
        -273,  # Saturday inside the spring festival
        41,  # New Year's Day of a year whose holidays are not announced
        130,
    ],
)
def test_it_can_be_played_on_any_day(again: Database, tmp_path: Path, days: int) -> None:
    at = AT + timedelta(days=days)
    review_demo.add(again, PhotoFolder(tmp_path / "photos"), at)
    assert Counter(one.state for one in every(again)) == TOLD
    [cycle] = cycles.visible(again, by=person(again, "auditor"))
    assert cycle.year == china_day(at).year
    assert len(level_ranking.ranked(again, cycle).ties) == 1
    assert review_list_store.overdue(again, HERE, today=china_day(at)) == 2
