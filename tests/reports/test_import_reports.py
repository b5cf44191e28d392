"""The report of an import is kept as keys and values, and read in sentences."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from stations import row_places
from stations.errors import Invalid
from stations.registry.lists.import_plan import ImportPlan
from stations.remarks import Remark
from stations.reports import import_reports

OLD = {"field": None, "row": 3, "code": "required", "message": "名称是空的，请填写。"}


def kept(plan: ImportPlan) -> dict[str, Any]:
    """A report as it comes back from the database."""
    told: dict[str, Any] = orjson.loads(orjson.dumps(plan.report(was_applied=False)))
    return told


def test_a_kept_report_says_what_it_said_when_it_was_made() -> None:
    nested = Remark.of(Invalid("required", title="名称"), row=row_places.key(1, 7), field="名称")
    plan = ImportPlan(
        outcome="partial",
        rejected=(Remark("rows_rejected.several", row=nested.row, first=nested, others=[nested]),),
        suspicions=(Remark("coarse_point", row=row_places.key(0, 3)),),
        lists=("历下区", "市中区"),
    )
    report = import_reports.worded(kept(plan))
    assert report == import_reports.worded(plan.report(was_applied=False))
    [refused], [doubt] = report["rejected"], report["suspicions"]
    assert refused["message"] == "名称是空的，请填写。另外：名称是空的，请填写。"
    assert (refused["sheet"], refused["row"], refused["field"]) == ("市中区", 7, None)
    assert doubt["message"].startswith("“历下区”第 3 行的经纬度")
    assert "field" not in doubt


def test_a_report_of_an_older_version_stays_readable() -> None:
    old = {**kept(ImportPlan(outcome="reject_file")), "message": "文件是空的。", "rejected": [OLD]}
    assert import_reports.sentence(old["message"]) == "文件是空的。"
    assert import_reports.worded(old)["rejected"] == [OLD]


@pytest.mark.parametrize("remark", [Remark("unheard_of"), Remark("coarse_point.of_old", row=3)])
def test_a_sentence_that_is_no_more_is_told_by_its_code(remark: Remark) -> None:
    report = kept(ImportPlan(outcome="accept_warn", warnings=(remark,)))
    assert import_reports.told(report, "warnings")[0]["message"] == f"（{remark.code}）"
