"""Rows of a list that are no stations: what each of them is, and what it gives to those below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from stations.errors import Refused
from stations.folding import folded
from stations.registry.lists import title_matching
from stations.registry.lists.sheets import carried_words, titles
from stations.registry.lists.sheets.carried_words import Carried
from stations.registry.lists.sheets.header_rows import Header
from stations.tables.model import Merge, TableRow


class Kind(Enum):
    """Why a row is no station; the value is the code of what is said of it."""

    BLANK = ""
    NUMBERS = "row_column_numbers"
    UNITS = "row_units"
    HEADER = "row_header_again"
    TOTAL = "row_total"
    NOTE = "row_note"
    EXAMPLE = "row_example"
    SECTION = "row_section"
    HEADING = "row_heading"
    PREFILLED = "row_prefilled"


_SERIAL = frozenset({"序号", "序", "no", "no.", "行号", "顺序号", "排序", "序列"})
_GIVEN = frozenset({"city", "district", "street", "area_code", "crs", "lifecycle", "kind"})
"""What is filled in down to the end of a sheet before there is a station."""
_COLUMN_NUMBER = re.compile(
    r"[(（]?(\d{1,3}|[A-Za-z]|[甲乙丙丁戊己庚辛]|栏次|序号|列号?)[)）]?(?:=.*)?"
)
_TOTAL = re.compile(
    r"(?:[^，。,、]{0,14}?)(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|总\s*数|总数量|总个数)"
    r"\s*[:：]?\s*(?:[(（]?\s*共?\s*\d.*)?"
    r"|(?:全[市区县省]|本[页表区县街道]+)?共计?\s*[:：]?\s*\d+\s*[个家处座].*"
    r"|(?:sub|grand)?[ -]?totals?\s*[:：]?\s*\d*",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\s*[（(【*※★▲]*\s*(?:附?注\d*|备注|说明|填[表报写]说明|备注说明|温馨提示|提示|特别说明|注意(?:事项)?"
    r"|数据来源|资料来源|来源|截[至止]|统计口径|统计时间|联系方式)"
    r"\s*[\d一二三四五六]?\s*(?:[:：、.．】)）]|$)"
    r"|\s*[※★▲*]+\s*\S|\s*(?:以上|以下|本表|此表|上表|注意)\S{2,}|第\s*\d+\s*页"
)
_SIGNED = re.compile(
    r"\s*[（(]?(?:制表|填表|填报|填写|审核|审批|审定|审查|复核|核对|负责|经办|报送|上报|统计|联系|分管|主管|签发"
    r"|录入|校对|单位|部门|领导|主席|工会|打印|编制|制作|报表|批准|盖章|签[字名章])"
    r"(?:人|员|者|单位|部门|日期|时间|领导|主席|负责人|意见|电话)*"
    r"(?:[（(]?(?:签[字名章]|盖章|公章|签字盖章)[)）]?)*\s*[:：]"
    r"|\s*(?:日期|时间|电话|盖章|公章)\s*[:：]|\s*\d{0,4}\s*年\s*\d{0,2}\s*月\s*\d{0,2}\s*日?\s*$"
)
_EXAMPLE = re.compile(
    r"\s*[（(【\[]?\s*(?:填[写报表])?(?:示例|样例|范例|例子|例如|例|举例|示范|样表|样本|模板)"
    r"\s*\d*\s*[)）】\]]?\s*[:：]?\s*"
)
_EXAMPLE_NAME = re.compile(
    r"\s*[（(【\[](?:填[写报])?(?:示例|样例|范例|例)[)）】\]]|.*[（(【\[](?:示例|样例|范例|例|举例)[)）】\]]\s*$"
    r"|\s*(?:示例|样例|范例|例如|例)[:：]|示例(?:驿站|站点|\d*)$|.*(?<![A-Za-z])[Xx×＊*○〇]{2,}(?![A-Za-z])|某某"
)
_DEGREES = re.compile(r"\d\.\d{2}|[°′'度分]\s*\d|\d\s*°")
_SECOND_LOOK = re.compile(r"[例范样模板Xx×＊*○〇：:]|某某|[合总小共累]\s*计|总\s*数|名\s*称")
_SENTENCE = re.compile(r"^\s*[(（]?\d+[)）.、．]|[，。；：]|请|如有|应当|须|.{16}")
_NUMBER = re.compile(r"[A-Za-z0-9_-]+")
_NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十]+[)）]?[、.．]?")
_COUNTED = re.compile(r"(?:共?\s*\d+\s*[个家处座所站]?(?:站点|驿站)?)")


@dataclass(slots=True, kw_only=True)
class RowKinds:
    """Tells the rows of one list, from the first below its header to the last."""

    header: Header
    area: str
    merges: Sequence[Merge] = ()
    _name: int | None = field(init=False)
    _places: dict[str, int] = field(init=False)
    _located: tuple[int, ...] = field(init=False)
    _serial: frozenset[int] = field(init=False)
    _given: frozenset[int] = field(init=False)
    _wide: dict[int, int] = field(init=False)
    _tries_lone: bool = field(init=False, default=True)
    _noted: bool = field(init=False, default=False)
    _at: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        header = self.header
        self._places = {key: n for n, key in reversed(list(enumerate(header.keys))) if key}
        self._name = self._places.get("name")
        self._located = tuple(self._places[key] for key in ("lon", "lat") if key in self._places)
        self._serial = frozenset(
            n
            for n, title in enumerate(header.titles)
            if folded(title) in _SERIAL and not header.keys[n]
        )
        self._given = self._serial | {n for n, key in enumerate(header.keys) if key in _GIVEN}
        self._wide = {
            merge.top: merge.right - merge.left + 1
            for merge in self.merges
            if merge.right > merge.left
        }
        # Where stations have a name and nothing else, a lone cell is a station.
        self._tries_lone = len([key for key in header.keys if key]) > 1

    def kind(self, row: TableRow, *, below_header: bool) -> tuple[Kind | None, Carried]:
        """What a row is, None for a station; and what a section says of its stations."""
        if self._is_plain(row.cells) and not below_header:
            return None, carried_words.NOTHING
        filled = [(n, cell) for n, cell in enumerate(row.cells) if cell and not cell.isspace()]
        if not filled:
            return Kind.BLANK, carried_words.NOTHING
        if below_header and (kind := self._below_header(filled)):
            return kind, carried_words.NOTHING
        if len(filled) >= 2 and self._repeats_header(filled):
            return Kind.HEADER, carried_words.NOTHING
        if self._is_example(filled):
            return Kind.EXAMPLE, carried_words.NOTHING
        points = [cell for n, cell in filled if n in self._located]
        if any(map(_DEGREES.search, points)):
            return None, carried_words.NOTHING
        kind, carried = self._unlocated(row, filled)
        self._noted = kind is Kind.NOTE
        return kind, carried

    def is_number_alone(self, row: TableRow) -> bool:
        """Whether nothing stands in a row but a number and what is filled in ahead."""
        number = self._places.get("number")
        return number is not None and all(
            n == number or n in self._given for n, cell in enumerate(row.cells) if cell.strip()
        )

    def _is_plain(self, cells: tuple[str, ...]) -> bool:
        """Whether a row has a name, a point, and nothing that calls for a second look.

        Nearly every row is so: this is asked first because it is quick.
        """
        name, lon = self._name, self._located[0] if self._located else None
        if name is None or lon is None or len(cells) <= max(name, lon):
            return False
        return (
            bool(cells[name])
            and "." in cells[lon]
            and len(cells[0]) <= titles.LONGEST
            and not _SECOND_LOOK.search(cells[name])
            and not _SECOND_LOOK.search(cells[0])
        )

    def _below_header(self, filled: list[tuple[int, str]]) -> Kind | None:
        cells = [cell.strip() for _, cell in filled]
        marks = [_COLUMN_NUMBER.fullmatch(cell) for cell in cells]
        if len(cells) >= 3 and all(marks):
            numbers = [int(mark[1]) for mark in marks if mark and mark[1].isdigit()]
            if len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers)):
                return Kind.NUMBERS
        named = any(n == self._name for n, _ in filled)
        if all(titles.is_hint(cell) for cell in cells) and (not named or len(cells) > 1):
            return Kind.UNITS
        return None

    def _repeats_header(self, filled: list[tuple[int, str]]) -> bool:
        words = self.header.words
        if self._name is not None:
            name = next((cell for n, cell in filled if n == self._name), "")
            if name and folded(name) not in words:
                return False
        again = sum(1 for _, cell in filled if folded(cell) in words)
        return again >= 2 and again >= 0.6 * len(filled)

    def _is_header(self, filled: list[tuple[int, str]]) -> bool:
        """Whether it is the header in other words; Refused where it is that of another table."""
        if len(filled) < titles.ENOUGH or any(len(cell) > titles.LONGEST for _, cell in filled):
            return False
        meant = [
            (n, found.key)
            for n, cell in filled
            if (found := title_matching.named(titles.stripped(cell), mapping={}))
        ]
        if len(meant) < max(titles.ENOUGH, 0.6 * len(filled)):
            return False
        if any((key,) != self.header.keys[n : n + 1] for n, key in meant):
            raise Refused("second_header", row=self._at)
        return True

    def _is_example(self, filled: list[tuple[int, str]]) -> bool:
        for n, cell in filled[:3]:
            if n == self._name:
                break
            if _EXAMPLE.fullmatch(cell):
                return True
        name = next((cell for n, cell in filled if n == self._name), "")
        return bool(name) and _EXAMPLE_NAME.match(name) is not None

    def _unlocated(
        self, row: TableRow, filled: list[tuple[int, str]]
    ) -> tuple[Kind | None, Carried]:
        """What a row without coordinates is."""
        self._at = row.number
        texts = [cell.strip() for n, cell in filled[:4]]
        if self._is_total(filled):
            return Kind.TOTAL, carried_words.NOTHING
        if self._is_header(filled):
            return Kind.HEADER, carried_words.NOTHING
        is_lone = len(filled) == 1 or all(_COUNTED.fullmatch(text) for text in texts[1:])
        is_wide = row.number in self._wide
        names = any(n == self._name for n, _ in filled[1:])
        if _SIGNED.match(texts[0]) and not names:
            return Kind.NOTE, carried_words.NOTHING
        if _NOTE.match(texts[0]) and (len(filled) <= 2 or is_wide or not names):
            return Kind.NOTE, carried_words.NOTHING
        if self._noted and len(filled) == 1 and _SENTENCE.search(texts[0]):
            return Kind.NOTE, carried_words.NOTHING
        if len(filled) > 1 and _NUMERAL.fullmatch(texts[0]):
            # 一 | 历下区: the numeral stands in a cell of its own.
            filled = [(filled[1][0], f"{texts[0]}、{texts[1]}"), *filled[2:]]
            is_lone = all(_COUNTED.fullmatch(text) for text in texts[2:])
        if is_lone and self._tries_lone and (found := self._lone(*filled[0], is_wide=is_wide)):
            return found
        if all(n in self._given or cell in ("0", "FALSE") for n, cell in filled):
            return Kind.PREFILLED, carried_words.NOTHING
        return None, carried_words.NOTHING

    def _is_total(self, filled: list[tuple[int, str]]) -> bool:
        hours = self._places.get("hours")
        if any(n == hours for n, _ in filled):
            return False
        return any(
            _TOTAL.fullmatch(cell.strip())
            for position, (n, cell) in enumerate(filled)
            if position < 2 or n == self._name
        )

    def _lone(self, place: int, cell: str, *, is_wide: bool) -> tuple[Kind | None, Carried] | None:
        """What a row with one cell is: a heading, if it looks like one."""
        words = cell.strip()
        if place in self._serial and words.isdigit():
            return None
        carried = carried_words.read(words, area=self.area)
        certain = is_wide or carried_words.is_numbered(words) or place != self._name
        if carried and carried.is_whole and (certain or not words.endswith(("站", "点", "湾"))):
            return Kind.SECTION, carried
        is_number = place == self._places.get("number") and _NUMBER.fullmatch(words)
        if is_number or not certain:
            return None
        if carried and certain:
            return Kind.SECTION, carried
        return Kind.HEADING, carried_words.NOTHING
