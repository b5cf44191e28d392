"""Plain facts at the end of a station's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stations.registry import vocabulary
from stations.registry.model import Honour, Station
from stations.registry.states import GRADE_WORDS
from stations.web.state_words import Teller


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    name: str
    words: str


def facts(station: Station, teller: Teller) -> tuple[Fact, ...]:
    """Whatever is known of these, in the order of the page."""
    premises, verified, record = station.premises, station.verified, station.record
    size = f"{premises.floor_area_m2:g} 平方米" if premises.floor_area_m2 else ""
    seats = f"{premises.seats} 个座位" if premises.seats else ""
    known = (
        ("星级", _star(station)),
        ("荣誉", "；".join(map(_honour, station.honours))),
        ("设在", vocabulary.hosts().word(premises.host) if premises.host else ""),
        ("大小", "，".join(part for part in (size, seats) if part)),
        ("管理", premises.operator),
        ("负责人", premises.keeper_role),
        ("开放日期", _day(station.opened_on)),
        ("结束日期", _day(station.closes_on)),
        ("最后核实", f"{_day(verified.on)} {verified.by}".strip() if verified else "尚未核实"),
        (
            "最后修改",
            record.updated_at.astimezone(teller.at.tzinfo).date().isoformat() if record else "",
        ),
    )
    return tuple(Fact(name=name, words=words) for name, words in known if words)


def _star(station: Station) -> str:
    star = station.star
    if star is None:
        return ""
    details = "，".join(part for part in (star.basis, _day(star.on)) if part)
    return f"{'★' * star.level} {star.words}" + (f"（{details}）" if details else "")


def _honour(honour: Honour) -> str:
    year = f"{honour.year} 年" if honour.year else ""
    return f"{year}{GRADE_WORDS[honour.grade]}{honour.title}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
