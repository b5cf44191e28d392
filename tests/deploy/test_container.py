"""The container: built of what is there, with few rights, and known to be well."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from stations.cli import group, run
from stations.config import ROOT
from tests.deploy.proxy import DEPLOY, needed
from tests.support.serving import free_port, serving

COMPOSE = DEPLOY / "compose.yaml"
SITE = "stations.example.org"


def instructions() -> list[tuple[str, str]]:
    """The lines of the Dockerfile: what is done, and with what."""
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", "")
    return [
        (line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in text.split("\n") if line
    ]


def last(name: str) -> str:
    """What the image is given with such an instruction."""
    return [words for done, words in instructions() if done == name][-1]


def services() -> dict[str, dict[str, Any]]:
    made = yaml.safe_load(COMPOSE.read_text("utf-8"))
    return dict(made["services"])


def test_the_linter_has_nothing_to_say() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    if not linter.exists():
        needed("hadolint")
    subprocess.run([str(linter), str(DEPLOY / "Dockerfile")], check=True)


def test_all_that_is_copied_is_there_and_let_in() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split("\n")
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        name
        for done, words in instructions()
        if done == "COPY" and "--from" not in words
        for name in words.split()[:-1]
    }
    assert copied == let_in
    for name in copied:
        assert (ROOT / name).exists(), name
    assert not any(fnmatch("secret_key", name) or name.startswith("var") for name in let_in)


def test_nobody_in_it_is_root() -> None:
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", last("USER"))
    for name, service in services().items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
    assert services()["stations"]["user"] == last("USER")


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in services().items() if "ports" in service] == ["caddy"]


def test_what_it_starts_is_a_command_with_these_options() -> None:
    assert json.loads(last("ENTRYPOINT")) == ["stations"]
    name, *options = json.loads(last("CMD"))
    assert name in group.COMMANDS
    run.run.make_context(name, options, parent=click.Context(group.main))


def test_what_is_mounted_is_there_and_what_is_kept_has_a_volume() -> None:
    kept = yaml.safe_load(COMPOSE.read_text("utf-8"))["volumes"]
    for service in services().values():
        for source in (line.split(":")[0] for line in service["volumes"]):
            assert source in kept or (DEPLOY / source).is_file(), source
    assert f"state:{last('VOLUME')}" in services()["stations"]["volumes"]


@pytest.mark.parametrize("names", ["", SITE])
def test_it_knows_whether_it_is_well(tmp_path: Path, names: str) -> None:
    words: list[str] = json.loads(last("HEALTHCHECK").partition("CMD ")[2])
    words[0] = sys.executable
    settings = {"STATIONS_HOSTS": names}
    with serving(tmp_path, STATIONS_HOSTS=f"{names} 127.0.0.1" if names else "") as address:
        port = address.rpartition(":")[2]
        assert _status(words, port, settings) == 0
    assert _status(words, str(free_port()), settings) != 0


def _status(words: list[str], port: str, settings: dict[str, str]) -> int:
    asked = [word.replace(":8000/", f":{port}/") for word in words]
    return subprocess.run(
        asked, env={**os.environ, **settings}, stderr=subprocess.DEVNULL
    ).returncode
