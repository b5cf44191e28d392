"""The rules by which tokens become items, in the order in which they are tried."""

from stations.hours.phrases.items import (
    date_items,
    day_items,
    last_entry_items,
    mark_items,
    time_items,
)
from stations.hours.phrases.items.cursor import Cursor
from stations.hours.phrases.reading_rule import ReadingRule

ITEM_RULES: tuple[ReadingRule[Cursor], ...] = (
    ReadingRule(
        name="停止入场的时刻",
        example="9:00-17:00（16:30停止入馆）",
        reading="09:00-17:00",
        apply=last_entry_items.time_of_last_entry,
    ),
    ReadingRule(
        name="最晚入场时间",
        example="9:00-17:00，最晚入馆时间16:30",
        reading="09:00-17:00",
        apply=last_entry_items.last_entry_at_time,
    ),
    ReadingRule(
        name="关门前停止入场",
        example="9:00-17:00，闭馆前30分钟停止入馆",
        reading="09:00-17:00",
        apply=last_entry_items.last_entry_before_closing,
    ),
    ReadingRule(
        name="售票时间",
        example="9:00-17:00（售票时间9:00-16:00）",
        reading="09:00-17:00",
        apply=last_entry_items.ticket_hours,
    ),
    ReadingRule(
        name="除…外",
        example="除周一外，每天9:00-17:00",
        reading="Tu-Su 09:00-17:00",
        apply=day_items.except_days,
    ),
    ReadingRule(
        name="…除外",
        example="周一至周五9:00-17:00，节假日除外",
        reading="Mo-Fr 09:00-17:00; PH off",
        apply=day_items.days_excepted,
    ),
    ReadingRule(
        name="含…",
        example="周六、周日（含节假日）9:00-17:00",
        reading="Sa-Su 09:00-17:00; PH 09:00-17:00",
        apply=day_items.days_included,
    ),
    ReadingRule(
        name="延长至",
        example="周一至周五 8:30-17:00，周三延时服务至19:00",
        reading="Mo-Tu,Th-Fr 08:30-17:00; We 08:30-19:00",
        apply=time_items.moved_end,
    ),
    ReadingRule(
        name="提前或推迟多久",
        example="8:00-18:00，周末推迟一小时开门",
        reading="Mo-Fr 08:00-18:00; Sa-Su 09:00-18:00",
        apply=time_items.shifted_end,
    ),
    ReadingRule(
        name="时期后面的日期",
        example="高温期间（6月15日-9月15日）24小时开放，其他时间8:00-20:00",
        reading="08:00-20:00; Jun 15-Sep 15 00:00-24:00",
        apply=date_items.words_of_dates,
    ),
    ReadingRule(
        name="季节",
        example="夏季8:00-18:00，冬季8:30-17:30",
        reading=(
            "08:30-17:30, Mo-Su 08:00-08:30,17:30-18:00 unknown;"
            " Dec-Feb 08:30-17:30; Jun-Aug 08:00-18:00"
        ),
        apply=date_items.season,
    ),
    ReadingRule(
        name="截止日期",
        example="即日起至9月30日，每日9:00-18:00",
        reading="Jan 01-May 31 00:00-24:00 unknown; Jun 01-Sep 30 09:00-18:00",
        apply=date_items.last_date,
    ),
    ReadingRule(
        name="日期",
        example="5月1日至9月30日 8:00-19:00",
        reading="May 01-Sep 30 08:00-19:00",
        apply=date_items.dates,
    ),
    ReadingRule(
        name="星期和节假日",
        example="周一至周五、周日9:00-17:00",
        reading="Mo-Fr,Su 09:00-17:00",
        apply=day_items.named_days,
    ),
    ReadingRule(
        name="时段",
        example="上午9点至12点，下午2点-5点半",
        reading="09:00-12:00,14:00-17:30",
        apply=time_items.hours,
    ),
    ReadingRule(
        name="时间相同",
        example="周一至周五8:30-17:30，周末9:00-16:00，节假日同周末",
        reading="Mo-Fr 08:30-17:30; Sa-Su 09:00-16:00; PH 09:00-16:00",
        apply=mark_items.same_as_before,
    ),
    ReadingRule(
        name="开放、关门等词",
        example="9:00-17:00，周一闭馆",
        reading="Tu-Su 09:00-17:00",
        apply=mark_items.verb,
    ),
    ReadingRule(
        name="括号和句号",
        example="9:00-17:00（周一至周五）",
        reading="Mo-Fr 09:00-17:00",
        apply=mark_items.mark,
    ),
    ReadingRule(
        name="逗号",
        example="9:00-12:00，14:00-17:00",
        reading="09:00-12:00,14:00-17:00",
        apply=mark_items.comma,
    ),
    ReadingRule(
        name="不认识的词",
        example="图书馆9:00-17:00",
        reading="09:00-17:00",
        apply=mark_items.unknown_word,
    ),
    ReadingRule(
        name="时长",
        example="早上8:30开放，服务8小时",
        reading="08:30-16:30",
        apply=mark_items.duration,
    ),
    ReadingRule(
        name="半天",
        example="9:00-17:00，周一上午闭馆",
        reading="Mo 14:00-17:00, Mo 12:00-14:00 unknown; Tu-Su 09:00-17:00",
        apply=mark_items.half_day,
    ),
    ReadingRule(
        name="单独的时刻",
        example="8:30开馆，17:00闭馆",
        reading="08:30-17:00",
        apply=time_items.lonely_time,
    ),
    ReadingRule(
        name="不影响时间的词",
        example="本站开放时间为每日9:00-17:00",
        reading="09:00-17:00",
        apply=mark_items.filler,
    ),
)
