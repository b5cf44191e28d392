"""Commands for lists: import and export."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import orjson

from stations import config, extras, row_places
from stations.cli import import_words, output
from stations.db.base import Database
from stations.errors import Invalid, StationsError
from stations.geo.point import Datum
from stations.registry.bulk.bulk_changes import Progress, part
from stations.registry.fields import BY_KEY, terms
from stations.registry.lists import exporting, importing
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.lists.row_answers import REMOVED_WORDS
from stations.registry.stored import history, store
from stations.remarks import Remark
from stations.reports import import_reports

_MOST_BYTES = 11 * 1024 * 1024
_SHOWN = 20


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--datum", help="坐标系：wgs84、gcj02 或 bd09；行里的坐标系列优先。")
@click.option("--area", default="", help="只能写这个区划代码以内的驿站。")
@click.option("--mapping", type=click.Path(path_type=Path), help="列名对照文件（JSON 或 TOML）。")
@click.option("--sheet", multiple=True, help="只导入这个工作表；可以写几次。")
@click.option("--skip", default="", help="不要这些行，例如 7,12。")
@click.option(
    "--same",
    multiple=True,
    help="第几行就是哪个驿站，例如 9=标识或编号；9=new 是新的，不要表里的编号；可写几次。",
)
@click.option(
    "--removed",
    type=click.Choice([*REMOVED_WORDS]),
    help="导出的表里删掉的设施算什么；不写就不动，并且提醒。",
)
@click.option("--dry-run", is_flag=True, help="只看结果，不保存。")
@click.option("--accept-good-rows", is_flag=True, help="有不能导入的行时，导入其余的行。")
@click.option("--yes", is_flag=True, help="确认需要人确认的导入。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def import_(ctx: click.Context, /, file: Path, **options: Any) -> None:
    """导入驿站名单 FILE（CSV、文本、xlsx、xls、et、ods 或 GeoJSON）。"""
    try:
        plan, stored = _imported(file, options)
    except StationsError as error:
        if not options["as_json"]:
            raise
        plan = ImportPlan(outcome="reject_file", code=error.code, refused=Remark.of(error))
        stored = False
    if options["as_json"]:
        report = import_reports.worded(plan.report(was_applied=stored))
        said = import_words.assumed(plan) if stored else []
        output.document({**report, "message": import_words.message(plan), "assumed": said})
    else:
        _tell(plan, stored=stored, dry_run=options["dry_run"])
    ctx.exit(_status(plan, stored=stored))


def _imported(file: Path, options: dict[str, Any]) -> tuple[ImportPlan, bool]:
    """The plan for a list, and whether it was stored."""
    terms = Terms(
        datum=_datum(options["datum"]),
        area=options["area"],
        mapping=_mapping(options["mapping"]),
        sheets=options["sheet"],
        skip=frozenset(filter(None, re.split(r"[,，\s]+", options["skip"]))),
        same=dict(map(_same, options["same"])),
        removed=REMOVED_WORDS.get(options["removed"]),
    )
    data = _content(file)

    def work(database: Database) -> tuple[ImportPlan, bool]:
        at = output.now()
        with _progress(quiet=options["as_json"]) as progress:
            plan = importing.planned(
                database, data, name=file.name, terms=terms, at=at, progress=part(progress, 0, 60)
            )
            stored = not options["dry_run"] and importing.applied(
                database,
                plan,
                act=output.act(importing.IMPORTED, at=at),
                confirmed=options["yes"],
                good_rows=options["accept_good_rows"],
                progress=part(progress, 60, 100),
            )
            progress(Remark("step.done"), 100)
        return plan, stored

    result: tuple[ImportPlan, bool] = output.with_database(work)
    return result


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--area", default="", help="只要这个区划代码以内的驿站。")
def export_(file: Path, area: str) -> None:
    """把驿站导出为 FILE（.csv、.xlsx、.geojson，或给 QGIS 用的 .gpkg）。"""
    number = output.with_database(lambda db: _exported(db, file, area=area))
    click.echo(f"已导出 {number} 个驿站到 {file}。")


def _exported(database: Database, file: Path, *, area: str) -> int:
    licence = config.from_environment().site.licence
    if file.suffix.lower() != ".gpkg":
        return exporting.export(database, file, area=area, licence=licence)
    extras.need_reports()
    # Imported for this one format: geopandas takes a second to start.
    from stations.reports import frame

    return frame.write_package(store.every(database, area=area), file, licence=licence)


def _same(words: str) -> tuple[str, str]:
    """A row, and the id or number of the station that it is."""
    row, equals, station = words.rpartition("=")
    if not equals or not row.strip() or not station.strip():
        raise Invalid("invalid.row_station", field="--same", words=words[:40])
    return row.strip(), station.strip()


def _status(plan: ImportPlan, *, stored: bool) -> int:
    if plan.outcome == "reject_file" or (plan.outcome == "confirm" and not stored):
        return output.REFUSED
    return output.PARTIAL if plan.rejected else output.DONE


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            # One byte above the limit is enough to be refused by it.
            return opened.read(_MOST_BYTES)
    except OSError as error:
        raise Invalid("invalid.unreadable_file", field="FILE", file=file) from error


def _datum(words: str | None) -> Datum | None:
    return None if words is None else terms.datum(words)


def _mapping(file: Path | None) -> dict[str, str]:
    """Their titles and ours, from a JSON or TOML file of one flat table."""
    if file is None:
        return {}
    try:
        data = file.read_bytes()
        found = (
            tomllib.loads(data.decode("utf-8")) if file.suffix == ".toml" else orjson.loads(data)
        )
    except (OSError, ValueError) as error:
        raise Invalid("invalid.mapping_file", field="--mapping", file=file) from error
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise Invalid("invalid.mapping_entry", field="--mapping", file=file)
    return found


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    """A bar on standard error while work is long and a person watches."""
    stream = sys.stderr
    if quiet or not stream.isatty():
        yield lambda step, percent: None
        return
    with click.progressbar(length=100, label="导入", file=stream) as bar:

        def advance(step: Remark, percent: int) -> None:
            bar.label = step.message
            bar.update(percent - bar.pos)

        yield advance


def _tell(plan: ImportPlan, *, stored: bool, dry_run: bool) -> None:
    message = import_words.message(plan)
    if message and not stored:
        click.echo(message, err=plan.outcome in ("reject_file", "confirm"))
    if plan.outcome == "reject_file":
        return
    click.echo(
        f"共 {plan.total} 行：新增 {len(plan.added)}，修改 {len(plan.changed)}，"
        f"不变 {plan.unchanged}，不能导入 {len(plan.rejected)}；其中草稿 {plan.drafts}。"
    )
    if plan.absent:
        click.echo(f"同样的区县里，登记着而名单没有写的驿站有 {len(plan.absent)} 个，--json 里有。")
    for change in plan.changed[:_SHOWN]:
        fields = history.differences(change.before, change.after)
        shown = "；".join(
            f"{BY_KEY[key].title}：{old or '（空）'} → {new or '（空）'}"
            for key, (old, new) in fields.items()
        )
        where = row_places.where(change.row, plan.lists)
        click.echo(f"  {where} 修改 {change.after.name}：{shown[:200]}")
    # What is told as a suspicion need not be told as a warning again.
    doubts = {(one.row, one.key) for one in plan.suspicions}
    warnings = [one for one in plan.warnings if (one.row, one.key) not in doubts]
    for title, remarks in (
        ("不能导入", plan.rejected), ("提醒", warnings), ("可疑", plan.suspicions)
    ):  # fmt: skip
        for remark in remarks[:_SHOWN]:
            where = ""
            if remark.row is not None and not remark.says_row:
                where = f"{row_places.where(remark.row, plan.lists)} "
            click.echo(f"  {title}：{where}{remark.field or ''} {remark.words(plan.lists)}")
        if len(remarks) > _SHOWN:
            click.echo(f"  {title}：另有 {len(remarks) - _SHOWN} 条，用 --json 查看全部。")
    # An id is for the command line alone: nobody at the desk has seen one.
    for row, ids in list(plan.candidates.items())[:_SHOWN]:
        where = row_places.where(row, plan.lists)
        click.echo(f"  {where} 是已有的驿站，就加 --same 和：{'，'.join(ids)}")
    _tell_end(plan, stored=stored, dry_run=dry_run)


def _tell_end(plan: ImportPlan, *, stored: bool, dry_run: bool) -> None:
    """Whether it was stored, and what --yes has answered."""
    if stored:
        for number, one in enumerate(import_words.assumed(plan), 1):
            click.echo(f"  --yes 确认了第 {number} 件：{one['message']}")
        click.echo("已保存。")
    elif dry_run:
        click.echo("试运行，没有保存。")
    elif plan.added or plan.changed:
        click.echo("没有保存。")
    else:
        click.echo("没有需要保存的变化。")
