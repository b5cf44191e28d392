"""Thousands of changes are made ready while others work, and become true in one moment."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import verification
from stations.db import opening
from stations.db.base import Database, Transaction
from stations.errors import Refused
from stations.registry.bulk import bulk_changes
from stations.registry.bulk.bulk_changes import Alongside
from stations.registry.lists import importing, undo_import, upload_store
from stations.registry.model import next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store, store
from stations.registry.stored.change_store import Pair
from stations.remarks import Remark
from tests.support import lists, make

OFFICE = Account(
    id="office", name="office", shown="市总工会", grants=(Grant(role=Role.ADMINISTRATOR),)
)
UNDONE = make.act("import_undone", reason="名单发错了")
TABLES = (
    "stations", "station_amenities", "station_honours", "station_periods", "station_closures",
    "cards", "station_words", "station_history", "private_changes",
)  # fmt: skip
SENT = lists.HEAD.replace("设施", "设施,内部联系") + (
    "A1,泉城广场驿站,济南市,历下区,117.03,36.66,泺源大街9号,9:00-17:00,饮水,演示内线 1\n"
    "A3,新来的驿站,济南市,历下区,117.05,36.66,解放路3号,24小时,饮水、微波炉,演示内线 2\n"
    "A4,没有位置的驿站,济南市,历下区,,,解放路4号,24小时,饮水,\n"
)


def many(count: int, *, letter: str = "C", hours: str = "24小时", lat: float = 36.66) -> str:
    return lists.HEAD + "".join(
        f"{letter}{n},{letter}{n}号驿站,济南市,历下区,117.{n:04d},{lat},{letter}路{n}号,{hours},饮水\n"
        for n in range(count)
    )


def held(db: Database) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables of stations."""
    return {table: db.rows(f"select * from {table}") for table in TABLES}


def rows_of(db: Database, ids: dict[str, str]) -> dict[str, list[str]]:
    """The rows of these stations under other ids; what every write has of its own is left out."""
    own, found = {"revision", "log", "digest"}, {}
    for table, rows in held(db).items():
        texts = [repr({key: row[key] for key in row if key not in own}) for row in rows]
        for one, other in ids.items():
            texts = [text.replace(one, other) for text in texts]
        found[table] = sorted(text for text in texts if any(one in text for one in ids.values()))
    return found


def one_by_one(db: Database, pairs: list[Pair]) -> None:
    with db.writing() as tx:
        change_store.record(tx, pairs, act=make.act("imported"))


def in_bulk(db: Database, pairs: list[Pair]) -> None:
    with (
        bulk_changes.made_ready(db, pairs, act=make.act("imported"), subject="stations") as ready,
        db.writing(late=True) as tx,
    ):
        ready.take(tx, check=lambda tx: None)


def test_what_is_stored_in_bulk_is_what_is_stored_one_by_one(db: Database) -> None:
    found = []
    planned = lists.planned(db, SENT).added
    for way, letter in ((one_by_one, "x"), (in_bulk, "y")):
        ids = {one.after.name: f"{letter}{n}abcdef" for n, one in enumerate(planned)}
        new = [replace(one.after, id=ids[one.after.name], number="") for one in planned]
        way(db, [(None, one) for one in new])
        way(db, later_versions(db, ids))
        found.append(rows_of(db, {one: f"station {one[1]}" for one in ids.values()}))
    assert [len(rows) for rows in found[0].values()] == [3, 2, 0, 0, 0, 1, 3, 5, 3]
    assert found[0] == found[1]


def later_versions(db: Database, ids: dict[str, str]) -> list[Pair]:
    """One with another name and fewer amenities, one that becomes a draft and loses what it has."""
    first, second, _ = (store.get(db, one) for one in ids.values())
    changed = (
        replace(first, name="泉城路驿站", amenities=first.amenities[:1], note="演示"),
        replace(second, place=replace(second.place, point=None), amenities=()),
    )
    return [
        (before, next_version(after, at=make.NOON))
        for before, after in zip((first, second), changed, strict=True)
    ]


def test_the_log_proves_what_was_stored_in_bulk(db: Database) -> None:
    assert lists.stored(db, lists.planned(db, lists.GOOD))
    assert lists.stored(db, lists.planned(db, SENT), confirmed=True)
    newest = max(upload_store.imports(db, [""], limit=9), key=lambda row: row["log"])
    undo_import.undo(db, newest["id"], without=(), by=OFFICE, act=UNDONE)
    assert verification.verify(db, history_store).sound


@contextmanager
def colleague(address: str) -> Iterator[Callable[[], Database]]:
    """Another connection to the same database."""
    other = opening.open_ready(address)
    yield lambda: other
    other.close()


def save(db: Database, number: str, note: str) -> None:
    """Saves a station as one does at the desk."""
    before = next(one for one in store.every(db) if one.number == number)
    after = next_version(replace(before, note=note), at=make.NOON)
    with db.writing() as tx:
        change_store.record(tx, [(before, after)], act=make.act("edited"))


def test_others_save_while_a_list_is_made_ready_and_see_nothing_of_it(
    address: str, db: Database
) -> None:
    assert lists.stored(db, lists.planned(db, lists.GOOD))
    told: list[tuple[str, int]] = []
    with colleague(address) as other:

        def watched(step: Remark, percent: int) -> None:
            told.append((step.message, percent))
            if step.key != "step.storing":
                save(other(), "A1", f"第 {len(told)} 次")
            assert store.count(other()) == 2

        plan = lists.planned(db, many(2_100, lat=36.70))
        assert importing.applied(
            db, plan, act=make.act("imported"), confirmed=True, good_rows=False, progress=watched
        )
        assert store.count(other()) == 2_102
    assert [percent for _, percent in told] == sorted(percent for _, percent in told)
    assert told[0][0] == "准备保存，1,000 / 2,100 个驿站"
    assert verification.verify(db, history_store).sound


def test_others_save_while_an_import_is_undone_and_see_nothing_of_it(
    address: str, db: Database
) -> None:
    assert lists.stored(db, lists.planned(db, lists.GOOD))
    assert lists.stored(db, lists.planned(db, many(1_100)), confirmed=True)
    newest = max(upload_store.imports(db, [""], limit=9), key=lambda row: row["log"])
    with colleague(address) as other:

        def watched(step: Remark, percent: int) -> None:
            if step.key == "step.ready":
                save(other(), "A1", f"{percent}")
            assert {one.lifecycle.phase for one in store.every(other())} == {Phase.OPEN}

        done = undo_import.undo(
            db, newest["id"], without=(), by=OFFICE, act=UNDONE, beside=Alongside(progress=watched)
        )
        assert (len(done.pairs), done.new) == (1_100, 1_100)
        phases = [one.lifecycle.phase for one in store.every(other())]
        assert sorted(phases, key=str) == [Phase.CLOSED] * 1_100 + [Phase.OPEN] * 2


@pytest.mark.parametrize("key", ["step.ready", "step.storing"])
def test_nothing_is_left_of_a_list_that_is_given_up_in_the_middle(
    address: str, db: Database, key: str
) -> None:
    before = held(db)

    def broken(step: Remark, percent: int) -> None:
        if step.key == key:
            raise KeyboardInterrupt

    plan = lists.planned(db, many(1_100))
    with pytest.raises(KeyboardInterrupt):
        importing.applied(
            db, plan, act=make.act("imported"), confirmed=True, good_rows=False, progress=broken
        )
    assert held(db) == before
    assert upload_store.imports(db, [""], limit=9) == []
    assert importing.applied(db, plan, act=make.act("imported"), confirmed=True, good_rows=False)


def during(db: Database, plan: object, deed: Callable[[], None]) -> bool:
    """Stores a plan, and does something else between making it ready and taking it over."""

    def watched(step: Remark, percent: int) -> None:
        if step.key == "step.storing":
            deed()

    return importing.applied(
        db, plan, act=make.act("imported"), confirmed=True, good_rows=True, progress=watched  # type: ignore[arg-type]
    )  # fmt: skip


def added(db: Database, **given: object) -> None:
    with db.writing() as tx:
        change_store.record(tx, [(None, make.station(**given))], act=make.act("created"))


STRANGERS = {
    "far away": {"lat": 36.90, "lon": 117.90},
    "of another city": {"name": "C7号驿站", "number": "C7", "lat": 23.1, "lon": 113.3},
}
KIN = {
    "with the same number": {"number": "c7", "lat": 36.90, "lon": 117.90},
    "with the same name": {"name": "C7号驿站", "lat": 36.90, "lon": 117.90},
    "at the same door": {"lat": 36.6601, "lon": 117.0007},
}


@pytest.mark.parametrize("given", STRANGERS.values(), ids=STRANGERS)
def test_a_station_that_has_nothing_to_do_with_a_list_does_not_stop_it(
    address: str, db: Database, given: dict[str, object]
) -> None:
    if "number" in given:
        place = replace(make.station(lat=23.1, lon=113.3).place, city_code="4401",
                        area_code="440103", district_code="440103")  # fmt: skip
        given = {"name": given["name"], "number": given["number"], "place": place}
    with colleague(address) as other:
        plan = lists.planned(db, many(20))
        assert during(db, plan, lambda: added(other(), **given))
    assert store.count(db) == 21


@pytest.mark.parametrize("given", KIN.values(), ids=KIN)
def test_a_station_that_may_be_one_of_the_list_has_it_judged_again(
    address: str, db: Database, given: dict[str, object]
) -> None:
    with colleague(address) as other:
        plan = lists.planned(db, many(20))
        with pytest.raises(Refused) as refused:
            during(db, plan, lambda: added(other(), **given))
    assert refused.value.code == "stale_plan"
    assert store.count(db) == 1


def test_a_station_of_the_list_that_somebody_changed_has_it_judged_again(
    address: str, db: Database
) -> None:
    assert lists.stored(db, lists.planned(db, many(3)), confirmed=True)
    with colleague(address) as other:
        plan = lists.planned(db, many(3, hours="8:00-20:00"))
        with pytest.raises(Refused) as refused:
            during(db, plan, lambda: save(other(), "C1", "改过"))
    assert refused.value.code == "stale_plan"


def test_a_station_that_somebody_changes_while_its_import_is_undone_is_left_to_a_person(
    address: str, db: Database
) -> None:
    assert lists.stored(db, lists.planned(db, many(3)), confirmed=True)
    newest = upload_store.imports(db, [""], limit=1)[0]
    turns = itertools.count()
    with colleague(address) as other:

        def watched(step: Remark, percent: int) -> None:
            if step.key == "step.storing" and next(turns) == 0:
                save(other(), "C1", "改过")

        with pytest.raises(Refused) as refused:
            undo_import.undo(
                db,
                newest["id"],
                without=(),
                by=OFFICE,
                act=UNDONE,
                beside=Alongside(progress=watched),
            )
    assert refused.value.code == "edited"
    assert {one.lifecycle.phase for one in store.every(db)} == {Phase.OPEN}


class Clock:
    """How often and how long the lock is held."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, db: Database) -> None:
        self.held: list[float] = []
        plain = type(db).writing

        @contextmanager
        def writing(database: Database, *, late: bool = False) -> Iterator[Transaction]:
            with plain(database, late=late) as tx:
                began = time.monotonic()
                yield tx
            self.held.append(time.monotonic() - began)

        monkeypatch.setattr(type(db), "writing", writing)


def test_the_lock_is_taken_as_often_for_many_as_for_few(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, db)
    for count, letter in ((3, "D"), (1_500, "C")):
        began = time.monotonic()
        assert lists.stored(db, lists.planned(db, many(count, letter=letter)), confirmed=True)
        taken = time.monotonic() - began
        assert len(clock.held) == 2
        # What is under the lock is a small part of all that is done.
        assert count == 3 or sum(clock.held) < taken / 2
        clock.held.clear()


def test_of_changed_stations_only_what_differs_is_written(sqlite_address: str) -> None:
    """Whatever else is written costs its indexes and checks while others wait."""
    db = opening.open_ready(sqlite_address)
    assert lists.stored(db, lists.planned(db, many(3)), confirmed=True)
    newest = upload_store.imports(db, [""], limit=1)[0]
    with db.apart() as tx:
        tx.run(
            "create temp trigger kept before update of number, area_code, district_code, lat, hours"
            " on stations begin select raise(abort, 'not changed'); end"
        )
    done = undo_import.undo(db, newest["id"], without=(), by=OFFICE, act=UNDONE)
    assert (len(done.pairs), verification.verify(db, history_store).sound) == (3, True)
    db.close()
