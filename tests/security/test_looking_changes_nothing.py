"""Whoever opens pages writes nothing; what is taken out is sent for by a form."""

from __future__ import annotations

import pytest
from flask import Flask

from stations.accounts.roles import Role
from stations.db.base import Database
from tests.security import world
from tests.security.conftest import Enter

WHO = (None, *Role)
"""Somebody who has not signed in, and each role."""


@pytest.mark.parametrize("role", WHO)
def test_no_page_writes_anything_whoever_opens_it(
    app: Flask, db: Database, enter: Enter, role: Role | None
) -> None:
    client = enter(role) if role else app.test_client()
    # When a session was last used is noted if that can be done at once: `everything` leaves it out.
    before = world.everything(db)
    for whose in (world.OWN, world.FOREIGN):
        for method, path, _ in world.routes(app, whose, prefix="/"):
            if method == "GET":
                client.get(path).close()
    after = world.everything(db)
    assert [name for name in before if before[name] != after[name]] == []
