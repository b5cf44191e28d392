"""Which area, street or station is meant, among those in which somebody gives rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from stations.accounts.model import Account, Grant
from stations.accounts.roles import ROLE_WORDS, Action
from stations.areas import area_words, codes
from stations.db.base import Database
from stations.errors import Invalid
from stations.registry.model import Station
from stations.registry.scoping import reach_of, scope_of
from stations.registry.stored import store as stations
from stations.registry.views import desk_search_store
from stations.registry.views.desk_search import StationQuery

MOST_FOUND = 20
WHOLE = "全国"


def area_of(area: str, street: str, *, by: Account) -> str:
    """The code of an area that is named by code or words, or of a street of it; Invalid else."""
    everywhere = "" in by.areas_for(Action.MANAGE_ACCOUNTS)
    code = _code(area, within=_within(by)) if area else ""
    if street:
        if not code and not _is_code(street):
            raise Invalid("invalid.grant_area_required", field="area_code")
        return _street_code(street, code)
    if not code and area != WHOLE and not everywhere:
        raise Invalid("invalid.grant_area_required", field="area_code")
    return code


def stations_meant(db: Database, words: str, *, by: Account, today: date) -> list[Station]:
    """The stations of one's own areas that are called so; Invalid where there is none.

    A number, an id or a whole name goes before a part of one.
    """
    if not words:
        raise Invalid("invalid.grant_station_required", field="station")
    exact = [
        one for one in stations.called(db, words) if by.may(Action.MANAGE_ACCOUNTS, scope_of(one))
    ]
    if exact:
        return exact
    ids = desk_search_store.ids(
        db,
        reach_of(by, Action.MANAGE_ACCOUNTS),
        StationQuery(words=words),
        today=today,
        limit=MOST_FOUND + 1,
    )
    whole = [one for one in ids if one[1] == words]
    known = stations.some(db, [one for one, _ in whole or ids[:MOST_FOUND]])
    if not known:
        raise Invalid("invalid.grant_station", field="station", station=words[:20])
    return sorted(known.values(), key=lambda one: (one.name, one.id))


def told(station: Station) -> str:
    """A station so that it can be told from others of its name."""
    place = codes.local_name(station.place.area_code)
    return "，".join(filter(None, (station.name, station.number, place, station.place.address)))


def words_of(db: Database, grants: Sequence[Grant]) -> Mapping[Grant, str]:
    """Rights as people read them: the role, and the name of the area or station."""
    known = stations.some(db, [one.station_id for one in grants if one.station_id])
    found = {}
    for one in grants:
        where = codes.full_name(one.area) or WHOLE
        if one.station_id:
            station = known.get(one.station_id)
            where = station.name if station else f"还没有登记的驿站（{one.station_id}）"
        found[one] = f"{ROLE_WORDS[one.role]}：{where}"
    return found


def _within(by: Account) -> str:
    """The one area in which somebody gives rights, so that 历下区 needs no city; '' of several."""
    reach = by.areas_for(Action.MANAGE_ACCOUNTS)
    return reach[0] if len(reach) == 1 and len(reach[0]) <= 4 else ""


def _is_code(words: str) -> bool:
    return words.isascii() and words.isdigit()


def _code(words: str, *, within: str) -> str:
    if words == WHOLE:
        return ""
    if _is_code(words):
        return words
    found = area_words.find(words, within=within) or area_words.find(words)
    if found is None:
        raise Invalid("invalid.grant_area", field="area_code", where=words[:20])
    return found.code.ljust(6, "0")


def _street_code(street: str, within: str) -> str:
    if _is_code(street):
        if within and not codes.covers(within, street):
            raise Invalid("invalid.grant_street", field="street", where=street[:20])
        return street
    found = area_words.read_street(street, within=codes.trimmed(within)).area
    if found is None:
        raise Invalid("invalid.grant_street", field="street", where=street[:20])
    return found.code
