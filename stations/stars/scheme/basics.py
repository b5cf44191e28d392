"""Basic amenities that a city wants of every station."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from stations.config import DATA
from stations.stars.scheme.scheme import Scheme, amenity_words, area_fault
from stations.tables.rule_files import rule_folder
from stations.tables.rule_files.rule_folder import RulesRead
from stations.tables.rule_files.rule_keys import RuleKey
from stations.tables.rule_files.toml_reading import RuleReader

FILE = DATA / "basics.toml"
Wants = tuple[tuple[str, ...], ...]
"""What is wanted, one thing after the other; any amenity of an inner tuple will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicsList:
    """What an area wants."""

    source: Annotated[str, RuleKey("依据，例如文件的名称和编号", '"济南“十个一”"')]
    wants: Annotated[
        tuple[tuple[str, ...], ...],
        RuleKey(
            "要有的设施：一项一个列表，列表里有一种就算有",
            '[["drinking_water"], ["air_conditioning", "fan"]]',
            choices=amenity_words,
        ),
    ]
    area: Annotated[
        str,
        RuleKey(
            "管哪里：区划代码，末尾的 00 不写；不写就是各地", '"3701"', longest=9, fits=area_fault
        ),
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicsFile:
    """The lists of all areas."""

    lists: Annotated[tuple[BasicsList, ...], RuleKey("基本设施清单，一地一段")]


def of(scheme: Scheme) -> Wants:
    """What a scheme wants: its own list, else that of its area."""
    return scheme.basics or wanted(scheme.area)


def wanted(area: str) -> Wants:
    """The list of the narrowest area that this area lies in; a city's own before the shipped."""
    own = [one for held in read().values for one in held.lists]
    fitting = [one for one in (*_shipped().lists, *own) if area.startswith(one.area)]
    return max(reversed(fitting), key=lambda one: len(one.area)).wants


def read() -> RulesRead[BasicsFile]:
    """The city's own lists, which go before those that come with the program."""
    return rule_folder.own_file(FILE.name, parse)


def parse(text: str, *, name: str) -> BasicsFile:
    """The lists that a text tells; Invalid names every line that is wrong."""
    reader = RuleReader(text=text, name=name)
    found = reader.read(BasicsFile)
    reader.finished()
    return found


@lru_cache(maxsize=1)
def _shipped() -> BasicsFile:
    return parse(FILE.read_text("utf-8"), name=FILE.name)
