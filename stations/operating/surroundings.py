"""What an installation stands on, the database apart: program, disk, maps, address, clock."""

from __future__ import annotations

import os
import shutil
from importlib.metadata import version
from pathlib import Path

from stations.config import Settings
from stations.db import opening
from stations.operating.model import About, Condition, Urgency
from stations.remarks import Remark

_GB = 1_000_000_000
_LEAST_BYTES, _ENOUGH_BYTES = _GB // 2, 2 * _GB
_COPIES = 3
"""A backup, the copy that a restore checks, and a large list made ready aside."""


def program() -> Condition:
    """The version that runs."""
    return Condition(
        about=About.PROGRAM,
        level=Urgency.FINE,
        said=Remark("program", version=version("stations")),
    )


def disk(settings: Settings) -> Condition:
    """Whether there is room for the next days, where this installation writes."""
    free, size = _free(settings.state), 0
    if not opening.is_postgresql(settings.database):
        file = Path(settings.database)
        free = min(free, _free(file.parent))
        size = file.stat().st_size if file.exists() else 0
    level, said = Urgency.FINE, Remark("disk", free=_words(free))
    if free < _LEAST_BYTES:
        level, said = Urgency.BAD, Remark("disk_full", free=_words(free))
    elif free < _ENOUGH_BYTES + _COPIES * size:
        level, said = Urgency.WARN, Remark("disk_filling", free=_words(free))
    return Condition(about=About.DISK, level=level, said=said, figures={"disk_free_bytes": free})


def ground(settings: Settings) -> Condition:
    """What lies under the maps."""
    level, said = Urgency.FINE, Remark("ground_none")
    if own := settings.base_map:
        said = Remark("ground_own", name=own.path.name, size=_words(own.size))
        if not own.path.exists():
            level, said = Urgency.BAD, Remark("ground_gone", path=own.path)
    elif tiles := settings.tiles:
        said = Remark("ground_tiles", senders=list(tiles.senders))
        if tiles.lacks_approval:
            level, said = (
                Urgency.WARN,
                Remark("ground_approval", source=tiles.lacks_approval),
            )
    return Condition(about=About.GROUND, level=level, said=said)


def routing(settings: Settings, trouble: str) -> Condition:
    """Whether ways are told along streets; `trouble` is why their server does not answer."""
    level, said = Urgency.FINE, Remark("routing_none")
    if settings.routing:
        said = Remark("routing", address=settings.routing)
    if trouble:
        level, said = Urgency.WARN, Remark("routing_away", address=settings.routing)
    return Condition(about=About.ROUTING, level=level, said=said)


def address(settings: Settings) -> Condition:
    """Whether posters and feeds know under which address this is found."""
    if settings.site.url:
        said = Remark("address", url=settings.site.url)
        return Condition(about=About.ADDRESS, level=Urgency.FINE, said=said)
    level = Urgency.NOTE if settings.demo else Urgency.WARN
    return Condition(about=About.ADDRESS, level=level, said=Remark("address_none"))


def clock() -> Condition:
    """Whether the time that answers are given for goes on."""
    if held := os.environ.get("STATIONS_NOW"):
        said = Remark("clock_held", held=held)
        return Condition(about=About.CLOCK, level=Urgency.WARN, said=said)
    return Condition(about=About.CLOCK, level=Urgency.FINE, said=Remark("clock"))


def _free(folder: Path) -> int:
    """Bytes that may be written in a folder, or where it would be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _words(size: int) -> str:
    return f"{size / _GB:.1f} GB" if size >= _GB // 10 else f"{size / 1_000_000:.0f} MB"
