"""What is stored with a connection, as far as a look showed it, and what of it an import sends again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from nango_tui.model.asked import TOKENS
from nango_tui.model.auth import MODES, AuthMode, Field
from nango_tui.model.check_value import has
from nango_tui.model.connection import Look
from nango_tui.model.draft import Draft
from nango_tui.model.expiry import Expiry
from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.same import same_text
from nango_tui.model.secret import Secret, Text
from nango_tui.model.tree import Tree

REFRESH_TOKEN = "refresh_token"
CERTIFICATES = ("client_certificate", "client_private_key")
"""The credentials that POST /connection has no place for."""


def readable(look: Look | None) -> bool:
    """Say whether the look showed the credentials."""
    return look is not None and look.reading in ("whole", "stripped")


def stored_credential(look: Look | None, field: Field) -> Text | None:
    """Return the stored value of a credential, None if there is none or it was not shown."""
    if look is None or field.current is None:
        return None
    if field.override:
        own = look.connection.override
        if own is None:
            return None
        return own.client_id if field.name == "client_id_override" else own.client_secret
    found = look.connection.credentials.get(".".join(field.current[1:]))
    if found is None and field.mirror:
        # The ids of an app stand in the configuration, the credentials hold what GitHub gave for them.
        beside = look.connection.config.get(field.name)
        return beside if isinstance(beside, str | Secret) else None
    return found


def stored_mode(look: Look) -> str:
    """Return the auth mode that the names of the stored credentials tell, "" if they do not."""
    names = look.connection.credentials.keys()
    telling = {
        "OAUTH2": "access_token",
        "OAUTH2_CC": "token",
        "OAUTH1": "oauth_token",
        "API_KEY": "apiKey",
        "BASIC": "username",
        "TBA": "token_id",
    }
    if "client_id" in names and "token" in names:
        return "OAUTH2_CC"
    return next((mode for mode, name in telling.items() if name in names and mode != "OAUTH2_CC"), "")


def with_fields_of_stored(form: Form, draft: Draft) -> Form:
    """Return the form with fields for stored credentials that it does not ask for, so that they can be kept.

    These are a client certificate or key that this provider needs not, what a placeholder stands for, and, where no
    credential was entered, what the provider's template presets.
    """
    mode, look = MODES.get(form.mode), draft.stored
    if mode is None or look is None:
        return form
    untouched = not any(has(draft.values, field.name) for field in mode.fields) and not draft.fetch
    kept = {*CERTIFICATES, *form.placeholders, *(form.constants if untouched else ())}
    found = [
        FormField(Place.CREDENTIAL, field.name, field.label, "long_secret", required=False, folded=True)
        for field in mode.fields
        if field.name in kept and not form.field(f"credentials.{field.name}") and stored_credential(look, field)
    ]
    names = {item.name for item in found}
    constants = {name: text for name, text in form.constants.items() if name not in names}
    return replace(form, fields=(*form.fields, *found), constants=constants) if found else form


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft in which blanks are filled with what is stored. `kept`: the names of the credentials that were."""

    draft: Draft
    kept: tuple[str, ...] = ()


def with_stored(draft: Draft, form: Form) -> Filled:
    """Fill each blank credential with the stored one where the look showed it, and its expiry with it.

    The refresh token only where the engineer keeps it; the token not while Nango is to fetch one. A secret is not
    joined to another user name, client id or token id than the one that it was stored with.
    """
    look, mode = draft.stored, MODES.get(draft.mode)
    if look is None or mode is None:
        return Filled(draft)
    values = dict(draft.values)
    kept = []
    for field in mode.fields:
        stored = stored_credential(look, field)
        asked = form.field(f"credentials.{field.name}") is not None
        if stored and asked and not has(values, field.name) and _joins(draft, mode, field, look):
            values[field.name] = stored
            kept.append(field.name)
    expiry = draft.expiry
    if not expiry.choice and not draft.fetch and any(name in kept for name in TOKENS):
        expiry = stored_expiry(look)
    return Filled(replace(draft, values=values, expiry=expiry), tuple(kept))


def stored_expiry(look: Look) -> Expiry:
    """Return the expiry of the stored token; none stored means that it never expires."""
    at = look.connection.expires_at
    return Expiry("at", at) if at else Expiry("never")


def _joins(draft: Draft, mode: AuthMode, field: Field, look: Look) -> bool:
    typed = draft.values
    if field.override:
        own, (app, secret) = look.connection.override, ("client_id_override", "client_secret_override")
        same_app = same_text(typed.get(app), own.client_id) if own else False
        return draft.own_app and (same_app if has(typed, app) else not has(typed, secret))
    if field.name == REFRESH_TOKEN:
        return draft.keep_refresh_token
    if field.name in CERTIFICATES:
        return not any(has(typed, name) for name in CERTIFICATES) and _same_first(typed, mode, look)
    if field.name in TOKENS:
        # A client id or secret of its own would not fetch the next token of the stored kind.
        other = field.name == "token" and any(has(typed, name) for name in ("client_id", "client_secret"))
        return not draft.fetch and not other
    return _same_first(typed, mode, look)


def _same_first(typed: Mapping[str, Text], mode: AuthMode, look: Look) -> bool:
    """Say whether the field that the others belong to is blank, or as it is stored."""
    first = mode.fields[0]
    return not has(typed, first.name) or same_text(typed[first.name], stored_credential(look, first))


def holds_objects(value: Tree | Mapping[str, Tree]) -> bool:
    """Say whether an object is inside a configuration, at any depth."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(isinstance(item, dict) or holds_objects(item) for item in inner)
