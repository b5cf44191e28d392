"""Numbers of workbooks and JSON as plain text."""

import re
from datetime import datetime, timedelta
from typing import Final

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_LONGEST: Final = 60
_EPOCH: Final = datetime(1899, 12, 30)
_DAYS_1904: Final = 1462
_FALSE_DAY: Final = 60
_LAST_DAY: Final = 2_958_466


def is_number(text: str) -> bool:
    """Whether `text` is a decimal number in ASCII digits, with or without exponent."""
    return _NUMBER.fullmatch(text) is not None


def decimal_text(text: str) -> str:
    """`text` without exponent and without an empty fraction: '1.215E2' gives '121.5'.

    A number that is plain already stays as it was written, but for '123.0', which is '123'.
    What is no number, or too large for one, comes back unchanged, for the importer to refuse.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    fraction, exponent = match.groups()
    if exponent is None and len(text) <= _LONGEST:
        return text.removesuffix(fraction) if fraction and not fraction.strip(".0") else text
    value = float(text)
    if value in (float("inf"), float("-inf")):
        return text
    return shortest_text(value)


def shortest_text(value: float) -> str:
    """The shortest decimal text that is `value` again, never with an exponent."""
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa.removesuffix(".0")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    shift = int(exponent)
    if shift >= 0:
        return sign + whole + fraction.ljust(shift, "0")
    return sign + "0." + "0" * (-shift - 1) + whole + fraction


def serial_text(value: float, *, from_1904: bool) -> str | None:
    """A spreadsheet's day number as 'YYYY-MM-DD', 'YYYY-MM-DD HH:MM' or, below 1, 'HH:MM'.

    Seconds are shown when there are any. None for what is no day of the years 1900 to 9999.
    """
    days = value + _DAYS_1904 if from_1904 else value
    if not 0 <= days < _LAST_DAY:
        return None
    # The sheets' calendar has a 29 February 1900, so earlier days are counted from one day later.
    early = timedelta(days=1 if days < _FALSE_DAY else 0)
    moment = _EPOCH + early + timedelta(seconds=round(days * 86400))
    clock = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    if value < 1:
        return clock
    date = f"{moment:%Y-%m-%d}"
    return date if clock == "00:00" else f"{date} {clock}"
