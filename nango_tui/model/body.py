"""The bodies of both imports, as trees in which secrets stay secret until they are sent.

One tree has three readings: what is sent (the client reveals it), what the review shows (bullets), and what is copied
as curl (variables). So what the engineer sees is what is sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo

from nango_tui.model.asked import TOKENS, applies
from nango_tui.model.auth import MODES, AuthMode, Endpoint, Path, wire_path
from nango_tui.model.draft import Draft
from nango_tui.model.expiry import Resolved, iso_utc, resolve
from nango_tui.model.form import Form
from nango_tui.model.metadata import parse_metadata
from nango_tui.model.secret import BULLETS, Secret, Text
from nango_tui.model.text import plain
from nango_tui.model.tree import Json, Tree, as_tree

__all__ = ["FETCH_PLACEHOLDER", "Json", "Tree", "encode", "masked", "reveal_tree", "scopes_of", "secrets_in"]

SCOPES_KEY = "oauth_scopes_override"
FETCH_PLACEHOLDER = "placeholder-until-nango-fetches-the-token"
"""Stands for the token that Nango is to fetch; with an expiry in the past it is replaced at the first read."""
_TAGS = (("id", "end_user_id"), ("email", "end_user_email"), ("name", "end_user_display_name"))


def encode(draft: Draft, form: Form, endpoint: Endpoint, now: datetime, zone: tzinfo) -> dict[str, Tree]:
    """Return the body that imports the draft through that endpoint; secrets in it are still Secret.

    `now` is aware; typed times are in `zone`. A required field that is empty is left out: the checks stop it before.
    Everything that both endpoints take is the same on both, apart from its path.
    """
    mode = MODES[form.mode or draft.mode]
    body: dict[str, Tree] = {}
    if draft.integration:
        body["provider_config_key"] = draft.integration.unique_key
    # Always sent: POST /connections stores an empty id as it is, and such a connection is never reached again.
    body["connection_id"] = draft.id
    if endpoint is Endpoint.CURRENT:
        body["credentials"] = {"type": mode.code}
    sent = dict(_credentials(draft, form, mode))
    for field in mode.fields:
        path = wire_path(field, endpoint)
        if path and field.name in sent:
            _put(body, path, sent[field.name])
    _expiry(body, draft, mode, endpoint, now, zone)
    config = _config(draft, form, mode, endpoint, sent)
    if config:
        body["connection_config"] = config
    metadata = parse_metadata(draft.metadata)
    if isinstance(metadata, dict) and draft.metadata.strip():
        body["metadata"] = as_tree(metadata)
    if endpoint is Endpoint.CURRENT:
        _customer(body, draft)
    if draft.webhook_url.strip():
        body["webhook_url_override"] = draft.webhook_url.strip()
    return body


def scopes_of(text: str) -> list[str]:
    """Return the scopes of a comma text, trimmed: POST /connection stores " user" from "repo, user" (seen)."""
    return [part for part in (part.strip() for part in text.split(",")) if part]


def reveal_tree(tree: Tree) -> Json:
    """Return the JSON that is sent, with every secret in clear. Only for the moment of sending."""
    if isinstance(tree, Secret):
        return tree.reveal()
    if isinstance(tree, dict):
        return {key: reveal_tree(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [reveal_tree(value) for value in tree]
    return tree


def masked(tree: Tree) -> str:
    """Return the tree as indented JSON with bullets for each secret; an empty secret is shown as empty."""
    return plain(json.dumps(_bullets(tree), indent=2, ensure_ascii=False), keep_lines=True)


def secrets_in(tree: Tree) -> Iterator[tuple[Path, Secret]]:
    """Yield each secret of the tree that is not empty, with its path; list indexes are texts."""
    yield from _walk(tree, ())


def _walk(tree: Tree, path: Path) -> Iterator[tuple[Path, Secret]]:
    if isinstance(tree, Secret):
        if tree:
            yield path, tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _walk(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _walk(value, (*path, str(index)))


def _credentials(draft: Draft, form: Form, mode: AuthMode) -> Iterator[tuple[str, Text]]:
    for field in mode.fields:
        name = field.name
        asked = form.field(f"credentials.{name}")
        # What the form does not ask is not sent, though it may still be in the draft from another integration.
        # Nor is what a switch has made needless: the draft keeps it, so that nothing typed is lost.
        typed = draft.values.get(name, "") if asked and applies(draft, mode, asked) else ""
        if name in form.constants:
            yield name, form.constants[name]
        elif draft.fetch and mode.expires and name in TOKENS:
            yield name, FETCH_PLACEHOLDER
        elif asked and typed:
            # What a secret field holds is secret, whoever filled it.
            yield name, Secret(typed) if asked.secret and isinstance(typed, str) else typed
        elif name in form.placeholders:
            yield name, form.placeholders[name]
        elif asked and asked.blank_ok:
            yield name, typed


def _expiry(
    body: dict[str, Tree], draft: Draft, mode: AuthMode, endpoint: Endpoint, now: datetime, zone: tzinfo
) -> None:
    if not mode.expires:
        return
    current = endpoint is Endpoint.CURRENT
    if draft.fetch:
        moment: datetime | None = now - timedelta(hours=1)
    else:
        found = resolve(draft.expiry, now, zone)
        moment = found.at if isinstance(found, Resolved) else None
    if draft.expiry.choice == "never" and not draft.fetch:
        # Left out is how POST /connections says never; POST /connection cannot say it for OAUTH2_CC.
        if not current and mode.legacy_never:
            body["no_expiration"] = True
    elif moment is None:
        return
    elif (
        draft.send_expires_in and draft.expiry.choice == "in" and not current and mode.legacy_never and not draft.fetch
    ):
        body["expires_in"] = round((moment - (draft.expiry.since or now)).total_seconds())
    elif current:
        _put(body, ("credentials", "expires_at"), iso_utc(moment))
    else:
        body["expires_at"] = iso_utc(moment)


def _config(draft: Draft, form: Form, mode: AuthMode, endpoint: Endpoint, sent: Mapping[str, Text]) -> dict[str, Tree]:
    config: dict[str, Tree] = dict(form.config_constants)
    scopes = draft.scopes
    for key, value in draft.config.items():
        if not key or not value:
            continue
        if key == SCOPES_KEY and isinstance(value, str):
            scopes = scopes or value
            continue
        asked = form.field(f"config.{key}")
        config[key] = Secret(value) if asked and asked.secret and isinstance(value, str) else value
    for field in mode.fields:
        if field.mirror and sent.get(field.name):
            config[field.name] = sent[field.name]
    parts = scopes_of(scopes)
    if mode.scopes and parts:
        config[SCOPES_KEY] = list(parts) if endpoint is Endpoint.CURRENT else ",".join(parts)
    return config


def _customer(body: dict[str, Tree], draft: Draft) -> None:
    """Add tags and end user; POST /connection echoes both and applies neither (seen on Nango 0.71.4)."""
    customer = draft.customer
    who = {"id": customer.id, "email": customer.email, "display_name": customer.name}
    linked = customer.link and bool(customer.id.strip())
    tags: dict[str, Tree] = {}
    if not linked:
        for value, tag in zip(who.values(), (tag for _, tag in _TAGS), strict=True):
            if value.strip():
                tags[tag] = value.strip()
    if customer.organization.strip():
        tags["organization_id"] = customer.organization.strip()
    for key, value in draft.tags:
        if key.strip() and value:
            # The server stores keys in lower case; two that differ only in case would be one there.
            tags[key.strip().lower()] = value
    if tags:
        body["tags"] = tags
    if linked:
        body["end_user"] = {key: value.strip() for key, value in who.items() if value.strip()}


def _put(body: dict[str, Tree], path: Path, value: Tree) -> None:
    here = body
    for key in path[:-1]:
        inner = here.setdefault(key, {})
        if not isinstance(inner, dict):
            raise TypeError(f"{key} is no object")
        here = inner
    here[path[-1]] = value


def _bullets(tree: Tree) -> Json:
    if isinstance(tree, Secret):
        return BULLETS if tree else ""
    if isinstance(tree, dict):
        return {key: _bullets(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_bullets(value) for value in tree]
    return tree
