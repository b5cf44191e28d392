"""The command that compares the pictures on disk with the rows that name them."""

from __future__ import annotations

import click

from stations import config
from stations.cli import output
from stations.media import files
from stations.recovery import photo_claims


@click.group()
def photos() -> None:
    """照片文件。"""


@photos.command()
@click.option("--clean", is_flag=True, help="删除一天以前留下、没有用到的文件。")
@click.pass_context
def check(ctx: click.Context, *, clean: bool) -> None:
    """核对照片文件和登记是不是一致。"""
    folder = config.from_environment().photos
    # Files before rows: a picture that is added meanwhile has its file first.
    lying = frozenset(files.names(folder))
    claimed = output.with_database(photo_claims.claimed)
    missing = sorted(claimed - frozenset(files.names(folder)) - lying)
    spare = files.unclaimed(folder, claimed, at=output.now())
    for name in missing:
        click.echo(f"{name}：文件不见了。请从备份里找回到 {folder}。", err=True)
    if clean:
        for path in spare:
            path.unlink()
    done = "已删除" if clean else "可以用 --clean 删除"
    left = f"，{len(spare)} 个没有用到的文件{done}" if spare else ""
    click.echo(f"登记了 {len(claimed)} 张照片，缺 {len(missing)} 张{left}。")
    ctx.exit(output.REFUSED if missing else output.DONE)
