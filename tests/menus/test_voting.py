"""One phone has one vote on a menu until its end, and says in words what it would like."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stations.accounts.roles import Role
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import daily_limits
from stations.menus import (
    counting,
    menu_erasure,
    menu_wish_store,
    offering,
    outcomes,
    store,
    vote_store,
    voting,
)
from stations.menus.menu_wish_store import WishState
from stations.menus.model import MOST_ITEMS, ItemOutcome, Menu, items_of
from stations.menus.offering import Into, MenuForm, MenuOwner
from stations.networks import enrolling
from stations.networks import organising as networks_made
from stations.networks.enrolling import Enrolment
from stations.networks.organising import NetworkForm
from stations.registry.stored import store as stations
from tests.menus.conftest import ITEMS, Offer, later, offered
from tests.support import deskwork, make
from tests.support.voices import visitor

EDITOR = deskwork.person(Role.EDITOR)


def cast(db: Database, menu: Menu, *picks: int, device: str = "", **given: object) -> int:
    by = visitor(device, station_id=f"menu {menu.id}", **{"poster": True, **given})
    at = make.NOON + timedelta(hours=1)
    return voting.vote(db, menu.id, picks, by=by, place="a", at=at)


def test_a_vote_is_changed_until_the_end_and_never_doubled(either: Database) -> None:
    db, menu = either, offered(either)
    assert cast(db, menu, 1, 2, device="mine") == 100
    for _ in range(3):
        cast(db, menu, 3, device="mine", poster=False)
    found = counting.of_menu(db, menu)
    assert (found.people, found.others) == (1, 0), "the scan is remembered"
    assert [found.of(n).voters for n in (1, 2, 3)] == [0, 0, 1]
    by = visitor("mine", station_id=f"menu {menu.id}")
    with pytest.raises(Refused, match="已结束"):
        voting.vote(db, menu.id, [1], by=by, place="", at=menu.until_at)
    with pytest.raises(Refused, match="还没开始"):
        voting.vote(db, menu.id, [1], by=by, place="", at=later(hours=-1))
    assert vote_store.picks_of(db, menu.id, by.device) == (3,)


@pytest.mark.parametrize(
    ("picks", "said"), [((), "还没有选"), ((1, 2, 3), "最多选 2 项"), ((9,), "没有这一项")]
)
def test_what_cannot_be_chosen_is_said(
    db: Database, offer: Offer, picks: tuple[int, ...], said: str
) -> None:
    menu = offer()
    with pytest.raises(Invalid, match=said):
        cast(db, menu, *picks)
    assert not vote_store.has_any(db, menu.id)


def test_staff_have_no_vote_and_a_network_only_so_many(db: Database, offer: Offer) -> None:
    menu = offer()
    with pytest.raises(Refused, match="工作人员"):
        cast(db, menu, 1, staff=True)
    for _ in range(daily_limits.BY_NETWORK_AND_STATION):
        cast(db, menu, 1)
    with pytest.raises(Refused, match="今天已经收到很多"):
        cast(db, menu, 1)
    assert counting.of_menu(db, menu).people == daily_limits.BY_NETWORK_AND_STATION
    cast(db, menu, 2, address="198.51.100.7")


def test_only_posters_of_a_menu_lend_weight_to_it(db: Database, offer: Offer) -> None:
    of_area, of_station = offer(), offer(MenuOwner(station_id="a"))
    network = networks_made.make(
        db, NetworkForm(kind="energy_station", name="泉城新家园", area_code="370102"), by=EDITOR,
        act=make.act(networks_made.MADE),
    )  # fmt: skip
    numbers = [stations.get(db, "b").number]
    act = make.act(enrolling.JOINED)
    enrolling.enrol(db, network.id, numbers, Enrolment(), by=EDITOR, act=act)
    of_network = offer(MenuOwner(network_id=network.id))
    for menu, wanted in ((of_area, "ab"), (of_station, "a"), (of_network, "b")):
        for one in ("a", "b", "none", ""):
            served = voting.serves(db, menu, one, at=make.NOON)
            assert served == (one != "" and one in wanted), (menu.offerer, one)


@pytest.mark.parametrize("words", ["想学瑜伽，电话 138 0013 8000", "我叫张三 37010219900307123X"])
def test_a_wish_with_a_personal_number_is_sent_back(db: Database, offer: Offer, words: str) -> None:
    menu = offer()
    by = visitor("mine", station_id=f"menu {menu.id}")
    with pytest.raises(Invalid, match="不要写手机号"):
        voting.wish(db, menu.id, words, by=by, at=make.NOON)
    with pytest.raises(Invalid, match="最多写 100 个字"):
        voting.wish(db, menu.id, "学" * 101, by=by, at=make.NOON)
    with pytest.raises(Invalid):
        voting.wish(db, menu.id, " \u3164\u200b ", by=by, at=make.NOON)
    assert menu_wish_store.of_menu(db, menu.id) == []


def test_wishes_become_an_item_and_those_who_had_them_read_it(either: Database) -> None:
    db, menu = either, offered(either)
    for n, words in enumerate(["瑜伽", "想学瑜珈", "瑜伽", "游泳池"]):
        by = visitor(f"phone {n}", station_id=f"menu {menu.id}")
        for _ in range(2):
            voting.wish(db, menu.id, words, by=by, at=later(minutes=n))
    wishes = menu_wish_store.of_menu(db, menu.id)
    assert [one.words for one in wishes] == ["瑜伽", "想学瑜珈", "瑜伽", "游泳池"]
    ids = [one.id for one in wishes]
    act = make.act(offering.SORTED)
    into = Into(line="瑜伽 | 文体活动")
    menu = offering.list_wishes(db, menu.id, ids[:3], into, by=EDITOR, act=act)
    assert [(one.number, one.title, one.kind) for one in menu.items][-1] == (4, "瑜伽", "sport")
    offering.decline_wishes(db, menu.id, ids[3:], reason="没有场地", by=EDITOR, act=act)
    assert menu_wish_store.wanted_by(db, menu.id) == {4: 3}
    [mine] = menu_wish_store.of_device(db, menu.id, by.device)
    assert (mine.state, mine.reason) == (WishState.UNABLE, "没有场地")
    assert cast(db, store.get(db, menu.id), 4) == 100
    with pytest.raises(Refused, match="不在这份菜单里"):
        offering.list_wishes(db, menu.id, ["strange"], Into(item=1), by=EDITOR, act=act)


def test_an_item_becomes_an_activity_once_with_the_count_of_those_who_chose_it(
    either: Database,
) -> None:
    db, menu = either, offered(either, MenuOwner(station_id="a"))
    for n in range(6):
        cast(db, menu, 1, *([2] if n else []))
    early = make.act(offering.SETTLED)
    with pytest.raises(Refused, match="还没有结束"):
        outcomes.become(db, menu.id, 1, by=EDITOR, act=early)
    late = replace(early, at=menu.until_at)
    made = outcomes.become(db, menu.id, 1, by=EDITOR, act=late)
    assert (made.title, made.kind, made.stations, made.state.value) == (
        "插花", "night_class", ("a",), "draft",
    )  # fmt: skip
    with pytest.raises(Refused, match="已经有结果"):
        outcomes.become(db, menu.id, 1, by=EDITOR, act=late)
    outcomes.decline(db, menu.id, 2, reason="理发师没空", by=EDITOR, act=late)
    found = store.of_activity(db, made.id)
    assert found
    assert (found[0].id, found[1].voters, found[1].outcome) == (menu.id, 6, ItemOutcome.ACTIVITY)
    assert [one.voters for one in store.get(db, menu.id).items] == [6, 5, None]


def test_who_keeps_another_place_neither_sees_nor_changes_a_menu(
    db: Database, offer: Offer
) -> None:
    menu = offer()
    for who in (deskwork.person(Role.EDITOR, "370104"), deskwork.person(Role.KEEPER, "a")):
        act = make.act(offering.WITHDRAWN)
        with pytest.raises(NotFound):
            offering.withdraw(db, menu.id, reason="试试", by=who, act=act)
        with pytest.raises(NotFound):
            offering.seen(db, menu.id, by=who)
    keeper = deskwork.person(Role.KEEPER, "a")
    form = MenuForm(title="理发", items="理发", from_at=make.NOON, until_at=later(days=1))
    act = make.act(offering.OFFERED)
    assert offering.offer(db, form, MenuOwner(station_id="a"), by=keeper, act=act).station_id == "a"
    for ground in (MenuOwner(station_id="b"), MenuOwner(area="370102")):
        with pytest.raises((NotFound, Refused)):
            offering.offer(db, form, ground, by=keeper, act=act)


def test_a_menu_under_votes_keeps_its_rules_and_only_grows(db: Database, offer: Offer) -> None:
    menu = offer()
    cast(db, menu, 1)
    form = MenuForm(
        title="改了名", items="书法", choices=2, from_at=menu.from_at, until_at=later(days=9)
    )
    act = make.act(offering.CHANGED)
    changed = offering.change(db, menu.id, form, version=1, by=EDITOR, act=act)
    assert [one.title for one in changed.items] == ["插花", "理发", "急救培训", "书法"]
    with pytest.raises(Refused, match="刚刚被别人改过"):
        offering.change(db, menu.id, form, version=1, by=EDITOR, act=act)
    stricter = replace(form, choices=1, items="")
    with pytest.raises(Refused, match="已经有人点单"):
        offering.change(db, menu.id, stricter, version=2, by=EDITOR, act=act)
    assert store.get(db, menu.id).title == "改了名"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "还没有项目"),
        ("插花\n插花", "第 2 行：“插花”已经有了"),
        ("插花\n\n| 理发", "第 3 行：请写名称"),
        ("插花 | 跳伞", "第 1 行：没有“跳伞”这一种"),
        ("插花，找张三 13800138000", "第 1 行：请不要写手机号"),
        ("书法\n" + "长" * 61, "第 2 行：最多写 60 个字"),
        ("\n".join(f"课{n}" for n in range(MOST_ITEMS + 1)), f"最多 {MOST_ITEMS} 项"),
    ],
)
def test_a_line_that_is_no_item_is_named(text: str, said: str) -> None:
    with pytest.raises(Invalid) as error:
        items_of(text)
    assert said in error.value.message


def test_a_table_is_pasted_as_a_menu() -> None:
    items = items_of("插花\t夜校\t周二\r\n理发｜｜每月一次")
    assert [(one.title, one.kind_words, one.details) for one in items] == [
        ("插花", "职工夜校", "周二"), ("理发", "其他活动", "每月一次"),
    ]  # fmt: skip
    assert len(items_of(ITEMS)) == 3


def test_what_tells_a_phone_is_erased_and_the_votes_stay(either: Database) -> None:
    db, menu = either, offered(either)
    by = visitor("mine", station_id=f"menu {menu.id}", poster=True)
    for device in ("mine", "other"):
        cast(db, menu, 1, device=device)
    voting.wish(db, menu.id, "瑜伽", by=by, at=make.NOON)
    act = replace(make.act("forgotten"), at=later(days=91))
    assert menu_erasure.forget(db, act=act) == 3
    kept = repr([db.rows(f"select * from {one}") for one in ("menu_votes", "menu_wishes", "log")])
    assert by.device not in kept
    assert "瑜伽" not in kept
    assert counting.of_menu(db, menu).people == 2
    assert menu_erasure.forget(db, act=act) == 0
