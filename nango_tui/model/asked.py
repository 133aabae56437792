"""Which fields of a form count as the draft's switches stand."""

from __future__ import annotations

from nango_tui.model.auth import AuthMode
from nango_tui.model.draft import Draft
from nango_tui.model.form import FormField, Place

TOKENS = ("access_token", "token")
"""The fields that are not asked for while Nango fetches the token itself."""


def applies(draft: Draft, mode: AuthMode, item: FormField) -> bool:
    """Say whether a field counts: no token while Nango fetches it, no overrides for the integration's own OAuth app."""
    if item.place is not Place.CREDENTIAL:
        return True
    if mode.expires and draft.fetch and item.name in TOKENS:
        return False
    field = mode.field(item.name)
    return draft.own_app or not (field and field.override)


def needed(draft: Draft, mode: AuthMode, item: FormField) -> bool:
    """Say whether a field is needed although its form does not require it, as the draft stands."""
    if item.place is not Place.CREDENTIAL:
        return False
    field = mode.field(item.name)
    if field and field.override:
        return draft.own_app
    return draft.fetch and item.name == "refresh_token"
