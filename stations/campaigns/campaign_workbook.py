"""A campaign as a workbook: districts, stations, and every delivery with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from stations.campaigns.model import Campaign, CampaignLine, SupplyDelivery
from stations.moments import china_text
from stations.tables.book_writing import BookSheet, Cell

Linker = Callable[[str], str]
"""The address of a photo by its name."""


def sheets(
    campaign: Campaign,
    districts: Sequence[CampaignLine],
    stations: Sequence[tuple[str, CampaignLine]],
    deliveries: Sequence[SupplyDelivery],
    names: Mapping[str, str],
    link: Linker,
) -> list[BookSheet]:
    """The three tables; amounts are numbers."""
    titles = [
        f"{one.word}（{one.unit}）{what}"
        for one in campaign.supplies
        for what in ("计划", "已发", "还缺")
    ]
    supplies = {one.number: one for one in campaign.supplies}
    return [
        BookSheet(
            name="各地",
            columns=("地区", *titles),
            rows=[(line.name, *_cells(campaign, line)) for line in districts],
        ),
        BookSheet(
            name="各站",
            columns=("地区", "驿站", *titles),
            rows=[(area, line.name, *_cells(campaign, line)) for area, line in stations],
        ),
        BookSheet(
            name="发放记录",
            columns=("日期", "驿站", "物资", "数量", "单位", "说明", "谁记的", "记的时刻", "照片"),
            rows=[
                (
                    one.day, names.get(one.station_id, one.station_id),
                    supplies[one.number].word, one.amount, supplies[one.number].unit,
                    f"冲正：{one.note}" if one.corrects else one.note,
                    one.shown, china_text(one.at), link(one.photo) if one.photo else "",
                )
                for one in deliveries
            ],
        ),
    ]  # fmt: skip


def _cells(campaign: Campaign, line: CampaignLine) -> list[Cell]:
    return [
        value
        for one in campaign.supplies
        for value in (
            line.planned.get(one.number, 0),
            line.delivered.get(one.number, 0),
            line.missing(one.number),
        )
    ]
