"""Commands that look after an installation: migrate, rebuild, check, and the long work in it."""

from __future__ import annotations

import contextlib

import click

from stations import config, logs
from stations.cli import output
from stations.db import migration, opening, patience
from stations.db.base import Database
from stations.db.limits import UNLIMITED
from stations.operating import checks
from stations.operating.model import ABOUT_WORDS, LEVEL_WORDS, Condition, Urgency, worst
from stations.recovery import restoring
from stations.registry.jobs import job_running
from stations.registry.upkeep import rebuild as derived
from stations.registry.upkeep import row_upgrade
from stations.routing import valhalla
from stations.stars import case_store
from stations.web import clock


@click.command()
def migrate() -> None:
    """把数据库更新到当前版本；可以重复运行。"""
    settings = config.from_environment()
    settings.tighten()
    # Several nodes are started at once: each waits for the one that is at it.
    with patience.patient():
        database = opening.connect(settings.database, create=True, limits=UNLIMITED)
        try:
            done = migration.migrate(database)
            # Holidays that came with the program move the last days that are counted by them.
            with database.writing() as tx:
                case_store.renew_days(tx)
            restoring.upgrade_rows(database, act=output.act(row_upgrade.UPGRADED, at=output.now()))
        finally:
            database.close()
    click.echo(f"数据库已更新（{done} 步）。" if done else "数据库已是当前版本。")


@click.command()
def rebuild() -> None:
    """重新生成检索用的资料；任何时候都可以运行。"""
    written = output.with_database(derived.rebuild)
    click.echo(f"已重新生成 {written} 个驿站的检索资料。")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="给程序读：一个 JSON 文档。")
@click.pass_context
def check(ctx: click.Context, *, as_json: bool) -> None:
    """看这一套装得好不好：数据库、备份、磁盘、节假日表、底图，哪里不对、怎么办。

    退出状态：0 没有要处理的，1 有要处理的，2 有马上要处理的。
    """
    settings = config.from_environment()
    with contextlib.ExitStack() as opened:

        def connected() -> Database:
            db = opening.connect(settings.database)
            opened.callback(db.close)
            return db

        trouble = valhalla.trouble(settings.routing) if settings.routing else ""
        found = checks.conditions(settings, connected, at=clock.now(), road_trouble=trouble)
    if as_json:
        output.document({"level": worst(found).name.lower(), "conditions": list(map(_row, found))})
    else:
        for one in found:
            click.echo(f"{LEVEL_WORDS[one.level]}  {ABOUT_WORDS[one.about]}：{one.said.words()}")
    statuses = {Urgency.WARN: output.PARTIAL, Urgency.BAD: output.REFUSED}
    ctx.exit(statuses.get(worst(found), output.DONE))


def _row(one: Condition) -> dict[str, object]:
    return {
        "about": one.about.value,
        "level": one.level.name.lower(),
        "code": one.said.key,
        "words": one.said.words(),
        "figures": dict(one.figures),
    }


@click.command()
def work() -> None:
    """处理工作台交来的大名单；服务器会自己运行它。"""
    logs.tell_uncaught()
    done = job_running.run_all(config.from_environment().database, clock=clock.now)
    click.echo(f"处理了 {done} 件。" if done else "没有要处理的。")
