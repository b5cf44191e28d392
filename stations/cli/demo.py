"""The command that fills an empty database with the demo city."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from stations import config
from stations.cli import output
from stations.db.base import Database
from stations.demo import (
    account_demo,
    activity_demo,
    campaign_demo,
    earlier_star_demo,
    giveaway_demo,
    menu_demo,
    network_demo,
    pair_demo,
    recheck_demo,
    review_stories,
    signup_demo,
    visit_demo,
)
from stations.demo import feedback_demo as voices
from stations.demo import review_demo as reviews
from stations.demo import subsidy_demo as payments
from stations.errors import Refused
from stations.geo import osm_extract
from stations.moments import china_day
from stations.places import landmark_list, loading
from stations.places.landmark_list import ListTerms
from stations.registry.lists import importing
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.stored import store
from stations.signups.people_cipher import PeopleCipher
from stations.tables import file_reading

CITY_LIST = config.DATA / "demo" / "jinan.csv"
SECOND_LIST = config.DATA / "demo" / "futian.csv"
"""Of a part of 深圳福田, beside real streets."""
GROUND = config.DATA / "demo" / "futian.pmtiles"
PLACE_LISTS = (
    ("3701", config.DATA / "demo" / "jinan_places.csv", ""),
    ("4403", config.DATA / "demo" / "futian_places.csv", osm_extract.ATTRIBUTION),
)
"""Of a city, and who is to be named for it."""


@click.command()
@click.option("--if-empty", is_flag=True, help="已有驿站时什么也不做。")
def demo(*, if_empty: bool) -> None:
    """在空的数据库里放入演示城市（演示数据，不是真实驿站）。"""
    existing = output.with_database(store.count)
    if not existing:
        output.with_database(_fill)
    elif not if_empty:
        raise Refused("not_empty", existing=existing)


def _fill(database: Database) -> None:
    at = output.now()
    plan = _imported(database, CITY_LIST, at=at)
    with database.writing() as tx:
        names = account_demo.add(
            tx,
            station_id=review_stories.KEPT,
            act=output.act("account_made", at=at),
            kept=review_stories.STATIONS,
        )
    said = voices.add(database, at=at)
    gifted = giveaway_demo.add(database, at, key=config.from_environment().secret_key())
    reviewed = reviews.add(database, output.photos(), at)
    recheck_demo.add(database, at=at)
    proposed = payments.add(database, at)
    paired = pair_demo.add(database, at)
    earlier = earlier_star_demo.add(database, at)
    networks = network_demo.add(database, at)
    activities = activity_demo.add(database, at)
    cipher = PeopleCipher(config.from_environment().people_key())
    menus, wishes = menu_demo.add(database, at, cipher=cipher)
    coming = signup_demo.add(database, at, cipher=cipher)
    planned = campaign_demo.add(database, at)
    second = _imported(database, SECOND_LIST, at=at)
    visited = visit_demo.add(database, today=china_day(at))
    places = sum(_landmarks(database, *one, at=at) for one in PLACE_LISTS)
    click.echo(
        f"已放入演示数据：济南 {len(plan.added)} 个驿站，其中 {plan.drafts} 个是草稿；"
        f"{said} 条反映；{reviewed} 个驿站正在星级评定，{proposed} 笔经费，{paired} 对结对；"
        f"{earlier} 个驿站登记了原有星级；{visited} 人次打卡；{networks} 个网络；"
        f"{activities} 个活动，{coming} 人报了名；"
        f"给 {planned} 个驿站送温暖；{menus} 份点单的菜单，{wishes} 个微心愿；"
        f"深圳福田 {len(second.added)} 个驿站；{places} 个地名。"
    )
    click.echo(f"深圳福田有街道底图：STATIONS_BASEMAP={GROUND}（run --demo 会自己设）。")
    click.echo(f"{gifted} 人领过物资。")
    click.echo(f"演示账号（只在演示时能用）：{'、'.join(names)}")
    click.echo(f"到 /desk/ 登录，密码都是：{account_demo.PASSWORD}")


def _imported(database: Database, path: Path, *, at: datetime) -> ImportPlan:
    plan = importing.planned(database, path.read_bytes(), name=path.name, terms=Terms(), at=at)
    act = output.act(importing.IMPORTED, at=at)
    importing.applied(database, plan, act=act, confirmed=False, good_rows=False)
    return plan


def _landmarks(database: Database, city: str, path: Path, attribution: str, *, at: datetime) -> int:
    terms = ListTerms(city=city, datum=None, source="demo", attribution=attribution)
    (table,) = file_reading.read(path.read_bytes(), name=path.name)
    done = loading.load(
        database, landmark_list.read(table, terms), act=output.act(loading.LOADED, at=at)
    )
    return sum(one.number for one in done)
