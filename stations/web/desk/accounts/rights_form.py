"""The form of somebody's rights: those there are to be ticked, and one more by choices.

It works with plain forms: what has to be asked again, as which of several stations is meant, comes
back with the page, and nothing that was chosen is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from stations.accounts.model import Account, Grant, Scope
from stations.accounts.roles import APART, BY_STATION, ROLE_WORDS, Action, Role
from stations.areas import codes
from stations.areas.codes import Area
from stations.db.base import Database
from stations.errors import Invalid, StationsError
from stations.staffing import naming
from stations.web import clock

_MOST = 60
_MOST_AREAS, _MOST_DISTRICTS = 400, 40
"""More choices are typed: who gives rights in all of the country, or in a province."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsForm:
    """What is chosen so far, what was typed for one more, and what has to be asked first."""

    chosen: tuple[Grant, ...]
    role: str = ""
    area_code: str = ""
    street: str = ""
    station: str = ""
    found: tuple[tuple[str, str], ...] = ()
    """Stations that the words may mean, by id."""
    error: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing has to be asked any more."""
        return not self.error and not self.found and bool(self.chosen)


def read(db: Database, given: MultiDict[str, str], who: Account) -> RightsForm:
    """The form as it was sent, with the right that it adds among those chosen."""
    form = RightsForm(
        chosen=(),
        role=given.get("role", ""),
        area_code=given.get("area_code", "").strip()[:60],
        street=given.get("street", "").strip()[:60],
        station=given.get("station", "").strip()[:60],
    )
    try:
        form = replace(form, chosen=tuple(map(_held, given.getlist("held")[:_MOST])))
        if not form.role:
            if form.station or form.street:
                raise Invalid("invalid.grant_role_required", field="role")
            return form if form.chosen else replace(form, error=_none_yet())
        return _added(db, form, given.get("pick", ""), who)
    except StationsError as error:
        return replace(form, error=error.message)


def of(grants: Iterable[Grant]) -> RightsForm:
    """The form of the rights there are."""
    return RightsForm(chosen=tuple(dict.fromkeys(grants)))


def shown(db: Database, form: RightsForm, who: Account) -> dict[str, Any]:
    """What the template shows of it."""
    areas, words = _areas(who), naming.words_of(db, form.chosen)
    return {
        "form": form,
        "held": [(text(one), words[one]) for one in form.chosen],
        "roles": [
            (role.value, word, role in BY_STATION)
            for role, word in ROLE_WORDS.items()
            if role not in APART
        ],
        "areas": areas,
        "streets": _streets(areas),
    }


def text(grant: Grant) -> str:
    """A right as a form holds it."""
    return f"{grant.role.value} {grant.station_id or grant.area}".strip()


def _held(words: str) -> Grant:
    role, _, where = words.partition(" ")
    if role not in set(Role):
        raise Invalid("invalid.grant_role", field="held")
    if Role(role) in BY_STATION:
        return Grant(role=Role(role), station_id=where[:32])
    return Grant(role=Role(role), area=where)


def _added(db: Database, form: RightsForm, pick: str, who: Account) -> RightsForm:
    if form.role not in set(Role):
        raise Invalid("invalid.grant_role", field="role")
    role = Role(form.role)
    if role not in BY_STATION:
        return _with(
            form, Grant(role=role, area=naming.area_of(form.area_code, form.street, by=who))
        )
    found = naming.stations_meant(db, pick or form.station, by=who, today=clock.today())
    if len(found) == 1:
        return _with(form, Grant(role=role, station_id=found[0].id))
    return replace(form, found=tuple((one.id, naming.told(one)) for one in found))


def _with(form: RightsForm, grant: Grant) -> RightsForm:
    chosen = tuple(dict.fromkeys((*form.chosen, grant)))
    return RightsForm(chosen=chosen)


def _none_yet() -> str:
    return Invalid("invalid.grant_required", field="role").message


def _areas(who: Account) -> list[tuple[str, str]]:
    """The areas in which somebody gives rights, to choose from; empty where there are too many."""
    reach = who.areas_for(Action.MANAGE_ACCOUNTS)
    if "" in reach:
        return []
    found = {
        one.code.ljust(6, "0"): codes.full_name(one.code)
        for prefix in reach
        for one in _below(prefix)
        if who.may(Action.MANAGE_ACCOUNTS, Scope(areas=(one.code,)))
    }
    return list(found.items()) if len(found) <= _MOST_AREAS else []


def _below(code: str) -> Iterator[Area]:
    area = codes.by_code(code)
    if area is None:
        return
    yield area
    if area.level == "province":
        for city in codes.cities():
            if codes.covers(area.code, city.code):
                yield from _below(city.code)
    elif area.level == "city":
        yield from (*codes.districts(area.code), *codes.zones(area.code))


def _streets(areas: Sequence[tuple[str, str]]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The streets of these areas, by district; none where they would be too many to choose from."""
    districts = [(code, name) for code, name in areas if len(codes.trimmed(code)) == 6]
    if not districts or len(districts) > _MOST_DISTRICTS:
        return []
    return [
        (code, name, [(one.code, one.name) for one in codes.streets(code)])
        for code, name in districts
    ]
