"""A served desk with signed-in clerks, for tests of the form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from playwright.sync_api import Browser

from stations.accounts import passwords
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.areas import store as outlines
from stations.areas.store import Outline
from stations.db import migration, opening
from stations.registry.stored import store
from tests.browser.desk.form.clerk import Clerk
from tests.browser.visiting import Visits, sign_in
from tests.support import deskwork, make, small_city
from tests.support.serving import serving


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small city with its staff and the outlines of two districts."""
    folder = tmp_path_factory.mktemp("desk")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    db.close()
    small_city.fill(path)
    db = opening.open_ready(path)
    deskwork.staff(db, station_id="a-open")
    own = [
        make.station(id=f"w{n}", name=f"经十路{n}号驿站", lat=36.64 + n / 500, lon=117.06)
        for n in range(8)
    ]
    with db.writing():
        store.add(db, own, history=())
        city = Account(
            id="city",
            name="city-editor",
            shown="市总工会",
            grants=(Grant(role=Role.EDITOR, area="3701"),),
        )
        accounts.add(db, city, password=passwords.hashed(deskwork.PASSWORD), at=make.NOON)
        shapes = {"370102": (117.01, 36.62, 117.08, 36.7), "370105": (116.93, 36.62, 117.01, 36.7)}
        kept = [
            Outline(code=code, name="", shape=bytes(shapely.to_wkb(shapely.box(*box))))
            for code, box in shapes.items()
        ]
        outlines.replace(db, kept, at=make.NOON)
    db.close()
    with serving(folder) as base:
        yield base


@pytest.fixture(scope="module")
def sessions(browser: Browser, desk: str) -> dict[str, Any]:
    """The cookies of three people, signed in once: hashing takes its time."""
    held = {}
    for name in ("a-editor", "a-administrator", "city-editor"):
        context = browser.new_context()
        sign_in(context.new_page(), desk, name)
        held[name] = context.storage_state()
        context.close()
    return held


@pytest.fixture
def clerk(visits: Visits, desk: str, sessions: dict[str, Any]) -> Clerk:
    return Clerk(visits, desk, sessions)
