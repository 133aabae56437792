"""Names and values on one line: one pair, or several in a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from nango_tui.model.paste.bare import is_email, looks_secret
from nango_tui.model.paste.names import is_known, meaning_of
from nango_tui.model.paste.prefixes import prefix_of

_WORD_BEFORE = re.compile(
    r"(?:export|set|setx|const|let|var|ENV|env|-e|--env|final|private|public|static|\$)[ \t]+(?=[A-Za-z_])"
)
_BOLD = re.compile(r"(\*{1,2}|_{1,2}|`)([A-Za-z][^*`:=]{0,60}?)(:?)\1[ \t]*(:?)[ \t]*")
_ASSIGNED = re.compile(
    r"[$@]?(?:env:|ENV\[|\[)?[\"']?([A-Za-z_][\w.-]{0,60})[\"']?\]?[ \t]*(?::=|\|\|=|=>|=)[ \t]*(.*)", re.DOTALL
)
_ASSIGNED_WORDS = re.compile(r"([A-Za-z][\w.-]{0,40}(?: [\w.-]{1,40}){1,3})[ \t]*=[ \t]*(.*)", re.DOTALL)
_SPOKEN = re.compile(r"([\"']?)([A-Za-z_][\w .()/&-]{0,60}?)\1[ \t]*[:：][ \t]*(.*)", re.DOTALL)
_SAID = re.compile(r"([A-Za-z_][\w -]{0,60}?) (?:is|was)[: ] ?(\S{6,})", re.IGNORECASE)
_INSIDE = re.compile(
    r"(?<=[\s,;|@(])((?:[A-Za-z_][\w-]{0,40} ){0,2}[A-Za-z_][\w.-]{0,60})[ \t]?[:=](?=[ \t\"']?[^\s/])"
)
_ENV = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_TAG = re.compile(r"<([A-Za-z_][\w.-]{0,60})>([^<>]*)</\1>")
_PLACES = ("secret", "subdomain", "domain", "host", "url", "instance", "account", "shop", "region", "site")
_SIGN = re.compile(r"[:=]")
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and its value, as a line says them. `spoken`: with a colon, as YAML and people write."""

    name: str
    value: str = field(repr=False)
    spoken: bool


def pair_of(line: str) -> Pair | None:
    """Return the name and the value of a line, None if it has none."""
    if bold := _BOLD.match(line):
        rest = line[bold.end() :]
        line = f"{bold[2]}: {rest}" if bold[3] or bold[4] or rest[:1] != "=" else bold[2] + rest
    while before := _WORD_BEFORE.match(line):
        line = line[before.end() :]
    if tag := _TAG.fullmatch(line):
        return Pair(tag[1], tag[2], True)
    assigned = _ASSIGNED.fullmatch(line)
    if assigned and not _padded(line) and not ("://" in assigned[1] or prefix_of(assigned[1])):
        return Pair(assigned[1], assigned[2], False)
    assigned = _ASSIGNED_WORDS.fullmatch(line)
    if assigned and is_known(assigned[1]):
        return Pair(assigned[1], assigned[2], True)
    return _spoken(line)


def _spoken(line: str) -> Pair | None:
    spoken = _SPOKEN.fullmatch(line)
    if spoken is None or is_email(spoken[2]) or prefix_of(spoken[2]):
        said = _SAID.fullmatch(line.rstrip(".,;!"))
        if said and looks_secret(said[2]):
            name = said[1] if "nango" in said[1].lower() else _known_end(said[1])
            return Pair(name, said[2], True) if name else None
        return None
    name, value = spoken[2], spoken[3]
    if value.startswith("//"):
        return None
    tight = line[spoken.end(2) + len(spoken[1]) :][:2]
    loose = tight[:1] not in (":", "：") or tight[1:].isspace() or not value
    if not (loose or spoken[1] or is_known(name)):
        return None
    if len(name.split()) > 4 and not is_known(name):
        known = _known_end(name)
        return Pair(known, value, True) if known else None
    return Pair(name, value, True)


def tagged(text: str) -> list[Pair]:
    """Return the values of XML elements, nothing if none of them has a name that tells something."""
    pairs = [Pair(found[1], found[2], True) for found in islice(_TAG.finditer(text), 200)]
    return pairs if any(is_known(pair.name) for pair in pairs) else []


def _padded(line: str) -> bool:
    """Say whether a line is base64 with its padding, and no name with an empty value."""
    name, _, rest = line.partition("=")
    return rest in ("", "=") and len(line) % 4 == 0 and len(name) >= 10 and not is_known(name)


def _known_end(text: str) -> str:
    """Return the words at the end of a text that name a value: "here is the api key" gives "api key"."""
    parts = text.split()[-3:]
    names = [" ".join(parts[start:]) for start in range(len(parts))]
    known = [name for name in names if is_known(name)]
    return next((name for name in known if meaning_of(name).confidence == "certain"), known[0] if known else "")


def divided(line: str) -> list[str]:
    """Return the pairs of a line that has several: "user: bob, password: x"; a line that has one stays whole."""
    if len(line) > _LONGEST:
        return [line]
    if line.startswith("#<"):
        # Ruby shows its objects so.
        line = line.rstrip(">")
    pair, first = pair_of(line), _SIGN.search(line)
    if first is None:
        return [line]
    # Words before the first name are those of a log or a greeting.
    starts = [0] if pair else []
    for found in _INSIDE.finditer(line, first.end() if pair else 0):
        last = found[1].split()[-1]
        name = _known_end(found[1]) or (last if last.lower() in _PLACES else "")
        if not name and _ENV.fullmatch(found[1]):
            name = found[1]
        if name and _quotes_are_even(line[starts[-1] if starts else 0 : found.start(1)]):
            starts.append(found.end(1) - len(name))
    if starts in ([], [0]):
        return [line]
    pieces = [line[start:end] for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]
    return [re.sub(r"[\s,;|@]+(?:and[\s,]*)?$", "", piece) for piece in pieces]


def _quotes_are_even(text: str) -> bool:
    return text.count('"') % 2 == 0
