"""An installation finds its things, and its key is its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from stations import config
from stations.config import Settings
from stations.errors import Invalid


def settings(folder: Path, **given: str) -> Settings:
    return config.from_environment({"STATIONS_STATE": str(folder), **given})


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    state = tmp_path / "state"
    key = settings(state).secret_key()
    assert len(key) == 32
    assert settings(state).secret_key() == key
    assert (state / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in state.iterdir()] == ["secret_key"]
    assert settings(tmp_path / "other").secret_key() != key


def test_processes_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    program = (
        "import sys; from stations import config;"
        "print(config.from_environment({'STATIONS_STATE': sys.argv[1]}).secret_key().hex())"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "state")], stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1


def test_a_damaged_key_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b"short")
    with pytest.raises(Invalid, match="删除它"):
        settings(tmp_path).secret_key()


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="STATIONS_PROXIES"):
        settings(tmp_path, STATIONS_PROXIES="one")
    with pytest.raises(Invalid, match="STATIONS_TILES"):
        settings(tmp_path, STATIONS_TILES="ftp://x/{z}")
    for wrong in ("valhalla:8002", "ftp://x", "http://x/?q", "http://u:p@x", "http://x y"):
        with pytest.raises(Invalid, match="STATIONS_ROUTING"):
            settings(tmp_path, STATIONS_ROUTING=wrong)
    key = "0123456789abcdef"
    for wrong in ("amap", key, f"baidu:{key}", "amap:short", f"amap:{key}&x=1", f"amap:{key}@x"):
        with pytest.raises(Invalid, match="STATIONS_GEOCODER"):
            settings(tmp_path, STATIONS_GEOCODER=wrong)
    relay = f"tianditu:{key}@http://10.0.0.9:8080/map"
    assert settings(tmp_path, STATIONS_GEOCODER=relay).geocoder == relay
