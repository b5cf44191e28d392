"""What the desk's list of stations is asked, and a line of its answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stations.registry.model import Closure, Lifecycle
from stations.registry.states import Phase
from stations.registry.views.attention import Matter

PAGE = 50
EVERY_PHASE = frozenset(Phase)
ALIVE = EVERY_PHASE - {Phase.CLOSED}


class Sort(StrEnum):
    NAME = "name"
    NUMBER = "number"
    VERIFIED = "verified"
    UPDATED = "updated"


SORT_WORDS = {
    Sort.NAME: "按名称",
    Sort.NUMBER: "按编号",
    Sort.VERIFIED: "最久没核实的在前",
    Sort.UPDATED: "最近改过的在前",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StationQuery:
    """What somebody looks for. What is not said fits everything; closed ones are asked for."""

    words: str = ""
    area: str = ""
    """A code prefix."""
    phases: frozenset[Phase] = ALIVE
    kind: str = ""
    star: int | None = None
    """0: without one."""
    matter: Matter | None = None
    ids: tuple[str, ...] = ()
    """Only these, where there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedStation:
    """One station as the list shows it."""

    station_id: str
    name: str
    number: str
    life: Lifecycle
    closures: tuple[Closure, ...]
    area_code: str
    star: int
    verified_on: str
    wants: tuple[Matter, ...]
