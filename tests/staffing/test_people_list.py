"""A list of people as unions keep it comes to accounts, and to rows with a reason."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import openpyxl
import pytest

from stations.accounts import store as accounts
from stations.accounts.management import Manager
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry.scoping import scope_of
from stations.registry.stored import change_store, store
from stations.staffing import people_list, people_plan
from stations.staffing.people_plan import PeoplePlan
from tests.support import make

TODAY = china_day(make.NOON)
STREET = "370102001"
Sheet = Sequence[Sequence[object]]


def book(*sheets: Sheet, merges: Sequence[str] = ()) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for n, rows in enumerate(sheets, 1):
        sheet = made.create_sheet(f"表{n}")
        for row in rows:
            sheet.append(list(row))
        for merge in merges:
            sheet.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def chief(db: Database) -> Manager:
    """The administrator of 济南, where four stations are."""
    far = make.station(id="far", name="槐荫驿站", number="C1")
    place = replace(far.place, area_code="370104", district_code="370104")
    made = [
        make.station(id="one", name="泉城驿站", number="A1"),
        make.station(id="two", name="大明湖驿站", number="A2"),
        make.station(id="three", name="大明湖驿站", number="B2"),
        replace(far, place=place),
    ]
    with db.writing():
        change_store.record(db, [(None, it) for it in made], act=make.act("created"))
    grant = Grant(role=Role.ADMINISTRATOR, area="370100")
    account = Account(id="chief", name="chief", shown="市总", grants=(grant,))
    with db.writing() as tx:
        accounts.add(tx, account, password="-", at=make.NOON)
    return Manager(account=account, locate=lambda it: scope_of(store.get(db, it)))


def planned(
    db: Database, chief: Manager, data: bytes, *, name: str = "名单.xlsx", usual: str = ""
) -> PeoplePlan:
    people = people_list.read(data, name=name)
    return people_plan.plan(db, people, usual=usual, by=chief, today=TODAY)


def rights(plan: PeoplePlan) -> list[set[str]]:
    return [
        {f"{one.role.value} {one.station_id or one.area}" for one in it.grants}
        for it in plan.accounts
    ]


def why(plan: PeoplePlan) -> dict[int, str]:
    return {one.row.row: one.why.message for one in plan.refused}


HEAD = ("姓名", "单位", "角色", "区县", "街道", "站点", "手机")


def test_a_title_above_merged_cells_a_sum_and_other_titles_are_read(
    db: Database, chief: Manager
) -> None:
    rows = [
        ["济南市驿站管理人员名单（2026年）"],
        ["序号", "姓 名", "所在单位", "区/县", "所属街道", "账号角色", "驿站名称", "联系电话"],
        [1, "张三", "历下区总工会", "历下区", "", "街道和区编辑", "", 13800000001],
        [2, "李四", "解放路街道", "", "解放路街道", "编辑", "", "13800000002"],
        [3, "王五", "", "", "", "站长", "泉城驿站", "13800000003"],
        [],
        ["合计", "", "", "", "", "", "", ""],
    ]
    plan = planned(db, chief, book(rows, merges=["A1:H1", "D3:D5"]))
    assert why(plan) == {}
    assert rights(plan) == [{"editor 370102"}, {f"editor {STREET}"}, {"keeper one"}]
    assert [one.shown for one in plan.accounts] == ["历下区总工会", "解放路街道", "泉城驿站"]
    assert [one.rows[0].row for one in plan.accounts] == [3, 4, 5]
    assert plan.accounts[2].login == "a1"
    assert all("1380000" not in one.shown + one.login for one in plan.accounts)


def test_several_stations_in_a_cell_or_in_rows_are_one_account(
    db: Database, chief: Manager
) -> None:
    rows = [
        HEAD,
        ["张三", "物业公司", "运营单位", "", "", "泉城驿站、A2", ""],
        ["李四", "工会", "站点管理员", "", "", "B2", "138-0000-0002"],
        ["李四", "工会", "评审员", "槐荫区", "", "", "13800000002"],
        ["李四", "别处", "评审员", "历下区", "", "", "13900000000"],
    ]
    plan = planned(db, chief, book(rows))
    assert rights(plan) == [
        {"operator one", "operator two"},
        {"keeper three", "reviewer 370104"},
        {"reviewer 370102"},
    ]


def test_each_row_that_can_not_be_used_says_where_and_why(db: Database, chief: Manager) -> None:
    rows = [
        (*HEAD, "登录名"),
        ["一", "单位", "", "历下区", "", "", "", ""],
        ["二", "单位", "管理员", "历下区", "", "", "", ""],
        ["三", "单位", "审计（只读）", "历下区", "", "", "", ""],
        ["四", "单位", "评审员", "青岛市", "", "", "", ""],
        ["五", "单位", "评审员", "火星区", "", "", "", ""],
        ["六", "单位", "评审员", "", "", "", "", ""],
        ["七", "单位", "评审员", "历下区", "火星街道", "", "", ""],
        ["八", "单位", "站长", "", "", "", "", ""],
        ["九", "单位", "站长", "", "", "没有的驿站", "", ""],
        ["十", "单位", "站长", "", "", "大明湖驿站", "", ""],
        ["甲", "单位", "评审员", "历下区", "", "", "", "chief"],
        ["乙", "单位", "评审员", "历下区", "", "", "", "有汉字"],
        ["丙", "单位", "评审员", "历下区", "", "", "", "two"],
        ["丁", "单位", "评审员", "历下区", "", "", "", "two"],
        ["戊", "单位", "评审员", "历下区", "", "", "", "good"],
        ["戊", "单位", "站长", "历下区", "", "没有的驿站", "", "good"],
    ]
    plan = planned(db, chief, book(rows))
    assert rights(plan) == []
    said = {
        2: "没写角色", 3: "不认识角色“管理员”", 4: "审计账号不在这里建", 5: "自己负责的地区",
        6: "没有找到地区", 7: "请选地区", 8: "没有“火星街道”", 9: "要写是哪个驿站",
        10: "没有找到叫", 11: "有几个", 12: "已经有人用", 13: "登录名用", 14: "两个人",
        15: "两个人", 16: "第 17 行有问题", 17: "没有找到叫",
    }  # fmt: skip
    told = why(plan)
    assert told.keys() == said.keys()
    for row, words in said.items():
        assert words in told[row], (row, told[row])


def test_the_area_of_a_row_tells_stations_of_one_name_apart(db: Database, chief: Manager) -> None:
    before = store.get(db, "three")
    assert before.record
    place = replace(before.place, area_code=STREET)
    after = replace(before, place=place, record=replace(before.record, version=2))
    with db.writing():
        change_store.record(db, [(before, after)], act=make.act("edited"))
    rows = [HEAD, ["十", "单位", "站长", "历下区", "解放路街道", "大明湖驿站", ""]]
    assert rights(planned(db, chief, book(rows))) == [{"keeper three"}]


def test_who_names_no_role_gets_the_one_that_was_chosen_for_all(
    db: Database, chief: Manager
) -> None:
    data = "站点,姓名\n泉城驿站,张三\nA2,李四\n".encode("gb18030")
    plan = planned(db, chief, data, name="名单.csv", usual="keeper")
    assert rights(plan) == [{"keeper one"}, {"keeper two"}]


def test_login_names_are_made_up_so_that_none_is_there_twice(db: Database, chief: Manager) -> None:
    rows = [HEAD, *(["人", f"单位{n}", "评审员", "历下区", "", "", ""] for n in range(3)),
            ["甲", "", "站长", "", "", "A1", ""], ["乙", "", "站长", "", "", "A1", ""]]  # fmt: skip
    plan = planned(db, chief, book(rows))
    logins = [one.login for one in plan.accounts]
    assert len(set(logins)) == 5
    assert logins[-2:] == ["a1", "a1-2"]


def test_sheets_are_named_where_there_are_several(db: Database, chief: Manager) -> None:
    good = [HEAD, ["张三", "单位", "评审员", "历下区", "", "", ""]]
    bad = [HEAD, ["李四", "单位", "", "", "", "", ""]]
    plan = planned(db, chief, book(good, bad, [["说明"], ["随便写写"]]))
    assert len(plan.accounts) == 1
    assert plan.refused[0].row.where == "“表2”第 2 行"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (book([["随便", "写写"], ["一", "二"]]), "名单.xlsx"),
        (book([HEAD]), "名单.xlsx"),
        (book([HEAD, *([["人", "单位", "评审员", "历下区", "", "", ""]] * 201)]), "名单.xlsx"),
        (b"", "名单.xlsx"),
        (b"PK\x03\x04nonsense", "名单.xlsx"),
        (b"%PDF-1.7", "名单.pdf"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_as_a_whole(data: bytes, name: str) -> None:
    with pytest.raises((Invalid, Refused)):
        people_list.read(data, name=name)
