"""The pages for people: complete, short, with links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stations import config
from stations.cli import group
from stations.config import ROOT
from tests.rules.committed import committed

ONE_SCREEN = 60
SHORT = 40
MOST_BYTES = 200_000


@pytest.mark.parametrize("page", ["operating.md", "manuals/operators.zh-CN.md"])
def test_every_setting_and_command_is_in_the_manuals(page: str) -> None:
    manual = (ROOT / "docs" / page).read_text("utf-8")
    source = Path(config.__file__).read_text("utf-8")
    for name in set(re.findall(r"STATIONS_[A-Z_]+", source)) - {"STATIONS_DEMO"}:
        assert name in manual, name
    for command in group.COMMANDS:
        assert re.search(rf"\bstations {command}\b", manual), command


def test_every_link_between_pages_leads_to_a_file() -> None:
    for page in committed(".md"):
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page, target)


def test_every_file_that_the_map_of_the_code_names_is_there() -> None:
    for page in ("docs/architecture.md", "docs/glossary.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text("utf-8")
        for name in re.findall(r"\b(?:stations|static|data|tests)/[\w/]+\.\w+", text):
            assert (ROOT / name).exists(), (page, name)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_is_one_screen(name: str) -> None:
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= ONE_SCREEN


def test_the_pictures_of_the_readme_are_light() -> None:
    for picture in (ROOT / "docs").glob("*.png"):
        assert picture.stat().st_size <= MOST_BYTES, picture


def test_every_decision_has_a_number_of_its_own() -> None:
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        assert len([*path.parent.glob(f"{path.name[:4]}-*.md")]) == 1, path


def test_every_decision_is_short() -> None:
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        assert len(path.read_text("utf-8").splitlines()) <= SHORT, path
