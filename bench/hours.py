"""Reading and asking of opening hours at worst."""

import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from opening_hours import OpeningHours

from stations.errors import Invalid
from stations.hours.model import LONGEST
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases import reading
from stations.moments import STATION_TIME

AT = datetime(2026, 11, 20, 12, tzinfo=STATION_TIME)
OWN = (
    "8:30-18:00",
    "周二至周日9:00-17:00（16:30停止入馆），周一闭馆（法定节假日除外）",
    "夏季8:00-12:00 14:30-18:00 冬季8:00-12:00 14:00-17:30 周日闭馆",
    "24/7; " + "; ".join(["Feb 29 week 1 Su off"] * 11),
    "off;" * 63,
    "20:00-48:00",
    "((((" * 60,
    "周六鑫，9:00-10:00，" * 17,
    "饮水机，卫生间：8:00-9:00，每周三义诊，" * 11,
)


def phrases() -> list[str]:
    """Ours, and with STATIONS_SAMPLES those of the samples and of the bad-input corpus."""
    found = list(OWN)
    root = os.environ.get("STATIONS_SAMPLES")
    if not root:
        print("samples not measured: STATIONS_SAMPLES is unset")
        return found
    gold = Path(root) / "hours" / "hours_gold_dev.jsonl"
    found.extend(json.loads(line)["phrase"] for line in gold.read_text("utf-8").splitlines())
    bad = Path(root).parent / "badinput"
    if bad.is_dir():
        listed = json.loads((bad / "lists" / "opening_hours.json").read_text("utf-8"))
        found.extend(entry["oh"] for entry in listed)
        with (bad / "csv" / "opening_hours_bombs.csv").open(encoding="utf-8-sig") as table:
            found.extend(row["开放时间"] or "" for row in csv.DictReader(table))
    return [phrase for phrase in found if len(phrase) <= LONGEST]


def seconds(work: Callable[[str], object], given: str = "") -> float:
    """The best of three, so that a busy machine is not what is measured."""
    taken = []
    for _ in range(3):
        reading._read.cache_clear()
        start = time.perf_counter()
        work(given)
        taken.append(time.perf_counter() - start)
    return min(taken)


def ask(osm: str) -> None:
    """State now, next change, and the spans of 400 days: the most that one request may ask."""
    calendar = Calendar.shipped()
    try:
        schedule = Schedule(osm)
    except Invalid:
        return
    schedule.state_at(AT, calendar)
    schedule.change_after(AT, calendar)


def ask_baseline(osm: str) -> None:
    """The same by opening-hours-py, in bounded intervals; it knows no Chinese calendar."""
    try:
        hours = OpeningHours(osm, auto_country=False, auto_timezone=False)
    except Exception:  # the baseline refuses in many ways
        return
    start = AT.replace(tzinfo=None)
    for index, _ in enumerate(hours.intervals(start, start + timedelta(days=400))):
        if index:
            break


def report(name: str, times: Iterable[tuple[float, str]]) -> None:
    ordered = sorted(times, reverse=True)
    middle = ordered[len(ordered) // 2][0]
    slowest, phrase = ordered[0]
    print(
        f"{name:32} median {middle * 1e3:8.3f} ms  slowest {slowest * 1e3:8.2f} ms  {phrase[:40]}"
    )


def main() -> int:
    given = phrases()
    Calendar.shipped()
    reads = []
    for phrase in given:
        reads.append((seconds(reading.read, phrase), phrase))
    report(f"read ({len(given)} phrases)", reads)
    known = [(reading.read(phrase).osm or phrase) for phrase in given]
    report("state and next change", [(seconds(ask, o), o) for o in known])
    baseline = [(seconds(ask_baseline, o), o) for o in known]
    report("baseline: opening-hours-py", baseline)
    plain = Schedule("Mo-Fr 08:00-12:00,13:00-18:00; PH off")
    calendar = Calendar.shipped()
    once = seconds(lambda _: [plain.state_at(AT, calendar) for _ in range(10_000)])
    print(f"{'state of one schedule':32} {once / 10_000 * 1e6:8.1f} us")
    return 0


if __name__ == "__main__":
    sys.exit(main())
