"""What changed among the public stations since a day, from the log."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from stations.db.base import Database
from stations.moments import china_day, china_midnight, utc_text
from stations.registry.fields.field import News
from stations.registry.views import announcements
from stations.registry.views.announcements import Announcement
from stations.reports.dataset.model import DatasetTable, Edition, Row
from stations.reports.dataset.public_tables import ID, column

ADDED, CHANGED, CLOSED = "added", "changed", "closed"
_KINDS = {News.OPENED: ADDED, News.CLOSED: CLOSED}


@cache
def changes() -> DatasetTable:
    text = {"type": "string"}
    return DatasetTable(
        name="changes",
        title="变化",
        means="What changed since the day named in datapackage.json, newest first: a row for each"
        " value that changed, and at least one for each change",
        columns=(
            column(
                "at", {"type": "string", "format": "date-time"}, title="时刻", means="When, in UTC"
            ),
            column(
                "day", {"type": "string", "format": "date"}, title="日期", means="Its day in China"
            ),
            column(
                ID,
                text,
                title="驿站标识",
                means="The station; one that is closed is no more among the stations",
            ),
            column("name", text, title="名称", means="Its name, the last one that was public"),
            column(
                "change",
                {"type": "string", "enum": [ADDED, CHANGED, CLOSED]},
                title="变化",
                means="Whether it came in, changed or went out",
            ),
            column(
                "news",
                {"type": "array", "items": {"type": "string", "enum": [one.value for one in News]}},
                title="消息",
                means="What the change means to a worker",
            ),
            column("field", text, title="项目", means="Title of the value that changed"),
            column("before", text, title="原来", means="What it was, in words"),
            column("after", text, title="现在", means="What it is, in words"),
        ),
        indexed=("at", ID, "change"),
    )


def rows(db: Database, edition: Edition) -> Iterator[Row]:
    """The changes of an edition, newest first."""
    begin = china_midnight(edition.since)
    cursor = ""
    while True:
        page = announcements.of_area(db, "", before=cursor)
        for item in page.items:
            if item.at < begin:
                return
            yield from _rows(item)
        if not page.after or page.after[:20] < utc_text(begin):
            return
        cursor = page.after


def _rows(item: Announcement) -> Iterator[Row]:
    head = {
        "at": utc_text(item.at),
        "day": china_day(item.at).isoformat(),
        ID: item.station_id,
        "name": item.name,
        "change": next((_KINDS[one] for one in item.news if one in _KINDS), CHANGED),
        "news": [one.value for one in item.news],
    }
    if not item.changes:
        yield {**head, "field": None, "before": None, "after": None}
    for line in item.changes:
        note = f"（{line.note}）" if line.note else ""
        yield {**head, "field": line.title, "before": line.before, "after": line.after + note}
