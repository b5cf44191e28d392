"""Spans of time in tokens."""

from dataclasses import replace

from stations.hours.osm.expression import DAY
from stations.hours.phrases.items.clock_times import Written, resolved, span
from stations.hours.phrases.items.cursor import Cursor
from stations.hours.phrases.items.item import AT_NOON, LATER, PERHAPS, ItemKind, PhraseItem
from stations.hours.phrases.minutes import Minutes, common, joined
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.tokens.token_words import TokenKind

OWN_HALF = (
    TokenKind.TIME,
    TokenKind.NUMBER,
    TokenKind.DOTTED,
    TokenKind.CLOSED,
    TokenKind.EXCEPTED,
)
"""A half day before one of these is no word on the span before it."""

CLOCK_FACE = {
    "am": ((0, DAY // 2),),
    "pm": ((60, 8 * 60), (DAY // 2, 20 * 60)),
    "evening": ((5 * 60, DAY // 2), (17 * 60, DAY)),
}
"""What a clock shows in each half of the day, on twelve hours or on twenty-four."""

BEHIND_SPAN = (TokenKind.COMMA, TokenKind.STRONG, TokenKind.LEFT, TokenKind.RIGHT)
EARLIER = ("提前",)
LENGTHENS = ("延长", "延时", "延长开放", "延时开放", "延长服务", "延时服务", "延长营业")
LATER_BY = (*LENGTHENS, "推迟", "延后", "延迟")
MAY = ("可", "可以")
OPENS = ("开馆时间", "开门时间", "开放时间", "开园时间", "营业时间", "开始时间")
CLOSES = ("闭馆时间", "关门时间", "关闭时间", "闭园时间", "关馆时间", "结束时间")
WITH_COLON = {
    **dict.fromkeys(("开馆", "开门", "开园", "营业"), OPENS[0]),
    **dict.fromkeys(("闭馆", "关门", "闭园", "打烊"), CLOSES[0]),
}
"""开馆：8:30"""


def hours(cursor: Cursor) -> bool:
    found = times_of_span(cursor)
    if not found:
        return False
    certain, doubtful = found
    previous = cursor.items[-1] if cursor.items else None
    before = _span_before(cursor)
    # 12:00-13:00午休 周六日休息: a break at noon is no closing of the days behind it.
    own = cursor.kind(1) is not TokenKind.DAYS or cursor.text().startswith(AT_NOON)
    closes = cursor.kind() is TokenKind.CLOSED and own
    if closes and not _listed_breaks(cursor, before):
        before = None
    if before is not None and previous is not None:
        own_days = (TokenKind.DAYS, TokenKind.LEFT, TokenKind.DATE, TokenKind.SEASON)
        again = joined(before.spans) == joined(certain) and cursor.kind() not in own_days
        if again and not doubtful and not before.doubtful:
            # 8:00-18:00，即上午8点到下午6点
            return True
        if common(joined(before.spans), joined(certain)):
            # Hours within hours: a break, another place, another day? It is not said.
            raise Lost
        certain, doubtful = before.spans + certain, before.doubtful + doubtful
        # The last one that is equal: other days may have had the same hours before.
        del cursor.items[len(cursor.items) - 1 - cursor.items[::-1].index(before) :]
    cursor.items.append(PhraseItem(what=ItemKind.SPANS, spans=certain, doubtful=doubtful))
    return True


def _listed_breaks(cursor: Cursor, before: PhraseItem | None) -> bool:
    """8:00-20:00（12:00-12:30、18:00-18:30消毒）: both breaks, and hours told before them."""
    listed = before is not None and cursor.items[-1].text in ("、", "和", "及")
    told = [item for item in cursor.items if item.what in (ItemKind.SPANS, ItemKind.ALWAYS)]
    return listed and len(told) > 1


def _span_before(cursor: Cursor) -> PhraseItem | None:
    """The item of spans that this one goes on from, past commas."""
    for index in range(len(cursor.items) - 1, -1, -1):
        item = cursor.items[index]
        if item.what is ItemKind.SPANS:
            marked = index and cursor.items[index - 1].what in (ItemKind.STAFFED, ItemKind.ALONE)
            return None if marked else item
        if item.what not in (ItemKind.COMMA, ItemKind.STRONG):
            return None
    return None


def times_of_span(cursor: Cursor) -> tuple[Minutes, Minutes] | None:
    before = cursor.at
    start = _written(cursor)
    early = start is not None and start.half == "am"
    has_dash = cursor.take(TokenKind.DASH)
    while has_dash and cursor.take(TokenKind.DASH):
        continue
    if start is None or (not has_dash and not (early and cursor.kind() is TokenKind.HALF)):
        cursor.at = before
        return None
    if has_dash and not _time_ahead(cursor):
        cursor.at = before
        return None
    end = _written(cursor)
    if end is None:
        cursor.at = before
        return None
    cursor.take(TokenKind.BEFORE)
    if not start.half and not end.half:
        start, end = _with_half_behind(cursor, start, end)
        if cursor.kind() is TokenKind.CLOSED and any(
            t.kind is TokenKind.ALWAYS for t in cursor.tokens
        ):
            # 24小时（3:00-4:00维护）: a break at night.
            start = replace(start, half="am")
    after = _span_before(cursor)
    last = after.spans[-1][1] if after and after.spans else 0
    return span(start, end, after=last, whole_day=_tells_afternoons(cursor))


def _with_half_behind(cursor: Cursor, start: Written, end: Written) -> tuple[Written, Written]:
    """2:00-5:00下午开放, 2:00-5:00（下午）"""
    bracketed = cursor.kind() is TokenKind.LEFT and cursor.kind(2) is TokenKind.RIGHT
    ahead = 1 if bracketed else 0
    half = str(cursor.value(ahead)) if cursor.kind(ahead) is TokenKind.HALF else ""
    behind = cursor.kind(ahead + 1)
    fits = any(a <= start.minute < end.minute <= b for a, b in CLOCK_FACE.get(half, ()))
    if not fits or behind in OWN_HALF:
        return start, end
    cursor.at += 3 if bracketed else 1
    return replace(start, half=half), replace(end, half=half)


def _tells_afternoons(cursor: Cursor) -> bool:
    """Whether the phrase counts to twenty-four: it has an hour after twelve."""
    times = (token.value for token in cursor.tokens if token.kind is TokenKind.TIME)
    return any(isinstance(time, int) and 13 * 60 <= time < DAY for time in times)


def _time_ahead(cursor: Cursor) -> bool:
    ahead = 0
    while (
        cursor.kind(ahead) in (TokenKind.HALF, TokenKind.NEXT_DAY, TokenKind.FILL)
        or cursor.text(ahead) == ":"
    ):
        ahead += 1
    return cursor.kind(ahead) in (TokenKind.TIME, TokenKind.NUMBER, TokenKind.DOTTED)


def _written(cursor: Cursor) -> Written | None:
    """A time with the words around it: 次日凌晨2点, 9am, Am9:00, 上午：8:30."""
    next_day, half = False, ""
    before = cursor.at
    while cursor.kind() in (TokenKind.HALF, TokenKind.NEXT_DAY) or (
        cursor.kind() is TokenKind.FILL and cursor.text() == "次年"
    ):
        next_day = next_day or cursor.kind() is TokenKind.NEXT_DAY
        half = str(cursor.value()) if cursor.kind() is TokenKind.HALF else half
        cursor.at += 1
    if half and cursor.text() == ":":
        cursor.at += 1
    spoken = "点" in cursor.text()
    minute = _clock_face(cursor, half)
    if minute is None:
        cursor.at = before
        return None
    behind = cursor.kind(1) in (TokenKind.TIME, TokenKind.DOTTED)
    latin = cursor.kind() is TokenKind.HALF and cursor.text()[:2] in ("am", "pm", "a.", "p.")
    if not half and latin and not behind:
        half = str(cursor.value())
        minute = 0 if half == "am" and minute == DAY // 2 else minute
        cursor.at += 1
    return Written(minute=minute, half=half, next_day=next_day, spoken=spoken)


def _clock_face(cursor: Cursor, half: str) -> int | None:
    value = cursor.value() if cursor.at < len(cursor.tokens) else None
    kind = cursor.kind()
    if kind is TokenKind.TIME and isinstance(value, int):
        cursor.at += 1
        return value
    if kind is TokenKind.DOTTED and isinstance(value, tuple):
        hour, minute = value
        if len(minute) == 2 and hour <= 24 and int(minute) < 60:
            cursor.at += 1
            return int(hour) * 60 + int(minute)
    if kind is TokenKind.NUMBER and isinstance(value, int):
        return _number_as_time(cursor, value, half)
    return None


def _number_as_time(cursor: Cursor, value: int, half: str) -> int | None:
    """8 in 早8晚6, 8-18点 and 9am; 0830 in 0830-1730."""
    token = cursor.tokens[cursor.at]
    if token.long:
        hour, minute = divmod(value, 100)
        if hour > 24 or minute > 59 or 1990 <= value <= 2040:
            return None
        cursor.at += 1
        return hour * 60 + minute
    ahead_time = cursor.kind(1) is TokenKind.DASH and any(
        cursor.kind(step) is TokenKind.TIME for step in (2, 3)
    )
    ahead_time = ahead_time or _bare_span(cursor)
    ampm = cursor.kind(1) is TokenKind.HALF and cursor.text(1)[:1] in ("a", "p")
    if value > 24 or not (half or ahead_time or ampm):
        return None
    cursor.at += 1
    return value * 60


def _bare_span(cursor: Cursor) -> bool:
    """8-18, where nothing else is a number: an hour past noon is no month and no day."""
    at = cursor.at - (2 if cursor.kind(-1) is TokenKind.DASH else 0)
    first, dash, last, *after = (*cursor.tokens[at : at + 4], None, None, None)[:4]
    if first is None or dash is None or last is None or dash.kind is not TokenKind.DASH:
        return False
    numbers = [t for t in cursor.tokens if t.kind in (TokenKind.NUMBER, TokenKind.DATE)]
    alone = numbers == [first, last] and (after[0] is None or after[0].kind in BEHIND_SPAN)
    begins, ends = first.value, last.value
    return (
        alone
        and isinstance(begins, int)
        and isinstance(ends, int)
        and begins < ends
        and DAY // 120 < ends <= DAY // 60
    )


def moved_end(cursor: Cursor) -> bool:
    """周五延长至21:00: the hour after the word is the new end."""
    perhaps = cursor.take(TokenKind.SPECIAL) or cursor.text(-1) in MAY or _sometimes(cursor)
    later = "延" in cursor.text()
    written = _written(cursor) if _extends(cursor) else None
    if written is None or cursor.kind() is TokenKind.DASH:
        return False
    if written.next_day:
        end = resolved(written) + DAY
    else:
        certain, doubtful = span(Written(minute=0), written, after=0)
        if doubtful or not certain:
            raise Lost
        end = certain[0][1]
    cursor.take(TokenKind.CLOSED)
    if perhaps and cursor.items and cursor.items[-1].what is ItemKind.WORDS:
        cursor.items.pop()
    text = PERHAPS if perhaps else LATER if later else ""
    cursor.items.append(PhraseItem(what=ItemKind.EXTENDED, open_from=end, text=text))
    return True


def shifted_end(cursor: Cursor) -> bool:
    """夏季延长1小时, 冬季提前半小时关门, 周末推迟一小时开门"""
    word = cursor.text()
    if word not in (*EARLIER, *LATER_BY):
        return False
    cursor.at += 1
    length = cursor.value() if cursor.kind() is TokenKind.DURATION else None
    if not isinstance(length, int) or not 0 < length <= 4 * 60:
        return False
    cursor.at += 1
    edge = (
        "end" if cursor.take(TokenKind.CLOSED) else "start" if cursor.take(TokenKind.OPEN) else ""
    )
    if cursor.kind() is TokenKind.UNTIL:
        return False
    minutes = -length if word in EARLIER else length
    if not edge and word in LENGTHENS:
        edge = "end"
    cursor.items.append(PhraseItem(what=ItemKind.SHIFTED, open_from=minutes, text=edge))
    return True


def _sometimes(cursor: Cursor) -> bool:
    """高温天气延长至22:00: unknown words at the head of the clause say when."""
    heads = (ItemKind.COMMA, ItemKind.STRONG, ItemKind.LEFT)
    named = len(cursor.items) > 1 and cursor.items[-1].what is ItemKind.WORDS
    return named and cursor.items[-2].what in heads


def _extends(cursor: Cursor) -> bool:
    """延长至, or the bare 至 of 周六至17:00, 夏季至19:00."""
    dated = bool(cursor.items) and cursor.items[-1].what in (ItemKind.DAYS, ItemKind.SCOPE)
    bare = dated and cursor.text() in ("至", "到")
    return cursor.take(TokenKind.EXTENDED) or (bare and cursor.take(TokenKind.DASH))


def lonely_time(cursor: Cursor) -> bool:
    """A time without a partner: it opens, it closes, or the end is not told."""
    before = cursor.at
    written = _written(cursor)
    if written is None:
        return False
    minute = written.minute
    certain, _ = span(Written(minute=0), written, after=0) if minute else ((), ())
    minute = certain[0][1] if certain else 0
    follower = cursor.kind()
    if follower is TokenKind.CLOSED and cursor.text(1) == ":":
        # 开馆：8:30 闭馆：17:30: the word is that of the next time.
        follower = None
    text = "后" if follower is TokenKind.AFTER else "-" if follower is TokenKind.DASH else ""
    if text:
        cursor.at += 1
        follower = cursor.kind()
    named = _named_before(cursor, before) if not text and follower is not TokenKind.CLOSED else ""
    if named:
        what = ItemKind.END if named in CLOSES else ItemKind.START
        cursor.items.append(PhraseItem(what=what, open_from=minute))
        return True
    later = {token.text for token in cursor.tokens[cursor.at :]}
    if not text and follower in (TokenKind.STRONG, TokenKind.COMMA) and later.intersection(CLOSES):
        text, follower = "", TokenKind.OPEN
    opens = follower is TokenKind.OPEN or (text == "-" and follower is None)
    if follower is TokenKind.CLOSED:
        cursor.at += 1
        cursor.items.append(PhraseItem(what=ItemKind.END, open_from=minute, text=text))
    elif opens or text == "后":
        cursor.items.append(PhraseItem(what=ItemKind.START, open_from=minute, text=text))
    else:
        return False
    return True


def _named_before(cursor: Cursor, at: int) -> str:
    """开馆时间：9:00，闭馆时间：17:00: the word that says what the time is, taken back."""
    step = 1
    while at >= step and cursor.tokens[at - step].text == ":":
        step += 1
    word = cursor.tokens[at - step].text if at >= step else ""
    apart = at < 2 or cursor.tokens[at - 2].kind is not TokenKind.TIME
    if step > 1 or (apart and len({WITH_COLON.get(t.text) for t in cursor.tokens} - {None}) > 1):
        word = WITH_COLON.get(word, word)
    if word not in (*CLOSES, *OPENS):
        return ""
    while cursor.items and cursor.items[-1].what is ItemKind.COLON:
        cursor.items.pop()
    if cursor.items and cursor.items[-1].what in (ItemKind.CLOSED, ItemKind.OPEN):
        cursor.items.pop()
    return word
