"""The connection configuration of an update: what is stored, with what the engineer changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nango_tui.model.auth import AuthMode, Endpoint
from nango_tui.model.body import SCOPES_KEY, scopes_of
from nango_tui.model.check_value import has
from nango_tui.model.connection import Look
from nango_tui.model.draft import Draft
from nango_tui.model.form import Form
from nango_tui.model.same import same, same_text
from nango_tui.model.secret import Secret, is_blank
from nango_tui.model.stored import holds_objects
from nango_tui.model.tree import Tree

HIDES_REFRESH_TOKENS = (
    "Nango does not show keys named like a refresh token here, so they would be deleted from the configuration. "
)


@dataclass(frozen=True, slots=True)
class Configuration:
    """connection_config after the update, and what the engineer changed in it: keys `set` and `removed`."""

    after: Mapping[str, Tree] = field(default_factory=dict, repr=False)
    set: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    scopes_edited: bool = False

    @property
    def edited(self) -> bool:
        """Whether anything in it was changed."""
        return bool(self.set or self.removed or self.scopes_edited)


def configuration(draft: Draft, before: Draft, form: Form, mode: AuthMode) -> Configuration:
    """Return the configuration after the update; values that are not edited are kept exactly as JSON.

    `before`: the draft as it was filled in from what is stored. Scopes are in it as they are stored, or as a list
    where they were edited.
    """
    after: dict[str, Tree] = dict(draft.stored.connection.config) if draft.stored else dict(form.config_constants)
    changed: list[str] = []
    removed: list[str] = []
    for key in dict.fromkeys((*before.config, *draft.config)):
        old, new = before.config.get(key), draft.config.get(key)
        if not key or same_text(old, new):
            continue
        if key == SCOPES_KEY and mode.scopes:
            continue
        if new is None or is_blank(new):
            del after[key]
            removed.append(key)
        else:
            asked = form.field(f"config.{key}")
            after[key] = Secret(new) if asked and asked.secret and isinstance(new, str) else new
            changed.append(key)
    for item in mode.fields:
        if item.mirror and has(draft.values, item.name):
            after[item.name] = draft.values[item.name]
    scopes = _scopes(draft) if mode.scopes else []
    scopes_edited = mode.scopes and scopes != _scopes(before)
    if scopes_edited:
        after.pop(SCOPES_KEY, None)
        if scopes:
            after[SCOPES_KEY] = [*scopes]
    return Configuration(after, tuple(changed), tuple(removed), scopes_edited)


def _scopes(draft: Draft) -> list[str]:
    row = draft.config.get(SCOPES_KEY)
    return scopes_of(row if isinstance(row, str) and row else draft.scopes)


def on_wire(config: Mapping[str, Tree], mode: AuthMode, endpoint: Endpoint) -> tuple[dict[str, Tree], Tree]:
    """Return the configuration as the endpoint takes it, and the scopes that it will then have stored.

    POST /connections takes scopes as a list only; POST /connection splits a text at its commas and does not trim the
    parts (seen on Nango 0.71.4). A list that no such text gives is sent there as a list.
    """
    sent = dict(config)
    scopes = sent.get(SCOPES_KEY)
    current = endpoint is Endpoint.CURRENT
    if isinstance(scopes, str) and (current or (mode.scopes and scopes)):
        scopes = [*scopes_of(scopes)]
    if SCOPES_KEY in sent:
        sent[SCOPES_KEY] = scopes if current or not mode.scopes else _as_text(scopes)
    return sent, scopes


def _as_text(scopes: Tree) -> Tree:
    """Return a list as the text of which POST /connection makes the same list, else as it is."""
    if not isinstance(scopes, list):
        return scopes
    text = ",".join(scope for scope in scopes if isinstance(scope, str))
    return text if text and [*text.split(",")] == scopes else scopes


def respelled(config: Mapping[str, Tree], mode: AuthMode, endpoint: Endpoint) -> bool:
    """Say whether the endpoint stores the scopes otherwise than they are stored: as a list instead of a text."""
    return SCOPES_KEY in config and not same(config[SCOPES_KEY], on_wire(config, mode, endpoint)[1])


def unsafe(look: Look | None, mode: AuthMode) -> str:
    """Return why the configuration must not be sent back as it was read, "" if it may.

    A read without refresh_token=true leaves out keys named like a refresh token, at every depth (seen on Nango 0.71.4).
    Whether it did cannot be told, and objects, and the provider type CUSTOM, are where such keys are.
    """
    if look is None or look.config_whole:
        return ""
    nested = holds_objects(look.connection.config)
    if not nested and mode.code != "CUSTOM":
        return ""
    what = "The configuration holds objects. " if nested else "This auth type keeps tokens in the configuration. "
    ways = {
        "hidden": "Use an API key that may read credentials, or send a reconnect link.",
        "stripped": "Open the connection again, so that it is read whole.",
        "failed": "Nango shows it whole only when it can refresh the token. Send a reconnect link.",
    }
    return what + HIDES_REFRESH_TOKENS + ways.get(look.reading, "")
