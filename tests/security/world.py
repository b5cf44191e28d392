"""What an attacker wants to read or to write: stations whose every text is marked."""

from __future__ import annotations

import dataclasses
import io
import itertools
import zipfile
from html.parser import HTMLParser
from typing import Any

from flask import Flask

from stations.accounts.roles import BY_STATION, Role
from stations.db.base import Database
from stations.feedback import report_store as reports
from stations.feedback import visitor_marks
from stations.feedback.answering import note_store
from stations.feedback.answering.note_model import Note, NoteKind
from stations.feedback.model import Report, ReportKind, ReportState, Said
from stations.media.model import Picture
from stations.registry.model import LONGEST_NETWORK, Membership, Station, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, store
from stations.small_wishes.wish_steps import WishStep
from stations.web import guarding
from stations.web.desk.reviews.review_batch_pages import BATCHES
from stations.web.desk.reviews.step_pages import DEEDS
from tests.security import (
    activity_world,
    campaign_world,
    door_world,
    given_world,
    menu_world,
    network_world,
    starred_world,
)
from tests.security.starred_world import Kept
from tests.support import make, voices

OWN, FOREIGN = "own", "foreign"
OWN_AREA, FOREIGN_AREA = "370102", "370104"
MARK = "档案甲乙丙"
"""Stands in every text of the foreign station and nowhere else."""
PICTURES = {
    OWN: Picture(width=4, height=3, photo=b"own", small=b"own"),
    FOREIGN: Picture(width=4, height=3, photo=b"foreign", small=b"foreign"),
}
_TEXTS = {
    "number", "name", "aliases", "address", "door", "area_words", "entry_note", "operator",
    "keeper_role", "private_contact", "reason", "note", "words", "how_to_call", "title", "basis",
    "by", "provider",
}  # fmt: skip


def where(role: Role) -> str:
    return OWN if role in BY_STATION else OWN_AREA


def marked(value: Any, mark: str) -> Any:
    """A value with this in each of the texts that people type."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    if isinstance(value, Membership):
        return dataclasses.replace(value, name=mark[:LONGEST_NETWORK])
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if field.name in _TEXTS and isinstance(held, str):
            changed[field.name] = mark
        elif field.name in _TEXTS and isinstance(held, tuple):
            changed[field.name] = (mark,)
        elif isinstance(held, tuple):
            changed[field.name] = tuple(marked(one, mark) for one in held)
        elif dataclasses.is_dataclass(held):
            changed[field.name] = marked(held, mark)
    return dataclasses.replace(value, **changed)


def station(station_id: str, area: str, mark: str) -> Station:
    """An open station of a district with every text marked."""
    whole = marked(make.full_station(), mark)
    place = dataclasses.replace(whole.place, area_code=area, district_code=area)
    life = dataclasses.replace(whole.lifecycle, phase=Phase.OPEN, until=None)
    return dataclasses.replace(
        whole, id=station_id, number=f"{mark}-{station_id}"[:30], place=place, lifecycle=life
    )


def fill(db: Database) -> None:
    """In each district a station with a report and all of its stars, and another one beside it."""
    sides = ((OWN, OWN_AREA, "自己的"), (FOREIGN, FOREIGN_AREA, f"机密{MARK}"))
    with db.writing():
        for station_id, area, words in sides:
            weak = f"{station_id}-weak"
            both = [station(station_id, area, words), station(weak, area, words)]
            store.add(db, both, history=())
            starred_world.fill(
                db, Kept(tag=station_id, strong=station_id, weak=weak, area=area, words=words)
            )
            given_world.fill(db, station_id, area, words)
            reports.add(db, report(station_id, words))
            menu_world.fill(db, station_id, area=area, words=words)
            network_world.fill(db, station_id, area=area, words=words)
            campaign_world.fill(db, station_id, area=area, words=words)
            door_world.fill(db, station_id, station_id=station_id, area=area, words=words)
            activity_world.fill(db, station_id, area=area, words=words)
            db.run(
                "insert into hooks values"
                " (:id, :area, 'plain', :url, :secret, 'digest', 0, :by, :at)",
                id=f"hook-{station_id}",
                area=area,
                url=f"https://qyapi.weixin.qq.com/{words}",
                secret=f"{words} {MARK}",
                by="somebody",
                at="2026-11-20T04:00:00Z",
            )
            db.run(
                "insert into station_photos values (:station, :name, 4, 3, :words, 0, 0, :at)",
                station=station_id,
                name=PICTURES[station_id].name,
                words=words,
                at="2026-11-20T04:00:00Z",
            )


EVIL = "\"'><b data-pwned></script></title></textarea><b data-pwned>"
"""Text that breaks out of whatever it stands in, where that does not keep it."""


WORSE = ("evil", "evil-weak")
"""Stations whose reviews, money and pairs say such things."""


class Broken(HTMLParser):
    """How many elements of a page came out of a text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.count = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count += any(name == "data-pwned" or name.startswith("on") for name, _ in attrs)


def poisoned(db: Database) -> None:
    """Writes such text wherever a person can write, past the checks of the forms."""
    act = make.act("edited", reason=EVIL)
    act = dataclasses.replace(act, by=EVIL)
    with db.writing():
        before = store.get(db, OWN)
        after = next_version(
            dataclasses.replace(marked(before, EVIL), number=EVIL[:30]), at=make.NOON
        )
        change_store.record(db, [(before, after)], act=act)
        said = report(OWN, EVIL)
        reports.add(
            db,
            dataclasses.replace(
                said, id="evil", receipt=visitor_marks.receipt("evil"),
                state=ReportState.FIXED, reply=EVIL, taken_at=make.NOON, closed_at=make.NOON,
            ),
        )  # fmt: skip
        for kind in NoteKind:
            about = {NoteKind.HANDED: "keeper", NoteKind.ANSWER: "fixed"}.get(kind, "")
            note = Note(
                kind=kind, words=EVIL, about=about, at=make.NOON, actor="evil", said_by=EVIL
            )
            note_store.add(db, "evil", note)
        both = [dataclasses.replace(station(one, OWN_AREA, EVIL), number=one) for one in WORSE]
        store.add(db, both, history=())
        starred_world.fill(
            db,
            Kept(
                tag=WORSE[0], strong=WORSE[0], weak=WORSE[1], area=OWN_AREA, words=EVIL, year=2025
            ),
        )
        menu_world.fill(db, WORSE[0], area=OWN_AREA, words=EVIL)
        network_world.fill(db, WORSE[0], area=OWN_AREA, words=EVIL)
        campaign_world.fill(db, WORSE[0], area=OWN_AREA, words=EVIL)
        door_world.fill(db, "evil", station_id=OWN, area=OWN_AREA, words=EVIL)
        activity_world.fill(db, "evil", area=OWN_AREA, words=EVIL)
        given_world.fill(db, WORSE[0], OWN_AREA, EVIL)
        db.run("update reports set words = :evil", evil=EVIL)
        db.run("update station_photos set caption = :evil, shown = 1", evil=EVIL)
        db.run("update accounts set shown = :evil", evil=EVIL[:40])
        for tier in ("city", "area", "site"):
            db.run(
                "insert into answerable values (:id, :tier, :evil, :evil, '0531-12345678', 1)",
                id=OWN,
                tier=tier,
                evil=EVIL[:40],
            )


def report(station_id: str, words: str) -> Report:
    by = voices.visitor(station_id=station_id)
    return Report(
        id=f"report-{station_id}",
        station_id=station_id,
        receipt=(station_id * 64)[:64],
        said=Said(kind=ReportKind.SHUT, words=words),
        near=by.near,
        poster=False,
        staff=False,
        in_hours=True,
        device=by.device,
        network=by.network,
        at=make.NOON,
    )


def routes(app: Flask, whose: str, *, prefix: str = guarding.PREFIX) -> list[tuple[str, str, bool]]:
    """Method and path of every route with this station's things in it; whether any are."""
    things: dict[str, list[Any]] = {
        "station_id": [whose],
        "report_id": [f"report-{whose}"],
        "hook_id": [f"hook-{whose}"],
        "name": [PICTURES[whose].name if whose in PICTURES else "0" * 32],
        **starred_world.ids(whose),
        **given_world.ids(whose),
        **menu_world.ids(whose),
        **network_world.ids(whose),
        **campaign_world.ids(whose),
        **door_world.ids(whose),
    }
    given: dict[str, list[Any]] = {
        **things, "version": [1], "number": [1], "ending": ["csv"], "sight": ["show"],
        "wish": ["shut"], "deed": ["try", "remove"],
        "wish_step": list(WishStep),
        "area": [int(OWN_AREA)], "step": list(DEEDS), "which": list(BATCHES),
    }  # fmt: skip
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if not rule.rule.startswith(prefix):
                continue
            names = sorted(rule.arguments)
            for values in itertools.product(*(given.get(name, ["9"]) for name in names)):
                path = adapter.build(rule.endpoint, dict(zip(names, values, strict=True)))
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    found.append((method, path, bool(rule.arguments & things.keys())))
    assert found
    return sorted(found)


def everything(db: Database) -> dict[str, list[dict[str, Any]]]:
    """All that the database holds, but for sessions."""
    tables = db.rows("select name from sqlite_master where type = 'table'")
    names = {row["name"] for row in tables} - {"sessions", "attempts"}
    return {name: db.rows(f"select * from {name}") for name in sorted(names)}


def unpacked(data: bytes) -> bytes:
    """What an answer holds, also where it is packed: a workbook is a zip."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())
