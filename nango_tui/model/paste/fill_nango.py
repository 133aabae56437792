"""What a pasted text says of the connection itself: configuration, metadata, tags, customer, ids."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from nango_tui.model.auth import MODES
from nango_tui.model.body import SCOPES_KEY
from nango_tui.model.metadata import parse_metadata
from nango_tui.model.paste.fill_guard import holds_key, unusable, unusable_json
from nango_tui.model.paste.fill_names import EXACT, aliases_of, squash
from nango_tui.model.paste.fill_work import LEAVE, NO_FIELD, Item, Work, named
from nango_tui.model.paste.filling import YES
from nango_tui.model.paste.found import Finding, Ignored, Recognized
from nango_tui.model.prefill import ORGANIZATION_TAG, USER_TAGS
from nango_tui.model.secrecy import secret_name
from nango_tui.model.secret import Secret
from nango_tui.model.text import cut, plain
from nango_tui.model.tree import Json

_CUSTOMER = {
    "id": "id", "enduserid": "id", "externalid": "id", "userid": "id",
    "email": "email", "enduseremail": "email",
    "displayname": "name", "enduserdisplayname": "name", "name": "name",
    "organization": "organization", "organizationid": "organization", "enduserorganizationid": "organization",
}  # fmt: skip
_TAGS = {tag: "name" if name == "display_name" else name for name, tag in USER_TAGS.items()}
_TAGS[ORGANIZATION_TAG] = "organization"
_WHOLE = frozenset(("", "connectionconfig", "config", "connectionconfiguration"))
MOST_VALUES = 200
"""Values of a configuration that become rows of the form."""

_OWN_APP = ("oauth_client_id", "oauth_client_secret")


def stopped(work: Work, items: Iterable[Item]) -> bool:
    """Ask where the text is of something else than what was chosen; say whether it is not to be taken, or not yet."""
    draft, found = work.draft, work.basis.found
    chosen, here = draft.integration, draft.environment
    of_nango = "nango" in found.shape.lower()
    for item in items:
        finding, text = item.finding, plain(cut(item.text, 80))
        name, question = squash(finding.name), ""
        if finding.kind == "integration" and chosen and item.text != chosen.unique_key:
            question = f"This is of the integration {text}. Use it for {chosen.unique_key}?"
        elif finding.kind == "connection id" and draft.exists and item.text != draft.connection_id:
            question = f"This is of the connection {text}. Use it for {plain(draft.connection_id)}?"
        elif of_nango and name in ("environment", "environmentname") and squash(item.text) != squash(here.name):
            question = f"This is of the environment {text}. Use it for {here.name}?"
        if question and not _agreed(work, f"of:{item.id}", question):
            return True
    called = _called(found, of_nango=of_nango)
    if called and called.partition(":")[0] != here.host.lower().partition(":")[0]:
        question = f"This is a call to {plain(cut(called, 80))}, not to {here.host}. Use what is in it for {here.name}?"
        return not _agreed(work, "environment:host", question)
    return False


def _called(found: Recognized, *, of_nango: bool) -> str:
    """Return the host of Nango that a call in the text goes to, "" if there is none."""
    hosts = [item.name for item in found.ignored if "address of Nango" in item.why]
    return next((host.lower() for host in (*hosts, *(found.hosts if of_nango else ()))), "")


def _agreed(work: Work, key: str, question: str) -> bool:
    answer = work.ask(key, question, ("Use it here", LEAVE))
    if answer == 1:
        work.ignored.append(Ignored("all of it", "it is of something else"))
    return answer == 0


def fill_connection(work: Work, items: Iterable[Item], keys: frozenset[str]) -> list[Item]:
    """Note what belongs to the connection; return the findings that do not. `keys`: texts that are Nango keys."""
    parts: Mapping[str, Callable[[Work, Item, frozenset[str]], None]] = {
        "config": _config,
        "metadata": _metadata,
        "tags": _tags,
        "customer": _customer,
        "connection id": _connection_id,
        "webhook url": _webhook_url,
        "scopes": _scopes,
        "integration": _nothing,
        "token type": _nothing,
    }
    rest = []
    for item in items:
        part = parts.get(item.finding.kind)
        if part:
            part(work, item, keys)
        elif not _of_mode(work, item):
            rest.append(item)
    return rest


def _nothing(work: Work, item: Item, keys: frozenset[str]) -> None:
    """Take no value: what was chosen stays, and a token's type is not asked."""


def _of_mode(work: Work, item: Item) -> bool:
    """Say whether a value is a word of a Nango body that fills nothing; warn where it names another auth type."""
    name = squash(item.finding.name)
    if name == "provider" and "nango" in work.basis.found.shape.lower():
        return True
    if name not in ("credentialstype", "type") or item.text.upper() not in MODES:
        return False
    if item.text.upper() != work.form.mode:
        ours = MODES[work.form.mode].title if work.form.mode in MODES else "another auth type"
        work.warnings.append(f"This is of {MODES[item.text.upper()].title}; this integration takes {ours}.")
    return True


def _object(work: Work, item: Item, keys: frozenset[str]) -> dict[str, Json]:
    """Return the JSON object of a finding, {} with the reason noted if it is none."""
    value = parse_metadata(item.text)
    if isinstance(value, str):
        work.ignore(item.finding, "it is no JSON object")
        return {}
    if item.finding.kind != "config" and (why := unusable_json(value, keys)):
        work.ignore(item.finding, why)
        return {}
    return value


def _config(work: Work, item: Item, keys: frozenset[str]) -> None:
    value = _object(work, item, keys)
    place = squash(item.finding.name.rpartition(".")[2])
    if place not in _WHOLE:
        return _walk(work, item.finding, value, keys)
    apps = {field.name for field in MODES[work.form.mode].fields if field.mirror} if work.form.mode in MODES else set()
    if len(value) > MOST_VALUES:
        work.warnings.append(f"The configuration has {len(value):,} values: the first {MOST_VALUES} were taken.")
    for key, inner in list(value.items())[:MOST_VALUES]:
        if key == SCOPES_KEY:
            _override_scopes(work, inner)
        elif key in _OWN_APP:
            if work.form.mode == "TBA" or key.endswith("secret"):
                work.ignored.append(Ignored(key, "it is of the integration's own OAuth app: Nango adds it itself"))
            else:
                _config_text(work, key, inner, keys)
        elif key in apps:
            if isinstance(inner, str | int) and not isinstance(inner, bool):
                work.fill(f"credentials.{key}", str(inner), item.finding.what)
        else:
            _config_text(work, key, inner, keys)
    return None


def _config_text(work: Work, key: str, value: Json, keys: frozenset[str]) -> None:
    called = plain(cut(key, 60))
    if value in (None, "", [], {}):
        return
    if not isinstance(value, str):
        work.ignored.append(Ignored(called, "it is no text, so it cannot be entered here"))
        return
    field = work.form.field(f"config.{key}")
    secret = field.secret if field else secret_name(key)
    why = "a key of Nango is in it" if holds_key(value, keys) else unusable(value, secret=secret)
    if why:
        work.ignored.append(Ignored(called, why))
    elif key.strip():
        work.fill(
            f"config.{key}", Secret(value) if secret else value, "" if field else "a configuration value of its own"
        )


def _walk(work: Work, finding: Finding, value: dict[str, Json], keys: frozenset[str]) -> None:
    """Fill what a form asks under dotted names: "team.id" is one key, and stands in the object team."""
    aliases = aliases_of(work.form, frozenset())
    waiting: list[tuple[str, Json]] = [(finding.name, value)]
    used = False
    while waiting:
        path, inner = waiting.pop()
        if isinstance(inner, dict):
            waiting += [(f"{path}.{key}", below) for key, below in inner.items()]
            continue
        for field in work.form.fields:
            called = path.rpartition(".")[2] if "." not in field.name else path
            if field.key.startswith("config.") and aliases[field.key].get(squash(called)) == EXACT:
                used = True
                _config_text(work, field.name, str(inner) if isinstance(inner, int) else inner, keys)
    if not used:
        work.ignore(finding, NO_FIELD)


def _override_scopes(work: Work, value: Json) -> None:
    texts = [part for part in value if isinstance(part, str)] if isinstance(value, list) else [value]
    text = ",".join(part.strip() for part in texts if isinstance(part, str) and part.strip())
    if text and work.form.scopes:
        work.fill("scopes", text, "scopes of this connection alone")
    elif text:
        work.ignored.append(Ignored(SCOPES_KEY, NO_FIELD))


def _scopes(work: Work, item: Item, keys: frozenset[str]) -> None:
    """Take scopes only where they override the integration's: those of a token's answer are what was granted."""
    if "override" in squash(item.finding.name):
        try:
            value: Json = json.loads(item.text)
        except (ValueError, RecursionError):
            value = item.text
        _override_scopes(work, value if isinstance(value, list) else item.text)
    elif not _scope_field(work, item):
        work.ignore(item.finding, "granted already, nothing to enter")


def _scope_field(work: Work, item: Item) -> bool:
    """Fill a configuration field that is called as the finding is: some providers ask for scopes there."""
    field = next((field for field in work.form.fields if squash(field.name) == squash(item.finding.name)), None)
    if field is None or not field.required or not field.key.startswith("config."):
        return False
    work.fill(field.key, item.text)
    return True


def _metadata(work: Work, item: Item, keys: frozenset[str]) -> None:
    value = _object(work, item, keys)
    if value:
        count = f"{len(value)} value" if len(value) == 1 else f"{len(value)} values"
        work.fill("metadata", json.dumps(value, indent=2, ensure_ascii=False), count)


def _tags(work: Work, item: Item, keys: frozenset[str]) -> None:
    for key, value in _object(work, item, keys).items():
        text = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
        if not key.strip() or not text.strip():
            continue
        if key.lower() in _TAGS:
            work.fill(f"customer.{_TAGS[key.lower()]}", text, f"the tag {key.lower()}")
        else:
            work.fill(f"tags.{key.strip().lower()}", text)


def _customer(work: Work, item: Item, keys: frozenset[str]) -> None:
    if item.text.startswith("{"):
        values: Mapping[str, Json] = _object(work, item, keys)
    else:
        values = {item.finding.name.rpartition(".")[2] or "name": item.text}
    linked = "end_user" in item.finding.name or item.text.startswith("{")
    for key, value in values.items():
        part = _CUSTOMER.get(squash(key))
        if isinstance(value, dict):
            value = value.get("id")
        if not part or not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip():
            continue
        if holds_key(str(value), keys) or unusable(str(value), secret=False):
            work.ignore(item.finding, "it is masked")
        else:
            work.fill(f"customer.{part}", str(value), "the linked end user" if linked else "")
            if linked and part == "id":
                work.fill("customer.link", YES)


def _connection_id(work: Work, item: Item, keys: frozenset[str]) -> None:
    if work.draft.exists:
        return
    if why := unusable(item.text, secret=False):
        work.ignore(item.finding, why)
    else:
        work.fill("connection_id", item.text)


def _webhook_url(work: Work, item: Item, keys: frozenset[str]) -> None:
    if why := unusable(item.text, secret=False):
        work.ignored.append(Ignored(named(item.finding), why))
    else:
        work.fill("webhook_url", item.text)
