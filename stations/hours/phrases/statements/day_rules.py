"""The rules for days that are named, in the order in which they are tried."""

from stations.hours.phrases.reading_rule import ReadingRule
from stations.hours.phrases.statements import day_statements, open_statements, staff_statements
from stations.hours.phrases.statements.context import NamedDays

DAY_RULES: tuple[ReadingRule[NamedDays], ...] = (
    ReadingRule(
        name="关门的日子",
        example="TODO",
        reading="TODO",
        apply=day_statements.days_shut,
    ),
    ReadingRule(
        name="开放的日子",
        example="TODO",
        reading="TODO",
        apply=open_statements.days_open,
    ),
    ReadingRule(
        name="和别的日子相同",
        example="TODO",
        reading="TODO",
        apply=day_statements.days_as_others,
    ),
    ReadingRule(
        name="另行通知的日子",
        example="TODO",
        reading="TODO",
        apply=day_statements.days_told_elsewhere,
    ),
    ReadingRule(
        name="关门半天的日子",
        example="TODO",
        reading="TODO",
        apply=day_statements.half_day_shut,
    ),
    ReadingRule(
        name="其余时间自助",
        example="TODO",
        reading="TODO",
        apply=staff_statements.other_times_alone,
    ),
    ReadingRule(
        name="其余日期",
        example="TODO",
        reading="TODO",
        apply=day_statements.rest_of_year,
    ),
    ReadingRule(
        name="顺延的日子",
        example="TODO",
        reading="TODO",
        apply=day_statements.days_postponed,
    ),
    ReadingRule(
        name="时段前面的日子",
        example="TODO",
        reading="TODO",
        apply=day_statements.days_before_hours,
    ),
    ReadingRule(
        name="时段后面的日子",
        example="TODO",
        reading="TODO",
        apply=day_statements.days_behind_hours,
    ),
)
