"""The command that answers which stations are nearest: near."""

from __future__ import annotations

from typing import Any

import click
import orjson

from stations import config
from stations.cli import output
from stations.db.opening import Connections
from stations.feedback import shut_hints
from stations.nearest import answer_json, search_request
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from stations.registry import vocabulary
from stations.registry.states import PHASE_WORDS, Phase
from stations.web import clock
from stations.web.state_words import REPORTED, USABLE_WORDS

_STATES = {True: "开着", False: "关着", None: "开放时间未知"}


# A southern latitude begins with a minus and is no option.
@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("lat")
@click.argument("lon")
@click.option("--datum", help="坐标系：wgs84（默认）、gcj02 或 bd09。")
@click.option("--limit", help="要几个，1 到 50，默认 10。")
@click.option(
    "--wants",
    help="要有的，用逗号隔开，例如 drinking_water,toilet（站内或旁边有厕所）。",
)
@click.option("--kind", help="只要这几种驿站，用逗号隔开。")
@click.option("--host", help="只要设在这些地方的，用逗号隔开，例如 bank,post。")
@click.option("--network", help="只要属于这些网络的，写网络的代码，用逗号隔开。")
@click.option("--min-star", help="至少几星。")
@click.option("--within", "within_m", help="最远多少米。")
@click.option("--open", help="只要开着的：now，或一个时刻如 2026-10-01T09:00。")
@click.option("--unknown-hours", help="include：把时间未知的接在后面。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def near(*, as_json: bool, **given: str | None) -> None:
    """离 LAT LON（纬度 经度）最近的驿站。"""
    now = clock.now()
    asked = search_request.parse({k: v for k, v in given.items() if v is not None}, now=now)
    connections = Connections(config.from_environment().database)
    db = connections()
    try:
        kept = SnapshotKeeper(station_source.sources(connections)).current(now)
        hints = shut_hints.hints(db, at=now)
    finally:
        db.close()
    answer = orjson.loads(answer_json.document(kept, asked, hints=hints))
    if as_json:
        output.document(answer)
    else:
        _tell(answer)


def _tell(answer: dict[str, Any]) -> None:
    if not answer["stations"]:
        click.echo("没有符合条件的驿站。可以少选一些条件，或放宽距离。")
        return
    for number, one in enumerate(answer["stations"], start=1):
        star = "★" * (one["star"] or 0)
        click.echo(f"{number:>2}. {one['name']} {star}".rstrip())
        state = f"{_state(one)}{_wanted(one)}{_announced(one)}"
        click.echo(f"    {one['distance_m']:.0f} 米 · {state} · {one['address']}")
        if said := one["said_shut"]:
            click.echo(f"    {_moment(said['at'])} 有 {said['people']} 人说关门（未核实）")
        words = "、".join(map(vocabulary.amenities().word, one["amenities"]))
        click.echo(f"    {words or '设施未知'}")
    if not answer["complete"]:
        click.echo("还有更远的符合条件的驿站没有列出。")


def _wanted(one: dict[str, Any]) -> str:
    """Whether what is wished for can be used, where that differs from the door."""
    wanted = one.get("wants_open", one["open"])
    return "" if wanted is one["open"] else f"，要的设施{USABLE_WORDS[wanted]}"


def _state(one: dict[str, Any]) -> str:
    words = _STATES[one["open"]]
    if one["open"] is None and one["lifecycle"] != Phase.OPEN:
        return f"原定到 {one['until']}，未确认恢复"
    if one["open"] is None and one["reported_shut"]:
        return REPORTED
    if one["lifecycle"] != Phase.OPEN:
        return f"{PHASE_WORDS[Phase(one['lifecycle'])]}{_until(one)}"
    if one["closes_at"]:
        return f"{words}，{_moment(one['closes_at'])} 关门"
    return f"{words}，{_moment(one['opens_at'])} 开门" if one["opens_at"] else words


def _until(one: dict[str, Any]) -> str:
    return f"，到 {one['until']} 为止" if one["until"] else ""


def _announced(one: dict[str, Any]) -> str:
    """What is to come, as ` · 2027-02-15 起春节放假`."""
    closure = one["announced"]
    return f" · {closure['since']} 起{closure['reason'] or '暂停开放'}" if closure else ""


def _moment(text: str) -> str:
    return text[:16].replace("T", " ")
