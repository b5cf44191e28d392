"""What the code imports is what a fresh machine installs."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions

from stations.config import ROOT

OURS = {"stations", "bench", "tests", "wsgi", "miniprogram"}
ONLY_TYPES = {"_typeshed"}


OPTIONAL = {"osmium", "obstore", "folium", "branca", "geopandas", "pyogrio"}
"""Of the extras `basemap`, `reports` and `s3`; what needs them asks before it imports them."""
REPORTS = {"area_map", "star_map", "visit_map", "labels", "frame", "dataset.geo_package"}
"""Modules that are nothing without theirs, and themselves imported by the functions that ask."""


def imported(folder: str) -> set[str]:
    """The top-level modules that the Python files of `folder` import."""
    names: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names


@cache
def brought() -> Mapping[str, list[str]]:
    """The distributions that bring each module; to look for them takes a second."""
    return packages_distributions()


def strangers(folder: str, lock: str) -> set[str]:
    """The modules imported in `folder` that nothing pinned in `lock` brings."""
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
    near = {path.stem for path in (ROOT / folder).rglob("*.py")}
    return {
        name
        for name in imported(folder) - set(sys.stdlib_module_names) - OURS - ONLY_TYPES - near
        if not {re.sub(r"[-_.]+", "-", one).lower() for one in brought().get(name, [])} & pinned
    }


def test_the_program_needs_only_what_its_lock_installs() -> None:
    assert strangers("stations", "docs/deploy/server.lock") == OPTIONAL
    assert strangers("stations", "requirements.lock") == {"osmium", "obstore"}


def test_what_is_optional_is_imported_by_the_function_that_needs_it() -> None:
    wanting = OPTIONAL | {f"stations.reports.{name}" for name in REPORTS}
    for path in (ROOT / "stations").rglob("*.py"):
        inside = path.relative_to(ROOT).with_suffix("")
        if ".".join(inside.parts) in wanting:
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            assert not named(node) & wanting, path


def named(node: ast.stmt) -> set[str]:
    """What an import names: the packages, and the modules in them."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        inside = {f"{node.module}.{alias.name}" for alias in node.names}
        return {node.module.partition(".")[0], node.module} | inside
    return set()


def test_tests_and_benchmarks_need_only_what_their_lock_installs() -> None:
    assert strangers("tests", "requirements-test.lock") == set()
    assert strangers("bench", "requirements-test.lock") == set()
