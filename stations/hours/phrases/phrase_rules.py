"""The steps by which a phrase becomes statements."""

from collections.abc import Callable
from dataclasses import dataclass, field

from stations.hours.osm.expression import DAY
from stations.hours.phrases.items import item_order, part_names
from stations.hours.phrases.items.bracket_rules import without_brackets
from stations.hours.phrases.items.item import ItemKind, PhraseItem
from stations.hours.phrases.items.item_reader import read_items
from stations.hours.phrases.reading_rule import Lost, ReadingRule
from stations.hours.phrases.statements.statement import Statement
from stations.hours.phrases.statements.statement_reader import read_statements
from stations.hours.phrases.tokens import asides, occasions, purposes, reservations
from stations.hours.phrases.tokens.token import Token
from stations.hours.phrases.tokens.token_words import TokenKind

TELLS_TIME = {TokenKind.TIME, TokenKind.NUMBER, TokenKind.DOTTED, TokenKind.ALWAYS}


ANY_TIME = (
    PhraseItem(what=ItemKind.SPANS, doubtful=((0, DAY),)),
    PhraseItem(what=ItemKind.COMMA, text="，"),
)
"""周一闭馆: what is shut is told, and no time of the other days."""


@dataclass(slots=True)
class Draft:
    """A phrase on its way: its tokens, then its items."""

    tokens: list[Token] = field(default_factory=list)
    items: list[PhraseItem] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Words that bear on no hour, as they were written."""

    doubts: list[str] = field(default_factory=list)
    """Clauses that may close the place."""

    used: list[str] = field(default_factory=list)
    """The names of the rules that were applied."""


def _tokens(change: Callable[[list[Token], list[str]], list[Token]]) -> Callable[[Draft], bool]:
    def apply(draft: Draft) -> bool:
        before, draft.tokens = draft.tokens, change(draft.tokens, draft.lost)
        return draft.tokens != before

    return apply


def _items(change: Callable[[list[PhraseItem]], list[PhraseItem]]) -> Callable[[Draft], bool]:
    def apply(draft: Draft) -> bool:
        before, draft.items = draft.items, change(draft.items)
        return draft.items != before

    return apply


def _without_doubts(draft: Draft) -> bool:
    draft.items = part_names.without_doubts(draft.items, draft.doubts)
    return bool(draft.doubts)


def _without_untabled(draft: Draft) -> bool:
    before, draft.items = len(draft.lost), part_names.without_untabled(draft.items, draft.lost)
    return len(draft.lost) > before


def _with_names(draft: Draft) -> bool:
    before, draft.items = len(draft.lost), part_names.with_names(draft.items, draft.lost)
    return len(draft.lost) > before


TOKEN_STEPS: tuple[ReadingRule[Draft], ...] = (
    ReadingRule(
        name="为谁开放",
        example="每天8:00-20:00供环卫工人休息",
        reading="08:00-20:00",
        apply=_tokens(purposes.without_purposes),
    ),
    ReadingRule(
        name="时段中间的动词",
        example="周一到周日早上9点营业到晚上10点",
        reading="09:00-22:00",
        apply=_tokens(purposes.without_verb_in_span),
    ),
    ReadingRule(
        name="活动时间",
        example="8:00-20:00，每周三14:00-16:00义诊",
        reading="08:00-20:00",
        apply=_tokens(occasions.without_activities),
    ),
    ReadingRule(
        name="消毒和保洁",
        example="8:00-20:00（13:00-14:00消毒）",
        reading="08:00-13:00,14:00-20:00",
        apply=_tokens(occasions.cleaning_as_closing),
    ),
    ReadingRule(
        name="以公告为准",
        example="9:00-17:00，具体以现场通知为准",
        reading="09:00-17:00",
        apply=_tokens(reservations.told_separately),
    ),
    ReadingRule(
        name="另一种时间",
        example="10:00-20:00（新疆时间8:00-18:00）",
        reading="10:00-20:00",
        apply=_tokens(reservations.in_other_zone),
    ),
    ReadingRule(
        name="开放几个月",
        example="6月30日起开放两个月，每日9:00-17:00",
        reading="Jun 30-Aug 29 09:00-17:00",
        apply=_tokens(reservations.open_for_months),
    ),
    ReadingRule(
        name="放假几天",
        example="8:00-20:00，国庆节放假三天",
        reading="08:00-20:00; Oct 01-08 PH unknown",
        apply=_tokens(reservations.closed_for_days),
    ),
    ReadingRule(
        name="节日当天",
        example="8:00-18:00，端午节当天休息",
        reading=(
            "08:00-18:00; May 25-Jun 28 PH unknown; 2026 Jun 19,2027 Jun 09,2028 May 28,"
            "2029 Jun 16,2030 Jun 05 off"
        ),
        apply=_tokens(reservations.own_day_of_festival),
    ),
    ReadingRule(
        name="视情况调整",
        example="6月1日至9月底每天9点到下午6点（视气温调整）",
        reading="Jun 01-Sep 30 09:00-18:00",
        apply=_tokens(reservations.adjusted),
    ),
    ReadingRule(
        name="临时安排",
        example="9:00-17:00，特殊情况另行通知",
        reading="09:00-17:00",
        apply=_tokens(reservations.without_reservations),
    ),
    ReadingRule(
        name="入场办法",
        example="9:00-17:00，需提前预约",
        reading="09:00-17:00",
        apply=_tokens(asides.without_conditions),
    ),
)
"""What is set aside before anything is read."""

ITEM_STEPS: tuple[ReadingRule[Draft], ...] = (
    ReadingRule(
        name="可能关门的条件",
        example="9:00-17:00，雨天不开放",
        reading="09:00-17:00 unknown",
        apply=_without_doubts,
    ),
    ReadingRule(
        name="没有日期的时期",
        example="8:00-20:00，三伏天24小时开放",
        reading="08:00-20:00, Mo-Su 00:00-08:00,20:00-24:00 unknown",
        apply=_without_untabled,
    ),
    ReadingRule(
        name="多余的标点",
        example="9:00-17:00（）。",
        reading="09:00-17:00",
        apply=_items(part_names.solid),
    ),
    ReadingRule(
        name="房间名称",
        example="阅览室：9:00-17:00；自习室：8:00-20:00",
        reading="09:00-17:00, Mo-Su 08:00-09:00,17:00-20:00 unknown",
        apply=_with_names,
    ),
    ReadingRule(
        name="同一个关门",
        example="9:00-12:00，14:00-17:00，周一全天、周五下午闭馆",
        reading="Tu-Th,Sa-Su 09:00-12:00,14:00-17:00; Fr 09:00-12:00",
        apply=_items(item_order.one_closing),
    ),
    ReadingRule(
        name="日期和日子同一个关门",
        example="8:00-18:00，周一及1月1日闭馆",
        reading="Tu-Su 08:00-18:00; Jan 01 off",
        apply=_items(item_order.one_closing_of_dates),
    ),
    ReadingRule(
        name="另一个季节",
        example="夏令时（5-9月）8:00-18:00；冬令时8:30-17:30",
        reading="May-Sep 08:00-18:00; Oct-Apr 08:30-17:30",
        apply=_items(item_order.other_season),
    ),
    ReadingRule(
        name="到下一段日期为止",
        example="5月1日起9:00-18:00，10月1日起9:00-17:00",
        reading="May 01-Sep 30 09:00-18:00; Oct 01-Apr 30 09:00-17:00",
        apply=_items(item_order.until_the_next),
    ),
    ReadingRule(
        name="时段前面的括号",
        example="(4-10月)8:00-18:00 (11-3月)8:30-17:00",
        reading="Apr-Oct 08:00-18:00; Nov-Mar 08:30-17:00",
        apply=_items(item_order.brackets_before_hours),
    ),
)
"""What is done to the items before their brackets are read."""

ORDER_STEPS: tuple[ReadingRule[Draft], ...] = (
    ReadingRule(
        name="季节和它的日期",
        example="夏季：5月-9月 8:00-18:00；冬季：10月-4月 8:30-17:30",
        reading="May-Sep 08:00-18:00; Oct-Apr 08:30-17:30",
        apply=_items(item_order.one_stretch),
    ),
    ReadingRule(
        name="日子都在时段之后",
        example="9:00-17:00 周一至周五 10:00-16:00 周六周日",
        reading="Mo-Fr 09:00-17:00; Sa-Su 10:00-16:00",
        apply=_items(item_order.days_after_hours),
    ),
    ReadingRule(
        name="最前面的例外和最后的日子",
        example="法定节假日除外，8:30-17:30，周一至周五",
        reading="Mo-Fr 08:30-17:30; PH off",
        apply=_items(item_order.exception_behind_days),
    ),
)
"""What is done to the items afterwards."""


def statements_of(tokens: list[Token], draft: Draft) -> list[Statement]:
    """What a phrase states. Errors: Lost, with the name of the rule that gave up."""
    draft.tokens = tokens
    timeless = not any(token.kind in TELLS_TIME for token in draft.tokens)
    if timeless and not _tells_closed_days(draft.tokens):
        raise Lost("没有时间")
    _take(TOKEN_STEPS, draft)
    solid = [token for token in draft.tokens if token.kind is not TokenKind.SPACE]
    draft.items = read_items(solid, draft.used)
    draft.lost.extend(i.text for i in draft.items if i.what is ItemKind.SCOPE and i.text)
    if timeless:
        draft.items = [*ANY_TIME, *draft.items]
        draft.lost.append("没有写明开放的钟点")
    _take(ITEM_STEPS, draft)
    draft.items = without_brackets(draft.items, draft.used)
    _take(ORDER_STEPS, draft)
    return read_statements(draft.items, draft.used)


def _tells_closed_days(tokens: list[Token]) -> bool:
    """周一闭馆; 周一午休 is no day of rest."""
    days = any(token.kind is TokenKind.DAYS for token in tokens)
    closed = (token.text for token in tokens if token.kind is TokenKind.CLOSED)
    return days and any(not text.startswith(("午", "中午")) for text in closed)


def _take(steps: tuple[ReadingRule[Draft], ...], draft: Draft) -> None:
    draft.used.extend(step.name for step in steps if step.applied(draft))
