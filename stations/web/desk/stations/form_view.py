"""What the form of a station shows to a person."""

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
from stations.registry import vocabulary
from stations.registry.editing import form_values
from stations.registry.editing.form_values import AMENITY_PARTS, Values, amenity_key
from stations.registry.fields import INPUTS
from stations.registry.fields.field import Choices, Control, FormGroup, Input
from stations.registry.model import Station
from stations.web.desk.stations.form_words import (
    PARTS,
    choices,
    hours_read,
    input_of,
    said,
    title,
)

HOURS = "hours"
_MOST_BASE = 200_000
"""Bytes of what a form was opened with, unpacked: the longest form there can be."""

_GROUPS: Mapping[FormGroup, tuple[str, str]] = {
    FormGroup.NAME: ("名称和编号", "劳动者按名称找，工会按编号管。"),
    FormGroup.PLACE: ("位置和怎么进门", "让第一次来的人也能走到门口、走得进去。"),
    FormGroup.HOURS: ("开放时间", "写清楚了，劳动者就不会白跑一趟。"),
    FormGroup.AMENITIES: ("设施", "现在能用的才选“可用”，坏了选“故障”。"),
    FormGroup.PREMISES: ("场地和联系人", "公开电话劳动者能看到，内部联系只给工作人员看。"),
    FormGroup.STATE: ("状态", "筹建、整改和撤销在这里改；临时关门写在“暂停安排”里，可以提前写。"),
    FormGroup.NOTE: ("备注", "留给同事的话，不公开。"),
}
_TYPED_HINTS = {
    "area_code": "写六位区划代码，例如 370102。",
    "street": "写街道的名字，例如“解放路街道”。不清楚可以空着。",
}
"""Of fields that one types where there is nothing to choose from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form with what stands in it, and who may write what."""

    values: Values
    by: Account
    scope: Scope
    new: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    stored: Station | None = None
    """The station as it is, where it is one already."""


def groups(form: Filled) -> list[dict[str, Any]]:
    """The groups of fields from top to bottom, with those that this person may only read."""
    free = _free(form)
    found = []
    for group_id, (words, hint) in _GROUPS.items():
        keys = _keys(group_id)
        group: dict[str, Any] = {
            "id": group_id.value,
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
        if group_id is FormGroup.AMENITIES:
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
        filled = {key: str(found.get(key, "")) for key in form_values.names()}
    except (ValueError, AttributeError, zlib.error, binascii.Error):
        raise Invalid("invalid.incomplete_form", field="base") from None
    return filled


def _free(form: Filled) -> frozenset[str]:
    if form.new:
        return frozenset(form_values.names())
    return form_values.open_to(form.by, form.scope)


def _keys(group: FormGroup) -> list[str]:
    """The fields of a group, in their order."""
    return sorted(
        (key for key in INPUTS if input_of(key).group is group),
        key=lambda key: input_of(key).place,
    )


def _field(key: str, form: Filled) -> dict[str, Any]:
    own, options = input_of(key), _options(key, form)
    column = INPUTS[key].column
    shown = _shown(key, form, options=options, control=_control(own, options))
    return {
        **shown,
        "title": title(key),
        "hint": own.hint if options else _TYPED_HINTS.get(key, own.hint),
        "rows": own.rows,
        "longest": column.longest if column else 200,
        "required": own.required,
        "inputmode": own.mode,
        "below": own.below,
        "read": _hours_read(form) if key == HOURS else {},
    }


def _hours_read(form: Filled) -> dict[str, str]:
    return hours_read(form.values[HOURS], form.stored.hours if form.stored else None)


def _amenity_read(amenity_id: str, part: str, form: Filled) -> dict[str, str]:
    if part != "hours":
        return {}
    known = form.stored.amenities if form.stored else ()
    stored = next((one.hours for one in known if one.id == amenity_id), None)
    return hours_read(form.values[amenity_key(amenity_id, part)], stored)


def _control(own: Input, options: Choices) -> Control:
    """One chooses where there is something to choose from, and else types."""
    if own.control in (Control.TEXT, Control.SELECT):
        return Control.SELECT if options else Control.TEXT
    return own.control


def _shown(key: str, form: Filled, *, options: Choices, control: Control) -> dict[str, Any]:
    value = form.values[key]
    found: list[dict[str, Any]] = [{"value": v, "words": w} for v, w in options]
    if control is Control.CHECKS:
        chosen = value.split("、")
        found = [{**one, "chosen": one["value"] in chosen} for one in found]
    return {
        "key": key,
        "error": form.errors.get(key, ""),
        "value": value,
        "options": found,
        "parts": _by_district(found) if key == "street" else [],
        "kind": control.value,
    }


def _by_district(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Streets under their districts: one chooses a street where one knows it belongs."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in options:
        found.setdefault(one["value"][:6], []).append(one)
    return [
        {"area": codes.trimmed(code), "words": codes.local_name(code), "options": streets}
        for code, streets in found.items()
        if code
    ]


def _options(key: str, form: Filled) -> Choices:
    value = form.values[key]
    if key == "area_code":
        return _areas(form, value)
    if key == "street":
        return _streets(form, value)
    return choices(key)


def _areas(form: Filled, value: str) -> Choices:
    """The districts and zones that this person may give a station to; none: it is typed in."""
    mine = form.by.areas_for(Action.CREATE)
    city = codes.city_of(value)
    found: dict[str, str] = {}
    for prefix in mine:
        within = codes.city_of(prefix) if prefix else city
        named = codes.by_code(prefix)
        if named and named.level == "street":
            named = codes.by_code(named.parent)
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


def _streets(form: Filled, value: str) -> Choices:
    """The streets of those districts that are this person's; none: it is typed in."""
    mine = form.by.areas_for(Action.CREATE)
    districts = [code for code, _ in _areas(form, form.values["area_code"]) if code]
    found = {
        street.code: street.name
        for code in districts
        for street in codes.streets(code)
        if any(not prefix or codes.covers(prefix, street.code) for prefix in mine)
    }
    if not found:
        return ()
    if value and value not in found:
        found[value] = codes.local_name(value) or value
    return (("", "没有选"), *found.items())


def _amenities(form: Filled) -> dict[str, Any]:
    """Those that are known of this station, and below them all others."""
    every = [_amenity(amenity_id, form) for amenity_id in vocabulary.amenities().terms]
    shown = [one for one in every if one["known"]]
    others = [one for one in every if not one["known"]]
    if not shown:
        shown, others = others[:10], others[10:]
    return {"amenities": shown, "others": others, "others_open": False}


def _amenity(amenity_id: str, form: Filled) -> dict[str, Any]:
    state, *rest = (_part(amenity_id, part, form) for part in AMENITY_PARTS)
    said_of = [said(one["key"], one["value"]) for one in rest if one["value"]]
    wrong = any(one["error"] for one in (state, *rest))
    return {
        "id": amenity_id,
        "word": vocabulary.amenities().word(amenity_id),
        "state": state,
        "fields": rest,
        "said": "；".join(said_of),
        "open": wrong,
        "known": bool(state["value"] or said_of or wrong),
    }


def _part(amenity_id: str, part: str, form: Filled) -> dict[str, Any]:
    """One field of an amenity."""
    key = amenity_key(amenity_id, part)
    options = choices(key)
    control = Control.SELECT if options else Control.TEXT
    return {
        **_shown(key, form, options=options, control=control),
        "title": PARTS[part] or title(key),
        "hint": "",
        "rows": None,
        "longest": form_values.LONGEST_OF_AMENITY,
        "required": False,
        "inputmode": "",
        "below": "",
        "read": _amenity_read(amenity_id, part, form),
    }
