"""What tools export: requests and answers of a HAR file, Postman's requests, environments and token lists."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from nango_tui.model.paste.bodies import read_body
from nango_tui.model.paste.headers import pair_is_client, take_header
from nango_tui.model.paste.objects import is_error, label_of, pairs_of, read_object, text_of
from nango_tui.model.paste.sheet import CREDENTIALS, ERROR, Refusal, Sheet
from nango_tui.model.paste.urls import address_of, goes_to_nango, take_url
from nango_tui.model.tree import Json

_MOST = 40
_SECRET_AUTH = ("oauth2", "bearer", "basic", "apikey", "oauth1")


def read_har(sheet: Sheet, tree: Json) -> bool:
    """Take what a HAR file, or one entry of it, carries; say whether it is one."""
    entries = _entries(tree)
    if entries is None:
        return False
    sheet.be("a HAR file" if len(entries) > 1 else "a HAR entry")
    read = []
    failed = False
    for at, entry in enumerate(entries[:_MOST], 1):
        inner = sheet.inner()
        try:
            _read_entry(inner, entry)
        except Refusal:
            failed = True
            continue
        if any(item.kind not in ("url", "host") for item in inner.items) or inner.choices:
            read.append((at, inner))
    answers = [(at, inner) for at, inner in read if any(item.source == "answer" for item in inner.items)]
    chosen = answers or read
    if not chosen and failed:
        raise Refusal(ERROR)
    if len(entries) > _MOST:
        sheet.note(f"the file has {len(entries)} entries: the first {_MOST} were looked at")
    _join(sheet, chosen, "entry")
    return True


def _join(sheet: Sheet, read: list[tuple[int, Sheet]], word: str) -> None:
    """Take the only part that has something, or ask which one is meant."""
    for _, inner in read:
        sheet.ignored += [line for line in inner.ignored if line not in sheet.ignored]
        for host in inner.hosts:
            sheet.host(host)
        for text in inner.cleaned:
            sheet.clean(text)
    # The same token in many requests is one.
    different = {
        tuple(sorted({(item.kind, item.value) for item in inner.items if item.kind in CREDENTIALS})): (at, inner)
        for at, inner in reversed(read)
    }
    if len(different) == 1:
        inner = read[0][1]
        sheet.items += inner.items
        sheet.choices += inner.choices
        sheet.answered_at = sheet.answered_at or inner.answered_at
    elif different:
        options = [
            (f"{word} {at}: {label_of(inner.items)}", inner.items)
            for at, inner in sorted(different.values(), key=lambda pair: pair[0])
        ]
        sheet.choices.append((f"Which {word} is meant?", options))


def _entries(tree: Json) -> list[dict[str, Json]] | None:
    if not isinstance(tree, dict):
        return None
    log = tree.get("log")
    entries = log.get("entries") if isinstance(log, dict) else None
    if isinstance(entries, list):
        return [entry for entry in entries if isinstance(entry, dict)]
    if isinstance(tree.get("response"), dict) and isinstance(tree.get("request"), dict):
        return [tree]
    return None


def _read_entry(sheet: Sheet, entry: dict[str, Json]) -> None:
    request, response = entry.get("request"), entry.get("response")
    if isinstance(request, dict):
        _read_request(sheet, request)
    if not isinstance(response, dict):
        return
    for name, value in _pairs(response.get("headers")):
        if name.lower() == "date":
            take_header(sheet, name, value)
    content = response.get("content")
    body = content.get("text") if isinstance(content, dict) else response.get("body")
    if isinstance(content, dict) and content.get("encoding") == "base64" and isinstance(body, str):
        body = _decoded(body)
    if isinstance(body, str):
        read_body(sheet, body, source="answer")
    elif isinstance(body, dict):
        if is_error(body):
            raise Refusal(ERROR)
        read_object(sheet, body, "answer")


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode()
    except ValueError:
        return ""


def _read_request(sheet: Sheet, request: dict[str, Json]) -> None:
    raw = request.get("url")
    url = raw if isinstance(raw, str) else raw.get("raw") if isinstance(raw, dict) else ""
    url = url if isinstance(url, str) else ""
    address = address_of(url)
    for name, value in _pairs(request.get("headers") or request.get("header")):
        if not name.startswith(":"):
            take_header(sheet, name, value, to_nango=goes_to_nango(address, value))
    data = request.get("postData") or request.get("body")
    if isinstance(data, dict):
        text = data.get("text") or data.get("raw")
        if isinstance(text, str):
            read_body(sheet, text, source="body")
        for part in ("params", "urlencoded", "formdata"):
            for name, value in _pairs(data.get(part)):
                sheet.named(name, value, source="body")
    elif isinstance(data, str):
        read_body(sheet, data, source="body")
    if "grant_type" in str(data)[:10_000]:
        pair_is_client(sheet, 0)
    if isinstance(request.get("auth"), dict):
        _read_auth(sheet, request["auth"])
    if url:
        take_url(sheet, url, source="URL of the request")


def _pairs(rows: Json) -> Iterator[tuple[str, str]]:
    if isinstance(rows, dict):
        rows = [{"name": name, "value": value} for name, value in rows.items()]
    if not isinstance(rows, list):
        return
    for row in rows[:200]:
        if isinstance(row, dict) and row.get("disabled") is not True and row.get("enabled") is not False:
            name, text = row.get("name", row.get("key")), text_of(row.get("value"))
            if isinstance(name, str) and text is not None:
                yield name, text


def read_postman(sheet: Sheet, tree: Json) -> bool:
    """Take what Postman's exports carry: an auth block, a request, a collection, an environment; say whether it is."""
    if isinstance(tree, list):
        pairs = pairs_of(tree)
        if pairs is None or not all(isinstance(row, dict) and "key" in row for row in tree):
            return False
        sheet.be("a list of keys and values")
        read_object(sheet, pairs, "Postman")
        return True
    if not isinstance(tree, dict):
        return False
    values = tree.get("values")
    if isinstance(values, list) and (pairs := pairs_of(values)):
        sheet.be("a Postman environment")
        read_object(sheet, pairs, "Postman")
        return True
    if isinstance(tree.get("type"), str) and any(isinstance(tree.get(name), list | dict) for name in _SECRET_AUTH):
        sheet.be("Postman's authorization")
        _read_auth(sheet, tree)
        return True
    auth = tree.get("auth")
    if isinstance(auth, list) and (pairs := pairs_of(auth)):
        sheet.be("Postman's authorization")
        read_object(sheet, pairs, "Postman")
        return True
    known = isinstance(auth, dict) and any(name in auth for name in _SECRET_AUTH)
    if not known and not isinstance(tree.get("item"), list) and not isinstance(tree.get("request"), dict):
        return False
    sheet.be("a Postman export")
    if isinstance(auth, dict):
        _read_auth(sheet, auth)
    _read_items(sheet, tree)
    return True


def _read_auth(sheet: Sheet, auth: Json) -> None:
    if not isinstance(auth, dict):
        return
    kind = auth.get("type")
    block = auth.get(kind) if isinstance(kind, str) and kind in auth else next(
        (auth[name] for name in _SECRET_AUTH if name in auth), None
    )  # fmt: skip
    pairs = pairs_of(block) if isinstance(block, list) else block
    if not isinstance(pairs, dict):
        return
    if kind == "apikey":
        # Its fields are called key and value: the header's name, and the key itself.
        name, value = text_of(pairs.get("key")), text_of(pairs.get("value"))
        if value:
            sheet.take("api key", value, name or "apikey", source="Postman's authorization")
        return
    pairs = {name: value for name, value in pairs.items() if isinstance(value, str | int | dict)}
    if isinstance(dump := pairs.pop("accessToken", None), dict):
        pairs |= dump
    elif dump:
        pairs["accessToken"] = dump
    read_object(sheet, {**pairs, "type": None}, "Postman's authorization")


def _read_items(sheet: Sheet, tree: dict[str, Json]) -> None:
    waiting: list[Json] = [tree]
    read: list[tuple[int, Sheet]] = []
    for _ in range(200):
        if not waiting or len(read) >= _MOST:
            break
        item = waiting.pop(0)
        if not isinstance(item, dict):
            continue
        if isinstance(inner := item.get("item"), list):
            waiting += inner[:100]
        if isinstance(request := item.get("request"), dict):
            part = sheet.inner()
            _read_request(part, request)
            if part.items:
                read.append((len(read) + 1, part))
    variables = tree.get("variable")
    if isinstance(variables, list) and (pairs := pairs_of(variables)):
        read_object(sheet, pairs, "variable")
    _join(sheet, read, "request")
