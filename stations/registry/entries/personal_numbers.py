"""Personal numbers in texts that everybody will read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from stations.errors import Invalid
from stations.registry import fields
from stations.registry.fields.field import Field
from stations.registry.fields.premises import PHONE
from stations.registry.model import Station


class PersonalNumber(StrEnum):
    """What a number tells of a person."""

    MOBILE = "mobile"
    IDENTITY = "identity"


NUMBER_WORDS = {PersonalNumber.MOBILE: "手机号", PersonalNumber.IDENTITY: "身份证号"}
HIDDEN = "（含个人号码，不再显示）"
"""What stands for a text of the past that told one."""

_DAY = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY = re.compile(rf"(?<!\d)[1-9]\d{{5}}[- ]?{_DAY}[- ]?\d{{3}}[\dXx](?![\dA-Za-z])")
"""Area, day of birth and four more: other numbers of 18 digits are no person's."""
_GAP = r"[-\s.·—–_]{0,3}"
_MOBILE = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:(?:\+|00)?86{_GAP})?0?1[3-9]"
    rf"(?:\d{_GAP}\d{{4}}{_GAP}\d{{4}}|\d{_GAP}\d{{3}}{_GAP}\d{{5}}"
    rf"|\d\d{_GAP}\d{{3}}{_GAP}\d{{4}}|\d(?:{_GAP}\d\d){{4}})(?!\d)"
    r"|(?<!\d)1([ \-.·])[3-9](?:\1\d){9}(?!\d)"
)
"""Eleven digits as people part them; decimals of a coordinate are none."""
_DIGITS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_FEWEST_DIGITS = 11


def found(text: str) -> PersonalNumber | None:
    """The kind of personal number that a text holds, however its digits are written."""
    if sum(map(str.isnumeric, text)) + text.count("幺") < _FEWEST_DIGITS:
        return None
    # Full-width digits are read as what they are, and so are those in words.
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_DIGITS)
    if _IDENTITY.search(plain):
        return PersonalNumber.IDENTITY
    return PersonalNumber.MOBILE if _MOBILE.search(plain) else None


def check_reply(text: str) -> None:
    """Invalid where a public reply holds a mobile number or the number of an identity card."""
    if found(text):
        raise Invalid("invalid.personal_number", field="reply")


def check_public(text: str, *, field: str) -> None:
    """Invalid where a text that everybody will read holds a personal number."""
    kind = found(text)
    if kind is PersonalNumber.MOBILE:
        raise Invalid("invalid.mobile_in_public", field=field)
    if kind is PersonalNumber.IDENTITY:
        raise Invalid("invalid.identity_in_public", field=field)


def hidden(text: str) -> str:
    """A text of the past as everybody may read it: nothing of it where it held a number."""
    return HIDDEN if found(text) else text


def told_by(station: Station) -> Iterator[tuple[Field[Any], PersonalNumber]]:
    """The published fields of a station that hold a personal number."""
    for field in PUBLIC:
        kind = found(field.text(station))
        if kind:
            yield field, kind


PUBLIC = tuple(field for field in fields.FIELDS if field.published and not field.codec.raw)
"""What everybody reads as text."""
LISTED = tuple(field for field in PUBLIC if field.column and field is not PHONE)
"""Those of a list: mobile numbers of the telephone are kept for staff by themselves."""
