"""What a station is about, in brief: how it stands, whom to call, what runs there."""

from __future__ import annotations

from typing import Any

from flask import url_for

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.feedback import report_store
from stations.feedback.answering import due_days
from stations.feedback.model import KIND_WORDS
from stations.moments import china_text
from stations.registry import fields, openness, vocabulary
from stations.registry.editing import station_photos
from stations.registry.editing.contacts import Tier
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.states import AmenityState
from stations.registry.stored import contact_store, holiday_store
from stations.stars import secrecy
from stations.stars import store as reviews
from stations.stars.model import STATE_WORDS, ReviewState
from stations.subsidies import store as payments
from stations.subsidies.model import STATE_WORDS as MONEY_WORDS
from stations.subsidies.model import yuan
from stations.web import clock, map_ground
from stations.web.services import current
from stations.web.state_words import Teller

_FEW = 4


def about(db: Database, station: Station, *, by: Account) -> dict[str, Any]:
    """The values of the page for who may see the station; of each part what is theirs to see."""
    return {
        "facts": [(title, words) for title, words in _facts(db, station, by=by) if words],
        "place": _place(station),
        "shots": [one.name for one in station_photos.photos(db, station.id)[:_FEW]],
        "lists": [
            ("reports", "没答复的反映", _reports(db, station)),
            ("reviews", "星级评定", _reviews(db, station, by=by)),
            ("money", "经费", _money(db, station, by=by)),
        ],
    }


def _facts(db: Database, station: Station, *, by: Account) -> list[tuple[str, str]]:
    at = clock.now()
    teller = Teller(at, holiday_store.calendar(db), hints=current().hints.at(at))
    words = vocabulary.amenities()
    broken = [one.id for one in station.amenities if one.state is AmenityState.OUT_OF_ORDER]
    return [
        ("地址", station.place.address),
        ("怎么走", fields.doorway(station)),
        ("现在", teller.line(openness.of_station(station)).words if station.is_listed else ""),
        ("开放时间", station.hours.words or station.hours.osm or "不知道"),
        ("公开电话", station.premises.public_phone),
        ("负责人", station.premises.keeper_role),
        ("站长", _keeper(db, station) if by.may(Action.EDIT, scope_of(station)) else ""),
        ("已损坏", "、".join(map(words.word, broken))),
        ("缺货", "、".join(map(vocabulary.supplies().word, station.out_of_stock))),
    ]


def _keeper(db: Database, station: Station) -> str:
    """The person at the door, for those who may write down who that is."""
    rows = (row for row in contact_store.of_station(db, station.id) if row["tier"] == Tier.SITE)
    # As it is stored: a number that was written otherwise once is no reason to show nothing.
    return " ".join(row[name] for row in rows for name in ("post", "person", "phone") if row[name])


def _place(station: Station) -> dict[str, Any]:
    """What the map needs; nothing for a draft."""
    point, settings = station.place.point, current().settings
    if point is None:
        return {}
    return {
        "at": f"{point.lat:.6f},{point.lon:.6f}",
        **map_ground.libraries(),
        "ground": map_ground.told(settings),
    }


def _reports(db: Database, station: Station) -> list[dict[str, str]]:
    calendar = holiday_store.calendar(db)
    return [
        {
            "url": url_for("reports.one", report_id=one.id),
            "words": KIND_WORDS[one.said.kind],
            "note": f"{china_text(one.at)}，截止 {due_days.due_on(calendar, one)}",
        }
        for one in report_store.open_of_station(db, station.id, limit=_FEW)
    ]


def _reviews(db: Database, station: Station, *, by: Account) -> list[dict[str, str]]:
    """The newest reviews; one that was begun and not sent in is named as the draft that it is."""
    if not by.may(Action.SEE_REVIEWS, scope_of(station)):
        return []
    return [
        {
            "url": url_for("desk_reviews.one", review_id=one.id),
            "words": "申报草稿，还没有提交"
            if one.state is ReviewState.DRAFT
            else STATE_WORDS[one.state],
        }
        for one in reviews.of_station(db, station.id)[:_FEW]
        if not secrecy.hidden(db, one, by=by)
    ]


def _money(db: Database, station: Station, *, by: Account) -> list[dict[str, str]]:
    if not by.may(Action.SEE_MONEY, scope_of(station)):
        return []
    return [
        {
            "url": url_for("money.one", payment_id=one.id),
            "words": f"{one.claim.year} 年 {yuan(one.claim.total_fen)}",
            "note": MONEY_WORDS[one.state],
        }
        for one in payments.of_station(db, station.id)[:_FEW]
    ]
