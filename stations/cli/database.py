"""Commands that look after the database: migrate, rebuild."""

from __future__ import annotations

import click

from stations import config
from stations.cli import output
from stations.db import migration, opening
from stations.db.limits import UNLIMITED
from stations.recovery import restoring
from stations.registry.upkeep import rebuild as derived
from stations.registry.upkeep import row_upgrade


@click.command()
def migrate() -> None:
    """把数据库更新到当前版本；可以重复运行。"""
    settings = config.from_environment()
    settings.tighten()
    database = opening.connect(settings.database, create=True, limits=UNLIMITED)
    try:
        done = migration.migrate(database)
        restoring.upgrade_rows(database, act=output.act(row_upgrade.UPGRADED, at=output.now()))
    finally:
        database.close()
    click.echo(f"数据库已更新（{done} 步）。" if done else "数据库已是当前版本。")


@click.command()
def rebuild() -> None:
    """重新生成检索用的资料；任何时候都可以运行。"""
    written = output.with_database(derived.rebuild)
    click.echo(f"已重新生成 {written} 个驿站的检索资料。")
