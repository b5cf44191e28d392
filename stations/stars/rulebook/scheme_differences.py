"""What one version of a scheme says other than the one before, key by key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stations.stars.scheme.scheme import Scheme
from stations.tables.rule_files import rule_keys
from stations.tables.rule_files.rule_keys import DeclaredKey

_SHORT = re.compile(r"[；，：:（]")
_NAMED_BY = {"levels": "stars", "groups": "id", "criteria": "id", "gates": "words", "vetoes": "id"}
"""By which key an entry of a list is the same as before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeChange:
    """A key with what it was and is, in words; '' where it is new or gone."""

    subject: str
    """Of which entry: 四星; '' for the scheme itself."""
    key: str
    before: str
    after: str


def differences(old: Scheme, new: Scheme) -> list[SchemeChange]:
    """All that changed, in the order of the file; the number of the version apart."""
    found: list[SchemeChange] = []
    for key in rule_keys.declared(Scheme):
        before, after = getattr(old, key.name), getattr(new, key.name)
        if before == after or key.name == "version":
            continue
        if key.tables is not None:
            found += _of_entries(key, before, after)
        elif key.table is not None:
            found += _of_table(key.table, "", before, after)
        else:
            found.append(_change("", key, before, after))
    return found


def _of_entries(key: DeclaredKey, before: Any, after: Any) -> Iterator[SchemeChange]:
    kind, named_by = key.tables, _NAMED_BY[key.name]
    was = {getattr(one, named_by): one for one in before}
    now = {getattr(one, named_by): one for one in after}
    title = _short(key)
    for name, one in was.items():
        if name not in now:
            yield SchemeChange(subject=title, key="", before=_title(one), after="")
    for name, one in now.items():
        if name not in was:
            yield SchemeChange(subject=title, key="", before="", after=_title(one))
        elif one != was[name]:
            yield from _of_table(kind, _title(one), was[name], one)


def _of_table(kind: Any, subject: str, before: Any, after: Any) -> Iterator[SchemeChange]:
    for key in rule_keys.declared(kind):
        was, now = _held(before, key.name), _held(after, key.name)
        if was != now:
            yield _change(subject, key, was, now)


def _held(entry: Any, name: str) -> Any:
    return entry[name] if isinstance(entry, Mapping) else getattr(entry, name)


def _change(subject: str, key: DeclaredKey, before: Any, after: Any) -> SchemeChange:
    return SchemeChange(
        subject=subject, key=_short(key), before=_words(key, before), after=_words(key, after)
    )


def _words(key: DeclaredKey, value: Any) -> str:
    if value is None or (value in ("", (), 0) and value is not False):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, frozenset):
        value = sorted(value)
    if isinstance(value, tuple | list):
        return "、".join(_words(key, one) for one in value)
    return key.choices.get(value) or str(value)


def _title(entry: Any) -> str:
    for name in ("name", "words", "id"):
        if told := getattr(entry, name, ""):
            return str(told)
    return ""


def _short(key: DeclaredKey) -> str:
    return _SHORT.split(key.rule.words)[0]
