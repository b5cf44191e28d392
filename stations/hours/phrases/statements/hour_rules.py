"""The rules for dates, spans and times: by kind of item, in their order."""

from stations.hours.phrases.items.item import ItemKind
from stations.hours.phrases.reading_rule import ReadingRule
from stations.hours.phrases.statements import date_statements, end_statements, hour_statements
from stations.hours.phrases.statements.context import Context

HOUR_RULES: dict[ItemKind, tuple[ReadingRule[Context], ...]] = {
    ItemKind.SCOPE: (
        ReadingRule(
            name="起始日期",
            example="2026年5月1日起 9:00-18:00",
            reading="09:00-18:00; 2000 Jan 01-2026 Apr 30 unknown",
            apply=date_statements.first_date,
        ),
        ReadingRule(
            name="已经开始的日期",
            example="开放时间至9月30日，每天10点30分至17点",
            reading="Jan 01-May 31 00:00-24:00 unknown; Jun 01-Sep 30 10:30-17:00",
            apply=date_statements.dates_begun,
        ),
        ReadingRule(
            name="时段后面的日期",
            example="双休日及节假日照常开放 8:30-17:30，5月-10月",
            reading="May-Oct 08:30-17:30; May-Oct PH 08:30-17:30",
            apply=date_statements.dates_behind_hours,
        ),
        ReadingRule(
            name="时段前面的日期",
            example="六月至九月 9:00-18:00",
            reading="Jun-Sep 09:00-18:00",
            apply=date_statements.dates_before_hours,
        ),
    ),
    ItemKind.SPANS: (
        ReadingRule(
            name="只写了关门时段",
            example="0:00-5:00休息，其他时间营业",
            reading="05:00-24:00",
            apply=hour_statements.closed_span_alone,
        ),
        ReadingRule(
            name="先写的关门时段",
            example="12:00-13:00午休，8:30-17:30",
            reading="08:30-12:00,13:00-17:30",
            apply=hour_statements.closed_span_before_hours,
        ),
        ReadingRule(
            name="中间关门的时段",
            example="8点-18点，中午12点-下午1点半不开放",
            reading="08:00-12:00,13:30-18:00",
            apply=hour_statements.closed_span,
        ),
        ReadingRule(
            name="开放时段",
            example="早8晚6",
            reading="08:00-18:00",
            apply=hour_statements.hours_of_days,
        ),
    ),
    ItemKind.SHIFTED: (
        ReadingRule(
            name="部分日子提前或推迟",
            example="8:00-18:00，周日提前半小时关门",
            reading="Mo-Sa 08:00-18:00; Su 08:00-17:30",
            apply=end_statements.shifted,
        ),
    ),
    ItemKind.ACTIVITY: (
        ReadingRule(
            name="开放时间以外的活动",
            example="8:00-12:00，每周三14:00-16:00义诊",
            reading="Mo-Tu,Th-Su 08:00-12:00; We 08:00-12:00, We 14:00-16:00 unknown",
            apply=hour_statements.activity,
        ),
    ),
    ItemKind.SOMETIMES: (
        ReadingRule(
            name="某个时期的时段",
            example="8:00-18:00，汛期8:00-22:00",
            reading="08:00-18:00, Mo-Su 18:00-22:00 unknown",
            apply=hour_statements.hours_at_times,
        ),
    ),
    ItemKind.ALWAYS: (
        ReadingRule(
            name="全天加时段",
            example="周一至周日全天开放 9:00-17:00",
            reading="09:00-17:00",
            apply=hour_statements.all_day_before_hours,
        ),
        ReadingRule(
            name="全天关门",
            example="周二至周日9:00-17:00，周一24小时关闭",
            reading="Tu-Su 09:00-17:00",
            apply=hour_statements.closed_all_day,
        ),
        ReadingRule(
            name="24 小时",
            example="7×24小时",
            reading="24/7",
            apply=hour_statements.round_the_clock,
        ),
    ),
    ItemKind.START: (
        ReadingRule(
            name="开门和关门时刻",
            example="早上8点开门，晚上10点关门",
            reading="08:00-22:00",
            apply=end_statements.start_and_end,
        ),
        ReadingRule(
            name="开门时刻和时长",
            example="早上8:30开放，服务8小时",
            reading="08:30-16:30",
            apply=end_statements.start_and_length,
        ),
        ReadingRule(
            name="只有开门时刻",
            example="6:45起",
            reading="06:45+",
            apply=end_statements.start_alone,
        ),
        ReadingRule(
            name="关门以后的说明",
            example="每日8时到22时（22时后室内无人自动断电）",
            reading="08:00-22:00, Mo-Su 22:00-24:00 unknown",
            apply=end_statements.after_closing,
        ),
    ),
    ItemKind.END: (
        ReadingRule(
            name="另一个关门时刻",
            example="周一至周日9:00-17:00（周五14:00闭馆）",
            reading="Mo-Th,Sa-Su 09:00-17:00; Fr 09:00-14:00",
            apply=end_statements.other_end,
        ),
        ReadingRule(
            name="先写的关门时刻",
            example="晚上10点关门，早上6点开门",
            reading="06:00-22:00",
            apply=end_statements.end_before_start,
        ),
        ReadingRule(
            name="重复的关门时刻",
            example="9:00-17:00，17:00闭馆",
            reading="09:00-17:00",
            apply=end_statements.known_end,
        ),
    ),
    ItemKind.EXTENDED: (
        ReadingRule(
            name="可能延长",
            example="8:00-20:00，可延长至22:00",
            reading="08:00-20:00, Mo-Su 20:00-22:00 unknown",
            apply=end_statements.perhaps_until,
        ),
        ReadingRule(
            name="部分日子延长",
            example="每天9:00-17:00，周五延长至21:00",
            reading="Mo-Th,Sa-Su 09:00-17:00; Fr 09:00-21:00",
            apply=end_statements.end_of_days,
        ),
    ),
}
