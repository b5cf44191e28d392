"""Who has signed in reads in public what everybody reads."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.deskwork import seated

PUBLIC = (
    "/api/v1/stations/nearest?lat=36.66649&lon=117.02349", "/api/v1/stations/a",
    "/api/v1/stations?bbox=116.9,36.5,117.3,36.8", "/api/v1/vocabularies", "/feeds/370102.json",
    "/feeds/370102.atom", "/cells/manifest.json", "/api/v1/stations/nobody", "/said/52/24.json",
)  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
def test_an_open_session_changes_no_public_answer(app: Flask, path: str) -> None:
    staff = seated(app, "a-keeper")
    assert "工作台" in staff.get("/desk/").text
    sent = "; ".join(f"{one.key}={one.value}" for one in staff._cookies.values())
    assert sent
    plain = app.test_client().get(path)
    known = app.test_client(use_cookies=False).get(path, headers={"Cookie": sent})
    assert (known.status_code, known.data) == (plain.status_code, plain.data)
    assert "Set-Cookie" not in known.headers
    assert "cookie" not in known.headers.get("Vary", "").lower()
