"""Moments as text, and days as China counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from stations.moments import china_day, china_text, utc_text


def test_the_day_in_china_begins_eight_hours_before_the_day_of_utc() -> None:
    assert china_day(datetime(2026, 9, 30, 15, 59, tzinfo=UTC)) == date(2026, 9, 30)
    assert china_day(datetime(2026, 9, 30, 16, tzinfo=UTC)) == date(2026, 10, 1)


def test_a_moment_is_kept_in_utc_and_read_in_china() -> None:
    at = datetime.fromisoformat("2026-12-31T23:30:59.9+08:00")
    assert utc_text(at) == "2026-12-31T15:30:59Z"
    assert china_text(at) == "2026-12-31 23:30"
    assert china_text(None) == ""
