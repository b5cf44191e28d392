"""The kinds of days that a phrase can name."""

Code = int | str | tuple[int, int]
"""A weekday 0–6, the name of a kind of day, or (which of the month, weekday)."""

PERHAPS_LAST = -9
"""Stands for "which of the month" where it is perhaps the last one: 每月最后一天."""

EVERY_OTHER = -8
"""Stands there for every other one: 隔周六, 单日."""

ALL_DAYS = (0, 1, 2, 3, 4, 5, 6)
PH, WORKING, REST = "PH", "WD", "REST"

MAKE_UP = frozenset(("调休", "补班"))
"""Weekend days that are worked."""

WORK = 5
"""As many weekdays are a week of work."""


def is_week(codes: tuple[Code, ...]) -> bool:
    """Whether the days are a week of work or more: 周一至周五, 周二至周日, 工作日."""
    return sum(isinstance(code, int) for code in codes) >= WORK or WORKING in codes
