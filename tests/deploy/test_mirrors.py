"""Packages from a mirror: whoever told pip of one has told enough."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stations.config import ROOT

_OTHERS = ("UV_", "PIP_")


class _Index(http.server.BaseHTTPRequestHandler):
    """A mirror that has nothing, and remembers what it was asked for."""

    asked: list[str] = []  # noqa: RUF012 - of the one server of a test

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def mirror() -> Iterator[str]:
    _Index.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Index) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/simple"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that has uv and nothing else."""
    made = tmp_path_factory.mktemp("mirrored") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(made)], check=True)
    (made / "bin" / "uv").symlink_to(Path(sys.executable).with_name("uv"))
    (made / ".uv").touch()
    return made


@pytest.mark.parametrize("told", ["UV_DEFAULT_INDEX", "PIP_INDEX_URL", "pip.conf"])
def test_uv_asks_the_mirror(told: str, mirror: str, environment: Path, tmp_path: Path) -> None:
    settings = {k: v for k, v in os.environ.items() if not k.startswith(_OTHERS)}
    settings |= {"UV_CACHE_DIR": str(tmp_path / "cache"), "PIP_CONFIG_FILE": os.devnull}
    if told == "pip.conf":
        (tmp_path / told).write_text(f"[global]\nindex-url = {mirror}\n", "utf-8")
        settings["PIP_CONFIG_FILE"] = str(tmp_path / told)
    else:
        settings[told] = mirror
    done = subprocess.run(
        ["make", f"VENV={environment}", str(environment / ".installed")], cwd=ROOT,
        env=settings, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode != 0
    assert any(path.startswith("/simple/") for path in _Index.asked), done.stderr[-500:]
