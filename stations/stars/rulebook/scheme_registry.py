"""All schemes that a new cycle may use, and which of two with one key holds.

What was confirmed at the desk goes before the city's own files, and those before what comes with
the program. A cycle keeps the text that it began with, whatever becomes of its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from stations.db.base import Database
from stations.stars.rulebook import scheme_store
from stations.stars.scheme import scheme_file
from stations.stars.scheme.scheme import Scheme, for_area


class SchemeSource(StrEnum):
    SHIPPED = "shipped"
    FILE = "file"
    CONFIRMED = "confirmed"


SOURCE_WORDS: Mapping[SchemeSource, str] = {
    SchemeSource.SHIPPED: "程序自带",
    SchemeSource.FILE: "本地文件",
    SchemeSource.CONFIRMED: "工作台确认",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownScheme:
    """A scheme with its text, and where it comes from."""

    scheme: Scheme
    text: str
    source: SchemeSource
    file: str = ""
    """The name of its file, where it is one."""


def known(db: Database) -> dict[str, KnownScheme]:
    """All of them by key."""
    found = in_files()
    for key, text in scheme_store.confirmed(db):
        found[key] = KnownScheme(scheme=_kept(text, key), text=text, source=SchemeSource.CONFIRMED)
    return found


def in_files() -> dict[str, KnownScheme]:
    """Those that no database is needed for."""
    return {
        one.value.key: KnownScheme(
            scheme=one.value,
            text=one.text,
            source=SchemeSource.FILE if one.own else SchemeSource.SHIPPED,
            file=one.name,
        )
        for one in scheme_file.read().held
    }


def schemes(db: Database) -> dict[str, Scheme]:
    """The same without their texts."""
    return {key: one.scheme for key, one in known(db).items()}


def in_force(db: Database, area: str, *, on: date) -> Scheme | None:
    """The newest version that holds for an area on a day."""
    return for_area(schemes(db), area, on=on)


@lru_cache(maxsize=64)
def _kept(text: str, key: str) -> Scheme:
    return scheme_file.kept(text, name=key)
