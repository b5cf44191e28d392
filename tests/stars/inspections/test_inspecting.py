"""What is brought from the door counts once; late, it is kept; it is never half done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from stations.accounts.roles import Role
from stations.audit import log
from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback.model import Near
from stations.stars import points_store, review_steps, store, visit_store
from stations.stars.door_findings import DoorFindings
from stations.stars.inspections import inspecting
from stations.stars.inspections.delivery import (
    NOTHING_SHOWN,
    CriterionScore,
    DeliveredPhoto,
    Delivery,
)
from stations.stars.inspections.inspecting import Received
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from stations.stars.scheme import scoring
from tests.support import make
from tests.support.deskwork import person
from tests.support.starwork import EDITOR, JINAN, REVIEWER, act, applied, opened, photo, stationed

OTHER = replace(person(Role.REVIEWER), id="id-second", name="a-second", shown="second")
DOOR = DoorFindings(gates={"floor_area_m2": 12.0, "seats": 8.0, "aed": 0.0})
NEW_SHOTS = (DeliveredPhoto(criterion="sign", name=photo("another"), digest="d2"),)
SHOTS = (DeliveredPhoto(criterion="sign", name=photo("door"), digest="d1"),)


@pytest.fixture
def review(db: Database) -> Review:
    """A review that waits for a visit."""
    return waiting(db)


def waiting(db: Database) -> Review:
    stationed(db, "a")
    opened(db)
    found = applied(db)
    turn = StepRequest(step=ReviewStep.CHECK, version=found.version)
    return review_steps.take(db, found.id, turn, by=EDITOR, act=act(EDITOR, days=1))


def given(**changed: Any) -> dict[str, CriterionScore]:
    """All points, without the proposals of the registry in the way."""
    whole = {c.id: CriterionScore(points=c.points, shown=NOTHING_SHOWN) for c in JINAN.criteria}
    return {**whole, **changed}


def delivery(review: Review, **changed: Any) -> Delivery:
    plain: dict[str, Any] = {
        "id": "d" * 32,
        "review_id": review.id,
        "version": review.version,
        "points": given(),
        "near": Near.NEAR,
        "phone_at": make.NOON + timedelta(days=2),
        "door": DOOR,
    }
    return Delivery(**{**plain, **changed})


def deliver(
    db: Database,
    given: Delivery,
    *,
    days: float = 2,
    by: Any = REVIEWER,
    shots: Sequence[DeliveredPhoto] = SHOTS,
) -> Received:
    return inspecting.receive(db, given, shots, by=by, act=act(by, days=days))


def test_a_visit_scores_the_review_and_leaves_all_that_was_seen(
    db: Database, review: Review
) -> None:
    told = deliver(db, delivery(review, note="门口在修路", vetoes=("harm",)))
    after = store.get(db, review.id)
    reached = scoring.reached(JINAN, {c.id: c.points for c in JINAN.criteria}, DOOR.gates)
    assert (after.state, after.inspector) == (ReviewState.INSPECTED, REVIEWER.id)
    assert (after.points, after.stars) == (100, reached.stars)
    assert told.counted
    assert f"总分 {reached.total} 分" in told.words
    (kept,) = visit_store.of_review(db, review.id)
    assert (kept.visit, kept.near, kept.note) == (1, Near.NEAR, "门口在修路")
    assert kept.vetoes == ("发生严重影响声誉的事件",)
    assert points_store.photos(db, review.id, visit=1) == {"sign": [photo("door")]}
    scored = points_store.of(db, review.id, visit=1)
    assert set(scored) == {c.id for c in JINAN.criteria}
    assert scored["verified"].proposed == 0
    assert "没有核实" in scored["verified"].grounds
    assert points_store.of(db, review.id, visit=points_store.OWN)["sign"].points == 8


def test_the_same_delivery_again_is_answered_alike_and_done_once(
    db: Database, review: Review
) -> None:
    first = deliver(db, delivery(review))
    later = delivery(review, sent_at=make.NOON + timedelta(days=3))
    assert deliver(db, later, days=3) == first
    assert len(visit_store.of_review(db, review.id)) == 1
    assert store.get(db, review.id).version == review.version + 1
    assert inspecting.received(db, "d" * 32, by=REVIEWER) == first
    assert inspecting.received(db, "d" * 32, by=OTHER) is None


def test_the_same_id_with_other_content_is_refused(db: Database, review: Review) -> None:
    deliver(db, delivery(review))
    less = given(sign=CriterionScore(points=1, shown=NOTHING_SHOWN))
    others: list[dict[str, Any]] = [
        {"note": "另一句"}, {"near": Near.FAR}, {"points": less}, {"vetoes": ("harm",)},
    ]  # fmt: skip
    for changed in others:
        with pytest.raises(Refused, match="另一份内容") as refused:
            deliver(db, delivery(review, **changed))
        assert refused.value.code == "other_content"
    with pytest.raises(Refused):
        inspecting.receive(db, delivery(review), (), by=REVIEWER, act=act(REVIEWER, days=2))
    with pytest.raises(Refused):
        deliver(db, delivery(review), by=OTHER)


def test_the_second_of_two_reviewers_is_kept_whole_and_counts_nothing(
    db: Database, review: Review
) -> None:
    deliver(db, delivery(review, points=given(clean=CriterionScore(points=2, shown=NOTHING_SHOWN))))
    told = deliver(db, delivery(review, id="e" * 32), days=3, by=OTHER)
    again = deliver(db, delivery(review, id="f" * 32), days=3, by=OTHER)
    assert not told.counted
    assert not again.counted
    assert "不计分" in told.words
    assert "等公示" in told.words
    after = store.get(db, review.id)
    assert (after.points, after.inspector) == (97, REVIEWER.id)
    late = [one for one in visit_store.of_review(db, review.id) if not one.counted]
    assert {one.by for one in late} == {OTHER.id}
    assert len({one.visit for one in late}) == 2
    for one in late:
        assert points_store.of(db, review.id, visit=one.visit)["clean"].points == 5
        assert points_store.photos(db, review.id, visit=one.visit) == {"sign": [photo("door")]}
    assert visit_store.last(db, review.id) == 1
    assert photo("door") in points_store.photo_names(db)
    entry = log.newest(db)[0]
    assert (entry["action"], entry["body"]["state"]) == ("inspection_kept", "inspected")


def test_a_page_from_before_a_return_counts_nothing_though_a_visit_is_due(
    db: Database, review: Review
) -> None:
    deliver(db, delivery(review))
    turn = StepRequest(step=ReviewStep.RETURN, version=review.version + 1, reason="照片看不清")
    approver = person(Role.APPROVER)
    review_steps.take(db, review.id, turn, by=approver, act=act(approver, days=3))
    assert not deliver(db, delivery(review, id="e" * 32), days=4).counted
    now = store.get(db, review.id)
    assert deliver(db, delivery(now, id="f" * 32), days=4, shots=NEW_SHOTS).counted
    assert visit_store.last(db, review.id) == 2


def test_two_at_once_are_one_visit_and_one_that_is_kept(address: str, db: Database) -> None:
    review = waiting(db)
    told: list[Received] = []

    def bring(number: int, by: Any) -> None:
        own = opening.open_ready(address)
        told.append(deliver(own, delivery(review, id=f"{number}" * 32), by=by))
        own.close()

    threads = [Thread(target=bring, args=(n, by)) for n, by in enumerate((REVIEWER, OTHER))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.counted for one in told) == [False, True]
    assert len(visit_store.of_review(db, review.id)) == 2


def test_two_days_without_network_and_a_wrong_clock_are_noted(db: Database, review: Review) -> None:
    finished = make.NOON + timedelta(days=2)
    deliver(db, delivery(review, sent_at=finished + timedelta(days=2, seconds=20)), days=4)
    (kept,) = visit_store.of_review(db, review.id)
    assert (kept.phone_at, kept.at) == (finished, finished + timedelta(days=2))
    assert not kept.clock_off
    wrong = datetime(1980, 1, 6, tzinfo=UTC)
    told = deliver(
        db, delivery(review, id="e" * 32, phone_at=wrong, sent_at=wrong), days=4, by=OTHER
    )
    assert not told.counted
    late = next(one for one in visit_store.of_review(db, review.id) if not one.counted)
    assert late.clock_off
    assert late.phone_at == wrong


def test_an_impossible_clock_is_no_reason_to_refuse(db: Database, review: Review) -> None:
    assert deliver(db, delivery(review, phone_at=datetime.min.replace(tzinfo=UTC))).counted
    assert visit_store.of_review(db, review.id)[0].phone_at.year == 1970


BAD: list[tuple[dict[str, Any], str]] = [
    ({"points": {"sign": CriterionScore(points=8)}}, "还有 12 项没有打分"),
    ({"points": given(sign=CriterionScore(points=9))}, "0 到 8 分"),
    ({"points": given(sign=CriterionScore(points=-1))}, "0 到 8 分"),
    ({"points": given(other=CriterionScore(points=1))}, "没有这一项"),
    ({"points": given(verified=CriterionScore(points=6))}, "系统建议 0 分，您打 6 分，请写明理由"),
    ({"points": given(verified=CriterionScore(points=6, shown=3))}, "系统建议 3 分"),
    ({"points": given(sign=CriterionScore(points=8, note="字" * 301))}, "最多 300 个字"),
    ({"note": "字" * 601}, "最多 600 个字"),
    ({"note": "反\u202e转"}, "字符"),
    ({"vetoes": ("none",)}, "没有这条一票否决"),
]


def test_a_delivery_that_is_not_right_does_nothing(db: Database, review: Review) -> None:
    head = log.head(db)
    for changed, words in BAD:
        with pytest.raises(Invalid, match=words):
            deliver(db, delivery(review, **changed))
    assert store.get(db, review.id) == review
    assert visit_store.of_review(db, review.id) == []
    assert points_store.of(db, review.id, visit=1) == {}
    assert log.head(db) == head


def test_too_many_photos_are_refused(db: Database, review: Review) -> None:
    many = [DeliveredPhoto(criterion="sign", name=photo(str(n)), digest=str(n)) for n in range(21)]
    with pytest.raises(Invalid, match="最多 20 张"):
        inspecting.receive(db, delivery(review), many, by=REVIEWER, act=act(REVIEWER, days=2))


def test_who_took_what_the_phone_showed_owes_no_reason(db: Database, review: Review) -> None:
    """The proposal was another one in the morning; both are told."""
    seen = given(
        verified=CriterionScore(points=6, shown=6),
        basics=CriterionScore(points=20, reason="当场都能用", shown=4),
    )
    assert deliver(db, delivery(review, points=seen)).counted
    kept = points_store.of(db, review.id, visit=1)
    assert kept["verified"].note == "（打分时手机上显示的建议是 6 分）"
    assert kept["basics"].note.startswith("不按建议打分的理由：当场都能用")
    assert kept["on_map"].note == "（打分时手机上没有显示建议）"
    assert kept["sign"].note == ""


def test_only_a_reviewer_of_the_area_who_had_no_other_part_may(
    db: Database, review: Review
) -> None:
    head = log.head(db)
    with pytest.raises(Refused, match="没有这项权限"):
        deliver(db, delivery(review), by=EDITOR)
    with pytest.raises(NotFound):
        deliver(db, delivery(review), by=person(Role.REVIEWER, "370112"))
    with pytest.raises(Refused) as refused:
        deliver(db, delivery(review), by=replace(REVIEWER, disabled=True))
    assert refused.value.code == "forbidden"
    checker = replace(REVIEWER, id=EDITOR.id)
    with pytest.raises(Refused) as refused:
        deliver(db, delivery(review), by=checker)
    assert refused.value.code == "four_eyes"
    assert (store.get(db, review.id), log.head(db)) == (review, head)


def test_a_server_clock_that_was_set_back_refuses_and_keeps_nothing(
    db: Database, review: Review
) -> None:
    with pytest.raises(Refused) as refused:
        deliver(db, delivery(review), days=-1)
    assert refused.value.code == "clock_back"
    assert visit_store.of_review(db, review.id) == []
    assert deliver(db, delivery(review)).counted


@pytest.mark.parametrize("wrong", ["", "short", "a" * 65, "with space" * 2, "点" * 10])
def test_an_id_that_no_phone_makes_is_refused(wrong: str) -> None:
    with pytest.raises(Invalid, match="编号不对"):
        delivery(Review(id="r", station_id="a", scheme="jinan-1", cycle_id="c"), id=wrong)
