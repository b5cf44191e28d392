"""The command that does the long work that was asked for at the desk."""

from __future__ import annotations

import click

from stations import config, logs
from stations.registry.jobs import job_running
from stations.web import clock


@click.command()
def work() -> None:
    """处理工作台交来的大名单；服务器会自己运行它。"""
    logs.tell_uncaught()
    done = job_running.run_all(config.from_environment().database, clock=clock.now)
    click.echo(f"处理了 {done} 件。" if done else "没有要处理的。")
