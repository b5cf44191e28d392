"""The area and the month that a page of figures is asked for, and the areas to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import NotFound
from stations.figures import counts, periods
from stations.figures.periods import Period
from stations.registry.scoping import Reach
from stations.registry.views import desk_search_store
from stations.web.guarding import account
from stations.web.services import current


def month(given: Mapping[str, str], today: date) -> Period:
    """The month that is named, else this one."""
    return periods.month(given.get("month") or f"{today:%Y-%m}", today=today)


def area(given: Mapping[str, str], action: Action) -> str:
    """The area that is named, else the first of one's own; NotFound without any."""
    ours = account().areas_for(action)
    if "area" in given:
        return codes.trimmed(given["area"][:12]) or _country(given["area"])
    if not ours:
        raise NotFound("not_found.bulletin_area")
    return ours[0]


def _country(given: str) -> str:
    """'' for the whole country, which is written so; NotFound for what is no code."""
    if given:
        raise NotFound("not_found.out_of_sight")
    return ""


def covered(code: str, action: Action) -> bool:
    """Whether all of an area is theirs."""
    return any(not own or codes.covers(own, code) for own in account().areas_for(action))


def areas() -> list[tuple[str, str]]:
    """Code and name of the areas to choose from: one's own, and those below with stations."""
    ours = account().areas_for(Action.SEE_REVIEWS)
    below = desk_search_store.areas(current().connections(), Reach(areas=ours))
    found = {*ours, *(code for code in below if codes.by_code(code))}
    found |= {codes.city_of(code) for code in below if codes.by_code(code)}
    return [
        (code, counts.area_name(code))
        for code in sorted(found)
        if covered(code, Action.SEE_REVIEWS)
    ]
