"""The unit for systemd: what it may do, and that what it starts exists."""

from __future__ import annotations

import configparser
import os
import shlex
import subprocess

import click

from stations import config
from stations.cli import group, run
from tests.deploy.proxy import DEPLOY, SITE, needed

MOST_EXPOSED = 3.0
UNIT = DEPLOY / "stations.service"


class _Unit(configparser.RawConfigParser):
    """A unit; names of settings keep their case, and may be repeated."""

    def __init__(self) -> None:
        super().__init__(strict=False)

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit() -> configparser.RawConfigParser:
    read = _Unit()
    read.read_string(UNIT.read_text("utf-8"))
    return read


def test_systemd_finds_it_hardly_exposed() -> None:
    needed("systemd-analyze")
    words = [
        "systemd-analyze",
        "security",
        "--offline=true",
        f"--threshold={MOST_EXPOSED * 10:.0f}",
    ]
    told = subprocess.run([*words, str(UNIT)], capture_output=True, text=True)
    assert told.returncode == 0, told.stdout[-300:] + told.stderr[-300:]


def test_it_can_be_enabled_and_keeps_its_files_to_itself() -> None:
    read = unit()
    assert read["Install"]["WantedBy"] == "multi-user.target"
    service = read["Service"]
    assert (service["UMask"], service["StateDirectoryMode"]) == ("0077", "0700")
    assert service["User"] not in ("", "root")


def test_what_it_starts_is_a_command_with_these_options() -> None:
    program, name, *options = shlex.split(unit()["Service"]["ExecStart"])
    assert program == "/opt/stations/bin/stations"
    assert name in group.COMMANDS
    run.run.make_context(name, options, parent=click.Context(group.main))


def test_the_settings_to_begin_with_are_read_alike_by_systemd_and_the_shell() -> None:
    path = DEPLOY / "settings"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    written = {name: value.strip('"') for name, _, value in (one.partition("=") for one in lines)}
    shell = ["sh", "-c", f"set -a; . '{path}'; env"]
    told = subprocess.run(shell, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert written.items() <= dict(one.split("=", 1) for one in told.stdout.splitlines()).items()
    settings = config.from_environment(written)
    assert str(settings.state) == unit()["Service"]["WorkingDirectory"]
    assert SITE in settings.trusted_hosts


def test_a_command_runs_as_the_service_does() -> None:
    text = (DEPLOY / "stations.sh").read_text("utf-8")
    service = unit()["Service"]
    subprocess.run(["sh", "-n", str(DEPLOY / "stations.sh")], check=True)
    assert f". {service['EnvironmentFile']}\n" in text
    assert f"-u {service['User']} -- {shlex.split(service['ExecStart'])[0]} " in text
