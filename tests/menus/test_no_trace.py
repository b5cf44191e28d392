"""What somebody wished for in words leaves no trace once it is forgotten, not even on the disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from stations.accounts.roles import Role
from stations.cli.group import main
from stations.db import opening
from stations.menus import voting
from stations.signups.model import Person
from stations.signups.people_cipher import PeopleCipher
from stations.small_wishes import wish_asking, wish_steps
from stations.small_wishes.model import SmallWishKind
from stations.small_wishes.wish_asking import AskedWish
from stations.small_wishes.wish_steps import StepForm, WishStep
from tests.menus.conftest import later, offered, settle
from tests.support import deskwork, make
from tests.support.voices import visitor

SAID = ("只有我会弹的古琴曲", "只有我想要的轮椅坡道", "只有我家才有的缘由")


def test_forgotten_wishes_stand_in_no_table_and_no_file(
    sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = opening.open_ready(sqlite_address)
    settle(db)
    menu = offered(db)
    by = visitor("mine", station_id=f"menu {menu.id}", poster=True)
    voting.vote(db, menu.id, [1], by=by, place="a", at=make.NOON)
    voting.wish(db, menu.id, SAID[0], by=by, at=make.NOON)
    wanted = AskedWish(
        station_id="a", kind=SmallWishKind.HELP, title=SAID[1], details=SAID[2],
        person=Person(name="老张", phone="13800138000"),
    )  # fmt: skip
    cipher = PeopleCipher(b"a key of this installation, 32 b.")
    wish = wish_asking.ask(db, wanted, cipher=cipher, by=by, token="t", at=make.NOON)
    editor, act = deskwork.person(Role.EDITOR), make.act(WishStep.DECLINE.action)
    form = StepForm(version=1, reason="不在范围里")
    wish_steps.take(db, wish.id, WishStep.DECLINE, form, by=editor, act=replace(act, by="编辑"))
    traces = [one.encode() for one in (*SAID, by.device)]
    assert all(one in on_disk(sqlite_address) for one in traces)
    db.close()
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    monkeypatch.setenv("STATIONS_NOW", later(days=92).isoformat())
    told = CliRunner().invoke(main, ["forget"])
    assert (told.exit_code, "已清除" in told.stdout) == (0, True), told.output
    assert [one for one in traces if one in on_disk(sqlite_address)] == []


def on_disk(address: str) -> bytes:
    return b"".join(path.read_bytes() for path in Path(address).parent.glob("stations.db*"))
