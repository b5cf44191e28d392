"""What an import asks, in the words of the command line."""

from __future__ import annotations

from stations.registry.fields.identity import NUMBER
from stations.registry.lists.import_plan import ImportPlan

_DATUM = "没有说明坐标系。请用 --datum wgs84、gcj02 或 bd09 说明；确认是 WGS-84 也可以加 --yes。"
_NUMBER = "没有站点编号这一列，只能按名称和位置认驿站。确认这样导入，请加 --yes。"
_POINT = "没有经度、纬度两列，所有驿站都会先存为草稿。确认这样导入，请加 --yes。"

_ASKED = "确认这样导入，请加 --yes。"


def message(plan: ImportPlan) -> str:
    """Why nothing was stored, and how one goes on."""
    questions = "".join(remark.words(plan.lists) for remark in plan.asked)
    return f"{questions}{_first(plan) or (_ASKED if questions else '')}"


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
