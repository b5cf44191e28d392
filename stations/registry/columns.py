"""Which columns does a list of stations have, and what do people call them?

The table is `data/columns.toml`. It serves import, export and history: a column's `text` gives the
cell for a station; `stations.registry.entries.cell_readers` reads cells back.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from stations.config import DATA
from stations.errors import Refused
from stations.registry.cell_writers import TEXTS
from stations.registry.model import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its key, the title in our files, other titles, and how its cell is written."""

    key: str
    title: str
    text: Callable[[Station], str]
    others: tuple[str, ...] = ()
    longest: int = 200
    published: bool = True
    operator_only: bool = False
    """It confers value or trust, so that an importing editor may not set it."""


def _load() -> tuple[Column, ...]:
    entries = tomllib.loads((DATA / "columns.toml").read_text("utf-8"))
    return tuple(
        Column(key=key, text=TEXTS[key], **{**entry, "others": tuple(entry.get("others", ()))})
        for key, entry in entries.items()
    )


_ALIKE = 0.7
"""Titles are short: 站点名称 and 站点的名称 are as like as this, 区县 and 县城 are not."""
_HINTS = {
    "手机": "private_contact",
    "电话": "phone",
    "联系": "private_contact",
    "名": "name",
    "址": "address",
    "时间": "hours",
    "设备": "amenities",
    "经": "lon",
    "纬": "lat",
}
"""Parts of a title that hint at its column where nothing better does."""
COLUMNS = _load()
BY_KEY = {column.key: column for column in COLUMNS}
PUBLISHED = tuple(column for column in COLUMNS if column.published)


def texts(station: Station, keys: Iterable[str] = BY_KEY) -> dict[str, str]:
    """Columns of a station as text, for history and for telling what has changed."""
    return {key: BY_KEY[key].text(station) for key in keys}


def folded(title: str) -> str:
    """A title without differences of width, case and space."""
    return "".join(unicodedata.normalize("NFKC", title).casefold().split())


_BY_TITLE = {
    folded(title): column for column in COLUMNS for title in (column.title, *column.others)
}


def named(title: str, *, mapping: Mapping[str, str]) -> Column | None:
    """The column that a title means, None where it means nothing to us.

    A title that `mapping` gives no name is left aside.
    """
    wanted = folded(title)
    for theirs, name in mapping.items():
        if folded(theirs) == wanted:
            return _ours(name) if name else None
    return _BY_TITLE.get(wanted)


def guessed(title: str) -> Column | None:
    """The column that a title we don't know is most like, for a person to judge."""
    words = folded(title)
    like = get_close_matches(words, _BY_TITLE, n=1, cutoff=_ALIKE)
    inside = [known for known in _BY_TITLE if len(known) >= 2 and known in words]
    best = like or sorted(inside, key=len, reverse=True)
    if best:
        return _BY_TITLE[best[0]]
    return next((BY_KEY[key] for part, key in _HINTS.items() if part in words), None)


def understood(titles: Sequence[str], *, mapping: Mapping[str, str]) -> list[Column | None]:
    """The column that each title of a file means, None for those that mean nothing to us.

    `mapping` (their title → our key or title) goes first. Refused where two titles mean the same.
    """
    found = [named(title, mapping=mapping) for title in titles]
    met: dict[str, str] = {}
    for title, column in zip(titles, found, strict=True):
        if column is None:
            continue
        if column.key in met:
            raise Refused(
                f"“{met[column.key][:50]}”和“{title[:50]}”两列都是{column.title}。请只留一列。",
                code="duplicate_column",
            )
        met[column.key] = title
    return found


def _ours(name: str) -> Column:
    column = BY_KEY.get(name) or _BY_TITLE.get(folded(name))
    if column is None:
        raise Refused(
            f"对照文件里的“{name[:50]}”不是我们的列。可写：{'、'.join(BY_KEY)}。",
            code="bad_mapping",
        )
    return column
