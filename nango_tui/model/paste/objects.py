"""JSON and what reads like it: token responses, key files, and any object with names that tell something."""

from __future__ import annotations

import json
from collections.abc import Iterator

from nango_tui.model.paste.bare import Bare, is_email, looks_secret, take_bare
from nango_tui.model.paste.found import Kind
from nango_tui.model.paste.headers import take_header
from nango_tui.model.paste.literals import NoLiteral, read_json
from nango_tui.model.paste.names import Meaning, is_known, meaning_of
from nango_tui.model.paste.nango import is_connection, read_connection, read_list, rows_of
from nango_tui.model.paste.sheet import CREDENTIALS, ERROR, Item, Refusal, Sheet, bare_kind
from nango_tui.model.paste.urls import address_of
from nango_tui.model.paste.values import EMPTY, trouble
from nango_tui.model.text import cut, plain
from nango_tui.model.tree import Json

WRAPPERS = frozenset(
    (
        "data", "result", "response", "body", "payload", "token", "tokens", "credentials", "oauth", "json", "output",
        "token_response", "tokenresponse", "installed", "web", "auth",
    )
)  # fmt: skip
"""Names that only hold other names: they are no part of a value's own name."""
_BODIES = ("body", "data", "result", "response", "payload", "output", "text", "content", "stdout", "message")
_OWN = ("error", "errors", "fault", "headers", "log", "request", "item")
_DEPTH = 8
_MOST_OPTIONS = 20
_ERROR_NAMES = ("error_description", "errorcode", "error_code", "errormessage", "error_message", "fault", "error_uri")
_MESSAGE_NAMES = ("message", "detail", "msg", "title")
_KEY_NAMES = ("key", "name", "label", "Key", "Name", "variable")


def read_object(sheet: Sheet, tree: Json, source: str = "JSON", group: str = "") -> None:
    """Take what an object or a list holds by name. An error answer is refused."""
    tree = unwrapped(sheet, tree)
    if isinstance(tree, list):
        _read_list(sheet, tree, source, group)
    elif isinstance(tree, dict):
        if (rows := rows_of(tree)) is not None:
            read_list(sheet, rows)
        elif is_connection(tree):
            read_connection(sheet, tree)
        else:
            if is_error(tree):
                raise Refusal(ERROR)
            _read_fields(sheet, tree, source, group)
    elif isinstance(tree, str) and tree.strip():
        kind, confidence, _ = bare_kind(tree.strip())
        sheet.be("one value")
        sheet.take(kind, tree, "", confidence, source=source)


def unwrapped(sheet: Sheet, tree: Json) -> Json:
    """Return what is inside of a JSON text in JSON, and of an object that only holds another one."""
    for _ in range(4):
        if isinstance(tree, str) and tree.strip()[:1] in ("{", "[", '"'):
            try:
                tree = read_json(tree)
            except NoLiteral:
                return tree
            sheet.clean("JSON inside of JSON")
        elif isinstance(tree, dict) and len(tree) == 1:
            key, inner = next(iter(tree.items()))
            if not (_whole(inner) and not isinstance(inner, list)) or key.lower() in _OWN or is_known(key):
                return tree
            tree = inner
        elif isinstance(tree, list) and len(tree) == 1:
            tree = tree[0]
        elif isinstance(tree, dict) and (inside := _envelope(sheet, tree)) is not None:
            tree = inside
        else:
            return tree
    return tree


def _envelope(sheet: Sheet, tree: dict[str, Json]) -> Json:
    """Return the body of an answer that stands in an object beside its status and headers, None if none does."""
    bodies = [key for key in tree if key.lower() in _BODIES and _whole(tree[key])]
    if len(bodies) != 1:
        return None
    for key, value in tree.items():
        if key == bodies[0]:
            continue
        if isinstance(value, dict | list) and value and key.lower() not in ("headers", "header", "config", "request"):
            return None
        if meaning_of(key).kind in CREDENTIALS:
            return None
    headers = tree.get("headers")
    for key, value in headers.items() if isinstance(headers, dict) else ():
        if isinstance(value, str):
            take_header(sheet, key, value)
    return tree[bodies[0]]


def _whole(value: Json) -> bool:
    """Say whether a value can be a body of its own: an object, or the text of one."""
    return (isinstance(value, dict | list) and bool(value)) or (
        isinstance(value, str) and value.strip()[:1] in ("{", "[")
    )


def is_error(tree: dict[str, Json]) -> bool:
    """Say whether an answer reports a failure and has no credential in it."""
    names = {key.lower(): value for key, value in tree.items()}
    told = (
        names.get("ok") is False
        or names.get("success") is False
        or bool(names.get("error"))
        or (bool(names.get("errors")) and "connection_id" not in names)
        or any(names.get(name) for name in _ERROR_NAMES)
    )
    vague = any(isinstance(names.get(name), str) for name in _MESSAGE_NAMES)
    if not (told or vague):
        return False
    leaves = [meaning_of(path[-1]) for path, value in walk(tree) if isinstance(value, str) and value]
    if any(meaning.kind in CREDENTIALS for meaning in leaves):
        return False
    return told or not any(meaning.kind != "named" for meaning in leaves)


def walk(tree: Json, path: tuple[str, ...] = (), most: int = 2000) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Yield the leaves of a tree with their paths, to a bounded depth and number. A list of plain values is a leaf."""
    waiting: list[tuple[tuple[str, ...], Json]] = [(path, tree)]
    while waiting and most > 0:
        path, value = waiting.pop()
        if isinstance(value, dict) and len(path) < _DEPTH:
            waiting += [((*path, key), value[key]) for key in reversed(list(value)[:most])]
        elif isinstance(value, list) and len(path) < _DEPTH and any(isinstance(part, dict) for part in value[:50]):
            waiting += [((*path, str(at)), value[at]) for at in reversed(range(min(5, len(value))))]
        elif path:
            most -= 1
            yield path, value


def text_of(value: Json) -> str | None:
    """Return a leaf as text, None if it says nothing: null, true, false, a list of no texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or isinstance(value, dict):
        return None
    if isinstance(value, list):
        return ",".join(part for part in value if isinstance(part, str)) or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    return str(value)


def _read_list(sheet: Sheet, rows: list[Json], source: str, group: str) -> None:
    if (listed := rows_of(rows)) is not None:
        read_list(sheet, listed)
        return
    if (pairs := pairs_of(rows)) is not None:
        read_object(sheet, pairs, source, group)
        return
    objects = [row for row in rows if isinstance(row, dict)]
    if len(objects) == 1:
        read_object(sheet, objects[0], source, group)
        return
    if objects:
        _ask_which(sheet, objects, source)
        return
    texts = [row for row in rows[:50] if isinstance(row, str) and row.strip()]
    sheet.be("a list of values")
    take_bare(sheet, [Bare(text, f"place {at}") for at, text in enumerate(texts, 1)], alone=len(texts) == 1)


def _ask_which(sheet: Sheet, objects: list[dict[str, Json]], source: str) -> None:
    sheet.be("a list of objects")
    options = []
    for at, tree in enumerate(objects[:_MOST_OPTIONS], 1):
        inner = sheet.inner()
        try:
            read_object(inner, tree, source)
        except Refusal:
            continue
        sheet.ignored += [line for line in inner.ignored if line not in sheet.ignored]
        if inner.items:
            options.append((f"{at}: {label_of(inner.items)}", inner.items))
    if len(objects) > _MOST_OPTIONS:
        sheet.note(f"the list has {len(objects)} objects: the first {_MOST_OPTIONS} are offered")
    if len(options) == 1:
        sheet.items += options[0][1]
    elif options:
        sheet.choices.append(("Which one is meant?", options))


def label_of(items: list[Item]) -> str:
    """Return what to call a group of findings without showing a secret of it."""
    for kinds in (("connection id", "customer"), ("user name", "url", "host")):
        for item in items:
            if item.kind in kinds and (said := _open_part(item)):
                return cut(plain(said), 60)
    return ", ".join(dict.fromkeys(item.what or item.name or item.kind for item in items[:4]))


def _open_part(item: Item) -> str:
    """Return the part of a value that is no secret: some providers take their key as a user name, or in a path."""
    if item.kind == "user name":
        return item.value if is_email(item.value) else ""
    if item.kind == "url":
        address = address_of(item.value)
        return address.host if address else ""
    return item.value if not looks_secret(item.value) or item.kind in ("host", "connection id") else ""


def pairs_of(rows: list[Json]) -> dict[str, Json] | None:
    """Return a list of {key, value} as one object, None if it is no such list."""
    found: dict[str, Json] = {}
    for row in rows:
        if not isinstance(row, dict) or "value" not in {key.lower() for key in row}:
            return None
        name = next((row[key] for key in _KEY_NAMES if isinstance(row.get(key), str)), None)
        if not isinstance(name, str) or name in found:
            return None
        if row.get("enabled") is not False and row.get("disabled") is not True:
            found[name] = row["value"] if "value" in row else row.get("Value")
    return found or None


def _read_fields(sheet: Sheet, tree: dict[str, Json], source: str, group: str) -> None:
    if isinstance(tree.get("kty"), str):
        _read_jwk(sheet, tree, source)
        return
    for path, value in walk(tree):
        if sheet.full():
            break
        _read_leaf(sheet, path, value, source, group)
    kinds = {item.kind for item in sheet.items}
    if tree.get("type") == "service_account":
        sheet.be("a Google service account key")
    elif tree.get("type") == "authorized_user":
        sheet.be("a Google credentials file")
    sheet.be("a token response" if "access token" in kinds or "refresh token" in kinds else f"{source} with names")


def _read_leaf(sheet: Sheet, path: tuple[str, ...], value: Json, source: str, group: str) -> None:
    name = path[-1]
    if isinstance(value, str) and value.strip()[:1] in ("{", "[") and len(path) < _DEPTH - 2 and len(value) > 2:
        try:
            inner = read_json(value)
        except NoLiteral:
            inner = None
        if isinstance(inner, dict):
            sheet.clean("JSON inside of JSON")
            for below, leaf in walk(inner, path):
                if not sheet.full():
                    _read_leaf(sheet, below, leaf, source, group)
            return
    text = text_of(value)
    if text is None:
        return
    lowered = [part.lower() for part in path]
    if (lowered[-1] == "authorization" or "headers" in lowered[:-1]) and take_header(sheet, name, text, group=group):
        return
    own = [part for part in path[:-1] if part.lower() not in WRAPPERS and not part.isdigit()]
    shown = ".".join((*own, name))
    place = "/".join((group, *path[:-1])) if group or len(path) > 1 else ""
    kind = _by_place(path, text)
    if kind is not None:
        sheet.take(kind, text, shown, "likely", source=source, group=place)
        return
    if trouble(text) == EMPTY and meaning_of(name) == Meaning():
        return
    sheet.named(name, text, source=source, group=place, path=shown)


def _by_place(path: tuple[str, ...], text: str) -> Kind | None:
    """Return what a short name means where it stands: {"access": {"token": ...}}, {"refresh": {"token": ...}}."""
    if len(path) < 2 or path[-1].lower() not in ("token", "value", "id", "secret") or not text:
        return None
    meaning = meaning_of(f"{path[-2]}_{path[-1]}") if path[-1].lower() != "value" else meaning_of(path[-2])
    return meaning.kind if meaning.kind in ("refresh token", "access token", "client id", "client secret") else None


def _read_jwk(sheet: Sheet, tree: dict[str, Json], source: str) -> None:
    sheet.be("a JSON Web Key")
    if any(isinstance(value, str) and trouble(value) for value in tree.values()):
        raise Refusal("the key has masked or cut-off parts: copy it in clear")
    if "d" in tree or "k" in tree:
        sheet.take("private key", json.dumps(tree, ensure_ascii=False), "JWK", source=source, what="private key (JWK)")
    else:
        sheet.ignore("JWK", "a public key is no credential")
