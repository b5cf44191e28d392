"""Optional parts of the installation, which the commands that need them ask for."""

from __future__ import annotations

import importlib.util

from stations.errors import Refused

REPORTS = ("folium", "geopandas", "pyogrio")
"""Of the extra `reports`: map files and GeoPackages."""


def missing(*modules: str) -> list[str]:
    """Which of these modules are not installed."""
    return [name for name in modules if importlib.util.find_spec(name) is None]


def need_reports() -> None:
    """Refused where the extra `reports` is not installed; to be asked before its import."""
    if lacking := missing(*REPORTS):
        raise Refused("tools_missing.reports", names=lacking)
