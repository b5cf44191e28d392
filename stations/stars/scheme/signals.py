"""What registry and voices can say of a criterion."""

from __future__ import annotations

from enum import StrEnum


class Signal(StrEnum):
    BASICS_WORKING = "basics_working"
    """How many of the basic amenities are there and working."""
    ON_MAP = "on_map"
    VERIFIED = "verified"
    """Whether the record was verified within 90 days."""
    HOURS_KEPT = "hours_kept"
    """How seldom it was reported shut within posted hours, for its visits."""
    SATISFACTION = "satisfaction"
    REPORTS_ANSWERED = "reports_answered"
    """How many reports were answered within their days."""
    SHUT_CONFIRMED = "shut_confirmed"
    """Reports of a shut door that a keeper or inspector confirmed, more than once."""
