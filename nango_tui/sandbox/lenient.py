"""V8's lenient reading of dates: words, slashes, two-digit years, zones by name.

Checked against Node over tens of thousands of made-up texts.
"""

from __future__ import annotations

import re

from nango_tui.sandbox.moments import Reading, thousandths

_TOKEN = re.compile(
    r"(?P<number>\d+)|(?P<word>[A-Za-z\[\\\]^_`{|}~\x7f-\U0010ffff]+)|(?P<blank>\s+)|(?P<mark>.)", re.DOTALL
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {
    "ut": 0,
    "utc": 0,
    "z": 0,
    "gmt": 0,
    "cdt": -5,
    "cst": -6,
    "edt": -4,
    "est": -5,
    "mdt": -6,
    "mst": -7,
    "pdt": -7,
    "pst": -8,
}
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def _significant(digits: str) -> int:
    """Return a number as V8 reads one: nine significant digits, the rest is dropped."""
    return int(digits.lstrip("0")[:9] or "0")


class _Tokens:
    """The pieces of a text, read one by one."""

    def __init__(self, text: str) -> None:
        self._tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text)]
        self._at = 0

    def next(self) -> tuple[str, str]:
        """Take the next piece: its kind and its text."""
        token = self.peek()
        self._at += 1
        return token

    def peek(self) -> tuple[str, str]:
        """Look at the next piece."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def back(self) -> None:
        """Go back by one piece."""
        self._at -= 1

    def skip(self, mark: str) -> bool:
        """Pass over a mark; False if it is not there."""
        if self.peek() == ("mark", mark):
            self._at += 1
            return True
        return False

    def skip_parentheses(self) -> None:
        """Pass over all up to the parenthesis that closes."""
        depth = 1
        while depth and self.peek()[0] != "end":
            depth += {"(": 1, ")": -1}.get(self.next()[1], 0)


def _begin(tokens: _Tokens, reading: Reading) -> None:
    """Read as much of an ISO date as there is; the lenient parser goes on behind it."""
    kind, value = tokens.peek()
    sign = value if value in ("+", "-") else ""
    if sign:
        tokens.next()
    kind, value = tokens.peek()
    if kind != "number" or len(value) != (6 if sign else 4):
        if sign:
            tokens.back()
        return
    tokens.next()
    if sign == "-" and not int(value):
        return
    reading.days.append(int(sign + value))
    for limit in (12, 31):
        if not tokens.skip("-"):
            return
        kind, value = tokens.peek()
        if kind != "number" or len(value) != 2 or not 1 <= int(value) <= limit:
            return
        tokens.next()
        reading.days.append(int(value))


def lenient(text: str) -> Reading | None:
    """Return what V8 makes of a text that is not ISO 8601 as a whole, None if nothing."""
    tokens, reading = _Tokens(text), Reading()
    _begin(tokens, reading)
    number_seen = bool(reading.days)
    while (token := tokens.next())[0] != "end":
        kind, value = token
        if kind == "number":
            number_seen = True
            if not _read_number(tokens, reading, value):
                return None
        elif kind == "word":
            if not _read_word(tokens, reading, value.lower(), number_seen):
                return None
        elif value in "+-" and kind == "mark" and (_is_utc(reading) or reading.times):
            number_seen = True
            if not _read_offset(tokens, reading, value):
                return None
        elif kind == "mark" and value in "+-)" and number_seen:
            return None
        elif value == "(":
            reading.garbage = True
            tokens.skip_parentheses()
    return reading


def _is_utc(reading: Reading) -> bool:
    return reading.zone_hour == 0 and reading.zone_minute == 0


def _read_number(tokens: _Tokens, reading: Reading, digits: str) -> bool:
    number = _significant(digits)
    if tokens.skip(":"):
        if tokens.skip(":"):
            if reading.times:
                return False
            return reading.add_time(number) and reading.add_time(0)
        if not reading.add_time(number):
            return False
        tokens.skip(".")
        return True
    if tokens.skip(".") and reading.expects_time(number):
        reading.add_time(number)
        kind, fraction = tokens.next()
        if kind != "number":
            return False
        reading.end_time(thousandths(fraction))
        return True
    if reading.zone_hour is not None and reading.zone_minute is None and number <= 59:
        reading.zone_minute = number
        return True
    if reading.expects_time(number):
        reading.end_time(number)
        kind, value = tokens.peek()
        return kind in ("end", "blank") or value in ("+", "-") or value.lower() == "z"
    if not reading.add_day(number):
        return False
    tokens.skip("-")
    return True


def _read_word(tokens: _Tokens, reading: Reading, word: str, number_seen: bool) -> bool:
    if word in ("am", "pm") and reading.times:
        reading.noon = 0 if word == "am" else 12
    elif word[:3] in _MONTHS:
        reading.named_month = _MONTHS.index(word[:3]) + 1
        tokens.skip("-")
    elif word in _ZONES and number_seen:
        hours = _ZONES[word]
        reading.sign, reading.zone_hour, reading.zone_minute = (-1 if hours < 0 else 1), abs(hours), 0
    else:
        reading.garbage = reading.garbage or word[:3] not in _WEEKDAYS
        return not number_seen and tokens.peek()[0] != "number"
    return True


def _read_offset(tokens: _Tokens, reading: Reading, sign: str) -> bool:
    reading.sign = 1 if sign == "+" else -1
    digits = tokens.next()[1] if tokens.peek()[0] == "number" else ""
    number = _significant(digits or "0")
    if tokens.peek() == ("mark", ":"):
        reading.zone_hour, reading.zone_minute = number, None
    elif len(digits) in (1, 2):
        reading.zone_hour, reading.zone_minute = number, 0
    elif len(digits) in (3, 4):
        reading.zone_hour, reading.zone_minute = divmod(number, 100)
    else:
        return False
    return True
