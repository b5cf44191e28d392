"""`stations cells build` writes what a static host needs, and only what has changed."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from stations.cli import group
from stations.db import opening
from stations.registry.stored import store
from tests.support import small_city


@pytest.fixture
def city(sqlite_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    small_city.fill(sqlite_address)
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    return sqlite_address


def build(out: Path, *more: str) -> str:
    done = CliRunner().invoke(group.main, ["cells", "build", "--out", str(out), *more])
    assert done.exit_code == 0, done.output
    return done.output


def named(out: Path) -> set[str]:
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    return {entry[5] for entry in manifest["cells"]}


def test_all_files_of_the_manifest_are_there_plain_and_packed(city: str, tmp_path: Path) -> None:
    out = tmp_path / "cells"
    build(out)
    assert named(out)
    for plain in out.rglob("*.json"):
        packed = Path(f"{plain}.gz")
        assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert named(out) <= {path.stem for path in out.glob("*.json")}
    assert list(
        (out / json.loads((out / "manifest.json").read_text())["clusters"]["name"]).iterdir()
    )
    assert not list(out.rglob(".new-*"))


def test_a_static_host_has_the_lists_that_phones_of_a_city_keep(city: str, tmp_path: Path) -> None:
    out = tmp_path / "cells"
    build(out)
    lists = [json.loads(path.read_text("utf-8")) for path in out.glob("city-*.json")]
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert sum(told["stations"] for told in lists) == manifest["total"] > 0
    for told in lists:
        assert told["files"]
        assert all((out / f"{name}.json.gz").exists() for name in told["files"])


def test_only_what_has_changed_is_written_and_old_files_go_in_time(
    city: str, tmp_path: Path
) -> None:
    out = tmp_path / "cells"
    build(out)
    before = named(out)
    assert "新写 0 个" in build(out)
    db = opening.open_ready(city)
    one = next(store.every(db))
    db.close()
    CliRunner().invoke(group.main, ["export", str(tmp_path / "all.csv")])
    text = (tmp_path / "all.csv").read_text("utf-8-sig").replace(one.name, "改了名的驿站")
    (tmp_path / "new.csv").write_text(text, "utf-8")
    imported = CliRunner().invoke(group.main, ["import", str(tmp_path / "new.csv"), "--yes"])
    assert imported.exit_code == 0, imported.output
    said = build(out)
    assert "新写 2 个" in said, "the cell and its details"
    assert "清掉旧的 0 个" in said
    [old] = before - named(out)
    assert (out / f"{old}.json").exists(), "a phone may still hold the manifest that names it"
    for path in out.glob(f"{old}*"):
        os.utime(path, (0, 0))
    assert "清掉旧的 4 个" in build(out)
    assert not list(out.glob(f"{old}*"))
