"""Names and codes of streets, towns and townships: `data/streets.txt.gz`.

A line for every district or zone: its code, a tab, and the last three digits and the name of each
street. The table is read when the first street is asked for, and a line is taken apart when its
district is: most processes never need it.
"""

from __future__ import annotations

import gzip
from functools import cache

from stations.config import DATA


def of(district: str) -> dict[str, str]:
    """Code → name of the streets of a district or zone, by code; of a city without any, its own."""
    return _streets(district.ljust(6, "0"))


def name(code: str) -> str:
    """The name of a street by its nine digits; '' where there is none."""
    return _streets(code[:6]).get(code, "")


@cache
def _streets(district: str) -> dict[str, str]:
    line = _lines().get(district, "")
    return {f"{district}{one[:3]}": one[3:] for one in line.split(",") if line}


@cache
def _lines() -> dict[str, str]:
    text = gzip.decompress((DATA / "streets.txt.gz").read_bytes()).decode("utf-8")
    return dict(line.split("\t", 1) for line in text.split("\n"))
