"""Somebody is answerable at every tier, and their name stands where it can be erased only."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.audit import log
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.registry.editing import contacts
from stations.registry.editing.contacts import NOBODY, Answerable, Tier
from stations.registry.stored import change_store, store
from tests.support import make
from tests.support.deskwork import person

EDITOR, KEEPER = person(Role.EDITOR), person(Role.KEEPER, "a")
SET, ERASED = make.act("answerable_set"), make.act("answerable_erased")
SITE = Answerable(post="站长", person="演示某人", phone="0531-00005678 转 8")
CITY = Answerable(post="市总工会权益部")
TABLES = ("log", "station_history", "private_changes", "stations", "cards", "station_words")


@pytest.fixture(autouse=True)
def _stations(db: Database) -> None:
    far = make.station(id="far")
    far = replace(far, place=replace(far.place, area_code="370104", district_code="370104"))
    new = [make.station(id="a"), make.station(id="b"), far]
    with db.writing():
        change_store.record(db, [(None, one) for one in new], act=make.act("created"))


def test_what_was_said_of_each_tier_is_told_again(db: Database) -> None:
    given = {Tier.SITE: SITE, Tier.CITY: CITY}
    assert contacts.put(db, ["a", "b"], given, by=EDITOR, act=SET) == 2
    told = {Tier.CITY: CITY, Tier.AREA: NOBODY, Tier.SITE: SITE}
    assert contacts.of_station(db, "a") == contacts.of_station(db, "b") == told
    assert contacts.put(db, ["a", "b"], given, by=EDITOR, act=SET) == 0, "nothing is new"
    assert contacts.put(db, ["a"], {Tier.SITE: NOBODY}, by=EDITOR, act=SET) == 1
    assert contacts.of_station(db, "a")[Tier.SITE] == NOBODY
    assert contacts.of_station(db, "b") == told


def test_names_and_numbers_stand_in_one_table_alone_and_can_be_erased(db: Database) -> None:
    contacts.put(db, ["a", "b"], {Tier.SITE: SITE}, by=EDITOR, act=SET)
    entry = log.newest(db)[0]
    assert entry["body"] == {"tiers": ["site"], "stations": ["a", "b"]}
    everything = str([db.rows(f"select * from {table}") for table in TABLES])
    assert SITE.person not in everything
    assert SITE.phone not in everything
    tiers = tuple(Tier)
    assert contacts.erase(db, ["a"], tiers, by=EDITOR, act=ERASED) == 1
    assert contacts.of_station(db, "a")[Tier.SITE] == Answerable(post="站长")
    assert contacts.of_station(db, "b")[Tier.SITE] == SITE
    assert contacts.erase(db, ["a"], tiers, by=EDITOR, act=ERASED) == 0
    unnamed = Answerable(person="演示某人")
    contacts.put(db, ["a"], {Tier.SITE: unnamed}, by=EDITOR, act=SET)
    contacts.erase(db, ["a"], tiers, by=EDITOR, act=ERASED)
    assert contacts.of_station(db, "a")[Tier.SITE] == NOBODY
    rest = db.rows("select * from answerable where station_id = 'a'")
    assert "演示某人" not in orjson.dumps(rest).decode()


def test_a_keeper_names_the_people_at_the_door_and_nobody_above(db: Database) -> None:
    assert contacts.put(db, ["a"], {Tier.SITE: SITE}, by=KEEPER, act=SET) == 1
    for tier in (Tier.CITY, Tier.AREA):
        with pytest.raises(Refused):
            contacts.put(db, ["a"], {tier: CITY}, by=KEEPER, act=SET)
        with pytest.raises(Refused):
            contacts.erase(db, ["a"], [tier], by=KEEPER, act=ERASED)


@pytest.mark.parametrize("by", [EDITOR, KEEPER])
@pytest.mark.parametrize("foreign", ["far", "nowhere"])
def test_one_station_of_somebody_else_and_nothing_happens(
    db: Database, by: Account, foreign: str
) -> None:
    before = log.head(db)
    for change in (
        lambda: contacts.put(db, ["a", foreign], {Tier.SITE: SITE}, by=by, act=SET),
        lambda: contacts.erase(db, [foreign, "a"], [Tier.SITE], by=by, act=ERASED),
        lambda: contacts.found(db, foreign, by=by),
    ):
        with pytest.raises(NotFound, match="不在您负责的范围内"):
            change()
    assert db.rows("select * from answerable") == []
    assert log.head(db) == before


def test_who_may_not_edit_reads_no_names(db: Database) -> None:
    for role in (Role.REVIEWER, Role.FINANCE, Role.AUDITOR, Role.APPROVER):
        with pytest.raises(Refused):
            contacts.found(db, "a", by=person(role))


def test_two_who_say_it_at_once_do_not_overwrite_each_other(db: Database) -> None:
    seen = contacts.mark(contacts.of_station(db, "a"))
    contacts.put(db, ["a"], {Tier.SITE: SITE}, by=EDITOR, act=SET, seen=seen)
    with pytest.raises(Refused) as refused:
        contacts.put(db, ["a"], {Tier.SITE: CITY}, by=KEEPER, act=SET, seen=seen)
    assert refused.value.code == "stale_version"
    assert contacts.of_station(db, "a")[Tier.SITE] == SITE
    assert store.get(db, "a").record


@pytest.mark.parametrize(
    "wrong",
    [{"phone": "0531-1234567"}, {"post": "x" * 41}, {"post": "站长", "phone": "call me"},
     {"post": "站长", "phone": "=1+1234567"}],
)  # fmt: skip
def test_what_nobody_could_use_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        Answerable(**wrong)
