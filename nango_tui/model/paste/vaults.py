"""Items of password managers: 1Password and Bitwarden, as their tools print them."""

from __future__ import annotations

from nango_tui.model.paste.bare import is_email
from nango_tui.model.paste.names import is_known, meaning_of
from nango_tui.model.paste.objects import label_of, text_of
from nango_tui.model.paste.sheet import Sheet
from nango_tui.model.paste.urls import take_url
from nango_tui.model.paste.values import trouble
from nango_tui.model.tree import Json

_NOTES = ("notes", "notesPlain", "notes_plain")


def read_vault(sheet: Sheet, tree: Json) -> bool:
    """Take an item's fields by their labels; say whether it is an item. Of several items, ask which one is meant."""
    items = tree.get("items") if isinstance(tree, dict) and isinstance(tree.get("items"), list) else tree
    if isinstance(items, list):
        found = [item for item in items if _is_item(item)]
        if not found or len(found) < len(items):
            return False
        return _read_items(sheet, found)
    if isinstance(tree, dict) and isinstance(details := tree.get("details"), dict):
        # As the first version of 1Password's tool printed it.
        tree = {**tree, "fields": details.get("fields")}
    if not _is_item(tree):
        return False
    _read_item(sheet, tree)
    return True


def _is_item(tree: Json) -> bool:
    if not isinstance(tree, dict):
        return False
    if isinstance(login := tree.get("login"), dict) and {"username", "password", "uris", "totp"} & set(login):
        return True
    fields = tree.get("fields")
    return isinstance(fields, list) and any(
        isinstance(field, dict) and "value" in field and ({"label", "purpose", "name", "t", "n"} & set(field))
        for field in fields
    )


def _read_items(sheet: Sheet, items: list[Json]) -> bool:
    options = []
    for at, item in enumerate(items[:20], 1):
        inner = sheet.inner()
        _read_item(inner, item)
        sheet.be(inner.shape)
        sheet.ignored += [line for line in inner.ignored if line not in sheet.ignored]
        if inner.items:
            title = item.get("title", item.get("name")) if isinstance(item, dict) else None
            options.append((f"{at}: {title if isinstance(title, str) else label_of(inner.items)}"[:80], inner.items))
    if len(options) == 1:
        sheet.items += options[0][1]
    elif options:
        sheet.choices.append(("Which item is meant?", options))
    return True


def _read_item(sheet: Sheet, tree: Json) -> None:
    if not isinstance(tree, dict):
        return
    login = tree.get("login")
    if isinstance(login, dict):
        sheet.be("a Bitwarden item")
        for name in ("username", "password"):
            _take(sheet, name, login.get(name), "login")
        for uri in _dicts(login.get("uris")):
            _take_address(sheet, uri.get("uri"))
        if login.get("totp"):
            sheet.ignore("totp", "it is good for one moment")
    sheet.be("a 1Password item")
    for field in _dicts(tree.get("fields")):
        labels = (field.get(key) for key in ("label", "name", "id"))
        label = next((label for label in labels if isinstance(label, str)), "")
        if label in _NOTES or field.get("purpose") == "NOTES":
            continue
        if str(field.get("type")).upper() == "OTP":
            sheet.ignore(label, "it is good for one moment")
            continue
        _take(sheet, label, field.get("value"), "field", purpose=str(field.get("purpose") or ""))
    for url in (*_dicts(tree.get("urls")), *_dicts(tree.get("uris"))):
        _take_address(sheet, url.get("href", url.get("uri", url.get("url"))))
    if isinstance(notes := tree.get("notes") or tree.get("notesPlain"), str) and notes.strip():
        sheet.ignore("notes", "notes are not read: paste what you need of them")


def _take(sheet: Sheet, name: object, value: Json, source: str, purpose: str = "") -> None:
    text = text_of(value)
    if not isinstance(name, str) or not text:
        return
    if take_url(sheet, text, source="URL", name=name):
        return
    meaning = meaning_of(name)
    if meaning.kind == "named" and not meaning.why and purpose.upper() in ("USERNAME", "PASSWORD"):
        sheet.take("user name" if purpose.upper() == "USERNAME" else "password", text, name, "likely", source=source)
    elif name.lower() in ("credential", "credentials"):
        sheet.take("api key", text, name, "likely", source=source)
    elif is_known(name) or is_email(text) or not trouble(text):
        sheet.named(name, text, source=source)


def _take_address(sheet: Sheet, value: Json) -> None:
    if isinstance(value, str) and value:
        address = value if "://" in value else f"https://{value}"
        take_url(sheet, address, source="URL")


def _dicts(rows: Json) -> list[dict[str, Json]]:
    return [row for row in rows[:200] if isinstance(row, dict)] if isinstance(rows, list) else []
