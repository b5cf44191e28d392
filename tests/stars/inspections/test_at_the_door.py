"""What an inspector finds at the door decides: gates, pictures, and what becomes of the record."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image, ImageDraw

from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.feedback.model import Near
from stations.media import picture_child
from stations.moments import china_day
from stations.registry.editing import verifying
from stations.registry.editing.verifying import EVERYTHING, VerifiedFields
from stations.registry.model import Amenity, Premises, next_version
from stations.registry.states import AmenityState
from stations.registry.stored import change_store
from stations.registry.stored import store as stations
from stations.stars import finding_store, picture_store, review_steps, store, visit_store
from stations.stars.door_findings import DoorFindings, RecordCheck
from stations.stars.finding_store import FindingState
from stations.stars.inspections import findings, reused_pictures
from stations.stars.inspections.delivery import DeliveredPhoto
from stations.stars.model import Review, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.stars.inspections.test_inspecting import DOOR, NEW_SHOTS, deliver, delivery, waiting
from tests.support import make
from tests.support.starwork import (
    APPROVER,
    EDITOR,
    KEEPER,
    act,
    applied,
    photo,
    stationed,
)

GRAND = {"floor_area_m2": 30.0, "seats": 20.0, "aed": 1.0}
DAY = china_day(make.NOON) + timedelta(days=2)


def furnish(db: Database) -> None:
    """The keeper writes into the record whatever five stars need."""
    with db.writing() as tx:
        before = stations.get(tx, "a")
        premises = replace(before.premises, floor_area_m2=35.0, seats=25)
        after = replace(before, premises=premises, amenities=(Amenity(id="aed"),))
        change_store.record(tx, [(before, next_version(after, at=make.NOON))], act=act(KEEPER))


@pytest.fixture
def review(db: Database) -> Review:
    return waiting(db)


def found(**given: Any) -> DoorFindings:
    return DoorFindings(gates=DOOR.gates, record=RecordCheck(**given))


def again(db: Database, review: Review) -> Review:
    """A visit that counted, sent back for another one."""
    deliver(db, delivery(review))
    turn = StepRequest(step=ReviewStep.RETURN, version=review.version + 1, reason="再看一次")
    return review_steps.take(db, review.id, turn, by=APPROVER, act=act(APPROVER, days=3))


def test_the_record_of_the_keeper_opens_no_gate_of_five_stars(db: Database, review: Review) -> None:
    furnish(db)
    deliver(db, delivery(review))
    assert store.get(db, review.id).stars == 4


def test_what_was_found_at_the_door_opens_them_whatever_the_record_says(
    db: Database, review: Review
) -> None:
    deliver(db, delivery(review, door=DoorFindings(gates=GRAND)))
    assert store.get(db, review.id).stars == 5
    (visit,) = visit_store.of_review(db, review.id)
    assert visit.door.gates == GRAND


@pytest.mark.parametrize(
    ("gates", "words"),
    [
        ({}, "还有 3 项没有回答：面积（平方米）；能坐多少人；AED"),
        ({"seats": 3.0, "aed": 1.0}, "还有 1 项没有回答：面积（平方米）"),
        ({**GRAND, "seats": 2.5}, "“能坐多少人”要填"),
        ({**GRAND, "seats": -1.0}, "“能坐多少人”要填"),
        ({**GRAND, "aed": 2.0}, "“AED”要填"),
        ({**GRAND, "floor_area_m2": float("nan")}, "“面积（平方米）”要填"),
        ({**GRAND, "floor_area_m2": float("inf")}, "“面积（平方米）”要填"),
        ({**GRAND, "sauna": 1.0}, "没有问这一项"),
    ],
)
def test_a_question_without_an_answer_is_named_and_nothing_is_done(
    db: Database, review: Review, gates: dict[str, float], words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        deliver(db, delivery(review, door=DoorFindings(gates=gates)))
    assert words in refused.value.message
    assert visit_store.of_review(db, review.id) == []


def test_other_answers_at_the_door_are_another_delivery(db: Database, review: Review) -> None:
    deliver(db, delivery(review))
    for door in (DoorFindings(gates=GRAND), found(), found(differs={VerifiedFields.HOURS: "晚开"})):
        with pytest.raises(Refused) as refused:
            deliver(db, delivery(review, door=door))
        assert refused.value.code == "other_content"


def test_a_second_visit_needs_a_photo_that_was_not_used_before(
    db: Database, review: Review
) -> None:
    second = again(db, review)
    for shots in ((), (DeliveredPhoto(criterion="clean", name=photo("door"), digest="d9"),)):
        with pytest.raises(Invalid, match="新拍的照片"):
            deliver(db, delivery(second, id="e" * 32), days=4, shots=shots)
    assert deliver(db, delivery(second, id="f" * 32), days=4, shots=NEW_SHOTS).counted


def test_a_first_visit_without_a_photo_is_taken(db: Database, review: Review) -> None:
    assert deliver(db, delivery(review), shots=()).counted


def test_a_picture_of_another_station_or_visit_is_told(db: Database, review: Review) -> None:
    stationed(db, "b")
    applied(db, "b")
    old = DeliveredPhoto(criterion="clean", name=photo("clean"), digest="d3")
    told = deliver(db, delivery(review), shots=(*NEW_SHOTS, old))
    assert "1 张照片和以前别处用过的一样" in told.words
    uses = reused_pictures.of(db, [(review.id, 1)])[review.id, 1]
    assert sorted(one.words for one in uses) == [
        "“演示驿站a”2026-11-20 的申报材料", "“演示驿站b”2026-11-20 的申报材料",
    ]  # fmt: skip


def scene(shift: int = 0) -> Image.Image:
    made = Image.new("RGB", (640, 480), "white")
    pen = ImageDraw.Draw(made)
    for n in range(9):
        pen.rectangle((n * 70 + shift, n * 37 % 300, n * 70 + 45, n * 37 % 300 + 160), fill="navy")
    return made


def test_a_picture_taken_anew_from_another_one_looks_the_same() -> None:
    sink = io.BytesIO()
    scene().resize((320, 240)).save(sink, "JPEG", quality=40)
    with Image.open(sink) as small:
        same = picture_child.looks(small.convert("RGB"))
    first, other = picture_child.looks(scene()), picture_child.looks(scene().rotate(90))
    assert (int(first, 16) ^ int(same, 16)).bit_count() <= picture_store.MOST_OTHER_BITS
    assert (int(first, 16) ^ int(other, 16)).bit_count() > picture_store.MOST_OTHER_BITS
    assert picture_child.looks(Image.new("RGB", (40, 30), "teal")) == ""


def test_pictures_that_look_alike_are_told_and_others_are_not(db: Database, review: Review) -> None:
    looks = 0xF0F0_1234_A5A5_0FF1
    with db.writing() as tx:
        picture_store.add(tx, [(photo("sign"), f"{looks:016x}"), (photo("clean"), "")])
    for n, (bits, count) in enumerate(
        [(0, 1), (0b111, 1), (1 << 63 | 1 << 40 | 1, 1), (0b1111, 0)]
    ):
        name = photo(f"copy {n}")
        with db.writing() as tx:
            picture_store.add(tx, [(name, f"{looks ^ bits:016x}")])
        assert len(picture_store.alike(db, [name])[name] & {photo("sign")}) == count


def test_a_visit_at_the_door_verifies_the_record(db: Database, review: Review) -> None:
    assert stations.get(db, "a").verified is None
    deliver(db, delivery(review, door=found()))
    verified = stations.get(db, "a").verified
    assert verified is not None
    assert (verified.on, verified.by) == (DAY, "评审员")
    assert {one.group for one in verifying.confirmed(db, "a") if one.on_the_spot} == EVERYTHING


@pytest.mark.parametrize(
    ("changed", "door"),
    [({"near": Near.FAR}, found()), ({}, DOOR), ({"version": 99}, found())],
)
def test_a_visit_from_afar_or_that_does_not_count_verifies_nothing(
    db: Database, review: Review, changed: dict[str, Any], door: DoorFindings
) -> None:
    deliver(db, delivery(review, door=door, **changed))
    assert stations.get(db, "a").verified is None
    assert verifying.confirmed(db, "a") == []


def test_a_visit_that_came_late_verifies_the_day_on_which_it_was_made(
    db: Database, review: Review
) -> None:
    sent = make.NOON + timedelta(days=6)
    deliver(db, delivery(review, door=found(), sent_at=sent), days=6)
    assert {one.on for one in verifying.confirmed(db, "a")} == {DAY}


def test_what_is_different_is_proposed_and_not_verified(db: Database, review: Review) -> None:
    record = {
        "differs": {VerifiedFields.HOURS: "周末不开"},
        "amenities": {"microwave": AmenityState.AVAILABLE},
    }
    deliver(db, delivery(review, door=found(**record)))
    told = {one.field: (one.registered, one.found) for one in findings.waiting(db, by=EDITOR)}
    assert told == {
        "hours": ("", "周末不开"), "amenity:microwave": ("", "available"),
        "floor_area_m2": ("", "12"), "seats": ("", "8"),
    }  # fmt: skip
    same = {VerifiedFields.PLACE, VerifiedFields.CONTACT}
    assert {one.group for one in verifying.confirmed(db, "a")} == same
    assert stations.get(db, "a").premises == Premises()


def test_the_clerk_takes_a_difference_into_the_record_or_says_why_not(
    db: Database, review: Review
) -> None:
    furnish(db)
    deliver(db, delivery(review))
    by_field = {one.field: one for one in findings.waiting(db, by=EDITOR)}
    assert set(by_field) == {"amenity:aed", "floor_area_m2", "seats"}
    doing = act(EDITOR, days=3)
    for field in ("amenity:aed", "floor_area_m2"):
        findings.decide(db, by_field[field].id, accepted=True, reason="", by=EDITOR, act=doing)
    seats = by_field["seats"].id
    with pytest.raises(Invalid, match="为什么"):
        findings.decide(db, seats, accepted=False, reason=" ", by=EDITOR, act=doing)
    findings.decide(db, seats, accepted=False, reason="数错了", by=EDITOR, act=doing)
    after = stations.get(db, "a")
    assert (after.premises.floor_area_m2, after.premises.seats) == (12.0, 25)
    assert [(one.id, one.state) for one in after.amenities] == [("aed", AmenityState.UNAVAILABLE)]
    assert findings.waiting(db, by=EDITOR) == []
    assert finding_store.get(db, seats).state is FindingState.REFUSED
    with pytest.raises(Refused, match="别人刚刚"):
        findings.decide(db, seats, accepted=True, reason="", by=EDITOR, act=doing)


def test_neither_keepers_nor_inspectors_decide_on_what_was_found(
    db: Database, review: Review
) -> None:
    deliver(db, delivery(review))
    one = findings.waiting(db, by=EDITOR)[0]
    for by in (KEEPER, APPROVER):
        with pytest.raises(Refused):
            findings.decide(db, one.id, accepted=True, reason="", by=by, act=act(by, days=3))


def test_the_same_difference_found_twice_waits_once(db: Database, review: Review) -> None:
    second = again(db, review)
    before = findings.waiting(db, by=EDITOR)
    deliver(db, delivery(second, id="f" * 32), days=4, shots=NEW_SHOTS)
    assert findings.waiting(db, by=EDITOR) == before


def test_the_day_of_a_visit_is_ours_where_the_clock_of_the_phone_is_wrong() -> None:
    at = make.NOON
    right = make.NOON - timedelta(days=1)
    for ahead, phone_at, day in (
        (timedelta(0), right, date(2026, 11, 19)),
        (timedelta(days=-30), right, date(2026, 11, 20)),
        (timedelta(0), at + timedelta(days=5), date(2026, 11, 20)),
    ):
        visit = visit_store.Inspection(
            id="d" * 8, review_id="r", visit=1, version=1, digest="", by="x", shown="x",
            near=Near.NEAR, phone_at=phone_at, at=at, ahead=ahead, counted=True, words="",
        )  # fmt: skip
        assert findings.visited_on(visit) == day


def test_what_is_stored_of_a_door_reads_back_the_same() -> None:
    told = found(differs={VerifiedFields.PLACE: "在后门"}, amenities={"aed": AmenityState.UNKNOWN})
    assert DoorFindings.of(told.told()) == told  # type: ignore[arg-type]
    assert DoorFindings.of({}) == DoorFindings()
