"""Copies of other people's work are what their authors published."""

from __future__ import annotations

import hashlib
import re

from stations.config import STATIC

VENDOR = STATIC / "vendor"


def test_every_copied_script_and_style_has_the_sum_that_is_written_down() -> None:
    told = dict(
        reversed(pair)
        for pair in re.findall(r"^([0-9a-f]{64})  (\S+)$", (VENDOR / "README.md").read_text(), re.M)
    )
    there = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.suffix in (".js", ".css")
    }
    assert there == told


def test_every_copy_comes_with_its_licence() -> None:
    for path in VENDOR.rglob("*.js"):
        assert any(path.parent.glob("LICENSE*")), path
