"""The rules for verbs, exceptions and marks: by kind of item, in their order."""

from stations.hours.phrases.items.item import ItemKind
from stations.hours.phrases.reading_rule import ReadingRule
from stations.hours.phrases.statements import closing_statements, staff_statements
from stations.hours.phrases.statements.context import Context

VERB_RULES: dict[ItemKind, tuple[ReadingRule[Context], ...]] = {
    ItemKind.CLOSED: (
        ReadingRule(
            name="双休",
            example="8:30-17:30（双休）",
            reading="Mo-Fr 08:30-17:30",
            apply=closing_statements.closed_weekend,
        ),
        ReadingRule(
            name="闭馆日在后",
            example="闭馆日：周一；开放时间：9:00-17:00",
            reading="Tu-Su 09:00-17:00",
            apply=closing_statements.closed_before_days,
        ),
        ReadingRule(
            name="午休时段",
            example="周一至周五9:00-17:00（午休12:00-13:00）",
            reading="Mo-Fr 09:00-12:00,13:00-17:00",
            apply=closing_statements.break_before_span,
        ),
        ReadingRule(
            name="午休多久",
            example="8:30-17:30，午休一小时",
            reading="08:30-11:00,15:00-17:30, Mo-Su 11:00-15:00 unknown",
            apply=closing_statements.break_of_length,
        ),
        ReadingRule(
            name="关门的日期",
            example="9:00-17:00 1月1日闭馆",
            reading="09:00-17:00; Jan 01 off",
            apply=closing_statements.closed_dates,
        ),
        ReadingRule(
            name="重复的关门",
            example="10:00-19:00，周一闭馆，不对外开放",
            reading="Tu-Su 10:00-19:00",
            apply=closing_statements.closed_again,
        ),
    ),
    ItemKind.OPEN: (
        ReadingRule(
            name="开放一词",
            example="8点至18点半正常开放",
            reading="08:00-18:30",
            apply=closing_statements.open_alone,
        ),
    ),
    ItemKind.EXCEPT: (
        ReadingRule(
            name="半天除外",
            example="8:00-12:00，14:00-18:00（周一上午除外）",
            reading="Mo 14:00-18:00; Tu-Su 08:00-12:00,14:00-18:00",
            apply=closing_statements.half_day_excepted,
        ),
        ReadingRule(
            name="除…关门",
            example="周二至周日9:00—17:00开馆，16:00停止入馆 （除国家法定节假日）闭馆",
            reading="Tu-Su 09:00-17:00; PH unknown",
            apply=closing_statements.exception_then_closed,
        ),
        ReadingRule(
            name="并列的除外",
            example="8:30-17:30（周三除外，节假日除外）",
            reading="Mo-Tu,Th-Su 08:30-17:30; PH off",
            apply=closing_statements.exception_beside_another,
        ),
        ReadingRule(
            name="关门的例外",
            example="08:30~17:00(周一闭馆,节假日除外)",
            reading="Tu-Su 08:30-17:00; PH 08:30-17:00",
            apply=closing_statements.exception_from_closing,
        ),
        ReadingRule(
            name="开放的例外",
            example="8：00－17：00（节假日除外）",
            reading="08:00-17:00; PH off",
            apply=closing_statements.exception_from_hours,
        ),
        ReadingRule(
            name="照常开放的例外",
            example="9:00-17:00，周一闭馆，节假日照常开放，春节除外",
            reading="Tu-Su 09:00-17:00; PH 09:00-17:00; Jan 20-Feb 28 PH off",
            apply=closing_statements.exception_from_opening,
        ),
        ReadingRule(
            name="写在前面的例外",
            example="除法定节假日外，周一至周五9:00-17:00",
            reading="Mo-Fr 09:00-17:00; PH off",
            apply=closing_statements.exception_before_all,
        ),
    ),
    ItemKind.POSTPONE: (
        ReadingRule(
            name="顺延",
            example="周一闭馆（遇法定节假日开放，次日补休），9:00-17:00",
            reading='Tu-Su 09:00-17:00; PH unknown "闭馆日顺延"; PH 09:00-17:00',
            apply=closing_statements.postponed,
        ),
    ),
    ItemKind.INCLUDING: (
        ReadingRule(
            name="含调休上班日",
            example="工作日8:00-18:00（含调休上班日），周末休息",
            reading='Mo-Fr 08:00-18:00 "工作日"; PH off',
            apply=closing_statements.make_up_days_included,
        ),
        ReadingRule(
            name="含节假日",
            example="周六、周日（含节假日）9:00-17:00",
            reading="Sa-Su 09:00-17:00; PH 09:00-17:00",
            apply=closing_statements.days_included,
        ),
    ),
    ItemKind.NOTICE: (
        ReadingRule(
            name="另行通知",
            example="8:00-18:00，以现场公告为准",
            reading="08:00-18:00",
            apply=closing_statements.notice,
        ),
    ),
    ItemKind.WORDS: (
        ReadingRule(
            name="各个房间",
            example="一楼大厅：9:00-17:00，二楼展厅：10:00-16:00",
            reading="10:00-16:00, Mo-Su 09:00-10:00,16:00-17:00 unknown",
            apply=staff_statements.part_of_the_place,
        ),
    ),
    ItemKind.EXTRA: (
        ReadingRule(
            name="加开的时段",
            example="9:00-17:00；夜场18:00-22:00",
            reading="09:00-17:00,18:00-22:00",
            apply=staff_statements.addition,
        ),
    ),
    ItemKind.STAFFED: (
        ReadingRule(
            name="有人值守",
            example="24小时开放，人工服务时间8:00-20:00",
            reading="24/7",
            apply=staff_statements.staff_of_hours,
        ),
    ),
    ItemKind.ALONE: (
        ReadingRule(
            name="无人值守",
            example="8:00-18:00有人值守，自助18:00-22:00",
            reading="08:00-22:00",
            apply=staff_statements.staff_of_hours,
        ),
    ),
    ItemKind.HALF_DAY: (
        ReadingRule(
            name="白天和夜间的值守",
            example="24小时开放（白天有人值守，夜间自助）",
            reading="24/7",
            apply=staff_statements.staff_by_half_day,
        ),
    ),
    ItemKind.DURATION: (),
    ItemKind.LEFT: (
        ReadingRule(
            name="左括号",
            example="4-10月8:00-18:00（周日10:00-17:00），周一闭馆",
            reading="Apr-Oct Tu-Sa 08:00-18:00; Apr-Oct Su 10:00-17:00",
            apply=closing_statements.bracket_opens,
        ),
    ),
    ItemKind.RIGHT: (
        ReadingRule(
            name="右括号",
            example="（4-10月）8:00-18:00，（周六至17:00）",
            reading="Apr-Oct Mo-Fr,Su 08:00-18:00; Apr-Oct Sa 08:00-17:00",
            apply=closing_statements.bracket_closes,
        ),
    ),
}
