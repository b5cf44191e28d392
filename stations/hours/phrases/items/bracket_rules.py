"""The rules for brackets, in the order in which they are tried."""

from stations.hours.phrases.items import brackets
from stations.hours.phrases.items.brackets import BracketCursor
from stations.hours.phrases.items.item import PhraseItem
from stations.hours.phrases.reading_rule import ReadingRule

BRACKET_RULES: tuple[ReadingRule[BracketCursor], ...] = (
    ReadingRule(
        name="时段后面括号里的日子",
        example="9:00-17:00（周一至周五，6-9月）",
        reading="Jun-Sep Mo-Fr 09:00-17:00",
        apply=brackets.days_in_bracket,
    ),
    ReadingRule(
        name="括号里的日子和午休",
        example="8:30-17:30（周一至周五，12:00-13:00午休）",
        reading="Mo-Fr 08:30-12:00,13:00-17:30",
        apply=brackets.days_and_break,
    ),
    ReadingRule(
        name="括号里先写例外",
        example="8:30-17:30（节假日除外，周一至周五）",
        reading="Mo-Fr 08:30-17:30; PH off",
        apply=brackets.exception_and_days,
    ),
    ReadingRule(
        name="括号中间的日子",
        example="8:30-17:30（午休12:00-13:30，周一至周五，节假日除外）",
        reading="Mo-Fr 08:30-12:00,13:30-17:30; PH off",
        apply=brackets.days_within,
    ),
    ReadingRule(
        name="时段前面括号里的关门",
        example="周二至周日（周一闭馆、国家法定节假日除外）9:00-17:00",
        reading="Tu-Su 09:00-17:00; PH 09:00-17:00",
        apply=brackets.closing_before_hours,
    ),
    ReadingRule(
        name="括号里更准确的日子",
        example="9:00-17:00，国庆节（10月1日-7日）休息",
        reading="09:00-17:00; Oct 01-Oct 07 off",
        apply=brackets.exact_days,
    ),
    ReadingRule(
        name="括号里的寒暑假",
        example="周二至周五13:00-20:00，周末（寒暑假）9:00-21:00",
        reading="Tu-Fr 13:00-20:00; Sa-Su 09:00-21:00; SH 09:00-21:00; SH Mo unknown",
        apply=brackets.days_or_vacation,
    ),
    ReadingRule(
        name="季节后面的日期",
        example="夏季（5-9月）8:00-18:00，冬季（10-4月）8:30-17:30",
        reading="May-Sep 08:00-18:00; Oct-Apr 08:30-17:30",
        apply=brackets.dates_of_season,
    ),
    ReadingRule(
        name="日期前面的季节",
        example="（夏令）5月1日至9月30日8:00-18:00",
        reading="May 01-Sep 30 08:00-18:00",
        apply=brackets.season_of_dates,
    ),
)


def without_brackets(items: list[PhraseItem], used: list[str]) -> list[PhraseItem]:
    """Days and dates moved before the hours that they follow; names of rules go to `used`."""
    cursor = BracketCursor(items)
    while cursor.at < len(items):
        rule = next((rule for rule in BRACKET_RULES if rule.applied(cursor)), None)
        if rule is None:
            cursor.put(cursor.item, past=1)
        else:
            used.append(rule.name)
    return cursor.found
