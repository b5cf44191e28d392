"""Landmarks: places with a name that are no stations of ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stations.errors import Invalid
from stations.geo.point import Point

MOST = 3_000
"""Landmarks of one city: their file stays small enough for a phone."""


class LandmarkKind(StrEnum):
    """What a landmark is. Of two with one name the earlier kind stands first."""

    STATION = "station"
    METRO = "metro"
    AIRPORT = "airport"
    COACH = "coach"
    HOSPITAL = "hospital"
    SQUARE = "square"
    SIGHT = "sight"
    SHOP = "shop"
    SCHOOL = "school"
    OFFICE = "office"
    HOUSING = "housing"
    BRIDGE = "bridge"
    JUNCTION = "junction"
    ROAD = "road"
    OTHER = "other"


KIND_WORDS = {
    LandmarkKind.STATION: "火车站",
    LandmarkKind.METRO: "地铁站",
    LandmarkKind.AIRPORT: "机场",
    LandmarkKind.COACH: "汽车站",
    LandmarkKind.HOSPITAL: "医院",
    LandmarkKind.SQUARE: "广场",
    LandmarkKind.SIGHT: "公园景点",
    LandmarkKind.SHOP: "商场市场",
    LandmarkKind.SCHOOL: "学校",
    LandmarkKind.OFFICE: "单位",
    LandmarkKind.HOUSING: "小区",
    LandmarkKind.BRIDGE: "桥",
    LandmarkKind.JUNCTION: "路口",
    LandmarkKind.ROAD: "道路",
    LandmarkKind.OTHER: "地点",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """One landmark of a city."""

    name: str
    kind: LandmarkKind
    point: Point
    aliases: tuple[str, ...] = ()
    about: bool = False
    """Whether the point is known roughly only: 约."""

    def __post_init__(self) -> None:
        if not self.name:
            raise Invalid("invalid.landmark_name", field="name")

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkSet:
    """The landmarks of one city that one source gives; the next ones of that source replace it."""

    city: str
    """Four digits of the area code."""
    source: str
    attribution: str = ""
    """Who is to be named where they are used."""
    landmarks: tuple[Landmark, ...]
