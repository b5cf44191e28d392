"""The units for backups are ones that systemd takes, and their commands are ours."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from stations.cli import group
from stations.config import ROOT

DEPLOY = ROOT / "docs" / "deploy"
SERVICES = sorted(DEPLOY.glob("stations*.service"))
TIMERS = sorted(DEPLOY.glob("stations*.timer"))
MOST_EXPOSED = 3.0
ANALYZE = shutil.which("systemd-analyze")

needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="units not tried: no systemd here")


def values(path: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=-?(.*)$", path.read_text("utf-8"), re.MULTILINE)


def commands() -> list[list[str]]:
    found = []
    for path in SERVICES:
        for line in values(path, "Exec(?:Start|StartPre|StartPost)"):
            program, *words = shlex.split(line)
            if program.endswith("/stations"):
                found.append(words)
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_of_a_unit_is_understood(words: list[str]) -> None:
    command = group.main.get_command(click.Context(group.main), words[0])
    assert command is not None
    command.make_context(words[0], words[1:])


@needs_systemd
@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_can_do_little_beside_its_work(path: Path) -> None:
    done = subprocess.run(
        [str(ANALYZE), "security", "--offline=true", str(path)], capture_output=True, text=True
    )
    told = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert told, done.stderr
    assert float(told[1]) <= MOST_EXPOSED


@needs_systemd
@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.stem)
def test_a_timer_starts_a_service_at_a_time_that_systemd_reads(path: Path) -> None:
    assert path.with_suffix(".service").is_file()
    (when,) = values(path, "OnCalendar")
    subprocess.run([str(ANALYZE), "calendar", when], check=True, capture_output=True)


def test_the_account_of_the_service_alone_reads_what_it_writes() -> None:
    for path in SERVICES:
        assert values(path, "UMask") == ["0077"]
        assert values(path, "StateDirectoryMode") == ["0700"]
