"""Personal numbers that are public already are found from the command line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from stations.cli.group import main
from stations.db import opening
from stations.registry.model import Amenity, Premises
from stations.registry.stored import store
from tests.support import make

MOBILE = "13800138000"


def test_every_public_text_with_a_number_is_named_and_no_number_is_shown(
    sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    db = opening.open_ready(sqlite_address)
    clean = make.station(
        id="c", premises=Premises(public_phone="0531-88880001", private_contact=MOBILE)
    )
    with db.writing():
        store.add(db, [clean], history=())
    first = CliRunner().invoke(main, ["personal-numbers"])
    assert (first.exit_code, "没有找到" in first.stdout) == (0, True)
    place = replace(clean.place, address=f"甲路 {MOBILE}", door="证号 370102199003071234")
    shower = Amenity(id="shower", note="找小李 138 0013 8000")
    with db.writing():
        store.add(db, [make.station(id="a", place=place, amenities=(shower,))], history=())
    found = CliRunner().invoke(main, ["personal-numbers"])
    assert found.exit_code == 1
    for words in ("地址里有手机号", "怎么找门里有身份证号", "设施详情里有手机号", "共 3 处"):
        assert words in found.stdout
    assert "0013" not in found.stdout
    assert "1990" not in found.stdout
    elsewhere = CliRunner().invoke(main, ["personal-numbers", "--area", "3702"])
    assert elsewhere.exit_code == 0
    db.close()
