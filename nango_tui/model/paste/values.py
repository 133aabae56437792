"""Whether a text can be a value at all: masked, cut off and placeholder texts are none."""

from __future__ import annotations

import re

MASKED = "it is masked, not in clear"
CUT = "it is cut off"
PLACEHOLDER = "it is a placeholder, not a value"
EMPTY = "it is empty"
TOO_LONG = "it is longer than a token can be"
LONGEST = 20_000
"""Characters of a value; Nango takes 16,384 at most (seen on Nango 0.71.4)."""

_DOTS = "•●∙◦○◉■█▪▒░▓⬤⚫∗＊‧⁎✱✲★☆"
_MASK = re.compile(
    rf"\*{{3,}}|[{_DOTS}]|·{{3,}}|⋅{{3,}}|#{{5,}}"
    r"|redacted|\[use 'op item"
    r"|[<\[({*]\s?(?:hidden|masked|filtered|removed|omitted|secret|censored|concealed|sensitive)\s?[>\])}*]",
    re.IGNORECASE,
)
_MASK_ALONE = re.compile(
    r"\*+|#{3,}|[xX]{3,}|[xX]{2,}(?:[-_. ][xX]{2,})+|_{3,}|-{3,}"
    r"|hidden|masked|filtered|\(?(?:removed|omitted|censored|concealed)\)?",
    re.IGNORECASE,
)
_CROSSES = re.compile(r"x{4,}|X{4,}")
_LONG = 100
"""Characters from which on four x in a row are chance: a long token has them now and then."""
_CUT = re.compile(r"…|\.{3}|\[(?:truncated|cut|snip|more)\]|[<(](?:truncated|snip)[>)]", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Z_][A-Z0-9_]*|\$env:\w+|\{\{[^{}]*\}\}|%[A-Za-z_]\w*%|%s"
    r"|<[^<>]*>|\{[\w .-]*\}|\[[\w .-]*\]"
    r"|op://\S*|vault:\S*|(?:your|my|insert|enter|paste|replace)[-_ ][\w .-]*"
    r"|[\w .-]{1,60}[-_ ]here|string|todo|tbd|changeme|change[-_]me|n/a|\?+"
)
_NOTHING = frozenset(("", "null", "none", "nil", "undefined", "nan", "-", "--", '""', "''"))
_PAIRS = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "„": "“", "«": "»", "”": "”", "’": "’"}
_OPENING = ('"', "'", "“", "‘")
_BLANK = " \t\r\n\v\f"


def trouble(value: str) -> str:
    """Return why a text is no value, in words; "" if it can be one."""
    if len(value) > LONGEST:
        return TOO_LONG
    if value.lower() in _NOTHING:
        return EMPTY
    if len(value) < 200 and value[0] in "${%" and _PLACEHOLDER.fullmatch(value):
        return PLACEHOLDER
    if _MASK.search(value) or _MASK_ALONE.fullmatch(value) or _crossed(value):
        return MASKED
    if _CUT.search(value):
        return CUT
    if len(value) < 200 and _PLACEHOLDER.fullmatch(value.lower()):
        return PLACEHOLDER
    return ""


def _crossed(value: str) -> bool:
    if len(value) <= _LONG:
        return _CROSSES.search(value) is not None
    return any(
        found.end() - found.start() >= 6
        or not value[found.start() - 1 : found.start()].isalnum()
        or not value[found.end() : found.end() + 1].isalnum()
        for found in _CROSSES.finditer(value)
    )


def unquoted(text: str) -> str:
    """Return the text without blanks at its ends and without one or more pairs of quotes or backticks round it."""
    text = text.strip(_BLANK)
    for _ in range(3):
        if len(text) < 2 or _PAIRS.get(text[0]) != text[-1] or text[0] in text[1:-1]:
            break
        text = text[1:-1].strip(_BLANK)
    return text


def half_quoted(text: str) -> bool:
    """Say whether a text begins with a quote that is never closed, as one does that was cut off."""
    return text[:1] in _OPENING and len(text) > 1 and not any(sign in text[1:] for sign in (_PAIRS[text[0]], "'", '"'))
