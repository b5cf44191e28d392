"""From when until when, in tokens?"""

from dataclasses import dataclass

from stations.hours.osm.expression import DAY
from stations.hours.phrases.items.clock_times import Written, span
from stations.hours.phrases.items.date_items import DateReader
from stations.hours.phrases.items.item import LATER, PERHAPS, Item, Lost, What
from stations.hours.phrases.minutes import Minutes, common, joined
from stations.hours.phrases.tokens.vocabulary import Kind

MAY = ("可", "可以")
OPENS = ("开馆时间", "开门时间", "开放时间", "开园时间", "营业时间", "开始时间")
CLOSES = ("闭馆时间", "关门时间", "关闭时间", "闭园时间", "关馆时间", "结束时间")


@dataclass(slots=True)
class TimeReader(DateReader):
    """Spans, single times, and ends that move."""

    def span(self) -> bool:
        found = self._span_here()
        if not found:
            return False
        certain, doubtful = found
        previous = self.items[-1] if self.items else None
        before = self._span_before()
        if self.kind() is Kind.CLOSED and self.kind(1) is not Kind.DAYS:
            before = None
        if before is not None and previous is not None:
            if common(joined(before.spans), joined(certain)):
                # Hours within hours: a break, another place, another day? It is not said.
                raise Lost
            certain, doubtful = before.spans + certain, before.doubtful + doubtful
            # The last one that is equal: other days may have had the same hours before.
            del self.items[len(self.items) - 1 - self.items[::-1].index(before) :]
        self.items.append(Item(what=What.SPANS, spans=certain, doubtful=doubtful))
        return True

    def _span_before(self) -> Item | None:
        """The item of spans that this one goes on from, past commas."""
        for index in range(len(self.items) - 1, -1, -1):
            item = self.items[index]
            if item.what is What.SPANS:
                marked = index and self.items[index - 1].what in (What.STAFFED, What.ALONE)
                return None if marked else item
            if item.what not in (What.COMMA, What.STRONG):
                return None
        return None

    def _span_here(self) -> tuple[Minutes, Minutes] | None:
        before = self.at
        start = self._written()
        early = start is not None and start.half == "am"
        has_dash = self.take(Kind.DASH)
        while has_dash and self.take(Kind.DASH):
            continue
        if start is None or (not has_dash and not (early and self.kind() is Kind.HALF)):
            self.at = before
            return None
        if has_dash and not self._time_ahead():
            self.at = before
            return None
        end = self._written()
        if end is None:
            self.at = before
            return None
        self.take(Kind.BEFORE)
        after = self._span_before()
        last = after.spans[-1][1] if after and after.spans else 0
        return span(start, end, after=last, whole_day=self._tells_afternoons())

    def _tells_afternoons(self) -> bool:
        """Whether the phrase counts to twenty-four: it has an hour after twelve."""
        times = (token.value for token in self.tokens if token.kind is Kind.TIME)
        return any(isinstance(time, int) and 13 * 60 <= time < DAY for time in times)

    def _time_ahead(self) -> bool:
        ahead = 0
        while self.kind(ahead) in (Kind.HALF, Kind.NEXT_DAY, Kind.FILL) or self.text(ahead) == ":":
            ahead += 1
        return self.kind(ahead) in (Kind.TIME, Kind.NUMBER, Kind.DOTTED)

    def _written(self) -> Written | None:
        """A time with the words around it: 次日凌晨2点, 9am, Am9:00, 上午：8:30."""
        next_day, half = False, ""
        before = self.at
        while self.kind() in (Kind.HALF, Kind.NEXT_DAY) or (
            self.kind() is Kind.FILL and self.text() == "次年"
        ):
            next_day = next_day or self.kind() is Kind.NEXT_DAY
            half = str(self.value()) if self.kind() is Kind.HALF else half
            self.at += 1
        if half and self.text() == ":":
            self.at += 1
        minute = self._clock_face(half)
        if minute is None:
            self.at = before
            return None
        behind = self.kind(1) in (Kind.TIME, Kind.DOTTED)
        latin = self.kind() is Kind.HALF and self.text()[:2] in ("am", "pm", "a.", "p.")
        if not half and latin and not behind:
            half = str(self.value())
            minute = 0 if half == "am" and minute == DAY // 2 else minute
            self.at += 1
        return Written(minute=minute, half=half, next_day=next_day)

    def _clock_face(self, half: str) -> int | None:
        value = self.value() if self.at < len(self.tokens) else None
        kind = self.kind()
        if kind is Kind.TIME and isinstance(value, int):
            self.at += 1
            return value
        if kind is Kind.DOTTED and isinstance(value, tuple):
            hour, minute = value
            if len(minute) == 2 and hour <= 24 and int(minute) < 60:
                self.at += 1
                return int(hour) * 60 + int(minute)
        if kind is Kind.NUMBER and isinstance(value, int):
            return self._number_as_time(value, half)
        return None

    def _number_as_time(self, value: int, half: str) -> int | None:
        """8 in 早8晚6, 8-18点 and 9am; 0830 in 0830-1730."""
        token = self.tokens[self.at]
        if token.long:
            hour, minute = divmod(value, 100)
            if hour > 24 or minute > 59 or 1990 <= value <= 2040:
                return None
            self.at += 1
            return hour * 60 + minute
        ahead_time = self.kind(1) is Kind.DASH and any(
            self.kind(step) is Kind.TIME for step in (2, 3)
        )
        ampm = self.kind(1) is Kind.HALF and self.text(1)[:1] in ("a", "p")
        if value > 24 or not (half or ahead_time or ampm):
            return None
        self.at += 1
        return value * 60

    def extended(self) -> bool:
        """周五延长至21:00: the hour after the word is the new end."""
        perhaps = self.take(Kind.SPECIAL) or self.text(-1) in MAY or self._sometimes()
        later = "延" in self.text()
        written = self._written() if self._extends() else None
        if written is None or self.kind() is Kind.DASH:
            return False
        certain, doubtful = span(Written(minute=0), written, after=0)
        if doubtful or not certain:
            raise Lost
        self.take(Kind.CLOSED)
        if perhaps and self.items and self.items[-1].what is What.WORDS:
            self.items.pop()
        text = PERHAPS if perhaps else LATER if later else ""
        self.items.append(Item(what=What.EXTENDED, open_from=certain[0][1], text=text))
        return True

    def _sometimes(self) -> bool:
        """高温天气延长至22:00: unknown words at the head of the clause say when."""
        heads = (What.COMMA, What.STRONG, What.LEFT)
        named = len(self.items) > 1 and self.items[-1].what is What.WORDS
        return named and self.items[-2].what in heads

    def _extends(self) -> bool:
        """延长至, or the bare 至 of 周六至17:00, 夏季至19:00."""
        dated = bool(self.items) and self.items[-1].what in (What.DAYS, What.SCOPE)
        bare = dated and self.text() in ("至", "到")
        return self.take(Kind.EXTENDED) or (bare and self.take(Kind.DASH))

    def lonely_time(self) -> bool:
        """A time without a partner: it opens, it closes, or the end is not told."""
        before = self.at
        written = self._written()
        if written is None:
            return False
        minute = written.minute
        certain, _ = span(Written(minute=0), written, after=0) if minute else ((), ())
        minute = certain[0][1] if certain else 0
        follower = self.kind()
        text = "后" if follower is Kind.AFTER else "-" if follower is Kind.DASH else ""
        if text:
            self.at += 1
            follower = self.kind()
        named = self._named_before(before) if not text and follower is not Kind.CLOSED else ""
        if named:
            what = What.END if named in CLOSES else What.START
            self.items.append(Item(what=what, open_from=minute))
            return True
        later = {token.text for token in self.tokens[self.at :]}
        if not text and follower in (Kind.STRONG, Kind.COMMA) and later.intersection(CLOSES):
            text, follower = "", Kind.OPEN
        opens = follower is Kind.OPEN or (text == "-" and follower is None)
        if follower is Kind.CLOSED:
            self.at += 1
            self.items.append(Item(what=What.END, open_from=minute, text=text))
        elif opens or text == "后":
            self.items.append(Item(what=What.START, open_from=minute, text=text))
        else:
            return False
        return True

    def _named_before(self, at: int) -> str:
        """开馆时间：9:00，闭馆时间：17:00: the word that says what the time is, taken back."""
        step = 1
        while at >= step and self.tokens[at - step].text == ":":
            step += 1
        word = self.tokens[at - step].text if at >= step else ""
        if word not in (*CLOSES, *OPENS):
            return ""
        while self.items and self.items[-1].what is What.COLON:
            self.items.pop()
        if self.items and self.items[-1].what is What.CLOSED:
            self.items.pop()
        return word
