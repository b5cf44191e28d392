"""Columns titled with an amenity, whose cells say by a mark whether it is there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from stations.registry import vocabulary
from stations.registry.lists.columns.title_spelling import Title, spelled

_GROUP = re.compile(
    r"^(?:主要|基本|基础|服务|配套|配备|配置|硬件|功能|便民|站内|内部|现有)*"
    r"(?:设施设备|设备设施|设施|设备|功能|服务|物品|配备|配置)(?:配备|配置|情况|名称)*[/·\-—:：|、]*"
)
_ASKED = re.compile(
    r"^(?:是否|有无|有没有|能否|可否|能不能)?(?:配备有?|配有|配置有?|设有|设置有?|提供|具备|安装有?|有|可以?|免费)*"
)
_FOR_BOTH = re.compile(r"^男[/、和及与]?女(?:分设|分用|分开|共用|通用)?的?")
"""男/女卫生间: one column for both."""
_COUNTED = re.compile(
    r"(?:的?(?:配备|配置|设置|提供)?(?:数量|台数|个数|间数|套数|总数|数目|数|情况|有无|是否有|是否配备"
    r"|有/无|设备|设施|服务|功能|配备|[台个套间处张]))$"
)
_STATED = re.compile(
    r"(?<!配备)(?<!配置)(?<!设置)(?<!提供)(?<!安装)"
    r"(?:的?(?:设备|使用|运行|运转|工作|当前|目前|现在|现|完好|维护|维修|好坏)*(?:状态|状况|情况)"
    r"|(?:目前|现在|现)?(?:是否|能否|可否)(?:完好|正常|可用|能用|好用)?(?:可以|能)?(?:正常)?(?:使用|运行|工作)?"
    r"|完好(?:与否|性)?|好坏)$"
)
"""饮水机状态, 空调运行情况, 微波炉是否完好: how it is, and not whether there is one."""
_YES = frozenset(
    [
        "√",
        "✓",
        "✔",
        "☑",
        "🗹",
        "●",
        "✅",
        "有",
        "是",
        "y",
        "yes",
        "v",
        "t",
        "true",
        "具备",
        "已配备",
        "配备",
        "已配",
        "已有",
        "配有",
        "设有",
        "提供",
        "可",
        "能",
        "可以",
        "正常",
        "齐全",
        "齐备",
        "√√",
        "有的",
        "具有",
        "已设",
        "已配置",
        "已安装",
        "可用",
        "完好",
        "良好",
        "良",
        "好",
        "好的",
        "完好无损",
        "完好可用",
        "状态良好",
        "正常使用",
        "使用正常",
        "运行正常",
        "运行良好",
        "使用中",
        "在用",
        "已修好",
        "已修复",
        "若干",
        "多台",
        "多个",
        "充足",
    ]
)
_NO = frozenset(
    [
        "×",
        "✗",
        "✘",
        "✕",
        "✖",
        "x",
        "☒",
        "❌",
        "╳",
        "☐",
        "□",
        "无",
        "没有",
        "没",
        "否",
        "n",
        "no",
        "f",
        "false",
        "空",
        "未配备",
        "未配",
        "未配置",
        "未设置",
        "未设",
        "未提供",
        "未安装",
        "不具备",
        "不提供",
        "暂无",
        "尚无",
        "缺",
        "不是",
        "不可",
        "不能",
        "没配",
        "无此项",
        "无配备",
    ]
)
_UNSAID = frozenset(
    [
        "/",
        "\\",
        "-",
        "--",
        "—",
        "——",
        "―",
        "_",
        "·",
        ".",
        "…",
        "n/a",
        "na",
        "不详",
        "不清楚",
        "未知",
        "不知道",
        "待核实",
        "待确认",
        "同上",
    ]
) - {"同上"}
_NUMBER = re.compile(
    r"(?:约|大约|共|计)?(\d{1,5})(?:\.0+)?(?:\+\d+)?(?:[-~至到]\d{1,4})?"
    r"(?:台|个|套|间|处|张|把|部|只|组|件|具|桶|盒|份|座|人|册|本|种|箱|辆|平|㎡|m2|平方米)?(?:以上|左右|余)?"
)
_AFTER_YES = re.compile(
    r"^(?:√|✓|✔|☑|●|有|是|已?配备|yes|y(?![a-z]))[\s,，、;；:：/]*", re.IGNORECASE
)
_BROKEN = re.compile(
    r"坏|故障|损|报废|淘汰|过期|失效|不正常|异常|不能使用|不制冷|不加热|不出水|漏水|维修|待修|报修|检修|失灵|停用|暂停|禁用|未开通|未启用|不能用|不可用|无法使用|用不了|停水|停电"
)
_PLANNED = re.compile(
    r"待|拟|计划|规划|筹|采购|即将|预计|将要|准备|未到|在建|建设中|申请|安装中|后续"
)
_SOME_BROKEN = re.compile(
    r"(\d+)\D{0,2}[(（,，;；]?\D{0,3}(\d+)\D{0,2}(?:坏|故障|损坏|维修中?|待修)\D{0,2}"
)
_BROKEN_COUNT = re.compile(r"(?:其中|有)?(\d{1,3})[台个套间处张把部只组件]")
_PARTLY = re.compile(r"部分|个别|少数")
_DIGITS = {"一": "1", "两": "2", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6"}
_CHINESE = re.compile(r"^[一两二三四五六](?=[台个套间处张把部])")
_SHELL = " ()（）[]【】,，、;；:：。."


class AmenityMark(Enum):
    """What a cell says of an amenity."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"
    STATE = "state"
    """It is there or to come, in a state that stands beside it."""
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedCell:
    """A cell of such a column."""

    mark: AmenityMark
    state: str = ""
    """The words of its state, as they stand there."""


_BEHIND = {AmenityMark.YES: "", AmenityMark.NO: "×", AmenityMark.STATE: "（{}）"}


_UNCLEAR = MarkedCell(mark=AmenityMark.UNCLEAR)


def _plain(cell: str) -> str:
    words = unicodedata.normalize("NFKC", cell).strip(_SHELL).casefold()
    return _CHINESE.sub(lambda found: _DIGITS[found[0]], words.replace("╳", "×"))


@lru_cache(maxsize=2_048)
def read(cell: str) -> MarkedCell:
    """What a cell says of the amenity over it."""
    words = _plain(cell)
    if not words or words in _UNSAID:
        return MarkedCell(mark=AmenityMark.UNSAID)
    if words in _YES:
        return MarkedCell(mark=AmenityMark.YES)
    if words in _NO:
        return MarkedCell(mark=AmenityMark.NO)
    number = _NUMBER.fullmatch(words)
    if number:
        return MarkedCell(mark=AmenityMark.YES if int(number[1]) else AmenityMark.NO)
    rest = _AFTER_YES.sub("", words, count=1).strip(_SHELL)
    if rest != words and (not rest or _NUMBER.fullmatch(rest)):
        return MarkedCell(mark=AmenityMark.YES)
    some = _SOME_BROKEN.fullmatch(words)
    if some and int(some[2]) < int(some[1]):
        return MarkedCell(mark=AmenityMark.YES)
    if len(rest) <= 12 and (_BROKEN.search(rest) or _PLANNED.search(rest)):
        return MarkedCell(mark=AmenityMark.STATE, state=rest)
    return MarkedCell(mark=AmenityMark.UNCLEAR)


def stated(own: MarkedCell, *, count: str, state: str, asks: bool) -> MarkedCell:
    """An amenity of which a column of its own says `own`, with `count`, and another one its state.

    `asks` tells that the title of the state is a question, as 是否完好.
    """
    said = _UNCLEAR if _plain(state).isdigit() else read(state)
    if own.mark is AmenityMark.NO or said.mark is AmenityMark.UNSAID:
        return own
    if said.mark is AmenityMark.NO and asks:
        return MarkedCell(mark=AmenityMark.STATE, state="坏")
    if said.mark is AmenityMark.NO and own.mark is AmenityMark.YES:
        return _UNCLEAR
    if said.mark is AmenityMark.YES or (
        said.mark is AmenityMark.STATE and _some_left(count, said.state)
    ):
        return said if own.mark is AmenityMark.UNSAID else own
    return said


def _some_left(count: str, state: str) -> bool:
    """Whether fewer are broken than there are."""
    number = _NUMBER.fullmatch(_plain(count))
    if number is None:
        return False
    broken = _BROKEN_COUNT.match(_plain(state))
    if broken is None:
        return bool(_PARTLY.search(state)) and int(number[1]) > 1
    return int(broken[1]) < int(number[1])


def of_state(title: str) -> bool:
    """Whether a title that names an amenity asks how it is."""
    one = spelled(title)
    return any(_STATED.search(words) for words in (one.bare, *one.hints))


def asks(title: str) -> bool:
    """Whether it is answered by yes or no: 是否完好."""
    return re.search(r"[是能可]否|与否", title) is not None


def titled(title: Title) -> str:
    """The amenity that a title names and asks for, as 是否有卫生间 or 饮水机（台）; '' for none."""
    words = (title.words, title.core, title.bare, title.last)
    return next(filter(None, map(_titled, words)), "")


def _titled(words: str) -> str:
    exact = vocabulary.amenities().exact
    rest = words
    for strip in (None, _GROUP, _ASKED, _FOR_BOTH, _STATED, _COUNTED, _COUNTED):
        rest = strip.sub("", rest, count=1) if strip else rest
        if not rest:
            return ""
        found = exact(rest)
        if found:
            return found
    return ""


def mentioned(title: Title) -> str:
    """The amenity that is part of the words of a title: 智能饮水机; '' for none."""
    return vocabulary.amenities().mentioned(title.core) or ""


def are_marks(cells: Sequence[str], *, share: float = 0.5) -> bool:
    """Whether most of these cells, none of them empty, can be marks."""
    read_as = [read(cell).mark for cell in cells]
    return sum(1 for mark in read_as if mark is not AmenityMark.UNCLEAR) >= share * len(read_as)


def phrase(marks: Iterable[tuple[str, MarkedCell]], separator: str) -> str:
    """Marks in words that the reader of amenities knows: 饮水；热饭（坏）；空调×."""
    word = vocabulary.amenities().word
    return separator.join(
        f"{word(amenity)}{_BEHIND[said.mark].format(said.state)}" for amenity, said in marks
    )
