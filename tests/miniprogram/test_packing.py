"""Is the package small, whole, and the finder in it the one of the page?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from miniprogram import make as packing
from tests.rules.committed import committed

MOST_BYTES = 300_000
MOST_FILES = 15


@pytest.fixture
def package(tmp_path: Path) -> Path:
    packing.make(
        tmp_path / "made", host="https://yizhan.jinan.example/", appid="wx0123456789abcdef"
    )
    return tmp_path / "made"


def test_the_package_is_small(package: Path) -> None:
    files = [path for path in package.rglob("*") if path.is_file()]
    assert len(files) <= MOST_FILES
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES
    written = [path for path in committed() if path.is_relative_to(packing.HERE)]
    assert len(written) <= MOST_FILES


def test_every_page_that_the_program_names_is_in_it(package: Path) -> None:
    told = json.loads((package / "app.json").read_text("utf-8"))
    for page in told["pages"]:
        assert {path.suffix for path in package.glob(f"{page}.*")} >= {".js", ".json", ".wxml"}
    # What reads or asks for a place must be named, or WeChat refuses the call.
    assert set(told["requiredPrivateInfos"]) == {"getLocation", "chooseLocation"}
    assert "scope.userLocation" in told["permission"]


def test_the_host_and_the_id_of_the_operator_are_written_into_it(package: Path) -> None:
    assert '"https://yizhan.jinan.example"' in (package / "config.js").read_text("utf-8")
    assert json.loads((package / "project.config.json").read_text("utf-8"))["appid"].endswith("def")
    with pytest.raises(SystemExit, match="请写完整的地址"):
        packing.main(["--host", "yizhan.jinan.example", "--to", str(package)])


def test_the_finder_is_made_of_the_modules_of_the_page(package: Path) -> None:
    made = (package / "finder.js").read_text("utf-8")
    taken = packing.modules(packing.ENTRIES)
    assert set(taken) >= {
        *packing.ENTRIES, "finder/cell_decode.js", "finder/cell_files.js", "shared/availability.js",
    }  # fmt: skip
    for name, text in taken.items():
        for part in re.split(r"^import [^;]*;\n", text, flags=re.MULTILINE):
            assert re.sub("^export ", "", part, flags=re.MULTILINE) in made, name


def test_a_module_that_cannot_be_taken_over_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "late.js").write_text('const late = () => import("./other.js");\n', "utf-8")
    monkeypatch.setattr(packing, "SCRIPTS", tmp_path)
    monkeypatch.setattr(packing, "ENTRIES", ("late.js",))
    with pytest.raises(SystemExit, match=r"late\.js"):
        packing.bundle()
