"""The command that forgets who spoke."""

from __future__ import annotations

import click

from stations.cli import output
from stations.feedback import erasure
from stations.web import clock


@click.command()
def forget() -> None:
    """清除评价和反映里已经到期的设备、网络记号和没有采纳的话。"""
    act = output.act(erasure.ACTION, at=clock.now().replace(microsecond=0))
    count = output.with_database(lambda db: erasure.forget(db, act=act))
    click.echo(f"已清除 {count} 项到期的记号。" if count else "没有到期要清除的。")
