"""Amounts as people write them in a cell: with a unit, about, in Chinese numerals."""

from __future__ import annotations

import re
import unicodedata

from stations.errors import Invalid

_MOST = 100_000
_ABOUT = r"(?:大约|大概|约|共计|共有|共|近|合计|总计|使用面积|建筑面积|面积|可容纳|可坐|容纳|≈|~)*"
_UNIT = (
    r"(?:平方米|平方公尺|平方|平米|平|m2|m\^2|㎡|sqm|人次|人|个座位|个位置|个|座位|座|席位|席|位"
    r"|把椅子|把|名|张椅子|张)?"
)
_MORE = r"(?:左右|上下|以上|余|多|来|许)?"
_FIGURE = re.compile(
    rf"{_ABOUT}\s*"
    r"(?P<figure>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,8})?|[0-9]{1,6}(?:\.[0-9]{1,8})?"
    r"|[零〇一二两三四五六七八九十百千]{1,9})"
    rf"\s*{_MORE}\s*{_UNIT}\s*{_MORE}"
)
_REMARK = re.compile(r"\s*\([^()\d]*\)$")
"""What stands in brackets behind a figure: 35平方米（含卫生间）."""
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}


def read(words: str) -> float:
    """The one figure that is meant; Invalid where there is none, or there are two."""
    plain = _REMARK.sub("", unicodedata.normalize("NFKC", words).strip().lower())
    match = _FIGURE.fullmatch(plain)
    if match is None:
        raise _not_understood()
    figure = match["figure"].replace(",", "")
    value = float(figure) if figure[0].isascii() else float(_numeral(figure))
    if value > _MOST:
        raise _not_understood()
    return value


def _numeral(words: str) -> int:
    """A number below ten thousand in Chinese numerals."""
    total, digit, last = 0, None, 10_000
    for one in words:
        if one in _DIGITS:
            if digit:
                raise _not_understood()
            digit = _DIGITS[one]
            continue
        if _PLACES[one] >= last:
            raise _not_understood()
        last = _PLACES[one]
        total += (1 if digit is None else digit) * last
        digit = None
    return total + (digit or 0)


def _not_understood() -> Invalid:
    return Invalid("bad_number.amount", field="number")
