"""The commands that make the first account, and any other, and that change the secret key."""

from __future__ import annotations

import click

from stations import config
from stations.accounts import management, shared_key, store
from stations.accounts.management import NewAccount
from stations.accounts.model import Account, Grant
from stations.accounts.roles import BY_STATION, ROLE_WORDS, Role
from stations.cli import output
from stations.db.base import Database
from stations.errors import NotFound

_ROLES = [role.value for role in Role]

_NEW_KEY = "换密钥以后，大家要重新登录，印好的海报要重印。确实要换，请加 --yes。"


@click.command("make-account")
@click.argument("name")
@click.option("--shown", required=True, help="显示的名称：单位或岗位，例如 历下区总工会。")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="角色。")
@click.option("--area", "areas", multiple=True, help="地区代码，例如 370102；可以写几次。")
@click.option("--station", "stations", multiple=True, help="驿站标识（站点管理员和运营单位）。")
def make_account(
    name: str, shown: str, role: str, areas: tuple[str, ...], stations: tuple[str, ...]
) -> None:
    """建一个账号 NAME，显示第一次登录用的密码。"""
    wanted = Role(role)
    grants = [Grant(role=wanted, area=area) for area in areas]
    grants += [Grant(role=wanted, station_id=station) for station in stations]
    if not grants and wanted not in BY_STATION:
        grants = [Grant(role=wanted)]

    def make(db: Database) -> tuple[str, str]:
        account, password = management.make(
            db,
            NewAccount(name=name, shown=shown, grants=grants),
            act=output.act("account_made", at=output.now()),
        )
        return account.name, password

    made, password = output.with_database(make)
    click.echo(f"已建账号 {made}（{ROLE_WORDS[wanted]}）。")
    click.echo(f"第一次登录的密码：{password}")
    click.echo("请到 /desk/ 登录，第一件事是换掉它。")


@click.command("confirm-rights")
@click.argument("name")
def confirm_rights(name: str) -> None:
    """没有第二位市级管理员时，确认账号 NAME 的审批、财务或管理权限。"""

    def confirm(db: Database) -> Account:
        found = store.named(db, name.strip().casefold())
        if found is None:
            raise NotFound("not_found.account")
        act = output.act("rights_confirmed", at=output.now())
        return management.confirm_rights(db, found[0].id, act=act)

    account = output.with_database(confirm)
    roles = "、".join(dict.fromkeys(ROLE_WORDS[one.role] for one in account.grants))
    click.echo(f"已确认。{account.name} 现在的权限：{roles}。")


@click.command("adopt-key")
@click.option("--yes", is_flag=True, help="旧密钥找不回来了，从现在起用这一台的。")
def adopt_key(*, yes: bool) -> None:
    """旧密钥丢了：从现在起，各节点都用这一台的密钥。"""
    key = config.from_environment().secret_key()
    if not yes:
        raise click.UsageError(_NEW_KEY)
    output.with_database(lambda db: shared_key.adopt(db, key))
    click.echo("已改用这一台的密钥。请把它复制到其他节点，再逐个重新启动。")
