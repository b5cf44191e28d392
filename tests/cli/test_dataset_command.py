"""The operator writes the public register for others."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from stations.cli.group import main
from stations.db import opening
from tests.reports.dataset import public_city


@pytest.fixture
def runner(sqlite_address: str, tmp_path: Path) -> CliRunner:
    db = opening.open_ready(sqlite_address)
    public_city.fill(db)
    db.close()
    return CliRunner(
        env={
            "STATIONS_DATABASE": sqlite_address,
            "STATIONS_STATE": str(tmp_path),
            "STATIONS_DATA_LICENCE": "CC0-1.0",
        }
    )


def test_it_says_how_many_stations_and_under_which_licence(
    runner: CliRunner, tmp_path: Path
) -> None:
    done = runner.invoke(
        main, ["dataset", "build", str(tmp_path / "data"), "--since", "2026-01-01"]
    )
    assert done.exit_code == 0, done.output
    assert done.output.startswith("8 个公开的驿站")
    assert "CC0 1.0" in done.output
    assert "CC0 1.0" in (tmp_path / "data" / "README.md").read_text("utf-8")


def test_what_it_cannot_do_is_said_in_a_sentence(runner: CliRunner, tmp_path: Path) -> None:
    wrong = runner.invoke(main, ["dataset", "build", str(tmp_path / "data"), "--since", "昨天"])
    assert (wrong.exit_code, wrong.output) == (
        2, "没有看懂日期“昨天”。请写成 2026-11-01 这样。\n",
    )  # fmt: skip
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("?")
    other = runner.invoke(main, ["dataset", "build", str(tmp_path / "letters")])
    assert other.exit_code == 2
    assert "放着别的东西" in other.output
