"""Mobile numbers however people write them."""

from __future__ import annotations

import re
import unicodedata

from stations.errors import Invalid

_WORDS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
_BETWEEN = re.compile(r"[\s.·•,，、_/()\-‐-―−﹣－\u00ad\u200b-\u200f\u2060\ufeff]+")
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?0?(1[3-9][0-9]{9})")
_LOCAL = "[2-9][0-9]{6,7}"
_LANDLINE = re.compile(
    rf"(?:(?:\+|00)?86)?(?:0[1-9][0-9]{{1,2}}{_LOCAL}|{_LOCAL}|[48]00[0-9]{{7}})"
    rf"|(?:\+|00)86[1-9][0-9]{{1,2}}{_LOCAL}"
)
_DIGITS = 11


def mobile(given: str) -> str:
    """The eleven digits of a mobile number of the mainland; Invalid says what is wrong with it."""
    plain = unicodedata.normalize("NFKC", given).translate(_WORDS)
    plain = _BETWEEN.sub("", "".join(map(_digit, plain)))
    if not plain:
        raise Invalid("invalid.phone_missing", field="phone")
    if found := _MOBILE.fullmatch(plain):
        return found[1]
    if _LANDLINE.fullmatch(plain):
        raise Invalid("invalid.phone_landline", field="phone")
    digits = re.sub("[^0-9]", "", plain)
    if digits != plain.removeprefix("+"):
        raise Invalid("invalid.phone_signs", field="phone")
    if len(digits) != _DIGITS:
        raise Invalid("invalid.phone_length", field="phone", digits=len(digits))
    raise Invalid("invalid.phone_begin", field="phone")


def _digit(character: str) -> str:
    """Digits of every script as those of ours."""
    return str(unicodedata.decimal(character, character))
