"""Query strings as Node's qs reads them: `tags[team]=blue` is an object, a repeated name is a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from nango_tui.model.body import Json
from nango_tui.sandbox.javascript import in_order

_DEPTH: Final = 5
_NAMES: Final = 1000
_LAST_INDEX: Final = 20
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


@dataclass(slots=True)
class _List:
    """A JavaScript list, which may have holes."""

    items: dict[int, _Node]

    def push(self, item: _Node) -> None:
        """Add an item behind the last."""
        self.items[max(self.items, default=-1) + 1] = item


_Node = str | bool | _List | dict[str, "_Node"]


def parse_query(text: str) -> dict[str, Json]:
    """Return the names and values of a query string, decoded, nested by brackets."""
    flat: dict[str, _Node] = {}
    for pair in text.split("&")[:_NAMES]:
        if not pair:
            continue
        at = pair.find("]=") + 1 or pair.find("=")
        name, value = (_decoded(pair), "") if at < 0 else (_decoded(pair[:at]), _decoded(pair[at + 1 :]))
        flat[name] = _combined(flat[name], value) if name in flat else value
    found: _Node = {}
    for name, item in flat.items():
        found = _merged(found, _nested(_chain(name), item))
    result = _plain(found)
    return result if isinstance(result, dict) else {}


def _decoded(text: str) -> str:
    text = text.replace("+", " ")
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        return text
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return text


def _combined(old: _Node, new: _Node) -> _List:
    both = _List(dict(old.items)) if isinstance(old, _List) else _List({0: old})
    for item in new.items.values() if isinstance(new, _List) else (new,):
        both.push(item)
    return both


def _chain(name: str) -> list[str]:
    """Return a name in parts: "a[b][]" is a, [b], []."""
    first = _BRACKETS.search(name)
    if first is None:
        return [name] if name else []
    chain = [name[: first.start()]] if first.start() else []
    for count, part in enumerate(_BRACKETS.finditer(name)):
        if count == _DEPTH:
            return [*chain, f"[{name[part.start() :]}]"]
        chain.append(part[0])
    return chain


def _nested(chain: list[str], value: _Node) -> _Node:
    for part in reversed(chain):
        inner = part[1:-1] if part.startswith("[") and part.endswith("]") else part
        if part == "[]":
            value = value if isinstance(value, _List) else _List({0: value})
        elif part != inner and re.fullmatch(r"0|[1-9]\d?", inner) and int(inner) <= _LAST_INDEX:
            value = _List({int(inner): value})
        else:
            value = {inner: value}
    return value


def _merged(target: _Node, source: _Node) -> _Node:
    if source == "":
        return target
    if isinstance(source, (str, bool)):
        if isinstance(target, _List):
            target.push(source)
        elif isinstance(target, dict):
            target[str(source)] = True
        else:
            return _List({0: target, 1: source})
        return target
    if isinstance(target, (str, bool)):
        return _combined(target, source)
    if isinstance(target, _List) and isinstance(source, _List):
        _merge_lists(target, source)
        return target
    into = _object(target)
    for name, item in _object(source).items():
        into[name] = _merged(into[name], item) if name in into else item
    return into


def _merge_lists(target: _List, source: _List) -> None:
    for index, item in source.items.items():
        old = target.items.get(index)
        if old is None:
            target.items[index] = item
        elif isinstance(old, dict) and isinstance(item, dict):
            target.items[index] = _merged(old, item)
        else:
            target.push(item)


def _object(node: _List | dict[str, _Node]) -> dict[str, _Node]:
    return {str(index): item for index, item in node.items.items()} if isinstance(node, _List) else node


def _plain(node: _Node) -> Json:
    if isinstance(node, _List):
        return [_plain(node.items[index]) for index in sorted(node.items)]
    if isinstance(node, dict):
        return in_order({name: _plain(item) for name, item in node.items()})
    return node
