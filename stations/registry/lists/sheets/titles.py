"""Titles of columns: without hints, and joined where a header has several rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from stations.geo import datum_words
from stations.geo.point import Datum

Known = Callable[[str], str]
"""The key of the field that a title means, '' where it means nothing to us."""
ENOUGH = 3
"""So many known titles make a header."""
LONGEST = 20
"""Characters of a title; what is longer is a sentence."""

_UNITS = r"平方米|平米|㎡|m2|m²|米|个|人|台|元|万元|张|座|间|处|岁|部|次|套|°|度|小时|分钟|年|人次"
_HINT = re.compile(
    r"必填项?|选填项?|非必填|可选|可?多选|单选|可不填|没有可?不填|如无可?不填|全称|简称|规范全称"
    r"|(?:格式|单位|示例|注意?|说明)[:：]?.*|(?:如|例)[:：如]?.*|请.*|精确.*|准确到.*|十进制.*"
    r"|小数.*|保留.*|从?下拉.*|下拉选择|不超过.*|限.*字.*|填写?.*|按.*填.*|以.*为准|与.*一致"
    r"|东经|北纬|24小时制|年\W?月(?:\W?日)?|yyyy.*|"
    rf"(?:单位[:：]?)?(?:{_UNITS})",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_STARS = re.compile(r"^[*＊※★☆●]+|[*＊※★☆]+$")
_HAN_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_ENDS = ":：、,，;； "

_NEUTRAL = re.compile(
    r"(?:站点|驿站|服务站点?|阵地)?(?:基本|基础|主要|详细|服务|其他|其它|相关|地理|所在|站点|驿站|空间)*"
    r"(?:信息|情况|概况|资料|内容|位置|地理位置|坐标|经纬度|坐标位置|地理坐标|坐标信息|位置信息|站点|驿站)"
)
_OWNERS = re.compile(r"人|单位|部门|企业|主体|机构|站长|工会")
_DATUM = {Datum.BD09: "百度", Datum.GCJ02: "高德", Datum.WGS84: "WGS84"}


def stripped(title: str) -> str:
    """A title on one line, without hints for those who fill it in: *, 必填, a unit, an example.

    What stands in brackets and is no hint stays: 经度（百度）, 开放时间（夏季）.
    """
    lines = [line for line in unicodedata.normalize("NFKC", title).splitlines() if line.strip()]
    lines = [line for n, line in enumerate(lines) if not n or not _is_hint(line)]
    words = _HAN_GAP.sub("", " ".join(lines).strip())
    words = _BRACKETED.sub(lambda found: "" if _is_hint(found[1]) else found[0], words)
    return _STARS.sub("", words.strip(_ENDS)).strip(_ENDS + "\ufeff\u200b")


def is_hint(cell: str) -> bool:
    """Whether a cell below a title says how it is to be filled in."""
    return _is_hint(unicodedata.normalize("NFKC", cell))


def _is_hint(words: str) -> bool:
    bare = words.strip(" \t*＊:：()（）[]【】")
    return not bare or (_HINT.fullmatch(bare) is not None and not datum_words.mentioned(bare))


def joined(above: str, below: str, *, known: Known) -> str:
    """One title for a cell of the header and the cell below it: 夏季开放时间, 经度（高德）."""
    if not above or not below or above == below:
        return above or below
    if _NEUTRAL.fullmatch(_BRACKETED.sub("", datum_words.without(above)).strip()):
        return _with_datum(above, below)
    parent, child = known(above), known(below)
    if parent in ("lon", "lat") or (not parent and datum_words.mentioned(above)):
        return _with_datum(above, below)
    if parent == "amenities":
        if child == parent:
            return below
        # 数量 below 饮水机 is the number of 饮水机; 数量 below 设施 is of no use.
        return f"{above}{below}" if child or known(above + below) == parent else below
    if parent == "hours":
        return f"{below}{above}"
    if known(above + below):
        return above + below
    if child and not _OWNERS.search(above):
        return below
    return f"{above}{below}"


def _with_datum(above: str, below: str) -> str:
    datum = datum_words.named(above)
    if datum is None or datum_words.mentioned(below):
        return below
    return f"{below}（{_DATUM[datum]}）"


def mapped(mapping: Mapping[str, str]) -> dict[str, str]:
    """What is said of columns by the titles as they stand in the file, and as we show them."""
    return {**{stripped(title): name for title, name in mapping.items()}, **mapping}
