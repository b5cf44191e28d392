"""What a list would do: in numbers, by row, by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from stations import row_places
from stations.areas import codes
from stations.config import Settings
from stations.db.base import Row
from stations.moments import china_text
from stations.registry import fields, vocabulary
from stations.registry.fields.coordinates import DATUM_WORDS, LON
from stations.registry.lists.columns import meaning
from stations.registry.lists.import_plan import ImportPlan, PlannedRow, Terms
from stations.registry.model import Amenity, Station
from stations.registry.states import AMENITY_STATE_WORDS, PHASE_WORDS, AmenityState
from stations.registry.stored import history
from stations.registry.views import change_words
from stations.remarks import Remark
from stations.reports import import_reports
from stations.web import map_ground
from stations.web.desk.lists import remark_groups
from stations.web.desk.lists.row_choices import Choices

FIRST = 20
"""Rows of each part that the preview shows; the others stand on pages of their own."""
PAGE = 100
_NO_DATUM = "表里每一行都写明了，或没有坐标"
_OUTCOME_WORDS = {
    "accept": "可以导入",
    "accept_warn": "可以导入，有几处请留意",
    "partial": "有几行不能导入",
    "confirm": "还要您确认",
    "reject_file": "还不能导入",
}
_MESSAGES = {
    "crs_undeclared": "没有说明坐标系，不能导入：选错会偏几百米。请在下面选好经纬度从哪里来。",
    "rows_rejected": "有几行不能导入，原因见下面。可以在 Excel 里改好再传，也可以先导入其余的行。",
}
_NOT_AGREED = {
    "crs_undeclared": "没有说明坐标系",
    "missing_column": "缺少经纬度或站点编号，没有确认导入",
    "choose_sheet": "没有选工作表",
    "rows_rejected": "有几行不能导入，没有确认导入其余的行",
}
"""What was asked of an import and not answered."""
_CITY_DIGITS = 4
_UNANSWERED = "有要确认的事，没有确认导入"
_PARTS = {
    "rejected": "不能导入",
    "added": "新增",
    "changed": "修改",
    "suspicions": "可疑，请核对",
    "warnings": "提醒",
    "skipped": "跳过的行",
    "absent": "登记里有，这份名单里没有",
}
_GROUPED = ("suspicions", "warnings")
"""Parts whose remarks are told once for all rows of which they say the same."""


def message(plan: ImportPlan) -> str:
    """What is to be decided or mended, for somebody in front of a browser."""
    return "".join(questions(plan))


def questions(plan: ImportPlan) -> list[str]:
    """The same, each matter by itself."""
    return [*filter(None, (_first(plan), *(remark.words(plan.lists) for remark in plan.asked)))]


def _first(plan: ImportPlan) -> str:
    if plan.code == "missing_column":
        if plan.outcome == "reject_file":
            return "没有认出驿站的名称这一列，或经度、纬度只有一列。请在下面选好每一列是什么。"
        if LON.key in plan.missing:
            return "没有经度、纬度两列：所有新驿站先存为草稿，劳动者看不到，要在地图上点好位置。"
        if plan.has_numbers_left_out:
            return ""  # What is asked of the column says so.
        return "没有站点编号这一列，只能按名称和位置认出已有的驿站，可能认错。"
    if plan.code == "duplicate_column" and plan.titles:
        return "有两列是同一个意思。请在下面把不要的一列选成“不导入”。"
    return _MESSAGES.get(plan.code, plan.refused.message if plan.refused else "")


def told(plan: ImportPlan) -> dict[str, Any]:
    """The head of a preview: how it stands, the numbers, and what is asked."""
    stores = bool(plan.added or plan.changed)
    blocked = plan.outcome == "reject_file" or plan.code in ("crs_undeclared", "choose_sheet")
    title = "和现有的一样，不用导入" if plan.total and not stores and not plan.rejected else ""
    return {
        "title": title if not blocked and title else _OUTCOME_WORDS[plan.outcome],
        "message": message(plan),
        "questions": questions(plan),
        "can": stores and not blocked,
        "ask_confirm": plan.outcome == "confirm",
        "ask_rows": bool(plan.rejected),
        "storing": len(plan.added) + len(plan.changed),
        "numbers": [
            (len(plan.added), "新增"),
            (len(plan.changed), "修改"),
            (plan.unchanged, "不变"),
            (len(plan.rejected), "不能导入"),
            (plan.drafts, "没有坐标，存为草稿"),
            (len(plan.suspicions), "可疑"),
        ],
    }


def parts(plan: ImportPlan, whole: str, *, page: int, choices: Choices) -> list[dict[str, Any]]:
    """The tables of a preview: the first rows of each, or one page of the one that is asked for."""
    doubts = {(one.row, one.key) for one in plan.suspicions}
    rows: dict[str, Sequence[Any]] = {
        "rejected": plan.rejected,
        "added": plan.added,
        "changed": plan.changed,
        "suspicions": remark_groups.grouped(plan.suspicions),
        # What is told as a suspicion need not be told as a warning again.
        "warnings": remark_groups.grouped(
            one for one in plan.warnings if (one.row, one.key) not in doubts
        ),
        "skipped": plan.skipped,
        "absent": plan.absent,
    }
    found = []
    for name, title in _PARTS.items():
        if not rows[name] or (whole in _PARTS and name != whole):
            continue
        size = PAGE if name == whole else FIRST
        last = max(1, -(-len(rows[name]) // size))
        here = min(page, last) if name == whole else 1
        shown = rows[name][(here - 1) * size : here * size]
        found.append(
            {
                "name": name,
                "title": title,
                "number": _number(name, rows[name]),
                "rows": _rows(shown, name, plan, choices),
                "page": here,
                "last": last,
            }
        )
    return found


def _number(name: str, rows: Sequence[Any]) -> int:
    return sum(len(one.rows) or 1 for one in rows) if name in _GROUPED else len(rows)


def sheets(plan: ImportPlan, terms: Terms) -> list[dict[str, Any]]:
    """The sheets of a workbook and which of them are read."""
    read = set(terms.sheets or plan.lists or (plan.sheet,))
    counts = Counter(
        row_places.sheet(row, plan.lists)
        for row in (one.row for one in (*plan.added, *plan.changed))
    )
    return [
        {"name": name, "chosen": name in read, "stations": counts[name] if plan.lists else 0}
        for name in plan.sheets
    ]


def titles(plan: ImportPlan) -> list[dict[str, Any]]:
    """Every title of the file with what its column is taken for; what is unsure comes first."""
    offered = [(one.key, one.title) for one in meaning.offered()]
    known = {key for key, _ in offered}
    found = []
    for heading in plan.headings:
        if heading.title:
            own = [] if heading.key in ("", *known) else [(heading.key, heading.meaning)]
            found.append({"heading": heading, "choices": [*own, *offered]})
    return sorted(found, key=lambda one: (not one["heading"].guessed, bool(one["heading"].key)))


def datum_differs(plan: ImportPlan) -> bool:
    """Whether the file names another datum than the importer, so that one of the two is chosen."""
    return any(remark.code == "datum_differs" for remark in plan.asked)


def ground(settings: Settings) -> dict[str, Any]:
    """What the map of a preview is drawn on."""
    return {**map_ground.libraries(), "ground": map_ground.told(settings)}


def areas_of(plan: ImportPlan, mine: Sequence[str], chosen: str) -> list[dict[str, Any]]:
    """The areas that a list may be taken into; districts too where it names none."""
    asks = any(remark.code == "no_district" for remark in plan.asked)
    if not asks and chosen in mine:
        return areas(mine, chosen)
    cities = [code for code in mine if len(code) == _CITY_DIGITS]
    parts = [one.code for city in cities for one in (*codes.districts(city), *codes.zones(city))]
    return areas(list(dict.fromkeys([*mine, *parts, chosen])), chosen)


def areas(mine: Sequence[str], chosen: str) -> list[dict[str, Any]]:
    """The areas that may be chosen from."""
    return [
        {"code": code, "name": codes.full_name(code) or "全国", "chosen": code == chosen}
        for code in mine
    ]


def datums(chosen: str) -> list[dict[str, Any]]:
    """What one may say of the coordinates of a list; 'none' for nothing chosen yet."""
    known = {"": _NO_DATUM} | {datum.value: words for datum, words in DATUM_WORDS.items()}
    return [
        {"value": value, "words": words, "chosen": value == chosen}
        for value, words in known.items()
    ]


def past(row: Row) -> dict[str, Any]:
    """An import that has been decided, as the list of them shows it."""
    report = row["report"]
    state = "已导入" if row["applied"] else "没有导入"
    return {
        **row,
        "when": when(row["at"]),
        "place": codes.full_name(row["area"]) or "不限地区",
        "state": "已撤销" if row["undone"] else state,
        "can_undo": bool(row["applied"] and row["log"] and not row["undone"]),
        "said": f"新增 {report['added']}，修改 {report['changed']}，不变 {report['unchanged']}"
        f"，不能导入 {report['rejected_total']}"
        if row["applied"]
        else _why_not(report),
    }


def _why_not(report: Mapping[str, Any]) -> str:
    """Why an import stored nothing."""
    if report["outcome"] in ("confirm", "partial"):
        return _NOT_AGREED.get(report["code"], _UNANSWERED)
    return import_reports.sentence(report["message"]) or "没有要保存的变化"


def when(moment: str) -> str:
    """A stored moment as a clock in China shows it."""
    return china_text(datetime.fromisoformat(moment))


def short(name: str) -> str:
    """The name of a file that may be a sentence long."""
    return name if len(name) <= 40 else f"{name[:24]}…{name[-12:]}"


def _rows(
    shown: Sequence[Any], part: str, plan: ImportPlan, choices: Choices
) -> list[dict[str, Any]]:
    if part == "absent":
        return [_absent(station) for station in choices.stations(shown)]
    answered = part != "warnings"
    return [
        {
            **_row(one, part, plan),
            "key": one.row,
            # A row among many that are alike is chosen for where it stands as a station.
            "choices": choices.of(one.row) if answered and one.row else [],
        }
        for one in shown
    ]


def _absent(station: Station) -> dict[str, Any]:
    return {
        "id": station.id,
        "name": station.name,
        "number": station.number,
        "place": codes.path(station.place.area_code),
        "state": PHASE_WORDS[station.lifecycle.phase],
    }


def _row(one: Any, part: str, plan: ImportPlan) -> dict[str, Any]:
    if part == "added":
        told = _added(one)
    elif part == "changed":
        told = _changed(one)
    elif part in _GROUPED:
        told = {**_remark(one.remark, plan, {}), "message": one.words(plan.lists)}
        return {**told, "row": one.row, "where": one.rows and one.where(plan.lists)}
    else:
        told = _remark(one, plan, plan.cells if part == "rejected" else {})
    return {**told, "row": one.row, "where": one.row and row_places.where(one.row, plan.lists)}


def _added(change: PlannedRow) -> dict[str, Any]:
    station = change.after
    return {
        "name": station.name,
        "number": station.number,
        "place": " ".join(filter(None, (station.place.area_words, station.place.address))),
        "hours": station.hours.words or station.hours.osm,
        "hours_read": change_words.hours_read(station.hours.osm, station.hours.staffed),
        "amenities": "、".join(map(_amenity, station.amenities)),
        "located": not station.is_draft,
    }


def _amenity(one: Amenity) -> str:
    word = vocabulary.amenities().word(one.id)
    if one.state is AmenityState.AVAILABLE:
        return word
    return f"{word}（{AMENITY_STATE_WORDS[one.state]}）"


def _changed(change: PlannedRow) -> dict[str, Any]:
    found = history.differences(change.before, change.after)
    if change.before and found.keys() & {"lat", "lon"}:
        # With both coordinates it can be told how far the station moves.
        old, new = fields.texts(change.before), fields.texts(change.after)
        found = {**found, **{key: (old[key], new[key]) for key in ("lat", "lon")}}
    return {
        "name": change.after.name,
        "id": change.after.id,
        "number": change.after.number,
        "told": change_words.told(found),
    }


def _remark(remark: Remark, plan: ImportPlan, cells: Mapping[int, str]) -> dict[str, Any]:
    return {
        "field": "位置" if remark.field == "geometry" else remark.field or "",
        "value": cells.get(remark.row or 0, ""),
        "message": remark.words(plan.lists),
    }
