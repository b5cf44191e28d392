"""The rules for verbs, exceptions and marks: by kind of item, in their order."""

from stations.hours.phrases.items.item import What
from stations.hours.phrases.reading_rule import ReadingRule
from stations.hours.phrases.statements import closing_statements, staff_statements
from stations.hours.phrases.statements.context import Context

VERB_RULES: dict[What, tuple[ReadingRule[Context], ...]] = {
    What.CLOSED: (
        ReadingRule(
            name="闭馆日在后",
            example="TODO",
            reading="TODO",
            apply=closing_statements.closed_before_days,
        ),
        ReadingRule(
            name="午休时段",
            example="TODO",
            reading="TODO",
            apply=closing_statements.break_before_span,
        ),
        ReadingRule(
            name="关门的日期",
            example="TODO",
            reading="TODO",
            apply=closing_statements.closed_dates,
        ),
        ReadingRule(
            name="重复的关门",
            example="TODO",
            reading="TODO",
            apply=closing_statements.closed_again,
        ),
    ),
    What.OPEN: (
        ReadingRule(
            name="开放一词",
            example="TODO",
            reading="TODO",
            apply=closing_statements.open_alone,
        ),
    ),
    What.EXCEPT: (
        ReadingRule(
            name="半天除外",
            example="TODO",
            reading="TODO",
            apply=closing_statements.half_day_excepted,
        ),
        ReadingRule(
            name="除…关门",
            example="TODO",
            reading="TODO",
            apply=closing_statements.exception_then_closed,
        ),
        ReadingRule(
            name="并列的除外",
            example="TODO",
            reading="TODO",
            apply=closing_statements.exception_beside_another,
        ),
        ReadingRule(
            name="关门的例外",
            example="TODO",
            reading="TODO",
            apply=closing_statements.exception_from_closing,
        ),
        ReadingRule(
            name="开放的例外",
            example="TODO",
            reading="TODO",
            apply=closing_statements.exception_from_hours,
        ),
        ReadingRule(
            name="照常开放的例外",
            example="TODO",
            reading="TODO",
            apply=closing_statements.exception_from_opening,
        ),
        ReadingRule(
            name="写在前面的例外",
            example="TODO",
            reading="TODO",
            apply=closing_statements.exception_before_all,
        ),
    ),
    What.POSTPONE: (
        ReadingRule(
            name="顺延",
            example="TODO",
            reading="TODO",
            apply=closing_statements.postponed,
        ),
    ),
    What.INCLUDING: (
        ReadingRule(
            name="含调休上班日",
            example="TODO",
            reading="TODO",
            apply=closing_statements.make_up_days_included,
        ),
        ReadingRule(
            name="含节假日",
            example="TODO",
            reading="TODO",
            apply=closing_statements.days_included,
        ),
    ),
    What.NOTICE: (
        ReadingRule(
            name="另行通知",
            example="TODO",
            reading="TODO",
            apply=closing_statements.notice,
        ),
    ),
    What.WORDS: (
        ReadingRule(
            name="各个房间",
            example="TODO",
            reading="TODO",
            apply=staff_statements.part_of_the_place,
        ),
    ),
    What.EXTRA: (
        ReadingRule(
            name="加开的时段",
            example="TODO",
            reading="TODO",
            apply=staff_statements.addition,
        ),
    ),
    What.STAFFED: (
        ReadingRule(
            name="有人值守",
            example="TODO",
            reading="TODO",
            apply=staff_statements.staff_of_hours,
        ),
    ),
    What.ALONE: (
        ReadingRule(
            name="无人值守",
            example="TODO",
            reading="TODO",
            apply=staff_statements.staff_of_hours,
        ),
    ),
    What.HALF_DAY: (
        ReadingRule(
            name="白天和夜间的值守",
            example="TODO",
            reading="TODO",
            apply=staff_statements.staff_by_half_day,
        ),
    ),
    What.DURATION: (),
    What.LEFT: (
        ReadingRule(
            name="左括号",
            example="TODO",
            reading="TODO",
            apply=closing_statements.bracket_opens,
        ),
    ),
    What.RIGHT: (
        ReadingRule(
            name="右括号",
            example="TODO",
            reading="TODO",
            apply=closing_statements.bracket_closes,
        ),
    ),
}
