"""Stations by state, district by district."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from stations.areas import codes
from stations.figures.past_figures import Past, Stand
from stations.registry.views.attention import STALE_AFTER

MOST_STARS = 5
NOWHERE = "没有分区"
COUNTRY = "全国"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Stations on the books at one moment. `by_star` begins with those without a star."""

    stations: int
    listed: int
    mapped: int
    verified: int
    """Found true within the 90 days before."""
    by_star: tuple[int, ...]

    @property
    def starred(self) -> int:
        return sum(self.by_star[1:])


def count(stands: Iterable[Stand], *, on: date) -> Count:
    """These stations, closed ones aside, as of a day."""
    here = [stand for stand in stands if stand.counts]
    fresh = on - STALE_AFTER
    return Count(
        stations=len(here),
        listed=sum(stand.listed for stand in here),
        mapped=sum(stand.mapped for stand in here),
        verified=sum(s.verified_on is not None and s.verified_on >= fresh for s in here),
        by_star=tuple(sum(s.star == star for s in here) for star in range(MOST_STARS + 1)),
    )


def came(pasts: Sequence[Past]) -> int:
    """How many records were made in the period; those that were made as closed never counted."""
    return sum(past.came and past.start.counts for past in pasts)


def reopened(pasts: Sequence[Past]) -> int:
    """How many closed ones are on the books again."""
    return sum(past.end.counts and not past.start.counts for past in pasts)


def closed(pasts: Sequence[Past]) -> int:
    """How many were closed in the period."""
    return sum(past.start.counts and not past.end.counts for past in pasts)


def grouped(pasts: Iterable[Past], others: Iterable[str]) -> dict[str, list[Past]]:
    """The stations by their groups, in order, with groups that only others know of."""
    found: dict[str, list[Past]] = {group: [] for group in others}
    for past in pasts:
        found.setdefault(past.group, []).append(past)
    return {group: found[group] for group in sorted(found, key=lambda code: (code == "", code))}


def child_of(code: str, *, area: str) -> str:
    """The province, city, district or zone, or street below an area that holds what has a code.

    '' where it is not known, as of a station that names no street.
    """
    depth = len(codes.trimmed(area))
    if depth < 2:
        return code[:2]
    if depth < 4:
        return codes.city_of(code) if len(code) >= 4 else ""
    # A city without districts has its streets itself.
    below = depth < codes.DISTRICT_DIGITS and codes.trimmed(code[:6]) != codes.trimmed(area)
    digits = codes.DISTRICT_DIGITS if below else codes.STREET_DIGITS
    return code[:digits] if len(code) >= digits > depth else ""


def area_name(code: str) -> str:
    """The full name of an area, '' being the country."""
    return codes.full_name(code) if codes.trimmed(code) else COUNTRY


def group_name(code: str) -> str:
    """The name of a group of stations in a table."""
    area = codes.by_code(code) if code else None
    return area.name if area else NOWHERE
