"""A folder of a city's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stations.tables.rule_files import rule_folder


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """The folder in which this test puts its own rules."""
    folder, before = tmp_path / "rules", rule_folder.place()
    for inside in ("schemes", "subsidies"):
        (folder / inside).mkdir(parents=True)
    rule_folder.use(folder)
    yield folder
    rule_folder.use(before)
