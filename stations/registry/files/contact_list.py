"""Who is to be called about each station: what is private, for those who may read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid
from stations.moments import china_day
from stations.registry.editing import contacts
from stations.registry.editing.contacts import TIER_WORDS, Answerables, Tier
from stations.registry.model import Station
from stations.registry.scoping import reach_of
from stations.registry.views import desk_search_store
from stations.registry.views.desk_search import StationQuery
from stations.tables import xlsx_writing

MOST = 20_000
_PAGE = 400
_COLUMNS = (
    "站点编号", "名称", "区县", "街道", "地址", "电话", "内部联系", "备注",
    *(f"{words}{part}" for words in TIER_WORDS.values() for part in ("岗位", "姓名", "电话")),
)  # fmt: skip


def take(db: Database, wanted: StationQuery, *, file: BinaryIO, by: Account, act: Act) -> int:
    """Writes a workbook of the contacts of the stations that fit; how many stations.

    That they left stands in the log.
    """
    authorise(by, Action.TAKE_CONTACTS)
    today = china_day(act.at)
    reach = reach_of(by, Action.TAKE_CONTACTS)
    with db.reading():
        if desk_search_store.count(db, reach, wanted, today=today) > MOST:
            raise Invalid("invalid.export_size", field="area", most=MOST)
        mine = list(desk_search_store.stations(db, reach, wanted, today=today))
        # Street by street, as they are called.
        mine.sort(key=lambda one: (one.place.area_code, one.name, one.id))
        xlsx_writing.write_xlsx(_rows(db, mine), columns=_COLUMNS, file=file)
    with db.writing() as tx:
        log.append(tx, act=act, subject="stations", body={"stations": len(mine)})
    return len(mine)


def _rows(db: Database, stations: Sequence[Station]) -> Iterator[list[str]]:
    every = iter(stations)
    while page := list(islice(every, _PAGE)):
        told = contacts.of_stations(db, [one.id for one in page])
        for station in page:
            yield _row(station, told[station.id])


def _row(station: Station, told: Answerables) -> list[str]:
    place, premises = station.place, station.premises
    return [
        station.number,
        station.name,
        place.area_words or codes.local_name(place.area_code[: codes.DISTRICT_DIGITS]),
        codes.local_name(place.area_code) if len(place.area_code) > codes.DISTRICT_DIGITS else "",
        place.address,
        premises.public_phone,
        premises.private_contact,
        station.note,
        *(text for tier in Tier for text in (told[tier].post, told[tier].person, told[tier].phone)),
    ]
