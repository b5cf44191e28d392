"""How does the form of a station look, filled in so, for this person?"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid
from stations.registry import columns, fields, vocabulary
from stations.registry.fields import AMENITY_PARTS, Values, amenity_key
from stations.registry.states import PHASE_WORDS
from stations.web.desk.stations.form_words import HINTS, Choices, choices, said, title

_MOST_BASE = 200_000
"""Bytes of what a form was opened with, unpacked: the longest form there can be."""

_GROUPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("name", "名称和编号", "工人按名称找，工会按编号管。",
     ("name", "aliases", "number", "kind", "area_code")),
    ("place", "位置和怎么进门", "让第一次来的人也能走到门口、走得进去。",
     ("point", "datum", "address", "door", "entry", "entry_note")),
    ("hours", "开放时间", "写清楚了，工人就不会白跑一趟。", ("hours",)),
    ("amenities", "设施", "现在能用的才选“可用”，坏了选“故障”。", ()),
    ("premises", "场地和联系人", "公开电话工人能看到，内部联系只给工作人员看。",
     ("host", "seats", "floor_area_m2", "build_mode", "operator", "keeper_role", "phone",
      "private_contact", "opened_on", "closes_on")),
    ("state", "状态", "临时关门选“暂停开放”，写上原因和到哪天为止。",
     ("lifecycle", "reason", "since", "until")),
    ("note", "备注", "留给同事的话，不公开。", ("note",)),
)  # fmt: skip
_DAYS = ("opened_on", "closes_on", "since", "until")
_AREAS = {"door": 2, "entry_note": 2, "hours": 3, "note": 4}
"""Fields of several lines, and how many are shown."""
_CODE_HINT = "写六位区划代码，例如 370102。"
_MODES = {"phone": "tel", "seats": "numeric", "floor_area_m2": "decimal"}
_BELOW = {"name": "name-likes", "datum": "place-map", "hours": "hours-read"}
"""Where the helpers in the browser show what they found out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form with what stands in it, and who may write what."""

    values: Values
    by: Account
    scope: Scope
    new: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


def groups(form: Filled) -> list[dict[str, Any]]:
    """The groups of fields from top to bottom, with those that this person may only read."""
    free = _free(form)
    found = []
    for group_id, words, hint, keys in _GROUPS:
        group: dict[str, Any] = {
            "id": group_id,
            "title": words,
            "hint": hint,
            # A field that is alone in its group has its title above it already.
            "fields": [
                {**_field(key, form), "quiet": len(keys) == 1} for key in keys if key in free
            ],
            "fixed": [
                {"title": title(key), "words": said(key, form.values[key])}
                for key in keys
                if key not in free
            ],
        }
        if group_id == "amenities":
            group.update(_amenities(form))
        found.append(group)
    return found


def errors(form: Filled) -> list[dict[str, str]]:
    """All that is wrong, to be read at the top and followed to its field."""
    return [{"key": key, "title": title(key), "words": words} for key, words in form.errors.items()]


def packed(values: Mapping[str, str]) -> str:
    """What a form was opened with, to come back with it."""
    filled = {key: text for key, text in values.items() if text}
    return base64.urlsafe_b64encode(
        zlib.compress(orjson.dumps(filled, option=orjson.OPT_SORT_KEYS), 9)
    ).decode()


def unpacked(text: str) -> Values:
    """The same again; Invalid where it did not come back whole."""
    try:
        unzip = zlib.decompressobj()
        raw = unzip.decompress(base64.urlsafe_b64decode(text.encode()), _MOST_BASE)
        found = orjson.loads(raw)
        filled = {key: str(found.get(key, "")) for key in fields.names()}
    except (ValueError, AttributeError, zlib.error, binascii.Error):
        raise Invalid("表单没有完整送到，没有保存。请返回，刷新页面再试。", field="base") from None
    return filled


def _free(form: Filled) -> frozenset[str]:
    if form.new:
        return frozenset(fields.names())
    return fields.open_to(form.by, form.scope)


def _field(key: str, form: Filled) -> dict[str, Any]:
    value, options = form.values[key], _options(key, form)
    kind = "select" if options else "date" if key in _DAYS else "text"
    if key == "entry":
        kind, chosen = "checks", value.split("、")
        shown = [{"value": v, "words": w, "chosen": v in chosen} for v, w in options]
    else:
        shown = [{"value": v, "words": w} for v, w in options]
    return {
        "key": key,
        "title": title(key),
        "hint": HINTS.get(key, "") if key != "area_code" or options else _CODE_HINT,
        "error": form.errors.get(key, ""),
        "value": value,
        "options": shown,
        "kind": "area" if key in _AREAS else kind,
        "rows": _AREAS.get(key),
        "longest": columns.BY_KEY[key].longest if key in columns.BY_KEY else 200,
        "required": key == "name",
        "inputmode": _MODES.get(key, ""),
        "below": _BELOW.get(key, ""),
    }


def _options(key: str, form: Filled) -> Choices:
    value = form.values[key]
    if key == "area_code":
        return _areas(form, value)
    if key == "lifecycle":
        free = fields.phases_for(form.by, form.scope)
        if not form.new and value not in free:
            return tuple((p.value, w) for p, w in PHASE_WORDS.items() if p.value == value)
        return tuple((phase.value, PHASE_WORDS[phase]) for phase in free)
    return choices(key)


def _areas(form: Filled, value: str) -> Choices:
    """The districts and zones that this person may give a station to; none: it is typed in."""
    mine = form.by.areas_for(Action.CREATE)
    city = codes.city_of(value)
    found: dict[str, str] = {}
    for prefix in mine:
        within = codes.city_of(prefix) if prefix else city
        named = codes.by_code(prefix)
        if named and named.level in ("district", "zone"):
            found[named.code] = named.name
            continue
        if named and named.level == "province":
            within = city if codes.covers(prefix, city) else ""
        areas = (*codes.districts(within), *codes.zones(within)) if within else ()
        found.update({area.code: area.name for area in areas})
    if not found:
        return ()
    if value and value not in found:
        found[value] = codes.path(value) or value
    first = () if value or len(found) == 1 else (("", "请选择"),)
    return (*first, *found.items())


def _amenities(form: Filled) -> dict[str, Any]:
    """Those that are known of this station, and below them all others."""
    every = [_amenity(amenity_id, form) for amenity_id in vocabulary.amenities().terms]
    shown = [one for one in every if one["known"]]
    others = [one for one in every if not one["known"]]
    if not shown:
        shown, others = others[:10], others[10:]
    return {"amenities": shown, "others": others, "others_open": False}


def _amenity(amenity_id: str, form: Filled) -> dict[str, Any]:
    state, *rest = (_field(amenity_key(amenity_id, part), form) for part in AMENITY_PARTS)
    said_of = [one["value"] for one in rest if one["value"]]
    wrong = any(one["error"] for one in (state, *rest))
    parts = {"note": "说明", "hours": "单独的开放时间", "call": "怎么叫人"}
    for one, words in zip(rest, parts.values(), strict=True):
        one.update(title=words, longest=fields.LONGEST_OF_AMENITY)
    return {
        "id": amenity_id,
        "word": vocabulary.amenities().word(amenity_id),
        "state": state,
        "fields": rest,
        "said": "；".join(said_of),
        "open": wrong,
        "known": bool(state["value"] or said_of or wrong),
    }
