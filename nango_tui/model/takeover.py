"""What was entered before, put into a fix that is filled in from what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.draft import Draft
from nango_tui.model.form_rules import build
from nango_tui.model.same import same, same_text
from nango_tui.model.secret import Text
from nango_tui.model.update_plan import before_of, metadata_edited

T = TypeVar("T")


def taken_over(entered: Draft, fix: Draft) -> Draft:
    """Return the fix with what was entered: in an import that turned out to be an update, or in an earlier fix.

    What nobody changed comes from `fix`: what the form had filled in by itself, or what was stored at an earlier look,
    replaces nothing that is stored now.
    """
    before = before_of(entered)
    if entered.exists and entered.stored is None:
        before = replace(before, connection_id=entered.connection_id)
    return replace(
        fix,
        template=fix.template or entered.template,
        mode=fix.mode or entered.mode,
        values=_values(entered, before, fix),
        config=_config(entered, before, fix.config),
        repeated=entered.repeated,
        expiry=entered.expiry if entered.expiry.choice else fix.expiry,
        send_expires_in=entered.send_expires_in,
        fetch=entered.fetch,
        customer=_newer(entered.customer, before.customer, fix.customer),
        tags=_newer(entered.tags, before.tags, fix.tags),
        metadata=entered.metadata if metadata_edited(entered, before) else fix.metadata,
        webhook_url=_newer(entered.webhook_url, before.webhook_url, fix.webhook_url),
        scopes=_newer(entered.scopes, before.scopes, fix.scopes),
        own_app=_newer(entered.own_app, before.own_app, fix.own_app),
        keep_refresh_token=fix.keep_refresh_token and (entered.keep_refresh_token or entered.stored is None),
        endpoint=entered.endpoint,
        accepted=entered.accepted,
    )


def _newer(entered: T, before: T, stored: T) -> T:
    return stored if entered == before else entered


def _values(entered: Draft, before: Draft, fix: Draft) -> dict[str, Text]:
    changed = {name: value for name, value in entered.values.items() if not same(value, before.values.get(name))}
    return {**fix.values, **changed}


def _config(entered: Draft, before: Draft, stored: Mapping[str, Text]) -> dict[str, Text]:
    preset = {} if entered.exists else _preset(entered)
    config = dict(stored)
    for key in {*entered.config, *before.config}:
        value = entered.config.get(key)
        if same_text(value, before.config.get(key)) or (key in preset and same_text(value, preset[key])):
            continue
        if value:
            config[key] = value
        else:
            config.pop(key, None)
    return config


def _preset(draft: Draft) -> dict[str, str]:
    """Return what the form of an import fills in by itself."""
    mode = MODES.get(draft.mode)
    fields = build(draft.template, mode, Endpoint.CURRENT).fields if mode else ()
    return {field.name: field.default for field in fields if field.default}
