"""Commands for stars that stations had before they were reviewed here."""

from __future__ import annotations

from pathlib import Path

import click

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.cli import output
from stations.db.base import Database
from stations.errors import Invalid
from stations.stars.earlier import star_list_import
from stations.stars.earlier.star_list import JudgedStar


@click.group(cls=output.Sentences)
def stars() -> None:
    """原有星级：本系统评定以前就授牌的驿站，登记授牌日期和有效期。"""


@stars.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--area", required=True, help="哪个地区的名单（区划代码，例如 370100）。")
@click.option("--dry-run", is_flag=True, help="只看结果，不保存。")
@click.option("--accept-good-rows", is_flag=True, help="有不能登记的行时，登记其余的行。")
@click.pass_context
def import_(
    ctx: click.Context, /, file: Path, *, area: str, dry_run: bool, accept_good_rows: bool
) -> None:
    """登记名单 FILE（Excel、CSV 等：名称或编号、星级、授牌日期、有效期）。"""
    if not file.is_file():
        raise Invalid("invalid.unreadable_file", field="FILE", file=file)

    def work(db: Database) -> bool:
        by, act = _operator(), output.act(star_list_import.LISTED, at=output.now())
        data, name = file.read_bytes(), file.name
        made = star_list_import.stage(db, data, name=name, area=area, by=by, act=act)
        _, found = star_list_import.seen(db, made.id, by=by, act=act)
        good = [one for one in found if one.award is not None]
        for one in found:
            _tell(one)
        wanted = bool(good) and not dry_run and (accept_good_rows or len(good) == len(found))
        if wanted:
            star_list_import.apply(db, made.id, wanted=len(good), by=by, act=act)
        told = f"登记了 {len(good)} 行，编号 {made.id}。" if wanted else "什么都没有保存。"
        click.echo(f"{len(good)} 行可以登记，{len(found) - len(good)} 行不能。{told}")
        return wanted or dry_run

    ctx.exit(0 if output.with_database(work) else 1)


@stars.command("undo")
@click.argument("list_id")
def undo(list_id: str) -> None:
    """撤销一次登记；LIST_ID 是登记时说的编号。"""

    def work(db: Database) -> None:
        act = output.act(star_list_import.UNLISTED, at=output.now())
        back = star_list_import.undo(db, list_id, by=_operator(), act=act)
        click.echo(f"撤销了 {back.count} 个驿站的登记。")
        for name in back.left:
            click.echo(f"“{name}”的星级后来改过，没有动。")

    output.with_database(work)


def _operator() -> Account:
    """Whoever runs commands on the server may do what an administrator of the country may."""
    grants = (Grant(role=Role.ADMINISTRATOR, area=""),)
    return Account(id="cli", name="cli", shown="命令行", grants=grants)


def _tell(one: JudgedStar) -> None:
    words = [one.problem] if one.problem else [*one.notes]
    if words:
        named = one.listed.name or one.listed.number
        told = "；".join(remark.message for remark in words)
        click.echo(f"第 {one.listed.row} 行 {named}：{told}")
