"""An installation with stations, pictures and a key, and the commands run in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from stations.cli import group
from stations.db import migration, opening
from stations.media import files
from stations.media.model import Picture
from stations.recovery import run_store
from stations.recovery.run_store import Run, RunKind
from stations.registry.model import Station
from stations.registry.stored import change_store, station_photo_store, store
from tests.support import make

PICTURE = Picture(width=2, height=1, photo=b"RIFF0000WEBPphoto", small=b"RIFF0000WEBPsmall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where one lies."""

    address: str
    state: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return {"STATIONS_DATABASE": self.address, "STATIONS_STATE": str(self.state)}

    def run(self, *words: str | Path, now: str = "") -> tuple[int, str, str]:
        """How `stations …` ended, what it printed and what it said to a person."""
        environment = {**self.environment, "STATIONS_NOW": now}
        done = CliRunner().invoke(group.main, list(map(str, words)), env=environment)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    def names(self) -> list[str]:
        database = opening.open_ready(self.address)
        try:
            return sorted(one.name for one in store.every(database))
        finally:
            database.close()

    def add(self, *added: Station) -> None:
        database = opening.connect(self.address, create=True)
        migration.migrate(database)
        for one in added:
            with database.writing() as tx:
                change_store.record(tx, [(None, one)], act=make.act("created"))
        database.close()

    def hang(self, picture: Picture, station_id: str) -> str:
        """The name of a picture that hangs at a station now."""
        name = files.store(self.photos, picture)
        database = opening.open_ready(self.address)
        with database.writing() as tx:
            station_photo_store.put(
                tx,
                {
                    "station_id": station_id, "photo": name, "width": 2, "height": 1,
                    "caption": "", "position": 0, "shown": 1, "at": "2026-11-20T04:00:00Z",
                },
            )  # fmt: skip
        database.close()
        return name

    @property
    def photos(self) -> Path:
        return self.state / "photos"

    @property
    def key(self) -> Path:
        return self.state / "secret_key"

    def last(self, kind: RunKind) -> Run | None:
        database = opening.open_ready(self.address)
        try:
            return run_store.last(database, kind)
        finally:
            database.close()


def modes(folder: Path) -> dict[str, str]:
    """What everybody may do with the files of a folder and with itself."""
    return {
        str(path.relative_to(folder)): oct(path.stat().st_mode & 0o777)
        for path in (folder, *sorted(folder.rglob("*")))
    }
