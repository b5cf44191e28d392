"""The rules for dates, spans and times: by kind of item, in their order."""

from stations.hours.phrases.items.item import What
from stations.hours.phrases.reading_rule import ReadingRule
from stations.hours.phrases.statements import date_statements, end_statements, hour_statements
from stations.hours.phrases.statements.context import Context

HOUR_RULES: dict[What, tuple[ReadingRule[Context], ...]] = {
    What.SCOPE: (
        ReadingRule(
            name="起始日期",
            example="TODO",
            reading="TODO",
            apply=date_statements.first_date,
        ),
        ReadingRule(
            name="时段后面的日期",
            example="TODO",
            reading="TODO",
            apply=date_statements.dates_behind_hours,
        ),
        ReadingRule(
            name="时段前面的日期",
            example="TODO",
            reading="TODO",
            apply=date_statements.dates_before_hours,
        ),
    ),
    What.SPANS: (
        ReadingRule(
            name="只写了关门时段",
            example="TODO",
            reading="TODO",
            apply=hour_statements.closed_span_alone,
        ),
        ReadingRule(
            name="中间关门的时段",
            example="TODO",
            reading="TODO",
            apply=hour_statements.closed_span,
        ),
        ReadingRule(
            name="开放时段",
            example="TODO",
            reading="TODO",
            apply=hour_statements.hours_of_days,
        ),
    ),
    What.ALWAYS: (
        ReadingRule(
            name="全天加时段",
            example="TODO",
            reading="TODO",
            apply=hour_statements.all_day_before_hours,
        ),
        ReadingRule(
            name="全天关门",
            example="TODO",
            reading="TODO",
            apply=hour_statements.closed_all_day,
        ),
        ReadingRule(
            name="24 小时",
            example="TODO",
            reading="TODO",
            apply=hour_statements.round_the_clock,
        ),
    ),
    What.START: (
        ReadingRule(
            name="开门和关门时刻",
            example="TODO",
            reading="TODO",
            apply=end_statements.start_and_end,
        ),
        ReadingRule(
            name="开门时刻和时长",
            example="TODO",
            reading="TODO",
            apply=end_statements.start_and_length,
        ),
        ReadingRule(
            name="只有开门时刻",
            example="TODO",
            reading="TODO",
            apply=end_statements.start_alone,
        ),
        ReadingRule(
            name="关门以后的说明",
            example="TODO",
            reading="TODO",
            apply=end_statements.after_closing,
        ),
    ),
    What.END: (
        ReadingRule(
            name="另一个关门时刻",
            example="TODO",
            reading="TODO",
            apply=end_statements.other_end,
        ),
        ReadingRule(
            name="重复的关门时刻",
            example="TODO",
            reading="TODO",
            apply=end_statements.known_end,
        ),
    ),
    What.EXTENDED: (
        ReadingRule(
            name="可能延长",
            example="TODO",
            reading="TODO",
            apply=end_statements.perhaps_until,
        ),
        ReadingRule(
            name="部分日子延长",
            example="TODO",
            reading="TODO",
            apply=end_statements.end_of_days,
        ),
    ),
}
