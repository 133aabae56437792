"""Checking values the way zod 4 does: what is reported, in which order, at which path.

A schema takes a value and the findings so far, adds its own and returns the value that goes on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from nango_tui.model.body import Json
from nango_tui.sandbox.answers import Issue, invalid
from nango_tui.sandbox.javascript import MISSING, Value, text_of, to_number
from nango_tui.sandbox.jsdate import to_date
from nango_tui.sandbox.moments import iso_text

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding. `mild`: later checks of the same value run all the same."""

    issue: Issue
    mild: bool = False


Findings = list[Found]
Schema = Callable[[Value, Path, Findings], Value]
Check = Callable[[str, Path], Iterable[Found]]

_EMAIL = re.compile(
    r"(?!\.)(?!.*\.\.)([a-z0-9_'+\-.]*)[a-z0-9_+-]@([a-z0-9][a-z0-9\-]*\.)+[a-z]{2,}", re.IGNORECASE | re.ASCII
)
_YES: Final = ("true", "1", "yes", "on", "y", "enabled")
_NO: Final = ("false", "0", "no", "off", "n", "disabled")


def checked(code: str, schema: Schema, value: Value) -> Value:
    """Return the value as the schema gives it on; raises 400 with `code` and all findings."""
    findings: Findings = []
    result = schema(value, (), findings)
    if findings:
        raise invalid(code, [found.issue for found in findings])
    return result


def kind_of(value: Value) -> str:
    """Return the name that zod gives to a value's type."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case float() if math.isnan(value):
            return "NaN"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "undefined"


def _wrong_type(expected: str, value: Value, path: Path, received: str = "") -> Found:
    message = f"Expected {expected}, received {received or kind_of(value)}"
    return Found(Issue("invalid_type", message, path))


def email(text: str) -> bool:
    """Say whether zod takes a text for an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def pattern(expression: str) -> Check:
    """Return a check that a text matches as a whole."""
    compiled = re.compile(expression, re.ASCII)

    def _check(text: str, path: Path) -> Iterable[Found]:
        if not compiled.fullmatch(text):
            yield Found(Issue("invalid_format", f"Must match the pattern {expression}", path), mild=True)

    return _check


def email_check(text: str, path: Path) -> Iterable[Found]:
    """Check that a text is an e-mail address."""
    if not email(text):
        yield Found(Issue("invalid_format", "Not an e-mail address", path), mild=True)


@dataclass(frozen=True, slots=True)
class LengthCheck:
    """A check of a text's length, in UTF-16 units; a list that stands for a text has a length as well."""

    least: int = 0
    most: int | None = None

    def __call__(self, value: str | list[Json], path: Path) -> Iterable[Found]:
        """Report what is too short or too long."""
        size = len(value) + (sum(char > "\uffff" for char in value) if isinstance(value, str) else 0)
        if size < self.least:
            yield Found(Issue("too_small", f"Too short: at least {self.least} characters", path), mild=True)
        if self.most is not None and size > self.most:
            yield Found(Issue("too_big", f"Too long: at most {self.most} characters", path), mild=True)


def at_least(limit: int) -> LengthCheck:
    """Return a check of the shortest length."""
    return LengthCheck(least=limit)


def at_most(limit: int) -> LengthCheck:
    """Return a check of the greatest length."""
    return LengthCheck(most=limit)


def string(*checks: Check) -> Schema:
    """Return the schema of a text with checks, each of which reports."""

    def _schema(value: Value, path: Path, findings: Findings) -> Value:
        if not isinstance(value, str):
            findings.append(_wrong_type("string", value, path))
            if isinstance(value, list):
                # zod measures whatever has a length.
                for check in checks:
                    if isinstance(check, LengthCheck):
                        findings.extend(check(value, path))
            return value
        for check in checks:
            findings.extend(check(value, path))
        return value

    return _schema


def optional(inner: Schema) -> Schema:
    """Return the schema of what may be left out, but not be null."""

    def _schema(value: Value, path: Path, findings: Findings) -> Value:
        return value if value is MISSING else inner(value, path, findings)

    return _schema


def literal(expected: str) -> Schema:
    """Return the schema of one text."""

    def _schema(value: Value, path: Path, findings: Findings) -> Value:
        if value != expected:
            findings.append(Found(Issue("invalid_value", f'Expected "{expected}"', path)))
        return value

    return _schema


def fields(shape: Mapping[str, Schema], *, strict: bool = True) -> Schema:
    """Return the schema of an object: its fields in order, then what it does not know, in one finding."""

    def _schema(value: Value, path: Path, findings: Findings) -> Value:
        if not isinstance(value, dict):
            findings.append(_wrong_type("object", value, path))
            return value
        result: dict[str, Json] = {}
        for name, inner in shape.items():
            given = inner(value.get(name, MISSING), (*path, name), findings)
            if given is not MISSING:
                result[name] = given
        extra = [name for name in value if name not in shape]
        if extra and strict:
            quoted = ", ".join(f'"{name}"' for name in extra)
            findings.append(Found(Issue("unrecognized_keys", f"Unknown: {quoted}", path)))
        return result | {name: value[name] for name in extra}

    return _schema


def record(key: Check | None = None, item: Schema | None = None) -> Schema:
    """Return the schema of an object with free names."""

    def _schema(value: Value, path: Path, findings: Findings) -> Value:
        if not isinstance(value, dict):
            findings.append(_wrong_type("record", value, path))
            return value
        for name, given in value.items():
            if key is not None and any(True for _ in key(name, path)):
                findings.append(Found(Issue("invalid_key", "Not allowed as a name", (*path, name))))
            elif item is not None:
                item(given, (*path, name), findings)
        return value

    return _schema


def array(item: Schema) -> Schema:
    """Return the schema of a list."""

    def _schema(value: Value, path: Path, findings: Findings) -> Value:
        if not isinstance(value, list):
            findings.append(_wrong_type("array", value, path))
            return value
        for index, given in enumerate(value):
            item(given, (*path, index), findings)
        return value

    return _schema


def date(value: Value, path: Path, findings: Findings) -> Value:
    """Take anything that JavaScript makes a date of; the result is ISO 8601 text."""
    moment = None if value is MISSING else to_date(value)
    if moment is None:
        findings.append(_wrong_type("date", value, path, "an invalid date"))
        return value
    return iso_text(moment)


def number(least: int, most: int | None = None) -> Schema:
    """Return the schema of a number that comes as text: "" is 0, a list counts as the text of its items."""

    def _schema(value: Value, path: Path, findings: Findings) -> Value:
        given = None if value is MISSING else to_number(text_of(value))
        if given is None:
            findings.append(_wrong_type("number", value, path, "NaN"))
            return value
        if math.isinf(given):
            findings.append(_wrong_type("number", value, path, "Infinity"))
        elif given < least:
            findings.append(Found(Issue("too_small", f"Too small: at least {least}", path), mild=True))
        elif most is not None and given > most:
            findings.append(Found(Issue("too_big", f"Too big: at most {most}", path), mild=True))
        return given

    return _schema


def yes_no(value: Value, path: Path, findings: Findings) -> Value:
    """Take a text that says yes or no, in any case: true, 1, yes, on, y, enabled, and their opposites."""
    if not isinstance(value, str):
        findings.append(_wrong_type("string", value, path))
        return value
    if value.lower() not in _YES + _NO:
        findings.append(Found(Issue("invalid_value", "Expected true or false", path)))
    return value.lower() in _YES


def one_of(tag: str, members: Mapping[str, Schema]) -> Schema:
    """Return the schema of an object whose field `tag` says which of the members it is."""

    def _schema(value: Value, path: Path, findings: Findings) -> Value:
        if not isinstance(value, dict):
            findings.append(_wrong_type("object", value, path))
            return value
        chosen = value.get(tag)
        member = members.get(chosen) if isinstance(chosen, str) else None
        if member is None:
            findings.append(Found(Issue("invalid_union", "Not one of the known kinds", (*path, tag))))
            return value
        return member(value, path, findings)

    return _schema


def then(inner: Schema, rule: Callable[[Value, Path], Iterable[Issue]]) -> Schema:
    """Return a schema with a rule about the whole value, asked unless something grave was found in it."""

    def _schema(value: Value, path: Path, findings: Findings) -> Value:
        own: Findings = []
        result = inner(value, path, own)
        if all(found.mild for found in own):
            own.extend(Found(issue, mild=True) for issue in rule(result, path))
        findings.extend(own)
        return result

    return _schema
