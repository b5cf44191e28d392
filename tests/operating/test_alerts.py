"""The alerts that come with the program are about metrics that it tells, and are explained."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from stations.config import ROOT
from tests.operating import telling
from tests.operating.telling import Counted, until

FOLDER = ROOT / "docs" / "deploy"
GUIDE = (ROOT / "docs" / "operating.md").read_text("utf-8")
NEVER_YET = {"stations_backup_age_seconds"}
"""What a server tells only after something has happened."""


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    with telling.counted(tmp_path_factory.mktemp("alerts"), workers=1) as found:
        found.ask("/api/v1/stations/nearest?lat=91&lon=0")
        yield found


def test_every_alert_asks_for_metrics_that_are_told(server: Counted) -> None:
    assert until(lambda: server.value("stations_data_true_timestamp_seconds") > 0)
    told = set(re.findall(r"^# TYPE (\S+)", server.text(), re.MULTILINE))
    told |= {f"{name}_bucket" for name in told}
    asked = {name for rule in rules() for name in re.findall(r"\bstations_[a-z_]+\b", rule["expr"])}
    assert asked - told - NEVER_YET - {"stations_refusals_total"} == set()


def test_every_alert_says_in_words_what_is_wrong_and_the_guide_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)
    for rule in rules():
        assert rule["annotations"]["summary"].endswith("。")
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["for"]
        assert f"`{rule['alert']}`" in GUIDE


def test_what_prometheus_fetches_is_the_address_of_the_guide() -> None:
    told = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))
    (job,) = told["scrape_configs"]
    assert job["static_configs"] == [{"targets": ["127.0.0.1:9100"]}]
    assert "STATIONS_METRICS=9100" in GUIDE


@pytest.mark.parametrize(
    "words",
    [("check", "rules", str(FOLDER / "alerts.yml")), ("test", "rules", "alert_cases.yml")],
    ids=["they are read", "they fire when they should"],
)
def test_prometheus_itself_takes_the_rules(words: tuple[str, ...]) -> None:
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("rules not shown to Prometheus: no promtool on this machine")
    done = subprocess.run(
        [tool, *words], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    )
    assert done.returncode == 0, done.stdout + done.stderr
