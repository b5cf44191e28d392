"""Campaigns: a season over many stations, what each is to get, and what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

MOST_AMOUNT = 100_000
"""Of one kind at one station; more is a slip of the keys."""
Amounts = Mapping[int, int]
"""Number of a supply → how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSupply:
    """What a campaign brings: 水, counted in 箱."""

    number: int
    word: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A season over the stations of an area."""

    id: str
    title: str
    kind: str
    area_code: str
    from_on: date
    until_on: date
    details: str = ""
    closed: bool = False
    """Whether nothing more is planned or delivered."""
    shown: bool = True
    """Whether everybody may read what came to each station."""
    demo: bool = False
    version: int = 1
    supplies: tuple[CampaignSupply, ...] = ()
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyDelivery:
    """What came of one kind, on one day; one that `corrects` another takes it back."""

    id: str
    station_id: str
    number: int
    amount: int
    day: date
    note: str = ""
    photo: str = ""
    form: str
    corrects: str = ""
    by: str
    shown: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLine:
    """A station, a district or a whole campaign: planned and delivered by supply."""

    name: str
    station_id: str = ""
    planned: Amounts = field(default_factory=dict)
    delivered: Amounts = field(default_factory=dict)

    def missing(self, number: int) -> int:
        """What was planned and has not come."""
        return max(self.planned.get(number, 0) - self.delivered.get(number, 0), 0)

    @property
    def lacks(self) -> bool:
        return any(self.missing(number) for number in self.planned)


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """A total in whole parts as near to the weights as can be; equal parts where none weighs.

    By the largest remainders, of equal ones the first: the parts add up to the total.
    """
    if not weights:
        return []
    weighed = list(weights) if sum(weights) > 0 else [1] * len(weights)
    whole = sum(weighed)
    parts = [total * one // whole for one in weighed]
    order = sorted(range(len(weighed)), key=lambda n: (-(total * weighed[n] % whole), n))
    for n in order[: total - sum(parts)]:
        parts[n] += 1
    return parts


def summed(name: str, lines: Sequence[CampaignLine]) -> CampaignLine:
    """Several lines as one."""
    planned: dict[int, int] = {}
    delivered: dict[int, int] = {}
    for line in lines:
        for number, amount in line.planned.items():
            planned[number] = planned.get(number, 0) + amount
        for number, amount in line.delivered.items():
            delivered[number] = delivered.get(number, 0) + amount
    return CampaignLine(name=name, planned=planned, delivered=delivered)
