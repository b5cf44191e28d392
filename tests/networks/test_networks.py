"""Networks: who belongs to them, in which order, and who may say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit.verification import verify
from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.geo.point import Point
from stations.networks import enrolling, membership, network_tree, organising, store
from stations.networks.enrolling import Enrolment
from stations.networks.model import (
    Network,
    NetworkLink,
    NetworkMember,
    NetworkRoom,
    NetworkTeacher,
    counted,
)
from stations.networks.organising import NetworkForm
from stations.registry.editing import combining, separating
from stations.registry.editing.combining import RecordPair
from stations.registry.model import Lifecycle, Membership, Place, Station, next_version
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.deskwork import person

TODAY = date(2026, 11, 20)
EDITOR = person(Role.EDITOR)
ENERGY = NetworkForm(kind="energy_station", name="美好生活能量站", area_code="370100")
BOOKS = NetworkForm(kind="book_house", name="职工书屋", area_code="370100")


def account(role: Role, area: str) -> Account:
    return replace(person(role), grants=(Grant(role=role, area=area),))


def station(number: int, *, area: str = "370102", networks: Sequence[str] = ()) -> Station:
    place = Place(
        area_code=area, district_code=area, city_code=area[:4],
        point=Point(lat=36.6 + number / 1000, lon=117.0),
    )  # fmt: skip
    words = tuple(Membership(name=one) for one in networks)
    return make.station(
        id=f"s{number}", number=f"N{number}", name=f"第{number}驿站", place=place, networks=words
    )


@pytest.fixture
def city(sqlite_address: str) -> Iterator[Database]:
    db = opening.open_ready(sqlite_address)
    with db.writing():
        stations.add(
            db,
            [*(station(n) for n in range(9)), station(9, area="370103", networks=["职工书屋"])],
            history=(),
        )
    yield db
    db.close()


ADMIN = account(Role.ADMINISTRATOR, "3701")


def made(db: Database, form: NetworkForm = ENERGY) -> Network:
    return organising.make(db, form, by=ADMIN, act=make.act(organising.MADE))


def enrolled(
    db: Database, network: Network, *numbers: str, by: Account = ADMIN, level: str = "",
    parent: str = "",
) -> None:  # fmt: skip
    given = Enrolment(level=level, parent=parent)
    enrolling.enrol(db, network.id, numbers, given, by=by, act=make.act(enrolling.JOINED))


def placed(db: Database, network: Network, one: str, level: str, parent: str) -> None:
    given = Enrolment(level=level, parent=parent)
    enrolling.place(db, network.id, one, given, by=ADMIN, act=make.act(enrolling.PLACED))


def here(db: Database, network: Network) -> dict[str, NetworkMember]:
    found = membership.members(db, network, table=membership.names(db))
    return {one.id: one for one in found if one.counts_on(TODAY)}


@pytest.fixture
def tree(city: Database) -> Network:
    network = made(city)
    enrolled(city, network, "N0", level="main")
    enrolled(city, network, "N1", "N2", level="branch", parent="N0")
    enrolled(city, network, "N3", "N4", level="small", parent="N1")
    return network


def test_a_tree_is_shown_from_its_head_down_and_counted(city: Database, tree: Network) -> None:
    members = membership.members(city, tree, table=membership.names(city))
    told = [(depth, one.id) for depth, one in network_tree.outlined(members)]
    assert told == [(0, "s0"), (1, "s1"), (2, "s3"), (2, "s4"), (1, "s2")]
    counts = counted(members, today=TODAY)
    assert counts.levels == {"main": 1, "branch": 2, "small": 2}
    assert counts.districts == {"370102": 5}
    assert membership.stations_of(city, tree.id, today=TODAY) == ["s0", "s1", "s2", "s3", "s4"]
    belonging = membership.of_station(city, stations.get(city, "s4"), today=TODAY)
    assert [(one.level, one.head and one.head.id) for one in belonging] == [("small", "s0")]


@pytest.mark.parametrize(
    ("one", "level", "parent", "key"),
    [
        ("s1", "branch", "N3", "network_tree.cycle"),
        ("s0", "", "N0", "network_tree.cycle"),
        ("s3", "small", "N4", "network_tree.level"),
        ("s3", "small", "N8", "network_tree.stranger"),
        ("s1", "small", "N0", "network_tree.below"),
    ],
)
def test_nobody_belongs_to_oneself_or_to_one_that_is_not_higher(
    city: Database, tree: Network, one: str, level: str, parent: str, key: str
) -> None:
    before = here(city, tree)
    with pytest.raises(Refused) as caught:
        placed(city, tree, one, level, parent)
    assert caught.value.key == key
    assert here(city, tree) == before, "nothing of it was kept"


def test_a_list_of_stations_has_no_heads(city: Database) -> None:
    network = made(city, BOOKS)
    enrolled(city, network, "N0", "N1", level="provincial")
    with pytest.raises(Refused) as caught:
        placed(city, network, "s0", "provincial", "N1")
    assert caught.value.key == "network_tree.list"


def test_the_words_of_a_list_are_membership_in_the_narrowest_network(city: Database) -> None:
    wide = made(city, BOOKS)
    assert set(here(city, wide)) == {"s9"}
    narrow = made(city, replace(BOOKS, area_code="370103"))
    assert set(here(city, narrow)) == {"s9"}
    assert here(city, wide) == {}


def test_words_that_mean_no_network_are_told_until_a_network_is_called_so(city: Database) -> None:
    reach = Reach(areas=("3701",))
    assert membership.unlinked(city, reach) == [("职工书屋", 1)]
    network = made(city, replace(BOOKS, name="泉城书屋", other_names="书屋"))
    assert membership.unlinked(city, reach) == []
    assert set(here(city, network)) == {"s9"}


def test_a_former_name_goes_on_meaning_its_network(city: Database, tree: Network) -> None:
    form = replace(ENERGY, name="暖心能量站")
    organising.change(city, tree.id, form, version=1, by=ADMIN, act=make.act(organising.CHANGED))
    assert len(here(city, store.get(city, tree.id))) == 5
    with pytest.raises(Refused):
        organising.change(
            city, tree.id, form, version=1, by=ADMIN, act=make.act(organising.CHANGED)
        )
    with pytest.raises(Invalid) as caught:
        made(city, replace(BOOKS, name="暖心能量站"))
    assert caught.value.key == "invalid.network_taken"


@pytest.mark.parametrize("name", ["", "甲、乙", "书屋", "职工书屋（省级）", "字" * 61, "甲\x00、"])
def test_a_network_has_one_plain_name(city: Database, name: str) -> None:
    with pytest.raises(Invalid) as caught:
        made(city, replace(BOOKS, name=name))
    assert caught.value.message


def test_who_leaves_is_kept_as_having_been_there_and_its_branch_moves_up(
    city: Database, tree: Network
) -> None:
    enrolling.leave(city, tree.id, "s1", by=ADMIN, act=make.act(enrolling.LEFT))
    assert stations.get(city, "s1").networks == ()
    assert {one.parent_id for one in here(city, tree).values()} == {"", "s0"}
    assert store.links(city, tree.id)["s1"].until == TODAY
    enrolled(city, tree, "N1", level="branch", parent="N0")
    assert here(city, tree)["s1"].link.until is None


def test_a_closed_member_is_marked_and_its_nearest_equal_takes_its_place(
    city: Database, tree: Network
) -> None:
    shut = stations.get(city, "s1")
    after = next_version(replace(shut, lifecycle=Lifecycle(phase=Phase.CLOSED)), at=make.NOON)
    with city.writing() as tx:
        change_store.record(tx, [(shut, after)], act=make.act("saved"))
    members = membership.members(city, tree, table=membership.names(city))
    closed = next(one for one in members if one.id == "s1")
    assert not closed.counts_on(TODAY)
    assert enrolling.successor(city, tree, closed, members) == "s2"
    enrolling.succeed(city, tree.id, "s1", by=ADMIN, act=make.act(enrolling.LEFT))
    assert {here(city, tree)[one].parent_id for one in ("s3", "s4")} == {"s2"}
    assert verify(city, history_store).sound


def test_who_belonged_to_a_station_belongs_to_what_that_was_combined_with(
    city: Database, tree: Network
) -> None:
    enrolled(city, tree, "N8", level="main")
    versions = [
        record.version for one in ("s8", "s0") if (record := stations.get(city, one).record)
    ]
    pair = RecordPair(station_id="s8", other_id="s0", versions=(versions[0], versions[1]))
    combining.combine(city, pair, choices={}, by=ADMIN, act=make.act("combined"))
    assert {here(city, tree)[one].parent_id for one in ("s1", "s2")} == {"s8"}
    separating.separate(city, "s0", by=ADMIN, act=make.act("separated"))
    assert {here(city, tree)[one].parent_id for one in ("s1", "s2")} == {"s0"}


def test_a_station_of_a_common_name_is_meant_by_its_number(city: Database, tree: Network) -> None:
    with city.writing() as tx:
        pairs = [(one, next_version(replace(one, name="第0驿站"), at=make.NOON))
                 for one in (stations.get(tx, "s5"),)]  # fmt: skip
        change_store.record(tx, pairs, act=make.act("saved"))
    enrolled(city, tree, "N5", level="main")
    placed(city, tree, "s2", "branch", "N5")
    assert stations.get(city, "s2").above == "N5"
    assert here(city, tree)["s2"].parent_id == "s5"
    assert here(city, tree)["s1"].parent_id == "", "two are called so: it is told, not guessed"


def test_only_who_looks_after_the_area_changes_a_network_or_its_members(
    city: Database, tree: Network
) -> None:
    district, keeper = account(Role.EDITOR, "370103"), person(Role.KEEPER, "s3")
    enrolled(city, tree, "N9", by=district, level="small", parent="N1")
    assert "s9" in here(city, tree), "a district brings its own stations"
    act = make.act(organising.CHANGED)
    for deed in (
        lambda: enrolled(city, tree, "N5", by=district),
        lambda: organising.change(city, tree.id, ENERGY, version=1, by=district, act=act),
        lambda: organising.seen(city, tree.id, by=account(Role.EDITOR, "4403")),
    ):
        with pytest.raises(NotFound):
            deed()
    assert organising.seen(city, tree.id, by=keeper) == tree
    with pytest.raises(Refused):
        enrolled(city, tree, "N3", by=keeper, level="main")


def test_a_teacher_is_named_outside_only_who_agreed_and_no_log_holds_the_name(
    city: Database, tree: Network
) -> None:
    for name, agreed in (("王老师", False), ("李老师", True)):
        teacher = NetworkTeacher(id="", name=name, role="教师", subject="插花", agreed=agreed)
        organising.add_teacher(city, tree.id, teacher, by=ADMIN, act=make.act(organising.LISTED))
    found = store.teachers(city, tree.id)
    assert sorted(one.public_name for one in found) == ["", "李老师"]
    organising.drop_teacher(city, tree.id, found[0].id, by=ADMIN, act=make.act(organising.LISTED))
    assert len(store.teachers(city, tree.id)) == 1
    assert not [row for row in city.rows("select body from log") if "老师" in row["body"]]


def test_a_room_lies_in_a_station_of_the_area(city: Database, tree: Network) -> None:
    room = NetworkRoom(id="", station_id="", name="多功能厅", seats=40, equipment="投影仪")
    act = make.act(organising.LISTED)
    organising.add_room(city, tree.id, "N1", room, by=ADMIN, act=act)
    ((kept, name),) = store.rooms(city, tree.id)
    assert (kept.station_id, kept.seats, name) == ("s1", 40, "第1驿站")
    with pytest.raises(Invalid):
        organising.add_room(city, tree.id, "N1", replace(room, seats=0), by=ADMIN, act=act)
    organising.drop_room(city, tree.id, kept.id, by=ADMIN, act=act)
    assert store.rooms(city, tree.id) == []


LEVELS = ("main", "branch", "small", "")


@settings(max_examples=60, deadline=None)
@given(
    levels=st.lists(st.sampled_from(LEVELS), min_size=6, max_size=6),
    moves=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30),
    gone=st.sets(st.integers(0, 5)),
)
def test_a_tree_never_has_a_ring_and_its_counts_are_those_of_counting_by_hand(
    levels: list[str], moves: list[tuple[int, int]], gone: set[int]
) -> None:
    parents: dict[str, str] = {}
    known = {str(n): level for n, level in enumerate(levels)}
    for child, parent in moves:
        try:
            network_tree.check(
                parents, known, ("main", "branch", "small"), child=str(child), parent=str(parent)
            )
        except Refused:
            continue
        parents[str(child)] = str(parent)
    for one in known:
        steps, at = 0, one
        while at := parents.get(at, ""):
            steps += 1
            assert steps < 6, "a ring"
    members = [
        NetworkMember(
            id=one, name=one, number="", areas=("370102", ""), phase=Phase.OPEN, level=level,
            point=None, demo=False, parent_id=parents.get(one, ""),
            link=NetworkLink(
                station_id=one,
                until=TODAY - timedelta(days=1) if int(one) in gone else None,
            ),
        )
        for one, level in known.items()
    ]  # fmt: skip
    outline = network_tree.outlined(members)
    assert sorted(one.id for _, one in outline) == sorted(known)
    left = [known[str(n)] for n in range(6) if n not in gone]
    counts = counted(members, today=TODAY)
    assert (counts.total, counts.levels) == (len(left), dict(Counter(left)))


def test_even_old_rows_in_a_ring_are_all_shown_once() -> None:
    ring = {"a": "b", "b": "c", "c": "a", "d": "a"}
    members = [
        NetworkMember(
            id=one, name=one, number="", areas=("", ""), phase=Phase.OPEN, level="", point=None,
            demo=False, link=NetworkLink(station_id=one), parent_id=parent,
        )
        for one, parent in ring.items()
    ]  # fmt: skip
    assert sorted(one.id for _, one in network_tree.outlined(members)) == ["a", "b", "c", "d"]
    assert list(network_tree.above(ring, "d")) == ["a", "b", "c"]


def test_the_directory_has_who_belongs_today_and_is_seen_by_workers(city: Database) -> None:
    books, energy = made(city, BOOKS), made(city)
    enrolled(city, energy, "N0", "N1", "N2")
    enrolled(city, books, "N0")
    enrolling.leave(city, energy.id, "s1", by=ADMIN, act=make.act(enrolling.LEFT))
    with city.writing() as tx:
        before = stations.get(tx, "s2")
        planned = replace(before, lifecycle=Lifecycle(phase=Phase.PLANNED))
        after = next_version(planned, at=make.NOON)
        change_store.record(tx, [(before, after)], act=make.act("changed"))
    told = membership.directory(city, today=TODAY)
    assert told.stations == {"s0": tuple(sorted((books.id, energy.id))), "s9": (books.id,)}
    assert told.cities == {"3701": (books.id, energy.id)}
    for one in (books, energy):
        known = {key for key, ids in told.stations.items() if one.id in ids}
        assert known == set(membership.stations_of(city, one.id, today=TODAY))
