"""A courier says at the door what is as published and what is not, once a day, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Action, Role
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import report_store
from stations.feedback.model import Report, ReportKind
from stations.moments import china_day
from stations.rechecks import door_checks
from stations.rechecks.door_checks import DoorAsFound, DoorCheck
from stations.registry.editing import verifying
from stations.registry.editing.verifying import VerifiedFields
from stations.registry.model import Closure, Lifecycle
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import change_store
from tests.support import make, voices
from tests.support.deskwork import person

RIDER, CLERK = person(Role.RIDER), person(Role.EDITOR)
TODAY = china_day(make.NOON)
SINCE = TODAY - timedelta(days=300)


def act(who: Account = RIDER, **later: int) -> Act:
    return replace(make.act("door_checked"), actor=who.id, at=make.NOON + timedelta(**later))


@pytest.fixture(autouse=True)
def _stations(db: Database) -> None:
    east = [
        make.station(id=one, lon=lon) for one, lon in (("a", 117.1), ("b", 117.3), ("c", 117.2))
    ]
    others = [
        make.station(id="draft", lat=None),
        make.station(id="shut", closures=(Closure(since=TODAY, until=TODAY, reason="停电"),)),
        make.station(id="gone", lifecycle=Lifecycle(phase=Phase.CLOSED)),
    ]
    far = make.station(id="far")
    far = replace(far, place=replace(far.place, area_code="370103", district_code="370103"))
    with db.writing():
        change_store.record(
            db, [(None, one) for one in (*east, *others, far)], act=make.act("created")
        )


def check(
    db: Database, station_id: str, who: Account = RIDER, door: DoorAsFound = DoorAsFound.AS_POSTED,
    found: DoorCheck | None = None, **later: int,
) -> bool:  # fmt: skip
    return door_checks.check(
        db, station_id, found or DoorCheck(door=door),
        visitor=voices.visitor(station_id=station_id), by=who, act=act(who, **later),
    )  # fmt: skip


def listed(db: Database, who: Account = RIDER) -> list[str]:
    return [one.station.id for one in door_checks.to_visit(db, who, today=TODAY)]


def reports(db: Database) -> list[Report]:
    return report_store.of_station(db, "a", limit=20)


def confirmed(db: Database) -> set[VerifiedFields]:
    return {one.group for one in verifying.confirmed(db, "a")}


def test_the_doors_that_nobody_saw_for_longest_come_in_the_order_of_the_way(db: Database) -> None:
    assert listed(db) == ["a", "c", "b"], "from the first, always to the nearest"
    check(db, "a")
    verifying.confirm(
        db, ["c"], groups={VerifiedFields.HOURS}, on_the_spot=True, by=CLERK, act=act(days=1)
    )
    found = door_checks.to_visit(db, RIDER, today=TODAY)
    assert [one.last for one in found] == ["", china_day(make.NOON + timedelta(days=1)).isoformat(),
                                           china_day(make.NOON).isoformat()]  # fmt: skip
    assert listed(db) == ["b", "c", "a"]


def test_the_longest_unvisited_are_taken_before_the_way_is_laid(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_checks, "MOST_LISTED", 2)
    check(db, "a")
    assert listed(db) == ["b", "c"]


def test_an_open_door_within_hours_confirms_them_and_what_was_looked_at(db: Database) -> None:
    check(db, "a", found=DoorCheck(door=DoorAsFound.AS_POSTED, works=True))
    assert confirmed(db) == {VerifiedFields.HOURS, VerifiedFields.AMENITIES}
    assert {one.by for one in verifying.confirmed(db, "a")} == {"骑手体验员"}
    assert not reports(db)


def test_a_shut_door_outside_its_hours_confirms_nothing_and_counts(db: Database) -> None:
    assert check(db, "a", hours=12)
    assert (confirmed(db), reports(db)) == (set(), [])
    assert door_checks.own_months(db, RIDER, since=SINCE)[0][1] == 1


@pytest.mark.parametrize(
    ("door", "kind"),
    [
        (DoorAsFound.SHUT, ReportKind.SHUT),
        (DoorAsFound.REFUSED, ReportKind.REFUSED),
        (DoorAsFound.HOURS_DIFFER, ReportKind.HOURS_DIFFER),
        (DoorAsFound.NO_DOOR, ReportKind.NO_DOOR),
    ],
)
def test_a_door_that_is_not_as_published_is_a_report_of_staff(
    db: Database, door: DoorAsFound, kind: ReportKind
) -> None:
    check(db, "a", found=DoorCheck(door=door, words="贴着搬走了"))
    [one] = reports(db)
    assert (one.said.kind, one.said.words, one.staff) == (kind, "贴着搬走了", True)
    assert not confirmed(db)


def test_each_thing_that_is_wrong_inside_is_a_report_of_its_own(db: Database) -> None:
    found = DoorCheck(
        door=DoorAsFound.AS_POSTED,
        broken=("restroom",),
        used_up=("water",),
        dirty=True,
        words="地上有水",
    )
    check(db, "a", found=found)
    told = {one.said.kind: one.said for one in reports(db)}
    assert told.keys() == {ReportKind.BROKEN, ReportKind.SUPPLIES_OUT, ReportKind.DIRTY}
    assert (told[ReportKind.BROKEN].amenity, told[ReportKind.BROKEN].words) == (
        "restroom", "地上有水")  # fmt: skip
    assert told[ReportKind.SUPPLIES_OUT].supply == "water"
    assert confirmed(db) == {VerifiedFields.HOURS}


@pytest.mark.parametrize(
    "found",
    [
        DoorCheck(door=DoorAsFound.SHUT, dirty=True),
        DoorCheck(door=DoorAsFound.NO_DOOR, works=True),
        DoorCheck(door=DoorAsFound.AS_POSTED, works=True, broken=("restroom",)),
        DoorCheck(door=DoorAsFound.AS_POSTED, broken=("aed",)),
        DoorCheck(door=DoorAsFound.AS_POSTED, used_up=("gold",)),
        DoorCheck(door=DoorAsFound.AS_POSTED, words="都好"),
        DoorCheck(door=DoorAsFound.SHUT, words="长" * 301),
    ],
)
def test_what_can_not_be_true_together_is_asked_about_and_leaves_nothing(
    db: Database, found: DoorCheck
) -> None:
    with pytest.raises(Invalid):
        check(db, "a", found=found)
    assert (reports(db), confirmed(db)) == ([], set())
    assert door_checks.own_months(db, RIDER, since=SINCE) == []


def test_the_same_door_counts_once_a_day_for_each_rider(db: Database) -> None:
    other = replace(RIDER, id="id-other")
    assert check(db, "a", door=DoorAsFound.SHUT)
    assert not check(db, "a", door=DoorAsFound.SHUT, hours=1)
    assert len(reports(db)) == 1
    assert check(db, "a", other)
    assert check(db, "a", days=1)
    assert check(db, "b", days=31)
    month, later = (f"{make.NOON + timedelta(days=n):%Y-%m}" for n in (0, 31))
    assert door_checks.own_months(db, RIDER, since=SINCE) == [(later, 1), (month, 2)]
    found = door_checks.months(db, Reach(areas=("370102",)), since=SINCE)
    assert found == {RIDER.id: [(later, 1), (month, 2)], "id-other": [(month, 1)]}
    assert door_checks.months(db, Reach(areas=("370103",)), since=SINCE) == {}


def test_a_rider_sees_only_doors_of_the_area_that_workers_see(db: Database) -> None:
    for elsewhere in ("far", "draft", "gone", "none"):
        with pytest.raises(NotFound):
            check(db, elsewhere)
    with pytest.raises(Refused):
        check(db, "a", CLERK)


def test_nobody_looks_at_the_door_of_a_station_of_their_own(db: Database) -> None:
    both = replace(RIDER, grants=(*RIDER.grants, Grant(role=Role.KEEPER, station_id="a")))
    assert "a" not in listed(db, both)
    with pytest.raises(Refused, match="您自己管理这个驿站"):
        check(db, "a", both)


def test_a_rider_has_no_other_right() -> None:
    assert [one for one in Action if RIDER.may(one)] == [Action.VISIT]
