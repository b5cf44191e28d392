"""Columns that name the station that one belongs to: 所属总站, 上级站点, 挂靠分站."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from stations.registry.fields.memberships import ABOVE
from stations.registry.lists.columns.meaning import BRANCH, MAIN
from stations.registry.lists.columns.title_spelling import Title
from stations.remarks import Remark

_TO = r"(?:(?:所属|隶属|归属|挂靠|依托|归口|从属|对应|所在|上级|上一级|上层|管理|的)(?:于|的)?)+"
_STATION = r"(?:工会|职工|户外|劳动者|爱心|能量站?|服务|美好生活|网络)*"
_NAMED = r"(?:名称?|全称|编号|编码)?"
_ABOVE = re.compile(
    rf"(?:所属|隶属|归属|挂靠)?(?:的)?(?:上级|上一级|上层|父级|母)的?{_STATION}(?:站点?|驿站|服务[站点]|节点){_NAMED}"
    rf"|挂靠于?的?{_STATION}(?:站点?|驿站|服务[站点]){_NAMED}"
)
_PARTS = {
    BRANCH: re.compile(rf"{_TO}{_STATION}(?:分站|二级站|支站)点?{_NAMED}"),
    MAIN: re.compile(rf"{_TO}{_STATION}(?:总站|主站|母站|中心站|旗舰站|一级站)点?{_NAMED}"),
}


def titled(title: Title) -> str | None:
    """'' for the station just above, BRANCH or MAIN for one of that level; None for neither."""
    if _ABOVE.fullmatch(title.bare):
        return ""
    return next((part for part, rule in _PARTS.items() if rule.fullmatch(title.bare)), None)


def joined(cells: Mapping[str, str], *, name: str) -> tuple[str, str]:
    """The nearest of the stations that a row names, by their part, and the next one above that.

    With a column for each level a station of a high one often names itself there.
    """
    told = [cells[part] for part in ("", BRANCH, MAIN) if cells.get(part)]
    found = list(dict.fromkeys(one for one in told if len(told) < 2 or one != name))
    return (found[0] if found else "", found[1] if len(found) > 1 else "")


def untold(rows: Sequence[tuple[int, str, str, str]]) -> Iterator[Remark]:
    """Stations two steps above one, where the row of the station between does not say so.

    Each row is its number, name, and the two that are above it.
    """
    said = {(name, near) for _, name, near, _ in rows}
    for row, _, near, far in rows:
        if far and (near, far) not in said:
            yield Remark("above_further", row=row, field=ABOVE.title, near=near, far=far)
