"""Texts of stations are cut out of a file as they were put in, wherever it may lie."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from stations.nearest.fragments import Fragments


@pytest.mark.parametrize("anywhere", [True, False], ids=["a folder", "nowhere to write"])
def test_what_was_added_is_cut_out_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, anywhere: bool
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path if anywhere else tmp_path / "none"))
    fragments = Fragments()
    for piece in (b"", b"first", "第二".encode()):
        fragments.add(piece)
    assert len(fragments) == 11
    assert (fragments.cut(0, 5), fragments.cut(5, 11).decode()) == (b"first", "第二")
    assert list(tmp_path.iterdir()) == [], "it has no name"
