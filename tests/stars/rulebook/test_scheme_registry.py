"""A city's own rules go before those of the program, and a bad file takes nothing else down."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from stations.config import Settings, from_environment
from stations.db.base import Database
from stations.operating import rule_checks
from stations.operating.model import Urgency
from stations.registry.model import Amenity
from stations.registry.states import AmenityState
from stations.stars import store
from stations.stars.applications import evidence
from stations.stars.rulebook import scheme_registry
from stations.stars.rulebook.scheme_registry import SchemeSource
from stations.stars.scheme import basics, scheme_file
from stations.subsidies import rule_file
from tests.support import make
from tests.support.starwork import JINAN, opened

TEXT = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")
MONEY = (rule_file.FOLDER / "jinan.toml").read_text("utf-8")
TODAY = date(2026, 11, 20)


def test_a_file_of_the_city_adds_to_and_goes_before_what_comes_with_the_program(
    db: Database, own: Path
) -> None:
    assert scheme_registry.in_force(db, "370102", on=TODAY) == JINAN
    (own / "schemes" / "second.toml").write_text(
        TEXT.replace("version = 1", "version = 2").replace(
            "quota_percent = 20", "quota_percent = 5"
        ),
        "utf-8",
    )
    (own / "schemes" / "mine.toml").write_text(TEXT.replace("notice = 5 ", "notice = 7 "), "utf-8")
    known = scheme_registry.known(db)
    assert sorted(known) == ["fuzhou-1", "jinan-1", "jinan-2"]
    assert known["jinan-1"].scheme.days.notice == 7
    assert {key: one.source for key, one in known.items()} == {
        "fuzhou-1": SchemeSource.SHIPPED,
        "jinan-1": SchemeSource.FILE,
        "jinan-2": SchemeSource.FILE,
    }
    newest = scheme_registry.in_force(db, "370102", on=TODAY)
    assert newest
    assert newest.levels[-1].quota_percent == 5
    assert opened(db).scheme_key == "jinan-2"


def test_a_bad_file_is_named_and_left_out_and_the_rest_goes_on(
    db: Database, own: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (own / "schemes" / "wrong.toml").write_text("id = ", "utf-8")
    (own / "schemes" / "gbk.toml").write_bytes(TEXT.encode("gb18030"))
    (own / "schemes" / "gone.toml").symlink_to(own / "nowhere")
    (own / "schemes" / "deep.toml").write_text("id = " + "[" * 9_000, "utf-8")
    (own / "schemes" / "huge.toml").write_text("#" * 300_000, "utf-8")
    (own / "schemes" / ".draft.toml").write_text("id = ", "utf-8")
    (own / "schemes" / "twice.toml").write_text(TEXT, "utf-8")
    (own / "schemes" / "twice-more.toml").write_text(TEXT, "utf-8")
    (own / "subsidies" / "other.toml").write_text(MONEY.replace("amount_fen", "amount"), "utf-8")
    (own / "basics.toml").write_text("[[lists]]\n", "utf-8")
    with caplog.at_level(logging.ERROR):
        told = rule_checks.troubles()
    names = [one.path.name for one in told]
    assert names == [
        "deep.toml", "gbk.toml", "gone.toml", "huge.toml", "twice.toml", "wrong.toml",
        "other.toml", "basics.toml",
    ]  # fmt: skip
    for name in names:
        assert name in caplog.text
    condition = rule_checks.rules()
    assert condition.level is Urgency.BAD
    for name in names:
        assert name in condition.said.words()
    assert sorted(scheme_registry.known(db)) == ["fuzhou-1", "jinan-1"]
    assert [one.id for one in rule_file.known()] == ["jinan"]
    assert ("reading_corner",) in basics.wanted("370102")
    assert opened(db).scheme_key == "jinan-1"
    # Mended while the program runs, it holds.
    for path in [*own.rglob("*.toml")]:
        path.unlink()
    assert rule_checks.rules().level is Urgency.FINE


def test_an_area_is_paid_by_one_programme_and_its_own_goes_first(own: Path) -> None:
    mine = MONEY.replace('id = "jinan"', 'id = "ours"').replace("200_000", "250_000")
    (own / "subsidies" / "ours.toml").write_text(mine, "utf-8")
    assert [one.id for one in rule_file.known()] == ["ours"]
    (own / "subsidies" / "zz.toml").write_text(MONEY, "utf-8")
    assert [one.id for one in rule_file.known()] == ["ours"]
    (trouble,) = rule_file.read().troubles
    assert "zz.toml 和 ours.toml" in trouble.problem.message


def test_nothing_is_judged_by_rules_that_the_city_has_replaced(own: Path) -> None:
    (own / "subsidies" / "jinan.toml").write_text(MONEY + "\n[[rules]]\n", "utf-8")
    assert rule_file.known() == ()


def test_a_cycle_keeps_its_rules_when_their_file_changes_goes_bad_or_is_gone(
    db: Database, own: Path
) -> None:
    path = own / "schemes" / "jinan-1.toml"
    path.write_text(TEXT.replace("notice = 5 ", "notice = 9 "), "utf-8")
    cycle = opened(db)
    for text in (TEXT.replace("notice = 5 ", "notice = 1 "), "notice = "):
        path.write_text(text, "utf-8")
        assert store.cycle(db, cycle.id).scheme.days.notice == 9
    path.unlink()
    assert store.cycle(db, cycle.id).scheme.days.notice == 9


def test_the_basics_of_a_city_and_of_a_scheme_decide_what_is_complete(own: Path) -> None:
    station = make.station(
        amenities=(Amenity(id="drinking_water", state=AmenityState.AVAILABLE),), id="a"
    )
    assert evidence.lacking(station, "370102")
    (own / "basics.toml").write_text(
        '[[lists]]\narea = "3701"\nsource = "本市"\nwants = [["drinking_water", "hot_water"]]\n',
        "utf-8",
    )
    assert evidence.lacking(station, "370102") == []
    assert ("wifi",) in basics.wanted("3501")
    scheme = replace(JINAN, basics=(("aed",),))
    assert basics.of(scheme) == (("aed",),)
    assert basics.of(JINAN) == (("drinking_water", "hot_water"),)


def test_the_folder_lies_in_the_state_unless_it_is_named(tmp_path: Path) -> None:
    given = {"STATIONS_STATE": str(tmp_path)}
    assert from_environment(given).rules == tmp_path / "rules"
    given["STATIONS_RULES"] = str(tmp_path / "own")
    assert from_environment(given).rules == tmp_path / "own"


def test_what_a_copy_left_open_to_others_is_made_private(own: Path) -> None:
    path = own / "schemes" / "mine.toml"
    path.write_text(TEXT, "utf-8")
    path.chmod(0o644)
    Settings(database="postgresql://x", state=own.parent).tighten()
    assert path.stat().st_mode & 0o077 == 0
    assert os.access(path, os.R_OK)
