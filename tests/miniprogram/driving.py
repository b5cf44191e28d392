"""The pages of the mini-program, run by Node as a phone would run them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
LIST, STATION = "pages/list/list", "pages/station/station"
Step = dict[str, Any]


def modules() -> Path:
    """The folder of the modules that the lock names, fetched once for each environment."""
    lacking = [name for name in ("node", "npm") if not shutil.which(name)]
    if lacking and not os.environ.get("CI"):
        pytest.skip(f"the mini-program was NOT run: {' and '.join(lacking)} cannot be found")
    assert not lacking
    lock = HERE / "package-lock.json"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:8]
    folder = Path(sys.prefix, f"miniprogram-{digest}")
    if not (folder / "node_modules").exists():
        made = Path(sys.prefix, f"miniprogram-{digest}-{os.getpid()}")
        made.mkdir()
        for name in ("package.json", lock.name):
            shutil.copy(HERE / name, made)
        fetch = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(fetch, check=True, cwd=made)
        made.rename(folder)
    return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone with the program and Node's modules for it, and what it has kept."""

    program: Path
    modules: Path
    now: datetime
    store: list[list[Any]] = field(default_factory=list)

    def does(self, *steps: Step) -> dict[str, Any]:
        """What was seen and asked for in the course of these steps, after a fresh start."""
        asked = {
            "program": str(self.program), "modules": str(self.modules), "steps": steps,
            "now": self.now.timestamp() * 1000, "store": self.store,
        }  # fmt: skip
        done = subprocess.run(
            ["node", str(HERE / "drive.cjs")],
            input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def opens(page: str = LIST, **options: str) -> list[Step]:
    return [{"does": "open", "page": page, "options": options}, {"does": "settle"}]


def stands(lat: float, lon: float) -> Step:
    """Where the phone says that it is, in GCJ-02."""
    return {"does": "set", "place": {"latitude": lat, "longitude": lon}}


def taps(selector: str, at: int = 0) -> list[Step]:
    return [{"does": "tap", "selector": selector, "at": at}, {"does": "settle"}]


def looks() -> Step:
    return {"does": "look"}
