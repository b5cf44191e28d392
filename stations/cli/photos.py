"""The command that compares the pictures on disk with the rows that name them."""

from __future__ import annotations

import click

from stations import config
from stations.cli import output
from stations.media.model import Picture
from stations.media.photo_shelves import PhotoFolder
from stations.recovery import photo_claims


@click.group()
def photos() -> None:
    """照片文件。"""


@photos.command()
@click.option("--clean", is_flag=True, help="删除一天以前留下、没有用到的文件。")
@click.pass_context
def check(ctx: click.Context, *, clean: bool) -> None:
    """核对照片文件和登记是不是一致。"""
    shelf = output.photos()
    # Files before rows: a picture that is added meanwhile has its file first.
    lying = frozenset(shelf.names())
    claimed = output.with_database(photo_claims.claimed)
    missing = sorted(claimed - frozenset(shelf.names()) - lying)
    spare = shelf.unclaimed(claimed, at=output.now())
    for name in missing:
        click.echo(f"{name}：文件不见了。请从备份里找回。", err=True)
    if clean:
        for delete in spare:
            delete()
    done = "已删除" if clean else "可以用 --clean 删除"
    left = f"，{len(spare)} 个没有用到的文件{done}" if spare else ""
    click.echo(f"登记了 {len(claimed)} 张照片，缺 {len(missing)} 张{left}。")
    ctx.exit(output.REFUSED if missing else output.DONE)


@photos.command()
def move() -> None:
    """把 STATIONS_STATE 里 photos 文件夹的照片复制到 STATIONS_PHOTOS；可以重复运行。"""
    source = PhotoFolder(config.from_environment().state / "photos")
    target = output.photos()
    there, done = frozenset(target.names()), 0
    for name in source.names():
        whole, small = source.read(name, small=False), source.read(name, small=True)
        if name not in there and whole and small:
            target.keep(Picture(width=1, height=1, photo=whole, small=small))
            done += 1
    click.echo(f"复制了 {done} 张照片，已有的没有动。核对用 stations photos check。")
