"""The filter of the list of payments and its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid
from stations.subsidies import budgets, payment_list, rule_file
from stations.subsidies.model import yuan
from stations.subsidies.payment_list import PART_WORDS, Part, PaymentLine, PaymentQuery
from stations.subsidies.rules import Programme

EVERY = "all"
_LONGEST_WORDS, _MOST_PAGES = 60, 100_000
_FIRST_YEAR = 2021
"""The list of years to choose from begins here; the address may ask for any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFilter:
    """What the page shows, as it stands in the address."""

    asked: PaymentQuery
    part: Part | None
    words: str
    page: int

    @property
    def arguments(self) -> dict[str, str]:
        """What an address or a form repeats to ask for it again."""
        given = {
            "year": str(self.asked.year),
            "area": self.asked.area,
            "rule": self.asked.rule,
            "part": self.part.value if self.part else EVERY,
            "q": self.words,
        }
        return {name: text for name, text in given.items() if text}

    def address(self, endpoint: str = "money.every", **changes: str) -> str:
        """The address that asks for this with some of it changed; '' takes one away."""
        wanted: dict[str, Any] = {**self.arguments, **changes}
        return url_for(endpoint, **{name: text for name, text in wanted.items() if text})

    def fits(self, line: PaymentLine) -> bool:
        """Whether the words name the station of a line."""
        return not self.words or self.words in f"{line.station.name} {line.station.number}"


def wanted(given: MultiDict[str, str], *, by: Account, today: date) -> PaymentFilter:
    """What is asked for; Invalid for an address that was not made here."""
    year, page = given.get("year", "") or str(today.year), given.get("page", "") or "1"
    area, rule, part = given.get("area", ""), given.get("rule", ""), given.get("part", "")
    if not _number(year, 4) or not _number(page, 6) or not 1 <= int(page) <= _MOST_PAGES:
        raise _wrong("year")
    budgets.check_year(int(year))
    if area and codes.by_code(area) is None:
        raise _wrong("area")
    if rule and not any(rule in one.ids for one in rule_file.known()):
        raise _wrong("rule")
    if part and part not in (*Part, EVERY):
        raise _wrong("part")
    return PaymentFilter(
        asked=PaymentQuery(year=int(year), area=codes.trimmed(area), rule=rule),
        part=_usual(by) if not part else None if part == EVERY else Part(part),
        words=" ".join(given.get("q", "").split())[:_LONGEST_WORDS],
        page=int(page),
    )


def choices(
    it: PaymentFilter, programmes: Sequence[Programme], *, by: Account, today: date
) -> dict[str, list[dict[str, Any]]]:
    """What can be chosen for every filter, with what is chosen."""
    years = sorted({*range(_FIRST_YEAR, today.year + 1), it.asked.year}, reverse=True)
    rules = {rule.id: rule.name for one in programmes for rule in one.rules}
    options = {
        "year": [(str(year), f"{year} 年") for year in years],
        "area": [("", "不限"), *districts(by, Action.SEE_MONEY)],
        "rule": [("", "全部项目"), *rules.items()],
    }
    chosen = {"year": str(it.asked.year), "area": it.asked.area, "rule": it.asked.rule}
    return {
        name: [{"value": v, "words": w, "chosen": chosen[name] == v} for v, w in pairs]
        for name, pairs in options.items()
    }


def districts(by: Account, action: Action) -> list[tuple[str, str]]:
    """The districts and zones with rules in which somebody may do this."""
    return [
        (area.code, area.name)
        for programme in payment_list.programmes(by, "")
        for area in (*codes.districts(programme.area), *codes.zones(programme.area))
        if by.may(action, Scope(areas=(area.code,)))
    ]


def parts(it: PaymentFilter, found: Sequence[PaymentLine]) -> list[dict[str, Any]]:
    """The parts of the list, each with how many and how much it is."""
    counted: dict[Part | None, list[int]] = {part: [] for part in (*Part, None)}
    for line in found:
        counted[line.part].append(line.amount_fen)
        counted[None].append(0)
    return [
        {
            "words": PART_WORDS[part] if part else "全部",
            "count": len(sums),
            "sum": yuan(sum(sums)) if part not in (Part.NOT, None) and sums else "",
            "url": it.address(part=part.value if part else EVERY),
            "current": part is it.part,
        }
        for part, sums in counted.items()
    ]


def named(code: str) -> str:
    """An area in words."""
    area = codes.by_code(code)
    return area.name if area else code


def rules_told(programmes: Sequence[Programme]) -> list[Mapping[str, str]]:
    """What is paid for, by which words, and what of it is ours."""
    return [
        {
            "name": rule.name,
            "amount": yuan(rule.amount_fen),
            "from": rule.effective_from.isoformat(),
            "until": rule.effective_until.isoformat() if rule.effective_until else "",
            "source": rule.source,
            "ours": rule.ours,
        }
        for programme in programmes
        for rule in programme.rules
    ]


def _usual(by: Account) -> Part | None:
    """Where somebody has something to do."""
    if by.may(Action.PAY_PROPOSE):
        return Part.READY
    return Part.PROPOSED if by.may(Action.PAY_APPROVE) else None


def _number(text: str, longest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= longest


def _wrong(field: str) -> Invalid:
    return Invalid("invalid.payment_filter", field=field)
