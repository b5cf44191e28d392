"""What a list of people comes to: the accounts that it makes, and the rows that it can't use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stations.accounts import pending_rights, store
from stations.accounts.management import Manager
from stations.accounts.model import Account, Grant
from stations.accounts.roles import BY_STATION, ROLE_WORDS, Role
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, StationsError
from stations.registry.model import Station
from stations.staffing import naming
from stations.staffing.people_list import ListedPerson

_OTHERS: Mapping[Role, tuple[str, ...]] = {
    Role.KEEPER: ("站长", "驿站管理员", "驿站站长", "站点负责人", "驿站负责人", "站管员"),
    Role.OPERATOR: ("运营方", "运营公司", "运营单位管理员", "运营"),
    Role.EDITOR: ("编辑", "区编辑", "街道编辑", "区县编辑", "录入员", "区级编辑", "信息员"),
    Role.REVIEWER: ("评审", "评审专家", "验收员", "验收人员"),
    Role.APPROVER: ("审批", "审批领导", "审核人"),
    Role.FINANCE: ("会计", "出纳", "财务人员"),
    Role.ADMINISTRATOR: ("市管理员", "系统管理员"),
    Role.RIDER: ("体验员", "骑手监督员", "监督员", "骑手", "骑手体验官", "小哥体验员"),
}  # fmt: skip
"""Other words that lists write; a bare 管理员 may be any of three, and is asked about."""
_BETWEEN = re.compile(r"[、，,；;/\n]+")
_LONGEST_SHOWN = 40
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAccount:
    """An account as the list wants it, and the rows that say so.

    `person` is printed on the slip and stored nowhere: an account is called by office or post.
    """

    rows: tuple[ListedPerson, ...]
    login: str
    shown: str
    person: str
    grants: tuple[Grant, ...]

    @property
    def weighty(self) -> bool:
        """Whether another administrator has to confirm some of it."""
        return any(one.role in pending_rights.WEIGHTY for one in self.grants)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that makes nothing, and why."""

    row: ListedPerson
    why: StationsError


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePlan:
    """All that a list comes to; nothing of it is stored."""

    accounts: tuple[PlannedAccount, ...]
    refused: tuple[RefusedRow, ...]


def plan(
    db: Database, people: Sequence[ListedPerson], *, usual: str, by: Manager, today: date
) -> PeoplePlan:
    """What the rows come to; `usual` is the role of those that name none, '' to refuse them.

    Rows of one login name, or of one name with one telephone, are one account with several rights.
    An account of which a row is refused is not made without it.
    """
    taken = {one.name for one in store.every(db)}
    groups: dict[tuple[str, ...], list[ListedPerson]] = {}
    for one in people:
        groups.setdefault(_key(one), []).append(one)
    made: list[PlannedAccount] = []
    refused: list[RefusedRow] = []
    for rows in groups.values():
        found = _account(db, rows, usual=usual, by=by, today=today, taken=taken)
        if isinstance(found, PlannedAccount):
            made.append(found)
            taken.add(found.login)
        else:
            refused += found
    return PeoplePlan(accounts=tuple(made), refused=tuple(refused))


def _key(one: ListedPerson) -> tuple[str, ...]:
    if one.login:
        return ("login", one.login.casefold())
    if one.person and one.phone:
        return ("person", one.person, re.sub(r"\D", "", one.phone))
    return ("row", one.sheet, str(one.row))


def _account(
    db: Database, rows: Sequence[ListedPerson], *, usual: str, by: Manager, today: date,
    taken: set[str],
) -> PlannedAccount | list[RefusedRow]:  # fmt: skip
    refused, grants, named = [], list[Grant](), list[Station]()
    first = rows[0]
    for row in rows:
        try:
            found, stations = _grants(db, row, usual=usual, by=by.account, today=today)
            by.check(found)
            grants += found
            named += stations
        except StationsError as error:
            refused.append(RefusedRow(row=row, why=error))
    if not refused:
        try:
            people = {one.person for one in rows if one.person}
            if len(people) > 1:
                raise Invalid("invalid.listed_login_of_two", field="login", login=first.login)
            shown = _shown(first, grants, named)
            login = _login(first, named, taken)
            Account(id="new", name=login, shown=shown, grants=())
            return PlannedAccount(
                rows=tuple(rows), login=login, shown=shown, person=first.person,
                grants=tuple(dict.fromkeys(grants)),
            )  # fmt: skip
        except StationsError as error:
            return [RefusedRow(row=row, why=error) for row in rows]
    wrong = {one.row for one in refused}
    with_it = "、".join(one.row.where for one in refused)
    why = Invalid("invalid.listed_with", field="row", where=with_it)
    return refused + [RefusedRow(row=row, why=why) for row in rows if row not in wrong]


def _grants(
    db: Database, row: ListedPerson, *, usual: str, by: Account, today: date
) -> tuple[list[Grant], list[Station]]:
    role = _role(row.role or usual, row)
    if role not in BY_STATION:
        area, street = row.area, row.street
        return [Grant(role=role, area=naming.area_of(area, street, by=by))], []
    stations = []
    for words in filter(None, map(str.strip, _BETWEEN.split(row.station))):
        found = naming.stations_meant(db, words, by=by, today=today)
        if len(found) > 1 and (near := _in_area(found, row)):
            found = near
        if len(found) > 1:
            names = "；".join(map(naming.told, found[:3]))
            raise Invalid("invalid.listed_station_doubtful", field="station", station=words,
                          names=names)  # fmt: skip
        stations += found
    if not stations:
        raise Invalid("invalid.listed_station_required", field="station", role=ROLE_WORDS[role])
    return [Grant(role=role, station_id=one.id) for one in stations], stations


def _in_area(found: Iterable[Station], row: ListedPerson) -> list[Station]:
    """Those whose area or address the row names, where it names any."""
    said = [one for one in (row.area, row.street) if one]
    return [
        one
        for one in found
        if said and all(part in codes.path(one.place.area_code) for part in said)
    ]


def _role(words: str, row: ListedPerson) -> Role:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", words))
    if not plain:
        raise Invalid("invalid.listed_role_required", field="role")
    role = _ROLES.get(plain) or _ROLES.get(plain.casefold())
    if role is None:
        raise Invalid("invalid.listed_role", field="role", word=words[:20],
                      roles="、".join(ROLE_WORDS.values()))  # fmt: skip
    return role


def _shown(row: ListedPerson, grants: Sequence[Grant], named: Sequence[Station]) -> str:
    """What others read: the office, else the station or the area; never the person."""
    if row.unit:
        return row.unit[:_LONGEST_SHOWN]
    if named:
        return named[0].name[:_LONGEST_SHOWN]
    where = codes.local_name(grants[0].area) or naming.WHOLE
    return f"{where} {ROLE_WORDS[grants[0].role]}"[-_LONGEST_SHOWN:]


def _login(row: ListedPerson, named: Sequence[Station], taken: set[str]) -> str:
    if row.login:
        login = row.login.casefold()
        if login in taken:
            raise Invalid("invalid.listed_login_taken", field="login", login=login)
        return login
    number = named[0].number.casefold() if named else ""
    stem = number if _LOGIN.fullmatch(number) and len(number) < 30 else "yz"
    n = 1
    while (login := f"{stem}-{n}" if n > 1 or stem == "yz" else stem) in taken:
        n += 1
    return login


_ROLES: Mapping[str, Role] = {
    **{word: role for role, words in _OTHERS.items() for word in words},
    **{
        re.sub(r"\s", "", unicodedata.normalize("NFKC", word)): role
        for role, word in ROLE_WORDS.items()
    },
    **{role.value: role for role in Role},
}
