"""The backups of every version that was released are restored by this one, with all they held."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from stations.config import ROOT
from stations.db import opening, toolkit
from stations.registry.stored import store
from stations.registry.upkeep import history_proof
from tests.recovery.installation import Installation

SCRIPTS = sorted((Path(__file__).parent / "released").glob("*.sql"))


@pytest.fixture(params=SCRIPTS, ids=lambda path: path.stem)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The backup that a released version made."""
    path = tmp_path / "released.db"
    connection = toolkit.sqlite3.connect(path, isolation_level=None)
    connection.executescript(request.param.read_text("utf-8"))
    connection.close()
    return path


def test_it_is_restored_with_its_stations_its_past_and_what_was_said(
    address: str, tmp_path: Path, released: Path
) -> None:
    there = Installation(address=address, state=tmp_path / "state")
    assert there.run("restore", released)[::2] == (0, "")
    assert there.names() == ["文化东路驿站", "泉城路驿站", "经四路驿站"]
    with closing(opening.open_ready(address)) as database:
        assert history_proof.prove(database).sound
        assert database.row("select count(*) as n from reports") == {"n": 3}
        assert database.row("select count(*) as n from ratings") == {"n": 3}
        assert database.row("select name from accounts") == {"name": "chief"}
        paused = [one.name for one in store.every(database) if one.closures]
        assert paused == ["文化东路驿站"]


def test_it_passes_a_drill(tmp_path: Path, released: Path) -> None:
    there = Installation(address=str(tmp_path / "none.db"), state=tmp_path / "state")
    assert there.run("drill", released)[::2] == (0, "")


def test_every_release_before_this_one_has_its_backup_here() -> None:
    """A release of its own number adds the backup that it makes, once it is out."""
    told = re.findall(r"^## (\d+\.\d+\.\d+) ", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert set(told) <= {path.stem for path in SCRIPTS}
