"""Lines that fit on a screen; ruff holds those of Python."""

from __future__ import annotations

import pytest

from stations.config import ROOT
from tests.rules.committed import committed

WIDEST = {".html": 140, ".css": 140}


@pytest.mark.parametrize("suffix", WIDEST)
def test_every_line_fits_on_a_screen(suffix: str) -> None:
    wide = {
        f"{path.relative_to(ROOT)}:{number}": len(line)
        for path in committed(suffix)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > WIDEST[suffix]
    }
    assert wide == {}
