"""Settings as TOML, read by hand: pydantic would cost a third of the time to the first frame."""

from __future__ import annotations

import codecs
import re
import tomllib
from dataclasses import dataclass, field

from nango_tui.model.auth import Endpoint
from nango_tui.model.environment import Environment, clean_url, url_problem
from nango_tui.model.ports import Settings
from nango_tui.model.text import plain

VERSION = 1
"""The format of the file. A file with a higher one was written by a newer program."""

_ENDPOINTS: dict[str, Endpoint | None] = {
    "auto": None,
    "connections": Endpoint.CURRENT,
    "connection": Endpoint.LEGACY,
}
_WORDS = {endpoint: word for word, endpoint in _ENDPOINTS.items()}
_TOP = ("version", "active", "theme", "history", "environment")
_KEYS = ("id", "name", "url", "production", "endpoint", "plain_http")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says: `problems` in words, each with its place; `newer`: its version, if this program's is lower.

    An environment with a wrong value is left out whole: a guess at "production" could cost a customer.
    """

    settings: Settings = field(default_factory=Settings)
    problems: tuple[str, ...] = ()
    newer: int = 0


def parse(data: bytes) -> Parsed:
    """Read the bytes of an environment file. Never raises."""
    data = data.removeprefix(codecs.BOM_UTF8)  # some editors on Windows write it
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        return Parsed(problems=(f"line {line}, column {column}: this is not UTF-8 text",))
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Parsed(problems=(_syntax(str(error), text),))
    except (RecursionError, ValueError):
        return Parsed(problems=("it nests too deep, or holds a number that is too long",))
    version = table.get("version", VERSION)
    if type(version) is not int or version < 1:
        return Parsed(problems=(f"version: must be {VERSION}",))
    if version > VERSION:
        return Parsed(newer=version)
    return _settings(table)


def dump(settings: Settings) -> bytes:
    """Return the bytes of an environment file; raises ValueError for text that UTF-8 cannot hold."""
    import tomli_w

    table: dict[str, object] = {
        "version": VERSION,
        "active": settings.active,
        "theme": settings.theme,
        "history": settings.history,
    }
    table["environment"] = [
        {
            "id": environment.id,
            "name": environment.name,
            "url": environment.url,
            "production": environment.production,
            "endpoint": _WORDS[environment.endpoint],
            "plain_http": environment.plain_http,
        }
        for environment in settings.environments
    ]
    return tomli_w.dumps(table).encode()


def _syntax(message: str, text: str) -> str:
    """Turn tomllib's "... (at line 3, column 5)" or "... (at end of document)" round: the place first."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    if found is None:
        return f"this is not TOML: {plain(message)}"
    line, column = found[2], found[3]
    if line is None:
        lines = text.split("\n")
        line, column = str(len(lines)), str(len(lines[-1]) + 1)
    return f"line {line}, column {column}: {plain(found[1])}"


class _Wrong(Exception):
    """A value of the file that cannot be used, and its key's path."""


def _settings(table: dict[str, object]) -> Parsed:
    problems = [f"{_key(key)}: this key is not known" for key in table if key not in _TOP]
    environments: dict[str, Environment] = {}
    entries = table.get("environment", [])
    if not isinstance(entries, list):
        problems.append("environment: must be [[environment]] tables")
        entries = []
    for number, entry in enumerate(entries, 1):
        path = f"environment[{number}]"
        try:
            if not isinstance(entry, dict):
                raise _Wrong(f"{path}: must be a table")
            problems += [f"{path}.{_key(key)}: this key is not known" for key in entry if key not in _KEYS]
            environment = _environment(path, entry)
            if environment.id in environments:
                raise _Wrong(f"{path}.id: another environment has the same id")
            environments[environment.id] = environment
        except _Wrong as wrong:
            problems.append(str(wrong))
    texts = {}
    for key in ("active", "theme"):
        try:
            texts[key] = _text("", table, key, "")
        except _Wrong as wrong:
            problems.append(str(wrong))
    try:
        history = _flag("", table, "history", True)
    except _Wrong as wrong:
        problems.append(str(wrong))
        # Whoever wrote this line meant something by it, and hardly what goes without saying.
        history = False
    active = texts.get("active", "")
    settings = Settings(
        environments=tuple(environments.values()),
        # An environment that is gone is not replaced by another: the engineer chooses, or imports go astray.
        active=active if active in environments else "",
        theme=texts.get("theme", ""),
        history=history,
    )
    return Parsed(settings, tuple(problems))


def _key(name: str) -> str:
    # A blank one, as an "=" at the beginning of a line makes it, would not be seen.
    return plain(name) if name.strip() else f'"{plain(name)}"'


def _environment(path: str, entry: dict[str, object]) -> Environment:
    plain_http = _flag(path, entry, "plain_http")
    url = clean_url(_text(path, entry, "url"))
    if problem := url_problem(url, plain_http=plain_http):
        raise _Wrong(f"{path}.url: {problem}")
    endpoint = _text(path, entry, "endpoint", "auto")
    if endpoint not in _ENDPOINTS:
        raise _Wrong(f'{path}.endpoint: must be "auto", "connections" or "connection"')
    return Environment(
        id=_text(path, entry, "id"),
        name=_text(path, entry, "name"),
        url=url,
        production=_flag(path, entry, "production"),
        endpoint=_ENDPOINTS[endpoint],
        plain_http=plain_http,
    )


def _text(path: str, entry: dict[str, object], key: str, default: str | None = None) -> str:
    """Return a text that can be shown; without a default it must be there and not blank."""
    place = f"{path}.{key}" if path else key
    value = entry.get(key, default)
    if value is None:
        raise _Wrong(f"{place}: missing")
    if not isinstance(value, str):
        raise _Wrong(f"{place}: must be text in quotes")
    if default is None and not value.strip():
        raise _Wrong(f"{place}: must not be empty")
    if plain(value) != value:
        raise _Wrong(f"{place}: has characters that cannot be shown")
    return value


def _flag(path: str, entry: dict[str, object], key: str, default: bool = False) -> bool:
    value = entry.get(key, default)
    if not isinstance(value, bool):
        raise _Wrong(f"{f'{path}.{key}' if path else key}: must be true or false, without quotes")
    return value
