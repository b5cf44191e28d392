"""Settings of what is told about a running installation: its log, its metrics."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from stations.errors import Invalid

LEVELS = ("debug", "info", "warning", "error")
FORMS = ("text", "json")
SLOW_MS = 1_000
LOOPBACK = "127.0.0.1"
_ADDRESS = re.compile(r"(?:(?P<host>[0-9.]+|\[[0-9a-fA-F:]+\]):)?(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsAddress:
    """Where metrics are told: an address that the public does not reach."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What Prometheus is told to fetch."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/metrics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeing:
    """What is written down and told while the program runs."""

    log: str = "text"
    level: str = "info"
    slow_s: float = SLOW_MS / 1000
    """From how long on a statement of the database is logged; 0: never."""
    metrics: MetricsAddress | None = None


def read(*, log: str, level: str, slow_ms: str, metrics: str) -> Seeing:
    """These settings as they were written; Invalid names the one that is wrong."""
    log, level, slow_ms = log or FORMS[0], level or "info", slow_ms or str(SLOW_MS)
    if log not in FORMS:
        raise Invalid("invalid.log_setting", field="STATIONS_LOG")
    if level not in LEVELS:
        raise Invalid("invalid.log_level_setting", field="STATIONS_LOG_LEVEL", levels=LEVELS)
    if not (slow_ms.isascii() and slow_ms.isdigit() and len(slow_ms) <= 7):
        raise Invalid("invalid.slow_setting", field="STATIONS_SLOW_MS")
    address = _address(metrics) if metrics else None
    return Seeing(log=log, level=level, slow_s=int(slow_ms) / 1000, metrics=address)


def _address(text: str) -> MetricsAddress:
    """A port of this machine alone, or an address with a port.

    A name is refused, and so is an address for all networks: the port would be public.
    """
    found = _ADDRESS.fullmatch(text)
    try:
        if found is None or not 0 < int(found["port"]) < 65_536:
            raise ValueError
        host = ipaddress.ip_address((found["host"] or LOOPBACK).strip("[]"))
    except ValueError as error:
        raise Invalid("invalid.metrics_setting", field="STATIONS_METRICS") from error
    if host.is_unspecified or host.is_global:
        raise Invalid("invalid.metrics_public", field="STATIONS_METRICS", host=host)
    return MetricsAddress(host=str(host), port=int(found["port"]))
