"""Are the modules of the scripts typed, of one direction, and easy to read?"""

from __future__ import annotations

import os
import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from posixpath import dirname, normpath

import pytest
from playwright.sync_api import Browser

from stations.config import ROOT, STATIC

FOLDER = STATIC / "js"
ACORN = ROOT / "tests" / "browser" / "vendor" / "acorn" / "acorn.js"
EXPORTS = Path(__file__).with_name("exports.js")
WIDEST = 100
MOST_FILES = 20
LAYERS = (
    ("activities", "first", "station", "desk"),
    ("place",),
    ("door", "handing", "inspect", "map"),
    ("offline",),
    ("finder", "reports", "figures"),
    ("shared",),
)
"""Folders from the top down: a script imports from its own folder and from those below."""
_IMPORT = re.compile(
    r"""^[^/*\n]*?(?:\bfrom|\bimport)\s*\(?\s*["'](\.\.?/[\w/]+\.js)["']""", re.MULTILINE
)


def scripts() -> dict[str, str]:
    return {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
        for path in sorted(FOLDER.rglob("*.js"))
    }


def imports() -> dict[str, set[str]]:
    return {
        name: {normpath(f"{dirname(name)}/{other}") for other in _IMPORT.findall(text)}
        for name, text in scripts().items()
    }


def test_no_script_imports_itself_over_others() -> None:
    found = imports()
    assert found["first/first.js"] >= {"first/list.js", "offline/install.js", "first/side_map.js"}
    assert all(others <= set(found) for others in found.values())
    TopologicalSorter(found).prepare()  # raises where there is a circle


def test_scripts_import_from_their_own_folder_and_from_those_below() -> None:
    level = {folder: n for n, folders in enumerate(LAYERS) for folder in folders}
    assert {name.split("/")[0] for name in scripts()} == set(level)
    upwards = [
        (name, other)
        for name, others in imports().items()
        for other in others
        if dirname(name) != dirname(other) and level[dirname(name)] >= level[dirname(other)]
    ]
    assert upwards == []


def test_no_folder_holds_more_scripts_than_one_looks_through() -> None:
    for folder in FOLDER.iterdir():
        assert folder.is_dir(), folder
        assert len(list(folder.iterdir())) <= MOST_FILES, folder


def test_no_line_of_a_script_is_wider_than_a_window() -> None:
    wide = [
        f"{name}:{number}"
        for name, text in scripts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > WIDEST
    ]
    assert wide == []


def test_every_export_says_what_it_is_and_takes(browser: Browser) -> None:
    page = browser.new_page()
    page.evaluate(ACORN.read_text("utf-8"))
    rules = f"(text) => ({EXPORTS.read_text('utf-8').rstrip()})(text)"

    def lacking(text: str) -> list[str]:
        return page.evaluate(rules, text)

    assert {name: found for name, text in scripts().items() if (found := lacking(text))} == {}
    for planted in (
        "export const a = 1;",
        "// Words.\nexport function a() {}",
        "/** Words. */\nexport const a = (b) => b;",
        "/**\n * @param {number} b\n */\nexport function a(b, { c }) {}",
    ):
        assert len(lacking(planted)) == 1, planted
    page.close()


def test_every_export_is_imported_by_another_script() -> None:
    texts = scripts()
    exported = r"^export (?:async )?(?:function|const|class) (\w+)"
    unused = [
        (name, export)
        for name, text in texts.items()
        for export in re.findall(exported, text, re.MULTILINE)
        if not any(
            re.search(rf"\b{export}\b", other) for path, other in texts.items() if path != name
        )
    ]
    assert unused == []


def test_only_the_package_that_was_chosen_checks_the_types(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "typescript"))
    import check

    package = tmp_path / "typescript.tgz"
    package.write_bytes(b"another one")
    with pytest.raises(SystemExit, match=r"typescript\.tgz is not the package"):
        check.verify(package, "jl1vZzPDinLr9eUt3J")
    # Where Node is missing that is said; who integrates may not go on without it.
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    monkeypatch.setenv("CI", "1")
    assert check.main() == 1
    monkeypatch.delenv("CI")
    assert check.main() == 0
    sys.modules.pop("check")
