"""Is a station of unknown hours next door told before a long way to one that is open?"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from stations.nearest import nearer_unknown

CASES = tomllib.loads(Path(__file__).with_name("nearer_unknown.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_as_many_are_nearer_as_the_table_says(case: dict[str, Any]) -> None:
    assert nearer_unknown.count(case["open"], case["unknown"]) == case["nearer"]
