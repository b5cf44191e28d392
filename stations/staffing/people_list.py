"""The rows of a list of people, whatever its columns are called and wherever its header stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from stations.errors import Invalid
from stations.registry.lists.sheets import filling, header_rows
from stations.tables import file_reading
from stations.tables.model import Table, TableRow
from stations.tables.text import clean

MOST = 200
"""More are several lists: each is made by hand and handed out by hand."""
_LONGEST = 80
_HEADER_WITHIN = 12
_FEWEST_TITLES = 2
TITLES: Mapping[str, tuple[str, ...]] = {
    "person": ("姓名", "名字", "人员", "人员姓名", "管理员姓名", "联系人", "负责人", "站长姓名",
               "使用人", "负责人姓名", "姓名(必填)"),
    "unit": ("单位", "工作单位", "所在单位", "所属单位", "单位名称", "部门", "工会", "显示名称",
             "显示的名称", "单位及职务", "单位或岗位"),
    "role": ("角色", "身份", "权限", "账号类型", "账号角色", "用户角色", "职责", "岗位", "类型"),
    "area": ("区", "区县", "区/县", "县区", "县(市、区)", "地区", "所属区", "所属区县", "负责地区",
             "管辖地区", "管辖范围", "区域", "区/街道", "区县/街道", "市区", "城市", "负责范围"),
    "street": ("街道", "镇街", "街镇", "街道(镇)", "街道(乡镇)", "所属街道", "街道/镇", "乡镇",
               "乡镇街道", "街道(镇、乡)"),
    "station": ("站点", "驿站", "站点名称", "驿站名称", "负责驿站", "负责站点", "所属驿站",
                "所属站点", "站点编号", "驿站编号", "管理驿站", "站名"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "联系方式", "电话号码"),
    "login": ("登录名", "账号", "用户名", "账户", "登录账号", "账号名", "登陆名"),
}  # fmt: skip
"""What each column may be called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """One row as it was written; `row` is that of the spreadsheet, `sheet` names one of several."""

    row: int
    sheet: str = ""
    person: str = ""
    unit: str = ""
    role: str = ""
    area: str = ""
    street: str = ""
    station: str = ""
    phone: str = ""
    login: str = ""

    @property
    def where(self) -> str:
        """Where it stands, in words."""
        return f"“{self.sheet}”第 {self.row} 行" if self.sheet else f"第 {self.row} 行"


COLUMNS = tuple(one.name for one in fields(ListedPerson) if one.name in TITLES)


def read(data: bytes, *, name: str) -> list[ListedPerson]:
    """All people of a file; FileRefused or Invalid where it can't be used as a whole."""
    tables = file_reading.read(data, name=name)
    several = len([one for one in tables if one.rows]) > 1
    found = [
        person
        for table in tables
        for person in _people(table, sheet=table.sheet if several else "")
    ]
    if not found:
        raise Invalid("invalid.people_list", field="file")
    if len(found) > MOST:
        raise Invalid("invalid.people_list_length", field="file", most=MOST, count=len(found))
    return found


def _people(table: Table, *, sheet: str) -> Iterator[ListedPerson]:
    rows = header_rows.rows_of(table)
    header = _header(rows)
    if header is None:
        return
    at, places = header
    below = [
        row
        for row in filling.filled_from_merges(rows, table.merges, after=rows[at].number)
        if row.number > rows[at].number
    ]
    for row in below:
        if row.problem is not None:
            raise Invalid("invalid.people_row", field="file", number=row.number)
        cells = {key: _cell(row, place) for key, place in places.items()}
        # A sum, a note or a blank line names neither a role nor a place nor a person.
        if any(cells.get(key) for key in ("person", "role", "station", "login")):
            yield ListedPerson(row=row.number, sheet=sheet, **cells)


def _header(rows: Sequence[TableRow]) -> tuple[int, dict[str, int]] | None:
    """The first row that names most of our columns, and where each stands."""
    best: tuple[int, dict[str, int]] | None = None
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row.cells):
            if key := _BY_TITLE.get(_folded(cell)):
                places.setdefault(key, place)
        if len(places) >= _FEWEST_TITLES and (best is None or len(places) > len(best[1])):
            best = at, places
    return best


def _cell(row: TableRow, place: int) -> str:
    cell = row.cells[place] if place < len(row.cells) else ""
    return clean(cell.replace("\n", " "), multiline=False).text.strip()[:_LONGEST]


def _folded(title: str) -> str:
    plain = re.sub(r"[\s*＊:：]", "", unicodedata.normalize("NFKC", title))
    return re.sub(r"\((?:必填|选填|可空)\)$", "", plain)


_BY_TITLE = {_folded(title): key for key, titles in TITLES.items() for title in titles}
