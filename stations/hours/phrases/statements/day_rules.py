"""The rules for days that are named, in the order in which they are tried."""

from stations.hours.phrases.reading_rule import ReadingRule
from stations.hours.phrases.statements import day_statements, open_statements, staff_statements
from stations.hours.phrases.statements.context import NamedDays

DAY_RULES: tuple[ReadingRule[NamedDays], ...] = (
    ReadingRule(
        name="关门的日子",
        example="九点至十六点三十分，周一闭馆",
        reading="Tu-Su 09:00-16:30",
        apply=day_statements.days_shut,
    ),
    ReadingRule(
        name="开放的日子",
        example="9:00-17:00（周二至周日开放）",
        reading="Tu-Su 09:00-17:00",
        apply=open_statements.days_open,
    ),
    ReadingRule(
        name="和别的日子相同",
        example="10:00-19:00，周末9:30-20:00，节假日同周末",
        reading="Mo-Fr 10:00-19:00; Sa-Su 09:30-20:00; PH 09:30-20:00",
        apply=day_statements.days_as_others,
    ),
    ReadingRule(
        name="另行通知的日子",
        example="8:00-20:00，春节期间另行通知",
        reading="08:00-20:00; Jan 20-Feb 28 PH unknown",
        apply=day_statements.days_told_elsewhere,
    ),
    ReadingRule(
        name="关门半天的日子",
        example="周一至周日9:00-12:00，14:00-18:00，周五下午闭馆",
        reading="Mo-Th,Sa-Su 09:00-12:00,14:00-18:00; Fr 09:00-12:00",
        apply=day_statements.half_day_shut,
    ),
    ReadingRule(
        name="其余时间自助",
        example="8:00-20:00有人值守，其余时间自助",
        reading="24/7",
        apply=staff_statements.other_times_alone,
    ),
    ReadingRule(
        name="其余日期",
        example="7、8月9:00-20:00，其余9:00-17:00",
        reading="09:00-17:00; Jul,Aug 09:00-20:00",
        apply=day_statements.rest_of_year,
    ),
    ReadingRule(
        name="顺延的日子",
        example="8:30—17:00（周一闭馆，法定节假日顺延）",
        reading='Tu-Su 08:30-17:00; PH unknown "闭馆日顺延"; PH 08:30-17:00',
        apply=day_statements.days_postponed,
    ),
    ReadingRule(
        name="时段后面的日子和午休",
        example="9:00-17:00 周一至周五（12:00-13:00午休）",
        reading="Mo-Fr 09:00-12:00,13:00-17:00",
        apply=day_statements.days_before_break,
    ),
    ReadingRule(
        name="时段前面的日子",
        example="周一至周五9:00-17:00",
        reading="Mo-Fr 09:00-17:00",
        apply=day_statements.days_before_hours,
    ),
    ReadingRule(
        name="时段后面的日子",
        example="8.00-18.00，周一至周五",
        reading="Mo-Fr 08:00-18:00",
        apply=day_statements.days_behind_hours,
    ),
)
