"""A cycle is opened once for a year and area, invites stations, and ends when all is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stations.accounts.roles import Action, Role
from stations.audit import log, verification
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback.model import Near
from stations.registry.model import Amenity, Lifecycle, Place, Premises
from stations.registry.scoping import Reach, reach_of
from stations.registry.states import Phase
from stations.registry.stored import history_store
from stations.registry.stored import store as stations
from stations.stars import store, visit_store
from stations.stars.cycle import cycles, progress, review_list_store
from stations.stars.cycle.cycles import CyclePlan
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.door_findings import DoorFindings
from stations.stars.inspections import inspecting
from stations.stars.inspections.delivery import CriterionScore, Delivery
from stations.stars.model import Review, ReviewKind, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from stations.stars.scheme import scheme_file
from stations.stars.scheme.scheme import Door
from tests.support import make, starwork
from tests.support.deskwork import person
from tests.support.starwork import (
    ADMINISTRATOR,
    APPROVER,
    EDITOR,
    JINAN,
    KEEPER,
    LAST_DAY,
    REVIEWER,
    act,
    applied,
    drafted,
    full,
    keeper_of,
    opened,
    stationed,
)

TODAY = date(2026, 11, 20)
MINE = Reach(areas=["370102"])
TEXT = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")


def ids(db: Database, wanted: ReviewQuery, reach: Reach = MINE) -> set[str]:
    items, total = review_list_store.reviews(db, wanted, reach)
    assert total == len(items)
    return {item.review.station_id for item in items}


def stepped(
    db: Database, review: Review, step: ReviewStep, by: object, *, days: float = 0
) -> Review:
    assert isinstance(by, type(EDITOR))
    turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
    return starwork.stepped(db, review.id, turn, by=by, act=act(by, days=days))


def test_a_cycle_keeps_the_text_of_the_newest_scheme_in_force(db: Database) -> None:
    cycle = opened(db)
    assert cycle.scheme_key == "jinan-1"
    assert cycle.scheme_text == TEXT
    assert cycle.scheme == JINAN
    assert store.cycle(db, cycle.id) == cycle
    assert log.newest(db)[0]["action"] == "cycle_opened"
    assert verification.verify(db, history_store).sound


def test_a_scheme_that_is_edited_meanwhile_does_not_change_a_cycle(db: Database) -> None:
    edited = TEXT.replace("version = 1", "version = 2").replace("months = 36", "months = 24")
    old = opened(db, scheme=TEXT)
    new = opened(db, scheme=edited, year=2027)
    assert (old.scheme.months, old.scheme_key) == (36, "jinan-1")
    again = store.cycle(db, new.id)
    assert (again.scheme.months, again.scheme_key) == (24, "jinan-2")


FAULTS: list[tuple[dict[str, object], str]] = [
    ({"area": "999999"}, "没有这个地区代码"),
    ({"area": "'; drop"}, "没有这个地区代码"),
    ({"year": 2031}, "年份"),
    ({"apply_until": date(2026, 11, 19)}, "截止"),
    ({"apply_until": date(2028, 1, 1)}, "截止"),
    ({"scheme": "beijing-9"}, "评定办法"),
    ({"area": "430102"}, "评定办法"),
    ({"scheme": "fuzhou-1"}, "评定办法"),
    ({"scheme": "id = 1\n"}, "第 1 行"),
    ({"scheme": TEXT.replace("2021-01-01", "2026-12-12")}, "评定办法"),
]
"""What may be wrong with a plan, and what is said of it."""


def test_a_plan_that_cannot_be_is_refused_with_its_reason(db: Database) -> None:
    plan = CyclePlan(year=2026, area="370102", apply_until=LAST_DAY)
    by = person(Role.ADMINISTRATOR, "")
    for changes, words in FAULTS:
        with pytest.raises(Invalid, match=words):
            cycles.open_cycle(db, replace(plan, **changes), by=by, act=act(by))
    assert log.head(db).number == 0
    fuzhou = cycles.open_cycle(db, replace(plan, area="350102"), by=by, act=act(by))
    assert fuzhou.scheme_key == "fuzhou-1"


def test_one_cycle_a_year_and_area_however_the_code_is_written(db: Database) -> None:
    opened(db, area="370100")
    with pytest.raises(Refused) as refused:
        opened(db, area="3701")
    assert refused.value.code == "cycle_exists"
    opened(db, area="370102")
    opened(db, area="3701", year=2027)


def test_only_an_administrator_of_the_area_opens_and_closes(db: Database) -> None:
    plan = CyclePlan(year=2026, area="370100", apply_until=LAST_DAY)
    district = person(Role.ADMINISTRATOR, "370102")
    for by in (EDITOR, REVIEWER, APPROVER, KEEPER):
        with pytest.raises(Refused):
            cycles.open_cycle(db, plan, by=by, act=act(by))
    with pytest.raises(NotFound):
        cycles.open_cycle(db, plan, by=district, act=act(district))
    cycle = opened(db, area="370100")
    with pytest.raises(NotFound):
        cycles.close(db, cycle.id, by=district, act=act(district))


def test_inviting_begins_one_application_each_and_leaves_who_cannot_apply(db: Database) -> None:
    cycle = opened(db)
    stationed(db, "a", "b", "c")
    gone = make.station(id="gone", lifecycle=Lifecycle(phase=Phase.CLOSED))
    draft = make.station(id="draft", lat=None)
    with db.writing():
        stations.add(db, [gone, draft], history=())
    applied(db, "c")
    wanted = ["a", "b", "a", "c", "gone", "draft"]
    by = ADMINISTRATOR
    assert cycles.invite(db, cycle.id, wanted, by=by, act=act(by)) == 2
    assert cycles.invite(db, cycle.id, wanted, by=by, act=act(by)) == 0
    begun = store.open_of_station(db, "a")
    assert begun is not None
    assert (begun.state, begun.applicant, begun.due_on) == (ReviewState.DRAFT, "", LAST_DAY)
    assert begun.scheme == "jinan-1"
    assert store.of_station(db, "gone") == store.of_station(db, "draft") == []
    assert verification.verify(db, history_store).sound


def test_nobody_is_invited_from_elsewhere_nor_by_others_nor_too_late(db: Database) -> None:
    cycle = opened(db)
    stationed(db, "a")
    place = replace(make.station().place, area_code="370104", district_code="370104")
    with db.writing():
        stations.add(db, [make.station(id="far", place=place)], history=())
    by = ADMINISTRATOR
    with pytest.raises(Invalid, match="不在这一轮"):
        cycles.invite(db, cycle.id, ["a", "far"], by=by, act=act(by))
    assert store.of_station(db, "a") == [], "all or none"
    with pytest.raises(Refused):
        cycles.invite(db, cycle.id, ["a"], by=EDITOR, act=act(EDITOR))
    elsewhere = person(Role.ADMINISTRATOR, "370104")
    with pytest.raises(NotFound):
        cycles.invite(db, cycle.id, ["a"], by=elsewhere, act=act(elsewhere))
    with pytest.raises(Refused, match="截止"):
        cycles.invite(db, cycle.id, ["a"], by=by, act=act(by, days=22))


def test_the_narrowest_open_cycle_is_the_one_for_a_station(db: Database) -> None:
    assert cycles.running_for(db, "370102") is None
    city = opened(db, area="370100")
    assert cycles.running_for(db, "370102") == city
    district = opened(db, area="370102")
    assert cycles.running_for(db, "370102") == district
    assert cycles.running_for(db, "370102001") == district
    assert cycles.running_for(db, "370104") == city
    assert cycles.running_for(db, "370700") is None
    assert cycles.running_for(db, "") is None
    cycles.close(db, district.id, by=ADMINISTRATOR, act=act(ADMINISTRATOR))
    assert cycles.running_for(db, "370102") == city
    zone = Place(area_code="370176", district_code="370102", city_code="3701")
    assert cycles.of_station(db, make.station(place=zone)) == city


def test_cycles_are_seen_by_whoever_has_something_in_them(db: Database) -> None:
    stationed(db, "a")
    city = opened(db, area="370100")
    district = opened(db, area="370102")
    both = [city, district]
    assert cycles.visible(db, by=ADMINISTRATOR) == both
    assert cycles.visible(db, by=EDITOR) == both
    assert cycles.visible(db, by=KEEPER) == both
    assert cycles.visible(db, by=person(Role.AUDITOR, "")) == both
    other = person(Role.EDITOR, "370104")
    assert cycles.visible(db, by=other) == [city]
    with pytest.raises(NotFound):
        cycles.seen(db, district.id, by=other)
    assert cycles.seen(db, district.id, by=KEEPER) == district
    assert cycles.visible(db, by=person(Role.EDITOR, "350102")) == []


def test_a_cycle_does_not_end_while_anything_is_under_way(db: Database) -> None:
    cycle = opened(db)
    stationed(db, "a", "b", "c", "d")
    review = applied(db, "a")
    unsent = drafted(db, "b")
    returned = stepped(db, applied(db, "c"), ReviewStep.RETURN, EDITOR)
    by = ADMINISTRATOR
    with pytest.raises(Refused, match="还有 1 个"):
        cycles.close(db, cycle.id, by=by, act=act(by))
    review = stepped(db, review, ReviewStep.CHECK, EDITOR)
    review = stepped(db, review, ReviewStep.REFUSE, APPROVER)
    assert review.due_on is not None
    with pytest.raises(Refused, match="申诉期"):
        cycles.close(db, cycle.id, by=by, act=act(by, days=(review.due_on - TODAY).days))
    later = act(by, days=(review.due_on - TODAY).days + 1)
    closed = cycles.close(db, cycle.id, by=by, act=later)
    assert store.cycle(db, cycle.id) == closed
    assert closed.closed_at == later.at
    for one in (unsent, returned):
        lapsed = store.get(db, one.id)
        assert (lapsed.state, lapsed.due_on) == (ReviewState.WITHDRAWN, None)
        last = store.steps(db, one.id)[-1]
        assert (last.step, last.reason, last.by) == (ReviewStep.WITHDRAW, cycles.ENDED, by.id)
        entry = log.get(db, last.log)
        assert entry is not None
        assert entry["body"]["version"] == lapsed.version, "the entry of any other step"
    with pytest.raises(Refused, match="已经结束"):
        cycles.close(db, cycle.id, by=by, act=later)
    with pytest.raises(Refused):
        cycles.invite(db, cycle.id, ["d"], by=by, act=later)
    assert verification.verify(db, history_store).sound


def test_reviews_are_listed_by_what_is_asked_and_in_ones_own_areas(db: Database) -> None:
    cycle = opened(db)
    stationed(db, "a", "b", "c")
    drafted(db, "a")
    stepped(db, applied(db, "b"), ReviewStep.CHECK, EDITOR)
    applied(db, "c")
    assert ids(db, ReviewQuery(today=TODAY)) == {"a", "b", "c"}
    assert ids(db, ReviewQuery(today=TODAY, cycle_id=cycle.id, state=ReviewState.CHECKED)) == {"b"}
    assert ids(db, ReviewQuery(today=TODAY, cycle_id="another")) == set()
    assert ids(db, ReviewQuery(today=TODAY, kind=ReviewKind.RECHECK)) == set()
    assert ids(db, ReviewQuery(today=TODAY, station_id="c")) == {"c"}
    assert ids(db, ReviewQuery(today=TODAY, district="370102")) == {"a", "b", "c"}
    assert ids(db, ReviewQuery(today=TODAY, district="370104")) == set()
    assert ids(db, ReviewQuery(today=TODAY, district="%")) == set()
    assert ids(db, ReviewQuery(today=TODAY), Reach(areas=["370104"])) == set()
    assert ids(db, ReviewQuery(today=TODAY), Reach(stations=["c"])) == {"c"}
    assert ids(db, ReviewQuery(today=TODAY), Reach()) == set()


def test_pages_of_the_list_hold_everything_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(db)
    many = [f"s{n:03d}" for n in range(7)]
    stationed(db, *many)
    cycle = cycles.visible(db, by=ADMINISTRATOR)[0]
    cycles.invite(db, cycle.id, many, by=ADMINISTRATOR, act=act(ADMINISTRATOR))
    monkeypatch.setattr("stations.stars.cycle.review_list_store.PAGE", 3)
    found = []
    for page in (1, 2, 3, 4):
        items, total = review_list_store.reviews(db, ReviewQuery(today=TODAY), MINE, page)
        assert total == 7
        found += [item.review.station_id for item in items]
    assert sorted(found) == many


def test_what_waits_for_somebody_is_what_they_may_go_on_with(db: Database) -> None:
    opened(db)
    stationed(db, "a", "b", "c")
    drafted(db, "a")
    sent = applied(db, "b")
    checked = stepped(db, applied(db, "c"), ReviewStep.CHECK, EDITOR)

    def mine(by: object, *, on: date = TODAY) -> set[str]:
        assert isinstance(by, type(EDITOR))
        wanted = ReviewQuery(today=on, mine=by)
        found = ids(db, wanted, reach_of(by, Action.SEE_REVIEWS))
        assert review_list_store.waiting(db, by=by, today=on) == len(found)
        return found

    assert mine(KEEPER) == {"a"}
    assert mine(keeper_of("c")) == set()
    assert mine(EDITOR) == {"b"}
    assert mine(REVIEWER) == {"c"}
    assert mine(APPROVER) == mine(ADMINISTRATOR) == mine(person(Role.AUDITOR, "")) == set()
    # Whoever has had another part in it is not waited for: four eyes.
    both = replace(
        REVIEWER, id=EDITOR.id, grants=(*EDITOR.grants, *REVIEWER.grants, *APPROVER.grants)
    )
    assert mine(both) == {"b"}
    elsewhere = replace(both, grants=(*person(Role.EDITOR, "370104").grants, *REVIEWER.grants))
    assert mine(elsewhere) == set()
    stepped(db, sent, ReviewStep.RETURN, EDITOR)
    assert mine(keeper_of("b")) == {"b"}
    inspected = stepped(db, checked, ReviewStep.INSPECT, REVIEWER)
    assert mine(APPROVER) == {"c"}
    noticed = stepped(db, inspected, ReviewStep.PUBLISH, APPROVER)
    assert noticed.notice_until is not None
    assert mine(APPROVER, on=noticed.notice_until) == set()
    assert mine(APPROVER, on=noticed.notice_until + timedelta(days=1)) == {"c"}


def test_the_board_counts_by_state_and_district_and_tells_what_is_late(db: Database) -> None:
    cycle = opened(db)
    stationed(db, "a", "b", "c")
    place = replace(make.station().place, area_code="370102", district_code="370104")
    with db.writing():
        stations.add(db, [make.station(id="edge", place=place)], history=())
    for one in ("a", "b", "edge"):
        sent = applied(db, one)
    assert sent.due_on is not None
    applied(db, "c", days=5)
    stepped(db, store.of_station(db, "a")[0], ReviewStep.CHECK, EDITOR)
    board = progress.board(db, cycle, MINE, today=sent.due_on)
    assert board.total == 4
    assert board.counts["370102", ReviewState.SUBMITTED] == 2
    assert (
        board.counts["370102", ReviewState.CHECKED]
        == board.counts["370104", ReviewState.SUBMITTED]
        == 1
    )
    assert board.districts == ("370102", "370104")
    assert board.states == {ReviewState.SUBMITTED: 3, ReviewState.CHECKED: 1}
    assert board.overdue == {}
    day = sent.due_on + timedelta(days=1)
    assert progress.board(db, cycle, MINE, today=day).overdue == {ReviewState.SUBMITTED: 2}
    assert review_list_store.overdue(db, MINE, today=day) == 2
    assert review_list_store.overdue(db, Reach(areas=["370104"]), today=day) == 1
    assert review_list_store.overdue(db, MINE, today=sent.due_on) == 0
    assert ids(db, ReviewQuery(today=day, overdue=True)) == {"b", "edge"}
    elsewhere = progress.board(db, cycle, Reach(areas=["350102"]), today=day)
    assert (elsewhere.total, elsewhere.districts) == (0, ())


def test_the_board_tells_the_stars_that_come_and_what_the_quota_leaves(db: Database) -> None:
    cycle = opened(db)
    lost = {"a": {}, "b": {"liked": 0}, "c": {"innovation": 0}, "d": {"basics": 0}}
    stationed(db, *lost)
    for one, less in lost.items():
        review = stepped(db, applied(db, one), ReviewStep.CHECK, EDITOR)
        visited(db, review, less)
    board = progress.board(db, cycle, MINE, today=TODAY)
    # Without 30 square metres, 20 seats and an AED there are no five stars.
    assert board.stars == {4: 2, 3: 1, 0: 1}
    [quota] = board.ranking.quotas
    assert (quota.stars, quota.allowed, quota.taken, quota.district) == (5, 1, 0, "")
    part = progress.board(db, cycle, Reach(stations=["d"]), today=TODAY)
    assert (part.stars, part.total) == ({0: 1}, 1)
    assert part.ranking == board.ranking, "a quota is of the whole cycle"


def test_the_board_tells_of_stars_as_the_quota_leaves_them(db: Database) -> None:
    cycle = opened(db)
    room = Premises(floor_area_m2=30, seats=20)
    with db.writing():
        for one in ("a", "b", "c"):
            best = make.station(id=one, premises=room, amenities=(Amenity(id="aed"),))
            stations.add(db, [best], history=())
    for one, less in {"a": {}, "b": {"liked": 1}, "c": {"liked": 1}}.items():
        visited(db, stepped(db, applied(db, one), ReviewStep.CHECK, EDITOR), less, GRAND)
    board = progress.board(db, cycle, MINE, today=TODAY)
    assert board.stars == {5: 1, 4: 2}
    assert board.ranking.ties == ()


PLAIN: Door = {"floor_area_m2": 12, "seats": 6, "aed": 0}
GRAND: Door = {"floor_area_m2": 30, "seats": 20, "aed": 1}


def visited(db: Database, review: Review, less: dict[str, int], door: Door = PLAIN) -> None:
    """An inspection with full points but for these."""
    given = {
        one: CriterionScore(points=n, reason="看过了") for one, n in full(**less).points.items()
    }
    by, on = REVIEWER, act(REVIEWER, days=0.1)
    delivery = Delivery(
        id=f"visit-{review.id}",
        review_id=review.id,
        version=review.version,
        points=given,
        near=Near.NEAR,
        phone_at=on.at,
        door=DoorFindings(gates=door),
    )
    assert inspecting.receive(db, delivery, [], by=by, act=on).counted
    assert visit_store.last(db, review.id) == 1
    assert visit_store.last(db, review.id) + 1 == 2
