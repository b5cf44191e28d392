"""The command that erases what is due of workers who spoke, or a station's former contacts."""

from __future__ import annotations

import click

from stations.cli import output
from stations.feedback import erasure, rating_store, report_store
from stations.registry.stored import contact_store, history_store
from stations.registry.upkeep import private_erasure
from stations.web import clock

_PERSONAL = (
    report_store.TABLE,
    rating_store.TABLE,
    contact_store.TABLE,
    history_store.PRIVATE_TABLE,
)

_STILL_READ = (
    "还有程序在读数据库的日志（例如 Litestream），日志里的残留等它清空时抹掉；可以过一会儿再运行。"
)


@click.command()
@click.option("--station", default="", help="改为清除这个驿站（编号用驿站标识）内部联系的旧内容。")
def forget(*, station: str) -> None:
    """清除评价和反映里已经到期的设备、网络记号和没有采纳的话，连同磁盘上的残留。"""
    at = clock.now().replace(microsecond=0)
    if station:
        act = output.act(private_erasure.ACTION, at=at)
        count = output.with_database(lambda db: private_erasure.erase(db, station, act=act))
        said = f"已清除内部联系的 {count} 项旧内容，不能再恢复。现在的内部联系没有动。"
        click.echo(said if count else "这个驿站没有内部联系的旧内容。")
        return
    act = output.act(erasure.ACTION, at=at)
    count, overwritten = output.with_database(
        lambda db: (erasure.forget(db, act=act), db.scrub(_PERSONAL))
    )
    click.echo(f"已清除 {count} 项到期的记号。" if count else "没有到期要清除的。")
    if not overwritten:
        click.echo(_STILL_READ, err=True)
