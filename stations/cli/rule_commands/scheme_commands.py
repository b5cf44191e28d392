"""Commands about a city's own rules: list, check, new, and the page of the format."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from stations import config, private_files
from stations.areas import codes
from stations.cli import output
from stations.db import opening
from stations.errors import Invalid, Refused
from stations.operating import rule_checks
from stations.reports.rule_format import format_markdown
from stations.stars.rulebook import scheme_registry
from stations.stars.rulebook.scheme_registry import SOURCE_WORDS, KnownScheme
from stations.stars.scheme import basics, scheme_file
from stations.stars.scheme.scheme import SECOND_PERCENT, Scheme
from stations.subsidies import rule_file
from stations.tables.rule_files import rule_folder, rule_writing
from stations.web import clock

_PATH = click.Path(path_type=Path)
_OWN_HEAD = """\
从“{name}”第 {version} 版抄来。改这里的值；# 后面是说明，行首有 # 的是可以不写的。
改完核对：stations schemes check {file}
全部的键：docs/rules.zh-CN.md，或 stations schemes format
"""


@click.group(cls=output.Sentences)
def schemes() -> None:
    """评定办法：有哪些，核对一个文件，抄一份自己的。"""


@schemes.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """列出所有能用的评定办法，和没有用上的文件。"""
    known = _known()
    click.echo("\t".join(("办法", "名称", "地区", "施行", "来自")))
    for key, one in sorted(known.items()):
        scheme = one.scheme
        cells = (key, scheme.name, codes.path(scheme.area), str(scheme.effective_from), _from(one))
        click.echo("\t".join(cells))
    troubles = rule_checks.troubles()
    for trouble in troubles:
        click.echo(f"没有用上：{trouble.problem.message}", err=True)
    ctx.exit(output.PARTIAL if troubles else output.DONE)


@schemes.command()
@click.argument("file", type=_PATH)
def check(file: Path) -> None:
    """核对 FILE：评定办法、补助办法或 basics.toml；错处一次说完。"""
    text = rule_folder.text_of(file)
    try:
        found = _parse_of(text)(text, name=file.name)
    except Invalid as error:
        faults = error.values["faults"]
        click.echo(f"{file.name} 有 {len(faults)} 处要改：", err=True)
        for fault in faults:
            click.echo(f"  {fault.message}", err=True)
        raise click.exceptions.Exit(output.REFUSED) from error
    if not isinstance(found, Scheme):
        click.echo(f"{file.name} 没有错。")
        return
    levels = "，".join(f"{one.name} {one.least_points} 分起" for one in found.levels)
    click.echo(f"{file.name} 没有错：{found.name}第 {found.version} 版（{found.key}），{levels}。")
    click.echo(
        f"管{codes.path(found.area)}，{found.effective_from} 起施行，满分 {found.total} 分。"
    )
    if other := _known().get(found.key):
        click.echo(
            f"{found.key} 已经有了（{_from(other)}）。放进 STATIONS_RULES 会代替程序自带的；"
        )
        click.echo("在工作台上确认要用新的版本号：请把 version 加一。")


@schemes.command()
@click.option("--from", "source", required=True, help="抄哪一个，例如 jinan 或 jinan-1。")
@click.option("--out", "file", type=_PATH, required=True, help="写到哪个文件，不覆盖已有的。")
@click.option("--id", "id_", help="自己的代号，例如 weihai；不写就是原来那个的下一版。")
@click.option("--area", help="管哪里：区划代码，例如 3710。")
@click.option("--name", help="办法的名称。")
def new(*, source: str, file: Path, id_: str | None, area: str | None, name: str | None) -> None:
    """抄一份有中文说明的评定办法，改成自己的。"""
    known = _known()
    old = _newest(known, source)
    based = "" if id_ in (None, old.id) else f"参照“{old.name}”第 {old.version} 版"
    own = replace(
        old,
        id=id_ or old.id,
        version=1,
        area=codes.trimmed(area) if area else old.area,
        name=name or old.name,
        source=based or old.source,
        effective_from=clock.today(),
        second_percent=old.second_percent or SECOND_PERCENT,
    )
    taken = [one.scheme.version for one in known.values() if one.scheme.id == own.id]
    own = replace(own, version=max(taken, default=0) + 1)
    head = _OWN_HEAD.format(name=old.name, version=old.version, file=file.name)
    text = rule_writing.written(own, head=head)
    scheme_file.parse(text, name=file.name)
    try:
        private_files.make_file(file)
    except FileExistsError as error:
        raise Refused("file_exists", field="out", target=file) from error
    except OSError as error:
        raise Invalid(
            "invalid.unwritable_output", field="out", target=file, reason=error.strerror
        ) from error
    file.write_text(text, "utf-8")
    click.echo(f"写好了 {file}：{own.key}。请改成自己的，再运行 stations schemes check {file}")


@schemes.command("format")
def format_() -> None:
    """写出规则文件的格式：每个键是什么、能写什么、例子。"""
    click.echo(format_markdown.page(), nl=False)


def _newest(known: dict[str, KnownScheme], wanted: str) -> Scheme:
    """The scheme of a key, or the newest version of an id."""
    found = [one.scheme for key, one in known.items() if wanted in (key, one.scheme.id)]
    if not found:
        raise Invalid("invalid.scheme_to_copy", field="from", given=wanted, known=sorted(known))
    return max(found, key=lambda one: one.version)


def _from(one: KnownScheme) -> str:
    return SOURCE_WORDS[one.source] + (f" {one.file}" if one.file else "")


def _parse_of(text: str) -> Any:
    """What reads a file of this kind, told by the tables that it has."""
    try:
        told = tomllib.loads(text)
    except (ValueError, RecursionError):
        return scheme_file.parse
    if "rules" in told:
        return rule_file.parse
    return basics.parse if "lists" in told else scheme_file.parse


def _known() -> dict[str, KnownScheme]:
    """All schemes; those in files where there is no database yet."""
    try:
        database = opening.open_ready(config.from_environment().database)
    except Refused:
        return scheme_registry.in_files()
    try:
        return scheme_registry.known(database)
    finally:
        database.close()
