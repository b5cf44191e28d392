"""Grounds for the veto rules of a scheme; a person decides, nothing ends by itself.

Hours not kept: the door was found shut within posted hours on at least two different days, by at
least two who do not depend on each other, and each time confirmed. Confirmed is a worker's report
that the district found true, or an inspection that gave no point for the criterion of hours kept.
It counts since the last award, which knew what came before, and for as long as the scheme lets pass
between two checks. The mark of a phone is erased after 90 days; it is then unknown whether
such a report is a second person's, so it is told but does not make the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stations.db.base import Database
from stations.feedback import voice_store
from stations.moments import china_day
from stations.registry.model import Station
from stations.stars import award_store, store, visit_store
from stations.stars.applications import facts
from stations.stars.scheme.scheme import Scheme
from stations.stars.scheme.signals import Signal

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """A veto rule of the scheme with what speaks for it, in words."""

    veto: str
    words: str
    last: date
    """The newest day that it rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutFinding:
    """The door was found shut: on which day, by which account ('' unknown), in which words."""

    on: date
    who: str
    words: str


def vetoes(db: Database, station: Station, scheme: Scheme, *, at: datetime) -> list[Grounds]:
    """Veto rules of the scheme for which there are grounds."""
    rules = [rule for rule in scheme.vetoes if rule.signal is Signal.SHUT_CONFIRMED]
    if not rules:
        return []
    today = china_day(at)
    since = facts.back(today, months=scheme.recheck_months)
    if awards := award_store.history(db, station.id):
        since = max(since, awards[0].on + timedelta(days=1))
    found = sorted(
        [*_reported(db, station.id, since=since), *_inspected(db, station.id, since=since)],
        key=lambda one: (one.on, one.words),
    )
    if not repeated(found):
        return []
    named = "；".join(one.words for one in found[-_MOST_NAMED:])
    words = f"{since} 以来 {len({one.on for one in found})} 天门关着并经核实：{named}"
    return [Grounds(veto=rule.id, words=words, last=found[-1].on) for rule in rules]


def repeated(found: Sequence[ShutFinding]) -> bool:
    """Whether two who do not depend on each other found it so on two different days."""
    known = [one for one in found if one.who]
    return any(a.who != b.who and a.on != b.on for n, a in enumerate(known) for b in known[:n])


def _reported(db: Database, station_id: str, *, since: date) -> list[ShutFinding]:
    return [
        ShutFinding(on=one.on, who=one.device, words=f"{one.on} 劳动者反映，区里已核实")
        for one in voice_store.shut_doors(db, station_id, since=since)
    ]


def _inspected(db: Database, station_id: str, *, since: date) -> list[ShutFinding]:
    """Visits at which a reviewer gave no point for hours kept."""
    found = []
    for one in visit_store.without_a_point(db, station_id, since=since):
        criterion = store.cycle(db, one.cycle_id).scheme.criterion(one.criterion)
        if criterion.signal is Signal.HOURS_KEPT:
            words = f"{one.on} 现场验收，“{criterion.name}”记 0 分"
            found.append(ShutFinding(on=one.on, who=f"account:{one.by}", words=words))
    return found
