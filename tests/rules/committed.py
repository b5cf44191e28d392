"""The files of the repository that people write and read."""

from __future__ import annotations

import subprocess
from pathlib import Path

from stations.config import ROOT

GENERATED = ("static/vendor/", "tests/browser/vendor/", "tests/badinput/")


def committed(*suffixes: str) -> list[Path]:
    """Committed files with one of these endings, all without; copies of others' work left out."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [
        ROOT / name
        for name in listed
        if name.endswith(suffixes or "")
        and not name.startswith(GENERATED)
        and (ROOT / name).exists()
    ]
