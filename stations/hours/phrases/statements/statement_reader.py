"""Items of a phrase made into statements, one after the other."""

from stations.hours.phrases.items.item import EVER, ItemKind, PhraseItem
from stations.hours.phrases.reading_rule import Lost, ReadingRule
from stations.hours.phrases.statements.context import Context, NamedDays
from stations.hours.phrases.statements.day_rules import DAY_RULES
from stations.hours.phrases.statements.day_statements import named_days
from stations.hours.phrases.statements.hour_rules import HOUR_RULES
from stations.hours.phrases.statements.statement import Statement
from stations.hours.phrases.statements.verb_rules import VERB_RULES
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, MAKE_UP, REST

RULES = {**HOUR_RULES, **VERB_RULES}


def read_statements(items: list[PhraseItem], used: list[str]) -> list[Statement]:
    """Walks the items once; the names of the rules that were applied go to `used`."""
    context = Context(items)
    while context.at < len(items):
        if context.item.what in (ItemKind.DAYS, *RULES):
            used.append(_rule_applied(context).name)
        context.at += 1
    if context.excepted or context.later_end or any(_dropped(context, item) for item in items):
        raise Lost("没有用上的日子")
    return context.said


def _rule_applied(context: Context) -> ReadingRule[Context] | ReadingRule[NamedDays]:
    rule: ReadingRule[Context] | ReadingRule[NamedDays] | None
    if context.item.what is ItemKind.DAYS:
        days = named_days(context)
        rule = next((rule for rule in DAY_RULES if rule.applied(days)), None)
    else:
        rule = next((rule for rule in RULES[context.item.what] if rule.applied(context)), None)
    if rule is None:
        raise Lost("没有说完的句子")
    return rule


def _dropped(context: Context, item: PhraseItem) -> bool:
    """Whether days or dates of which something was said are in no statement."""
    if item.what is ItemKind.SCOPE:
        begins = bool(item.scope.dates) and item.scope.dates[-1][1] == EVER
        return not begins and all(item.scope != said.scope for said in context.said)
    codes = set(item.codes) - {REST, *MAKE_UP}
    if item.what not in (ItemKind.DAYS, ItemKind.EXCEPT) or codes == set(ALL_DAYS):
        return False
    return not codes <= {code for said in context.said for code in said.codes}
