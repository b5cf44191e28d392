"""What the pages of the schemes show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from stations.accounts import store as accounts
from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.moments import china_text
from stations.stars.overview import scheme_preview
from stations.stars.overview.scheme_preview import SchemePreview
from stations.stars.rulebook import drafting, scheme_differences, scheme_registry
from stations.stars.rulebook.drafting import Examined
from stations.stars.rulebook.scheme_registry import SOURCE_WORDS, KnownScheme
from stations.stars.rulebook.scheme_store import DraftState, SchemeDraft
from stations.stars.scheme.scheme import Scheme
from stations.tables.rule_files import rule_writing
from stations.web.desk.reviews import review_words as words

_STATES: Mapping[DraftState, str] = {
    DraftState.DRAFT: "草稿",
    DraftState.CONFIRMED: "已确认",
    DraftState.WITHDRAWN: "已撤掉",
}
_STATIONS = ("s1", "s2", "s3")


def known_row(one: KnownScheme) -> dict[str, Any]:
    """A scheme in a list."""
    return {
        "key": one.scheme.key,
        "it": one.scheme,
        "area": codes.path(one.scheme.area),
        "source": SOURCE_WORDS[one.source] + (f" {one.file}" if one.file else ""),
    }


def people(db: Database, drafts: Iterable[SchemeDraft]) -> dict[str, str]:
    """Who wrote and decided, as others read it."""
    ids = {who for one in drafts for who in (one.author, one.decided_by) if who}
    return {who: accounts.get(db, who).shown for who in ids}


def draft_row(one: SchemeDraft, names: Mapping[str, str], *, who: Account) -> dict[str, Any]:
    """A draft with who wrote it and what became of it."""
    read = drafting.examined(one.text)
    title = f"{read.scheme.name} 第 {read.scheme.version} 版" if read.scheme else "还有错的草稿"
    decided = ""
    if one.decided_at and one.decided_by:
        decided = f"{names[one.decided_by]}，{china_text(one.decided_at)}"
    return {
        "it": one,
        "title": title,
        "area": codes.path(one.area),
        "state": _STATES[one.state],
        "faults": len(read.faults),
        "author": names[one.author],
        "at": china_text(one.written_at),
        "decided": decided,
        "is_open": one.state is DraftState.DRAFT,
        "is_own": one.author == who.id,
    }


def waits_for(one: SchemeDraft, who: Account) -> bool:
    """Whether somebody may confirm a draft as it is."""
    is_open = one.state is DraftState.DRAFT and one.author != who.id
    return is_open and not drafting.examined(one.text).faults


def kept_words(one: SchemeDraft) -> str:
    """What is said after saving."""
    count = len(drafting.examined(one.text).faults)
    if count:
        return f"草稿存好了，还有 {count} 处要改。"
    return "草稿存好了，没有错。请另一位市级管理员打开这一页确认。"


def faults(text: str, read: Examined) -> list[dict[str, Any]]:
    """Each fault beside the line that it is in."""
    lines = text.split("\n")
    found = []
    for one in read.faults:
        line = one.values.get("line", 1)
        problem = one.values.get("problem", one)
        found.append({"line": line, "text": lines[line - 1].strip(), "words": problem.message})
    return found


def changes(known: Sequence[Scheme], scheme: Scheme | None) -> dict[str, Any] | None:
    """What a draft changes of the version before; None where there is none."""
    old = drafting.earlier(known, scheme) if scheme else None
    if scheme is None or old is None:
        return None
    rows = [_changed(one) for one in scheme_differences.differences(old, scheme)]
    return {"old": f"{old.name} 第 {old.version} 版", "rows": rows}


def _changed(one: scheme_differences.SchemeChange) -> str:
    """A change as a sentence."""
    if not one.key:
        return f"{one.subject}：{'去掉' if one.before else '加上'}“{one.before or one.after}”"
    subject = f"“{one.subject}”{one.key}" if one.subject else one.key
    if not one.before:
        return f"{subject}：原来没有，现在是 {one.after}"
    return f"{subject}：{one.before} → {one.after or '没有'}"


def is_within(draft: SchemeDraft, scheme: Scheme) -> bool:
    """Whether a scheme is for the area that its draft was written for."""
    return codes.covers(draft.area, scheme.area)


def draws(given: Mapping[str, str]) -> int:
    """How many times stations were drawn anew."""
    text = given.get("draw", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0


def previews(
    db: Database, draft: SchemeDraft, scheme: Scheme, given: Mapping[str, str], *, at: datetime
) -> list[dict[str, Any]]:
    """The stations that were named, else drawn, under the scheme."""
    asked = [given.get(name, "")[:60] for name in _STATIONS]
    ids = scheme_preview.chosen(db, scheme, asked)
    if not ids:
        start = hashlib.sha256(f"{draft.id}/{draws(given)}".encode()).hexdigest()
        ids = scheme_preview.drawn(db, scheme, start=start)
    return [_preview(one, scheme) for one in scheme_preview.previewed(db, scheme, ids, at=at)]


def _preview(one: SchemePreview, scheme: Scheme) -> dict[str, Any]:
    least, most = (words.level(scheme, found.stars) for found in (one.least, one.most))
    return {
        "it": one,
        "name": one.station.name,
        "reaches": least if least == most else f"{least}到{most}",
        "lacking": one.most.lacking,
        "vetoes": [found.words for found in one.vetoes],
        "rows": [
            {
                "name": row.criterion.name,
                "points": "—" if row.points is None else row.points,
                "most": row.criterion.points,
                "grounds": row.proposed.grounds if row.proposed else "没有记录可看，由验收打分",
            }
            for row in one.rows
        ],
    }


def hindrance(known: Mapping[str, Scheme], draft: SchemeDraft, scheme: Scheme | None) -> str:
    """What keeps everybody from confirming a draft without faults; '' for nothing."""
    if scheme is None or draft.state is not DraftState.DRAFT:
        return ""
    error = drafting.hindrance(known, draft, scheme)
    return error.message if error else ""


def beginning(db: Database, given: Mapping[str, str], *, by: Account, today: date) -> str:
    """The text that a new draft begins with: the next version of a scheme, or, where that is for
    others, a first one for an area of one's own."""
    known = {key: one.scheme for key, one in scheme_registry.known(db).items()}
    found = known.get(given.get("from", ""))
    if found is None:
        return ""
    own = replace(found, effective_from=max(today, found.effective_from))
    if not by.may(Action.RUN_CYCLE, Scope(areas=(found.area,))):
        area = codes.by_code(next(iter(by.areas_for(Action.RUN_CYCLE)), ""))
        if area is not None:
            own = replace(
                own,
                id=f"city-{area.code}",
                area=area.code,
                name=f"{area.name}户外劳动者驿站星级评定",
                source=f"参照“{found.name}”第 {found.version} 版",
            )
    taken = [one.version for one in known.values() if one.id == own.id]
    return rule_writing.written(replace(own, version=max(taken, default=0) + 1))
