"""The command that does all that a start needs: run."""

from __future__ import annotations

import os
import subprocess
from typing import Any

import click

from stations import config, shipped
from stations.cli import database, output, serve
from stations.registry.stored import store


@click.command()
@serve.where
@click.option("--demo", is_flag=True, help="数据库还空着，就放入演示城市（不是真实驿站）。")
@click.pass_context
def run(ctx: click.Context, /, *, demo: bool, **where: Any) -> None:
    """一步启动：更新数据库，要时放入演示城市，启动服务器。"""
    if demo:
        _show_demo()
    ctx.invoke(database.migrate)
    if demo and not output.with_database(store.count):
        _fill()
    click.echo(f"数据在 {config.from_environment().state}。")
    ctx.invoke(serve.serve, **where)


def _show_demo() -> None:
    """Admits the demo's accounts, and lays its streets below the maps unless others are chosen."""
    os.environ["STATIONS_DEMO"] = "1"
    if not os.environ.get("STATIONS_TILES"):
        os.environ.setdefault("STATIONS_BASEMAP", str(config.DATA / "demo" / "futian.pmtiles"))


def _fill() -> None:
    """In a process of its own: what it loads would stay with the server for ever."""
    done = subprocess.run(shipped.starting("stations", "demo"), check=False)
    if done.returncode:
        raise click.exceptions.Exit(done.returncode)
