"""The command that writes the public register for others."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from stations import config
from stations.cli import output
from stations.db.base import Database
from stations.errors import Invalid
from stations.reports.dataset import dataset_building


@click.group(cls=output.Sentences)
def dataset() -> None:
    """公开的登记，写成别人也能用的文件。"""


@dataset.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--since", help="变化从哪天记起，例如 2026-11-01；不写就是最近 92 天。")
def build(folder: Path, since: str | None) -> None:
    """把公开的驿站写到文件夹 FOLDER：GeoPackage、SQLite、CSV、GeoJSON、HSDS，附说明和校验值。

    原来的整个换掉，写到一半出错就什么都不动。
    """
    day = _day(since)
    site = config.from_environment().site

    def work(database: Database) -> int:
        return dataset_building.build(
            database, folder, at=output.now(), site=site, since=day, progress=_tell
        )

    number = output.with_database(work)
    files = [path.stat().st_size for path in folder.iterdir()]
    click.echo(f"{number} 个公开的驿站，{len(files)} 个文件，{sum(files):,} 字节：{folder}")
    click.echo(f"许可：{site.licence.text}")


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        raise Invalid("invalid.since_day", field="--since", words=str(words)[:20]) from None


def _tell(number: int) -> None:
    """How far it is, where a person watches."""
    if sys.stderr.isatty():
        click.echo(f"\r已写 {number} 个", nl=False, err=True)
