"""Commands that need no database: coordinates and hours; and tables that are updated."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np

from stations import config
from stations.areas import codes, outline_import
from stations.cli import output
from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.geo import coordinate_text, frames
from stations.geo.point import Datum, Point
from stations.hours import probing
from stations.hours.osm import calendar, holiday_notice
from stations.registry.editing import city_holidays, district_assignment, holiday_table
from stations.registry.fields import terms
from stations.registry.stored import holiday_store
from stations.tables import text
from stations.web import clock


@click.group()
def geo() -> None:
    """坐标换算。"""


@geo.command()
@click.option("--from", "source", required=True, help="wgs84、gcj02 或 bd09")
@click.option("--to", "target", required=True, help="wgs84、gcj02 或 bd09")
def convert(source: str, target: str) -> None:
    """把标准输入里每行的 经度,纬度 换成另一种坐标系。"""
    before, after = terms.datum(source), terms.datum(target)
    for number, line in enumerate(sys.stdin, start=1):
        # An empty line stays one, so that what comes out stands beside what went in.
        click.echo(_converted(line.strip(), number, before, after) if line.strip() else "")


def _converted(line: str, number: int, before: Datum, after: Datum) -> str:
    given = _point(line, number, before)
    if before is after:
        return f"{given.lon:.8f},{given.lat:.8f}"
    lats, lons = frames.to_wgs84(np.array([given.lat]), np.array([given.lon]), before)
    lats, lons = frames.from_wgs84(lats, lons, after)
    return f"{lons[0]:.8f},{lats[0]:.8f}"


def _point(line: str, number: int, datum: Datum) -> Point:
    """The numbers of a line; longitude first where nothing else says which is which."""
    try:
        lon, lat = (text.number(part.strip()) for part in line.split(","))
        return Point(lat=lat, lon=lon)
    except (ValueError, Invalid):
        pass
    try:
        found = coordinate_text.read(line)
    except Invalid as error:
        raise Invalid("invalid.coordinate_line", field="stdin", number=number) from error
    if found.datum not in (None, datum):
        raise Invalid(
            "invalid.other_datum",
            field="stdin",
            number=number,
            written=found.datum,
            wanted=datum,
        )
    return Point(lat=found.lat, lon=found.lon)


@click.group()
def hours() -> None:
    """开放时间：读懂中文，判断开不开。"""


@hours.command()
@click.option("--why", is_flag=True, help="同时说出用了哪些规则，看不懂时停在哪一条。")
def read(*, why: bool) -> None:
    """标准输入每行一句开放时间，输出每行一个 JSON。"""
    answers = probing.explain_lines if why else probing.read_lines
    for answer in answers(_lines()):
        output.line(answer)


@hours.command()
def probe() -> None:
    """标准输入每行 {"phrase", "at": […]}，输出每行 {"open": […]}。"""
    for answer in probing.probe_lines(_lines(), _calendar()):
        output.line(answer)


def _lines() -> Iterator[str]:
    return (line.rstrip("\r\n") for line in sys.stdin)


def _calendar() -> calendar.Calendar:
    """The calendar of this installation, or the shipped one where there is no database."""
    address = config.from_environment().database
    try:
        database = opening.open_ready(address)
    except Refused:
        return calendar.Calendar.shipped()
    try:
        return holiday_store.calendar(database)
    finally:
        database.close()


@click.group("holidays", invoke_without_command=True)
@click.pass_context
def holidays_group(ctx: click.Context) -> None:
    """节假日表；不写后面的命令，就说出表到哪一天为止。"""
    if ctx.invoked_subcommand is None:
        known, today = _calendar(), clock.today()
        until = known.known_until(today)
        click.echo(f"节假日表到 {until} 为止。" if until else f"节假日表里没有 {today.year} 年。")
        if year := known.missing_year(today):
            click.echo(_MISSING.format(year=year))
            ctx.exit(output.PARTIAL)


@holidays_group.command()
@click.argument("file", type=click.Path(path_type=Path))
def update(file: Path) -> None:
    """用 FILE 更新节假日表：国务院办公厅的通知全文，或者一个表（日期、类别、名称）。"""
    text, act = _text(file), output.act(holiday_table.TAKEN_IN, at=output.now())
    if holiday_notice.looks_like(text):
        notice = holiday_notice.parse(text)
        output.with_database(lambda db: holiday_table.take_notice(db, notice, act=act))
        click.echo(f"{notice.year} 年的节假日表已更新：{len(notice.days)} 天。")
        return
    rows = calendar.parse_rows(text)
    output.with_database(lambda db: holiday_table.take_table(db, rows, act=act))
    click.echo(f"节假日表已更新：{len(rows)} 天。")


_MISSING = (
    "还缺 {year} 年。国务院办公厅的通知公布以后，把全文存成文本文件，"
    "运行 stations holidays update 文件；或者在工作台的“节假日怎么算”里粘贴。"
)
_HABITS = {words: habit for habit, words in city_holidays.HABIT_WORDS.items()}


@holidays_group.command()
@click.argument("city")
@click.argument("habit", type=click.Choice(tuple(_HABITS)))
def habit(city: str, habit: str) -> None:
    """只写了周几开放的驿站，在法定节假日按什么算：CITY（城市代码）HABIT（照常、休息或说不准）。"""
    code = codes.city_of(city)
    if not code:
        raise Invalid("invalid.city_code", field="city")
    reason = f"{codes.path(code)}：{habit}"
    act = output.act("holiday_habit_set", at=output.now(), reason=reason)
    output.with_database(lambda db: city_holidays.settle(db, code, _HABITS[habit], act=act))
    click.echo(f"{codes.path(code)}：没写节假日怎么开的，节假日按“{habit}”算。")


@click.group()
def areas() -> None:
    """区划。"""


@areas.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--datum", default="wgs84", help="轮廓的坐标系：wgs84、gcj02 或 bd09。")
def load(file: Path, datum: str) -> None:
    """载入区县轮廓 FILE（GeoJSON，含 adcode 和 name）。"""
    data, stated = _bytes(file), terms.datum(datum)

    def work(database: Database) -> tuple[int, int]:
        at = output.now()
        number = outline_import.load(database, data, datum=stated, at=at)
        return number, district_assignment.renewed(database, act=output.act("located", at=at))

    number, moved = output.with_database(work)
    click.echo(
        f"已按 {stated.value} 坐标载入 {number} 个区县的轮廓，{moved} 个驿站的区县按位置重新确定。"
    )
    if stated is Datum.WGS84:
        click.echo("如果轮廓来自高德等地图，请加 --datum gcj02 重新载入。")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid("invalid.unreadable_file", field="FILE", file=file) from error


def _text(file: Path) -> str:
    try:
        return _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("invalid.text_encoding", field="FILE", file=file) from error
