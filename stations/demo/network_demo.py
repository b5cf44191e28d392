"""Networks of the demo city: a tree of energy stations, and a list of reading rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.audit.model import Act
from stations.db.base import Database
from stations.networks import membership, organising
from stations.networks.model import Network, NetworkRoom, NetworkTeacher
from stations.networks.organising import NetworkForm

_ADMINISTRATOR = "demo-administrator"
_CITY = "370100"
_FORMS = (
    NetworkForm(
        kind="energy_station",
        name="美好生活能量站",
        area_code=_CITY,
        details="（演示）总站带分站和小站，教师和场地全网共用。",
    ),
    NetworkForm(
        kind="book_house",
        name="职工书屋",
        area_code=_CITY,
        other_names="泉城书屋",
        details="（演示）国家、省、市和区县四级。",
    ),
)


@dataclass(frozen=True, slots=True)
class _Maker:
    db: Database
    by: Account
    at: datetime

    def act(self, action: str) -> Act:
        return Act(actor=self.by.id, by=self.by.shown, action=action, at=self.at)


def add(db: Database, at: datetime) -> int:
    """Makes the networks that the list of the city names; how many."""
    by = next(one for one in accounts.every(db) if one.demo and one.name == _ADMINISTRATOR)
    maker = _Maker(db, by, at)
    made = [
        organising.make(db, form, by=by, act=maker.act(organising.MADE), demo=True)
        for form in _FORMS
    ]
    _furnish(maker, made[0])
    return len(made)


def _furnish(maker: _Maker, network: Network) -> None:
    act = maker.act(organising.LISTED)
    members = membership.members(maker.db, network, table=membership.names(maker.db))
    station = next(one for one in members if one.level == "main" and one.is_listed)
    room = NetworkRoom(
        id="", station_id="", name="（演示）多功能厅", seats=40, equipment="投影仪、音响"
    )
    organising.add_room(maker.db, network.id, station.number, room, by=maker.by, act=act)
    for subject, role in (("插花", "劳模"), ("急救", "社区医生")):
        teacher = NetworkTeacher(id="", name="演示老师", role=role, subject=subject)
        organising.add_teacher(maker.db, network.id, teacher, by=maker.by, act=act)
