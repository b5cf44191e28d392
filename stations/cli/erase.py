"""The commands that erase and find what is personal: of those who spoke, of contacts, in texts."""

from __future__ import annotations

import click

from stations import config
from stations.cli import output
from stations.db.base import Database
from stations.feedback import erasure, rating_store, report_store
from stations.menus import menu_erasure, menu_wish_store, vote_store
from stations.registry.entries.personal_numbers import NUMBER_WORDS, told_by
from stations.registry.stored import contact_store, history_store, store
from stations.registry.upkeep import private_erasure
from stations.signups import forgetting, phone_erasure
from stations.signups import store as signup_store
from stations.signups.people_cipher import PeopleCipher
from stations.small_wishes import store as small_wish_store
from stations.small_wishes import wish_erasure
from stations.web import clock

_PERSONAL = (
    report_store.TABLE,
    rating_store.TABLE,
    vote_store.TABLE,
    menu_wish_store.TABLE,
    small_wish_store.TABLE,
    contact_store.TABLE,
    history_store.PRIVATE_TABLE,
    signup_store.TABLE,
)

_STILL_READ = (
    "还有程序在读数据库的日志（例如 Litestream），日志里的残留等它清空时抹掉；可以过一会儿再运行。"
)


@click.command()
@click.option("--station", default="", help="改为清除这个驿站（编号用驿站标识）内部联系的旧内容。")
@click.option(
    "--phone", default="", prompt="手机号", prompt_required=False, hide_input=True,
    help="改为删除这个手机号的全部报名。后面不写号码就会问，号码不留在命令历史里。",
)  # fmt: skip
def forget(*, station: str, phone: str) -> None:
    """清除到期的：评价和反映里的设备、网络记号，经核实不属实的话，报名人的资料；连同磁盘上的残留。"""
    at = clock.now().replace(microsecond=0)
    if station:
        act = output.act(private_erasure.ACTION, at=at)
        count = output.with_database(lambda db: private_erasure.erase(db, station, act=act))
        said = f"已清除内部联系的 {count} 项旧内容，不能再恢复。现在的内部联系没有动。"
        click.echo(said if count else "这个驿站没有内部联系的旧内容。")
        return
    if phone:
        cipher = PeopleCipher(config.from_environment().people_key())
        act = output.act(phone_erasure.ACTION, at=at)
        count = output.with_database(
            lambda db: phone_erasure.erase(db, phone, cipher=cipher, act=act)
        )
        click.echo(f"已删除这个号码的 {count} 个报名。" if count else "没有这个号码的报名。")
        return
    act, of_signups = output.act(erasure.ACTION, at=at), output.act(forgetting.ACTION, at=at)
    days = config.from_environment().signup_days
    people, count, overwritten = output.with_database(
        lambda db: (
            forgetting.forget(db, after_days=days, act=of_signups),
            erasure.forget(db, act=act)
            + menu_erasure.forget(db, act=act)
            + wish_erasure.forget(db, act=act),
            db.scrub(_PERSONAL),
        )
    )
    if people:
        click.echo(f"已删除 {people} 个报名的资料。")
    if count or not people:
        click.echo(f"已清除 {count} 项到期的记号。" if count else "没有到期要清除的。")
    if not overwritten:
        click.echo(_STILL_READ, err=True)


@click.command("personal-numbers")
@click.option("--area", default="", help="只看这个地区（代码，例如 370102）。")
@click.pass_context
def personal_numbers(ctx: click.Context, *, area: str) -> None:
    """找出已经公开的手机号和身份证号：哪个驿站、哪一栏。号码本身不显示。

    退出状态：0 没有找到，1 找到了。
    """

    def listed(db: Database) -> list[str]:
        with db.reading():
            return [
                f"{station.id}  {station.name}：{field.title}里有{NUMBER_WORDS[kind]}"
                for station in store.every(db, area=area)
                for field, kind in told_by(station)
            ]

    lines = output.with_database(listed)
    for line in lines:
        click.echo(line)
    if not lines:
        click.echo("没有找到公开的手机号或身份证号。")
        return
    click.echo(
        f"共 {len(lines)} 处。请在工作台改这些驿站，删去号码（手机号写到“内部联系”）；"
        "改过以后，变化页和订阅里也不再显示。"
    )
    ctx.exit(output.PARTIAL)
