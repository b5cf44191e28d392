"""The types of what is on in the description of the interface, with an example."""

from __future__ import annotations

from typing import Any

from stations.activities import model
from stations.registry.fields.codecs import MOMENT_SCHEMA as MOMENT
from stations.registry.fields.codecs import TEXT_SCHEMA as TEXT
from stations.registry.fields.codecs import titled

Schema = dict[str, Any]

DAY: Schema = {"type": "string", "format": "date", "pattern": "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"}
AREA: Schema = {"type": "string", "pattern": "^[0-9]{2,12}$"}
_AT: Schema = {"type": "string", "format": "date-time"}
_COORDINATE: Schema = {"type": ["number", "null"]}


def fields() -> dict[str, Schema]:
    """The fields of each type by its name."""
    kind = {"type": "string", "enum": list(model.kinds().terms)}
    return {
        "ActivityPlace": {
            "station": titled(
                {"type": ["string", "null"]}, "驿站代码", "Id of the station; null: another place"
            ),
            "name": titled(TEXT, "名称", "Its name"),
            "address": titled(TEXT, "地址", "Its address"),
            "lat": titled(_COORDINATE, "纬度", "Latitude, WGS-84"),
            "lon": titled(_COORDINATE, "经度", "Longitude, WGS-84"),
        },
        "ActivitySession": {
            "id": titled(TEXT, "场次代码", "Id of the session, for ever"),
            "activity": titled(TEXT, "活动代码", "Id of the activity it belongs to"),
            "title": titled(TEXT, "标题", "Title of the activity"),
            "kind": titled(kind, "类型", "Kind of the activity"),
            "starts_at": titled(_AT, "开始", "When it begins"),
            "ends_at": titled(_AT, "结束", "When it ends"),
            "state": titled(
                {"type": "string", "enum": ["planned", "cancelled"]},
                "状态",
                "Whether it takes place",
            ),
            "reason": titled(TEXT, "原因", "Why it was moved or cancelled"),
            "moved_from": titled(MOMENT, "原定", "When it was announced for, if it was moved"),
            "who": titled(
                {"type": "string", "enum": [one.value for one in model.Audience]},
                "谁能参加",
                "Everybody, or members who know the code",
            ),
            "doer": titled(TEXT, "谁来做", "Who does it, or teaches"),
            "capacity": titled(
                {"type": ["integer", "null"]}, "名额", "Places; null: come without signing up"
            ),
            "sign_up_from": titled(MOMENT, "报名开始", "When sign-up opens; null: at once"),
            "sign_up_until": titled(MOMENT, "报名截止", "When sign-up ends"),
            "full": titled(
                {"type": ["boolean", "null"]},
                "是否已满",
                "Whether no place is left; null: none needed",
            ),
            "places": titled(
                {"type": "array", "items": {"$ref": "#/components/schemas/ActivityPlace"}},
                "地点",
                "Stations, or one place of its own",
            ),
            "url": titled(TEXT, "网址", "Address of its page"),
            "demo": titled({"type": "boolean"}, "是否演示", "Made up: do not go there"),
        },
        "Activities": {
            "sessions": titled(
                {"type": "array", "items": {"$ref": "#/components/schemas/ActivitySession"}},
                "场次",
                "At most 200 sessions, by their beginning",
            ),
            "next": titled(
                {"type": ["string", "null"]}, "下一页", "Address of the next page; null: the last"
            ),
        },
    }


def example() -> Schema:
    """What `activities` answers."""
    session = {
        "id": "s3k8w2m5q7xd",
        "activity": "a7hj2k9m4pqr",
        "title": "老中医义诊",
        "kind": "clinic",
        "starts_at": "2026-11-21T14:00:00+08:00",
        "ends_at": "2026-11-21T16:00:00+08:00",
        "state": "planned",
        "reason": "",
        "moved_from": None,
        "who": "everybody",
        "doer": "区中医院",
        "capacity": 30,
        "sign_up_from": "2026-11-20T09:00:00+08:00",
        "sign_up_until": "2026-11-21T14:00:00+08:00",
        "full": False,
        "places": [
            {
                "station": "k7qm3x2pafzd",
                "name": "泉城路驿站",
                "address": "泉城路 1 号",
                "lat": 36.6659,
                "lon": 117.0219,
            }
        ],
        "url": "https://yizhan.example.cn/activities/a7hj2k9m4pqr",
        "demo": True,
    }
    return {"sessions": [session], "next": None}
