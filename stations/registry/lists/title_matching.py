"""Our columns for the titles of a list."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from stations.errors import Refused
from stations.registry.fields import BY_KEY, COLUMNS
from stations.registry.fields.field import Field

_ALIKE = 0.7
"""Titles are short: 站点名称 and 站点的名称 are as like as this, 区县 and 县城 are not."""


def folded(title: str) -> str:
    """A title without differences of width, case and space."""
    return "".join(unicodedata.normalize("NFKC", title).casefold().split())


_BY_TITLE = {
    folded(title): field for field in COLUMNS for title in (field.title, *field.in_list.others)
}
# What may be somebody's own goes first: 联系人手机 is no phone that one may publish.
_BY_PART = {
    part: field
    for field in sorted(COLUMNS, key=lambda one: not one.private)
    for part in field.in_list.parts
}


def named(title: str, *, mapping: Mapping[str, str]) -> Field[Any] | None:
    """The column that a title means, None where it means nothing to us.

    A title that `mapping` gives no name is left aside.
    """
    wanted = folded(title)
    for theirs, name in mapping.items():
        if folded(theirs) == wanted:
            return _ours(name) if name else None
    return _BY_TITLE.get(wanted)


def guessed(title: str) -> Field[Any] | None:
    """The column that a title we don't know is most like, for a person to judge."""
    words = folded(title)
    like = get_close_matches(words, _BY_TITLE, n=1, cutoff=_ALIKE)
    inside = [known for known in _BY_TITLE if len(known) >= 2 and known in words]
    best = like or sorted(inside, key=len, reverse=True)
    if best:
        return _BY_TITLE[best[0]]
    return next((field for part, field in _BY_PART.items() if part in words), None)


def understood(titles: Sequence[str], *, mapping: Mapping[str, str]) -> list[Field[Any] | None]:
    """The column that each title of a file means, None for those that mean nothing to us.

    `mapping` (their title → our key or title) goes first. Refused where two titles mean the same.
    """
    found = [named(title, mapping=mapping) for title in titles]
    met: dict[str, str] = {}
    for title, field in zip(titles, found, strict=True):
        if field is None:
            continue
        if field.key in met:
            raise Refused(
                f"“{met[field.key][:50]}”和“{title[:50]}”两列都是{field.title}。请只留一列。",
                code="duplicate_column",
            )
        met[field.key] = title
    return found


def _ours(name: str) -> Field[Any]:
    field = BY_KEY.get(name) or _BY_TITLE.get(folded(name))
    if field is None:
        raise Refused(
            f"对照文件里的“{name[:50]}”不是我们的列。可写：{'、'.join(BY_KEY)}。",
            code="bad_mapping",
        )
    return field
