"""The program as it is installed: a wheel, used from another folder."""

from __future__ import annotations

import contextlib
import re
import subprocess
import time
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath

import pytest

from stations.config import ROOT
from tests.deploy import wheel
from tests.deploy.wheel import Installed
from tests.support.serving import free_port

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
BESIDE = ("data", "static", "templates")
MOST_DISK = 220_000_000
REPORTS = ("folium", "geopandas", "pyogrio")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return wheel.install(tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="module")
def metrics_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def address(installed: Installed, metrics_port: int) -> Iterator[str]:
    """`stations run --demo` of the wheel."""
    port = free_port()
    settings = {**installed.variables, "STATIONS_METRICS": str(metrics_port)}
    with (installed.home.parent / "run.log").open("wb") as log:
        server = subprocess.Popen(
            installed.command("run", "--demo", "--port", str(port), "--workers", "1"),
            cwd=installed.home, env=settings, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server, Path(log.name))
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def test_the_wheel_holds_what_the_repository_holds_and_nothing_else(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as packed:
        inside = {name for name in packed.namelist() if ".dist-info/" not in name}
    wanted = set()
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in map(PurePosixPath, listed.stdout.splitlines()):
        if name.parts[0] in BESIDE and name.suffix != ".py":
            wanted.add(f"stations/{name}")
        elif name.parts[0] == "stations":
            wanted.add(str(name))
    assert inside == wanted


def test_it_says_which_version_it_is(installed: Installed) -> None:
    assert installed.run("--version").stdout.split()[-1] == VERSION


def test_a_server_needs_at_most_so_much_disk(installed: Installed) -> None:
    lock = (ROOT / "docs" / "deploy" / "server.lock").read_text("utf-8")
    files = list((installed.packages / "stations").rglob("*"))
    for name in set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)):
        # Those of other systems are not here.
        with contextlib.suppress(metadata.PackageNotFoundError):
            files += [Path(str(one.locate())) for one in metadata.files(name) or []]
    blocks = sum(one.stat().st_blocks for one in files if one.exists() and one.suffix != ".pyc")
    assert blocks * 512 <= MOST_DISK


def test_number_change_log_and_tag_agree() -> None:
    log = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"\n## {VERSION} – " in log
    here = ["git", "tag", "--points-at", "HEAD", "v*"]
    tags = subprocess.run(here, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert tags in ([], [f"v{VERSION}"])


def test_the_first_page_and_all_that_it_names_are_served(address: str) -> None:
    page = _text(f"{address}/")
    named = set(re.findall(r'(?:href|src)="(/[^"#?]+\.\w+)', page))
    assert named
    for name in (*named, "/static/vendor/leaflet/leaflet.js", "/static/css/desk/figures.css"):
        assert _bytes(f"{address}{name}"), name


def test_it_tells_its_metrics(address: str, metrics_port: int) -> None:
    assert "stations_workers 1" in _text(f"http://127.0.0.1:{metrics_port}/metrics")


def test_it_answers_which_station_is_nearest(address: str, installed: Installed) -> None:
    path = "/api/v1/stations/nearest?lat=36.65&lon=117.12"
    assert '"distance_m"' in _text(f"{address}{path}")
    assert "(演示)" in installed.run("near", "36.65", "117.12").stdout


def test_it_reads_a_list_in_its_child_process(address: str, installed: Installed) -> None:
    (installed.home / "list.csv").write_text("名称,地址\n新的驿站,济南市历下区\n", "utf-8")
    said = installed.run("import", "list.csv", "--dry-run", "--yes")
    assert "Traceback" not in said.stderr
    exported = installed.run("export", "all.xlsx")
    assert exported.returncode == 0, exported.stderr
    again = installed.run("import", "all.xlsx", "--dry-run", "--yes")
    assert again.returncode == 0, again.stderr


def test_what_is_kept_lies_in_the_account_and_never_among_the_packages(
    address: str, installed: Installed
) -> None:
    kept = installed.home / ".local" / "share" / "stations"
    assert {"secret_key", "stations.db"} <= {path.name for path in kept.iterdir()}
    with zipfile.ZipFile(installed.wheel) as packed:
        shipped = {name for name in packed.namelist() if ".dist-info/" not in name}
    found = {
        path.relative_to(installed.packages).as_posix()
        for path in (installed.packages / "stations").rglob("*")
        if path.is_file()
    }
    assert found == shipped


@pytest.mark.parametrize(
    "words", [("map", "--area", "370102", "-o", "map.html"), ("export", "all.gpkg")]
)
def test_without_the_extra_a_command_says_what_to_install(
    words: tuple[str, ...], address: str, installed: Installed
) -> None:
    said = installed.without(*REPORTS, words=words)
    assert said.returncode == 2
    assert "folium、geopandas、pyogrio" in said.stderr
    assert "pip install '.[reports]'" in said.stderr
    assert not list(installed.home.glob(words[-1]))


def test_with_the_extra_the_map_is_drawn(address: str, installed: Installed) -> None:
    said = installed.run("map", "--area", "370102", "-o", "map.html")
    assert said.returncode == 0, said.stderr
    assert (installed.home / "map.html").stat().st_size > 100_000


def _text(url: str) -> str:
    return _bytes(url).decode()


def _bytes(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return bytes(answer.read())


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=20).close()
            return
        time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text('utf-8')[-2000:]}")
