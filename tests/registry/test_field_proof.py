"""A field costs one declaration: with it, every door has the field; without it, none, and all run.

The storey is the field that proves it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stations.config import DATA

HOUSE = DATA.parent
KEY, TITLE, TEXT = "floor", "楼层", "负一层"
_NAMED = re.compile(
    rf"(?<![\w.-]){KEY}(?![\w(]| area)|\.{KEY}(?![\w(])|(?<=[\"“：]){TITLE}(?=[\"”，])"
)
"""The field in code or data; not a function that rounds, nor the area of a floor."""
_DECLARATION = re.compile(r"FLOOR = Field\(\n.*?\n\)\n", re.S)


def asked(house: Path, folder: Path) -> dict[str, Any]:
    """What the doors of this copy of the house say of the field."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.field_doors", str(folder), KEY, TITLE, TEXT],
        cwd=house,
        env={"PYTHONPATH": str(house), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return asked(HOUSE, tmp_path_factory.mktemp("declared") / "state")


@pytest.fixture(scope="module")
def taken_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same house without the declaration; column, attribute and step stay."""
    house = tmp_path_factory.mktemp("house")
    for name in ("stations", "templates", "static", "data", "tests/support"):
        shutil.copytree(HOUSE / name, house / name, ignore=shutil.ignore_patterns("__pycache__"))
    (house / "tests" / "__init__.py").touch()
    module = house / "stations" / "registry" / "fields" / "place.py"
    text, gone = _DECLARATION.subn("", module.read_text("utf-8"))
    assert gone == 1
    module.write_text(text.replace("FLOOR, ", ""), "utf-8")
    return asked(house, house / "state")


def test_every_door_has_the_field(declared: dict[str, Any]) -> None:
    assert declared["import"] == []
    assert declared["form"][KEY] == declared["export"][TITLE] == TEXT
    assert declared["search"] == ["a1"]
    assert TITLE in declared["template"]
    assert TITLE in declared["news"]
    assert [TITLE, TEXT, "三层"] in declared["edited"]
    assert declared["cells"]["notes"] == {KEY: TEXT}
    described = declared["description"]["properties"][KEY]
    assert (described["type"], described["x-zh"]) == ("string", TITLE)
    assert [declared[door] for door in ("page", "row", "api", "nearest")] == [[200, True]] * 4


def test_without_its_declaration_no_door_has_it_and_all_else_is_as_it_was(
    declared: dict[str, Any], taken_out: dict[str, Any]
) -> None:
    assert [TITLE in message for message in taken_out["import"]] == [True]
    for door in ("page", "row", "api", "nearest"):
        assert taken_out[door] == [200, False], door
    kept = json.loads(json.dumps(declared))
    for door, name in (("form", KEY), ("export", TITLE)):
        del kept[door][name]
    del kept["cells"]["notes"], kept["description"]["properties"][KEY]
    for door, name in (
        ("template", TITLE), ("news", TITLE), ("edited", [TITLE, TEXT, "三层"]), ("search", "a1")
    ):  # fmt: skip
        kept[door].remove(name)
    kept["description"]["required"].remove(KEY)
    for door in kept.keys() - {"import", "page", "row", "api", "nearest"}:
        assert taken_out[door] == kept[door], door
    assert kept["proof"] == []


def test_at_most_six_files_name_it() -> None:
    files = [
        path
        for folder in ("stations", "templates", "static", "data")
        for path in (HOUSE / folder).rglob("*")
        if path.suffix in {".py", ".sql", ".html", ".js", ".css", ".toml", ".csv", ".json"}
        and not {"vendor", "__pycache__"} & set(path.parts)
        and _NAMED.search(path.read_text("utf-8"))
    ]
    names = sorted(str(path.relative_to(HOUSE)) for path in files)
    assert "stations/registry/fields/place.py" in names
    assert len(names) <= 6, names
