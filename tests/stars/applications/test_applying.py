"""A station applies with points, notes and photos; what is not whole is kept and not sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.audit import log, verification
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.registry.model import Lifecycle, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store
from stations.registry.stored import store as stations
from stations.stars import points_store, review_steps, store
from stations.stars.applications import applying
from stations.stars.applications.applying import Own
from stations.stars.cycle import cycles
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.points_store import OWN
from stations.stars.review_steps import StepRequest
from tests.support import make
from tests.support.deskwork import person
from tests.support.starwork import (
    ADMINISTRATOR,
    APPROVER,
    EDITOR,
    JINAN,
    LAST_DAY,
    REVIEWER,
    act,
    applied,
    drafted,
    full,
    keeper_of,
    opened,
    photo,
    stationed,
)

A = keeper_of("a")
LATE = (LAST_DAY - make.NOON.date()).days + 1


@pytest.fixture
def running(db: Database) -> Database:
    """The database with a cycle and two stations."""
    stationed(db, "a", "b")
    opened(db)
    return db


def begun(db: Database) -> Review:
    return applying.begin(db, "a", by=A, act=act(A))


def written(db: Database, review: Review, own: Own, *, by: Account = A) -> Review:
    return applying.write(db, review.id, own, version=review.version, by=by, act=act(by))


def sent(db: Database, review: Review, *, days: float = 0) -> Review:
    return applying.submit(db, review.id, version=review.version, by=A, act=act(A, days=days))


def lacking(db: Database, review: Review) -> list[str]:
    own = points_store.of(db, review.id, visit=OWN)
    photos = points_store.photos(db, review.id, visit=OWN)
    return [one.message for one in applying.missing(JINAN, own, photos)]


def test_a_whole_application_is_sent_and_its_district_has_ten_working_days(
    running: Database,
) -> None:
    review = applied(running)
    assert (review.state, review.applicant, review.version) == (ReviewState.SUBMITTED, A.id, 3)
    # Ten working days from Friday 2026-11-20.
    assert review.due_on is not None
    assert review.due_on.isoformat() == "2026-12-04"
    assert store.get(running, review.id) == review
    [step] = store.steps(running, review.id)
    assert (step.step, step.before, step.by) == (ReviewStep.SUBMIT, ReviewState.DRAFT, A.id)
    told = [entry["action"] for entry in log.newest(running)]
    assert told[:2] == ["review_submit", "review_points"]
    assert told[-2:] == ["review_begun", "cycle_opened"]
    assert set(told) >= {"review_photo_added"}
    assert verification.verify(running, history_store).sound


def test_an_application_lacks_points_photos_and_notes_until_they_are_there(
    running: Database,
) -> None:
    review = begun(running)
    assert len(lacking(running, review)) == (
        len(JINAN.criteria) + sum("photo" in one.evidence for one in JINAN.criteria)
    )
    with pytest.raises(Invalid, match="外有统一标识，从路上看得见”还没有打分") as refused:
        sent(running, review)
    assert refused.value.code == "incomplete"
    own = full()
    review = written(running, review, replace(own, notes={**own.notes, "special": " "}))
    assert set(lacking(running, review)) == {
        *(f"“{one.name}”还没有照片" for one in JINAN.criteria if "photo" in one.evidence),
        "“有特色服务（远程医疗、法律服务、职工夜校等）”还没有说明",
    }
    assert store.get(running, review.id).state is ReviewState.DRAFT
    none = full(special=0, innovation=0)
    silent = {**none.notes, "special": "", "innovation": ""}
    review = written(running, review, replace(none, notes=silent))
    assert not any("说明" in words for words in lacking(running, review)), "nothing is claimed"
    review = written(running, review, own)
    for one in JINAN.criteria:
        if "photo" in one.evidence:
            applying.add_photo(running, review.id, one.id, photo(one.id), by=A, act=act(A))
    assert lacking(running, review) == []
    assert sent(running, review).state is ReviewState.SUBMITTED


def test_what_the_registry_would_give_is_kept_beside_what_was_sent(running: Database) -> None:
    review = drafted(running)
    assert {one.grounds for one in points_store.of(running, review.id, visit=OWN).values()} == {""}
    sent(running, review)
    own = points_store.of(running, review.id, visit=OWN)
    basics = own["basics"]
    assert basics.points == 20
    assert basics.proposed is not None
    assert basics.proposed < 20, "it has water and a toilet, and none of the other five"
    assert "饮水" not in basics.grounds
    assert "微波炉" in basics.grounds or "热饭" in basics.grounds
    assert (own["sign"].proposed, own["sign"].grounds) == (None, "")


def test_a_draft_is_kept_as_it_is_so_far_and_replaced_by_the_next(running: Database) -> None:
    review = written(running, begun(running), Own(points={"sign": 8, "entry": 0}))
    kept = points_store.of(running, review.id, visit=OWN)
    assert {one: scored.points for one, scored in kept.items()} == {"sign": 8, "entry": 0}
    own = Own(points={"sign": 8, "special": 3}, notes={"special": "  法律服务 \n周二 "})
    second = replace(A, id="second keeper")
    review = written(running, review, own, by=second)
    kept = points_store.of(running, review.id, visit=OWN)
    assert {one: scored.points for one, scored in kept.items()} == {"sign": 8, "special": 3}
    assert kept["special"].note == "法律服务 \n周二"
    assert (kept["sign"].by, kept["special"].by) == (A.id, second.id)


FAULTS = [
    (Own(points={"sign": 9}), "0 到 8 分"),
    (Own(points={"sign": -1}), "0 到 8 分"),
    (Own(points={"bribes": 1}), "没有这一项"),
    (Own(points={}, notes={"bribes": "词"}), "没有这一项"),
    (Own(points={}, notes={"special": "夜校"}), "还没有打分"),
    (Own(points={"special": 1}, notes={"special": "长" * 501}), "最多 500 个字"),
    (Own(points={"special": 1}, notes={"special": "空\0字符"}), "字符"),
]
"""What may be wrong with a self-score, and what is said of it."""


def test_points_and_notes_that_cannot_be_are_refused_and_nothing_changes(
    running: Database,
) -> None:
    review = written(running, begun(running), Own(points={"sign": 4}))
    head = log.head(running)
    for own, words in FAULTS:
        with pytest.raises(Invalid, match=words):
            written(running, review, own)
    assert points_store.of(running, review.id, visit=OWN)["sign"].points == 4
    assert store.get(running, review.id) == review
    assert log.head(running) == head


def test_the_second_of_two_who_write_or_send_at_once_is_told(running: Database) -> None:
    review = drafted(running)
    written(running, review, full(sign=1))
    with pytest.raises(Refused, match="刷新"):
        written(running, review, full(sign=2))
    with pytest.raises(Refused, match="刷新"):
        sent(running, review)
    assert points_store.of(running, review.id, visit=OWN)["sign"].points == 1
    after = sent(running, store.get(running, review.id))
    with pytest.raises(Refused) as refused:
        sent(running, after)
    assert refused.value.code == "stale_step"
    assert len(store.steps(running, review.id)) == 1


def test_what_was_sent_is_not_changed_until_it_is_returned(running: Database) -> None:
    review = applied(running)
    name = photo("sign")
    deeds: list[Any] = [
        lambda: written(running, review, full(sign=0)),
        lambda: applying.add_photo(running, review.id, "sign", "0" * 32, by=A, act=act(A)),
        lambda: applying.remove_photo(running, review.id, "sign", name, by=A, act=act(A)),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="等区里初核"):
            deed()
    turn = StepRequest(step=ReviewStep.RETURN, version=review.version, reason="标识照片看不清")
    returned = review_steps.take(running, review.id, turn, by=EDITOR, act=act(EDITOR))
    applying.remove_photo(running, review.id, "sign", name, by=A, act=act(A))
    with pytest.raises(Invalid, match="还没有照片"):
        sent(running, returned)
    applying.add_photo(running, review.id, "sign", "0" * 32, by=A, act=act(A))
    # One that came in time may be completed after the last day of applying.
    assert sent(running, returned, days=LATE).state is ReviewState.SUBMITTED


def test_a_photo_is_added_once_removed_once_and_belongs_to_a_criterion(
    running: Database,
) -> None:
    review = begun(running)
    name = photo("sign")
    for _ in range(2):
        applying.add_photo(running, review.id, "sign", name, by=A, act=act(A))
    assert points_store.photos(running, review.id, visit=OWN) == {"sign": [name]}
    assert points_store.photo_names(running) == {name}
    assert points_store.stations_with(running, name) == ["a"]
    with pytest.raises(Invalid, match="没有这一项"):
        applying.add_photo(running, review.id, "bribes", name, by=A, act=act(A))
    with pytest.raises(NotFound):
        applying.add_photo(running, review.id, "sign", "../../etc/passwd", by=A, act=act(A))
    for n in range(applying.MOST_PHOTOS - 1):
        applying.add_photo(running, review.id, "sign", photo(str(n)), by=A, act=act(A))
    with pytest.raises(Refused, match="最多 6 张"):
        applying.add_photo(running, review.id, "sign", photo("more"), by=A, act=act(A))
    applying.remove_photo(running, review.id, "sign", name, by=A, act=act(A))
    with pytest.raises(Refused, match="没有这张照片"):
        applying.remove_photo(running, review.id, "sign", name, by=A, act=act(A))
    assert name not in points_store.photo_names(running)


def test_nobody_applies_for_a_station_that_is_not_theirs(running: Database) -> None:
    review = begun(running)
    other = keeper_of("b")
    with pytest.raises(NotFound):
        applying.begin(running, "a", by=other, act=act(other))
    for by, kind in ((other, NotFound), (EDITOR, Refused), (REVIEWER, Refused),
                     (APPROVER, Refused), (ADMINISTRATOR, Refused),
                     (replace(A, disabled=True), Refused)):  # fmt: skip
        with pytest.raises(kind):
            written(running, review, full(), by=by)
        with pytest.raises(kind):
            applying.add_photo(running, review.id, "sign", photo("x"), by=by, act=act(by))
        with pytest.raises(kind):
            applying.submit(running, review.id, version=1, by=by, act=act(by))
    operator = person(Role.OPERATOR, "a")
    assert written(running, review, full(), by=operator).version == 2


GONE: list[tuple[dict[str, Any], str]] = [
    ({"lifecycle": Lifecycle(phase=Phase.CLOSED)}, "没有开放"),
    ({"lifecycle": Lifecycle(phase=Phase.PLANNED)}, "没有开放"),
    ({"place": replace(make.station().place, point=None)}, "坐标"),
]


def test_a_station_that_is_shut_for_good_or_has_no_point_cannot_apply(running: Database) -> None:
    review = drafted(running)
    whole = stations.get(running, "a")
    b = keeper_of("b")
    for changes, words in GONE:
        for station_id in ("a", "b"):
            before = stations.get(running, station_id)
            plain = replace(before, lifecycle=whole.lifecycle, place=whole.place)
            after = next_version(replace(plain, **changes), at=make.NOON)
            with running.writing():
                change_store.record(running, [(before, after)], act=make.act("edited"))
        with pytest.raises(Refused, match=words):
            sent(running, review)
        with pytest.raises(Refused, match=words):
            applying.begin(running, "b", by=b, act=act(b))


def test_an_application_comes_in_on_the_last_day_and_not_after(running: Database) -> None:
    review = drafted(running)
    with pytest.raises(Refused, match="2026-12-11 截止"):
        sent(running, review, days=LATE)
    b = keeper_of("b")
    with pytest.raises(Refused, match="截止"):
        applying.begin(running, "b", by=b, act=act(b, days=LATE))
    # 23:59 in China on the last day; noon is 12:00 there.
    assert sent(running, review, days=LATE - 1 + 0.499).state is ReviewState.SUBMITTED


def test_no_station_applies_without_a_cycle_nor_twice_in_one(running: Database) -> None:
    place = replace(make.station().place, area_code="370104", district_code="370104")
    with running.writing():
        stations.add(running, [make.station(id="far", place=place)], history=())
    far = keeper_of("far")
    with pytest.raises(Refused, match="没有开始"):
        applying.begin(running, "far", by=far, act=act(far))
    review = applied(running)
    with pytest.raises(Refused, match="已经在评定中"):
        begun(running)
    turn = StepRequest(step=ReviewStep.CHECK, version=review.version)
    review = review_steps.take(running, review.id, turn, by=EDITOR, act=act(EDITOR))
    turn = StepRequest(step=ReviewStep.REFUSE, version=review.version, reason="基本设施不全")
    review_steps.take(running, review.id, turn, by=APPROVER, act=act(APPROVER))
    with pytest.raises(Refused, match="已经评过"):
        begun(running)


def test_whoever_withdrew_may_begin_again(running: Database) -> None:
    review = drafted(running)
    turn = StepRequest(step=ReviewStep.WITHDRAW, version=review.version, reason="写错了")
    review_steps.take(running, review.id, turn, by=A, act=act(A))
    again = begun(running)
    assert again.id != review.id
    assert points_store.of(running, again.id, visit=OWN) == {}


def test_nobody_applies_in_a_cycle_that_has_ended(running: Database) -> None:
    review = drafted(running)
    [cycle] = cycles.visible(running, by=ADMINISTRATOR)
    cycles.close(running, cycle.id, by=ADMINISTRATOR, act=act(ADMINISTRATOR))
    with pytest.raises(Refused):
        sent(running, store.get(running, review.id))
    with pytest.raises(Refused, match="没有开始"):
        begun(running)


def test_demo_stations_apply_like_any_other(running: Database) -> None:
    before = stations.get(running, "a")
    with running.writing():
        after = next_version(replace(before, demo=True), at=make.NOON)
        change_store.record(running, [(before, after)], act=make.act("edited"))
    assert applied(running).state is ReviewState.SUBMITTED
