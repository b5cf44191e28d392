"""Commands that look after the database: migrate, rebuild, backup, restore."""

from __future__ import annotations

from pathlib import Path

import click

from stations import config
from stations.cli import output
from stations.db import backups, migration, opening
from stations.db.base import Database
from stations.db.limits import MIGRATING
from stations.errors import Refused
from stations.registry.stored import store
from stations.registry.upkeep import rebuild as derived
from stations.registry.upkeep import restore_check, row_upgrade


@click.command()
def migrate() -> None:
    """把数据库更新到当前版本；可以重复运行。"""
    settings = config.from_environment()
    settings.tighten()
    database = opening.connect(settings.database, create=True, limits=MIGRATING)
    try:
        done = migration.migrate(database)
        _upgrade(database)
    finally:
        database.close()
    click.echo(f"数据库已更新（{done} 步）。" if done else "数据库已是当前版本。")


@click.command()
def rebuild() -> None:
    """重新生成检索用的资料；任何时候都可以运行。"""
    written = output.with_database(derived.rebuild)
    click.echo(f"已重新生成 {written} 个驿站的检索资料。")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """给正在使用的数据库做一份核对过的备份，存为 FILE。"""
    made = output.with_database(
        lambda database: backups.backup(database, file, check=restore_check.check)
    )
    if made.foreign:
        click.echo(f"没有备份不属于本程序的：{'、'.join(made.foreign)}。", err=True)
    click.echo(f"已备份到 {file}：{made.counts['stations']} 个驿站，已核对完整。")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="覆盖现有的数据。")
def restore(file: Path, *, yes: bool) -> None:
    """用备份 FILE 恢复数据库。"""
    address = config.from_environment().database
    before = _revision(address)
    counts = backups.restore(file, address, replace=yes, check=_upgraded)
    output.with_database(lambda database: _renew(database, above=before))
    click.echo(f"已从 {file} 恢复：{counts['stations']} 个驿站。")


def _revision(address: str) -> int:
    """The revision that running servers may know; 0 where there is no database yet."""
    try:
        database = opening.open_ready(address)
    except Refused:
        return 0
    try:
        return store.revision(database)
    finally:
        database.close()


def _upgrade(database: Database) -> None:
    """Brings rows to the form of today, those of stations before those derived from them."""
    row_upgrade.upgrade(database, act=output.act(row_upgrade.UPGRADED, at=output.now()))
    derived.rebuild_outdated(database)


def _upgraded(copy: Database) -> None:
    """Brings a copy to the form of today and reads all of it; Unsound where that fails."""
    restore_check.check(copy)
    _upgrade(copy)


def _renew(database: Database, *, above: int) -> None:
    with database.writing() as tx:
        store.renew(tx, above=above)
