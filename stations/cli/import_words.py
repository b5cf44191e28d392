"""What an import asks, in the words of the command line."""

from __future__ import annotations

from stations.registry.fields.coordinates import LON
from stations.registry.fields.identity import NUMBER
from stations.registry.lists.import_plan import ImportPlan

_DATUM = "没有说明坐标系。请用 --datum wgs84、gcj02 或 bd09 说明；确认是 WGS-84 也可以加 --yes。"
_NUMBER = "没有站点编号这一列，只能按名称和位置认驿站。确认这样导入，请加 --yes。"
_POINT = "没有经度、纬度两列，所有驿站都会先存为草稿。确认这样导入，请加 --yes。"

_ASKED = "确认这样导入，请加 --yes。"
_NUMBER_TOO = "没有站点编号这一列，只能按名称和位置认驿站。"

_ASSUMED = {
    "crs_undeclared": "没有说明坐标系，已按 WGS-84 读。",
    "no_coordinates": "没有经度、纬度两列，驿站先存为草稿。",
    "no_number": "没有站点编号这一列，已按名称和位置认驿站。",
}


def message(plan: ImportPlan) -> str:
    """Why nothing was stored, and how one goes on."""
    questions = "".join(remark.words(plan.lists) for remark in plan.asked)
    if plan.outcome == "confirm" and "no_number" in _of_columns(plan)[1:]:
        questions = f"{_NUMBER_TOO}{questions}"
    return f"{questions}{_first(plan) or (_ASKED if questions else '')}"


def assumed(plan: ImportPlan) -> list[dict[str, str]]:
    """Everything that --yes has answered at once, and how: each with its code and a sentence."""
    if plan.outcome != "confirm":
        return []
    columns = [{"code": code, "message": _ASSUMED[code]} for code in _of_columns(plan)]
    asked = [{"code": one.code, "message": one.words(plan.lists)} for one in plan.asked]
    return columns + asked


def _of_columns(plan: ImportPlan) -> list[str]:
    """What the list as a whole leaves out: its datum, coordinates, numbers."""
    found = ["crs_undeclared"] if plan.code == "crs_undeclared" else []
    if LON.key in plan.missing:
        found.append("no_coordinates")
    restart = any(one.code == "numbers_restart" for one in plan.asked)
    if plan.columns and NUMBER.key not in plan.columns and not restart:
        found.append("no_number")
    return found


def _first(plan: ImportPlan) -> str:
    if plan.has_numbers_left_out:
        return _ASKED
    if plan.missing:
        return _NUMBER if NUMBER.key in plan.missing else _POINT
    return {
        "crs_undeclared": _DATUM,
        "rows_rejected": f"有 {len(plan.rejected)} 行不能导入，什么都还没有保存。改好后再试，"
        "或加 --accept-good-rows 只导入没有问题的行。",
    }.get(plan.code, plan.refused.message if plan.refused else "")
