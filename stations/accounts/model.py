"""An account, its grants and what they allow where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from stations.accounts.roles import BY_STATION, MAY, NOT_FOR_OWN, ROLE_WORDS, Action, Role
from stations.areas import codes
from stations.errors import Invalid, NotFound, Refused, StationsError
from stations.tables.text import clean

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_SHOWN_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role, for all of an area ('' is the whole country) or for one station."""

    role: Role
    area: str = ""
    station_id: str = ""

    def __post_init__(self) -> None:
        if self.role in BY_STATION and not self.station_id:
            raise Invalid("invalid.role_by_station", field="station", role=ROLE_WORDS[self.role])
        if self.role not in BY_STATION and self.station_id:
            raise Invalid("invalid.role_by_area", field="station", role=ROLE_WORDS[self.role])
        if self.area and not _is_area(self.area):
            raise Invalid("invalid.area_code", field="area")

    def covers(self, scope: Scope) -> bool:
        """Whether this grant is about the station or area."""
        if self.station_id:
            return self.station_id == scope.station_id
        return not self.area or any(codes.covers(self.area, code) for code in scope.areas if code)


def _is_area(code: str) -> bool:
    """Whether this is the code of an area of the table, or of a street in a district of it."""
    known = codes.by_code(code[:6]) is not None
    return known and code.isascii() and code.isdigit() and len(code) in (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What something is done to: a station with the areas that keep it, or an area itself."""

    areas: tuple[str, ...] = ()
    station_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's way in. `shown` is what others read: an office or a role, better than a name."""

    id: str
    name: str
    shown: str
    grants: tuple[Grant, ...]
    must_change: bool = False
    second_factor: bool = False
    factor_since: datetime | None = None
    """When the second factor was set up, where that is known."""
    first_until: datetime | None = None
    """Until when a first password lets in; None: for the usual time."""
    disabled: bool = False
    demo: bool = False
    """Its password is in the README: it is refused outside a demonstration."""
    created_at: datetime | None = None
    changed_at: datetime | None = None
    """When the password was set or the account shut or opened last."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise Invalid("invalid.login_name", field="name")
        if not 1 <= len(self.shown.strip()) <= _SHOWN_LONGEST:
            raise Invalid("invalid.shown_length", field="shown", longest=_SHOWN_LONGEST)
        if clean(self.shown, multiline=False) != (self.shown, False):
            raise Invalid("invalid.shown_unprintable", field="shown")

    def may(self, action: Action, scope: Scope | None = None) -> bool:
        """Whether any grant allows it there; without a scope: anywhere."""
        return self._holds(action, scope) and not self._is_own(action, scope)

    @property
    def own_stations(self) -> frozenset[str]:
        """The stations that this account keeps or runs itself."""
        return frozenset(one.station_id for one in self.grants if one.station_id)

    def refusal(self, action: Action, scope: Scope | None = None) -> StationsError | None:
        """Why this may not be done there; None where it may."""
        if not self._holds(action, None):
            return Refused("forbidden")
        if not self._holds(action, scope):
            return NotFound("not_found.out_of_sight")
        return Refused("four_eyes.own_station") if self._is_own(action, scope) else None

    def _holds(self, action: Action, scope: Scope | None) -> bool:
        return not self.disabled and any(
            action in MAY[grant.role] and (scope is None or grant.covers(scope))
            for grant in self.grants
        )

    def _is_own(self, action: Action, scope: Scope | None) -> bool:
        """Whether others have to do this, because the account keeps the station."""
        return scope is not None and action in NOT_FOR_OWN and scope.station_id in self.own_stations

    def is_only(self, role: Role) -> bool:
        """Whether all that it may do comes of this role."""
        return bool(self.grants) and all(one.role is role for one in self.grants)

    def areas_for(self, action: Action) -> tuple[str, ...]:
        """Area prefixes where this may be done; '' stands for everywhere."""
        return tuple(
            sorted(
                {
                    codes.trimmed(grant.area)
                    for grant in self.grants
                    if action in MAY[grant.role] and not grant.station_id
                }
            )
        )

    def stations_for(self, action: Action) -> tuple[str, ...]:
        """Single stations that a grant of this action names."""
        return tuple(
            sorted({g.station_id for g in self.grants if action in MAY[g.role] and g.station_id})
        )


def authorise(account: Account, action: Action, scope: Scope | None = None) -> None:
    """Refused where no role of the account may do this at all; NotFound where it may elsewhere.

    What lies in another area is not said to exist. Refused ('four_eyes') at a station of its own,
    where the action is for others than its keepers.
    """
    if error := account.refusal(action, scope):
        raise error
