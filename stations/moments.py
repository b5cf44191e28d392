"""Moments as UTC text, and days as China counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

STATION_TIME = ZoneInfo("Asia/Shanghai")
"""The time zone of all stations: the whole of China has one."""


@lru_cache(maxsize=64)
def utc_text(at: datetime) -> str:
    """A moment as tables and feeds hold it: whole seconds of UTC, e.g. 2026-11-30T01:02:03Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def china_day(at: datetime) -> date:
    """The day in China at a moment."""
    return at.astimezone(STATION_TIME).date()


def china_midnight(day: date) -> datetime:
    """The beginning of a day in China."""
    return datetime.combine(day, time(), STATION_TIME)


def china_text(at: datetime | None) -> str:
    """A moment as people in China read it, to the minute; '' for none."""
    return f"{at.astimezone(STATION_TIME):%Y-%m-%d %H:%M}" if at else ""
