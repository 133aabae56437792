"""Whether leaving a draft would lose something that a person typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.draft import Draft
from nango_tui.model.form import FormField, Place
from nango_tui.model.form_rules import build
from nango_tui.model.secret import Secret, Text
from nango_tui.model.update_edit import changes_anything


def unsent(draft: Draft) -> bool:
    """Say whether anything was typed that would be lost; what is stored or prefilled was typed by nobody."""
    if draft.exists:
        return bool(draft.repeated) or changes_anything(draft)
    mode = MODES.get(draft.mode)
    if mode is None or not draft.touched():
        return draft.touched()
    fields = build(draft.template, mode, Endpoint.CURRENT).fields
    values = _typed(draft.values, [field for field in fields if field.place is Place.CREDENTIAL])
    config = _typed(draft.config, [field for field in fields if field.place is Place.CONFIG])
    return replace(draft, values=values, config=config).touched()


def _typed(given: Mapping[str, Text], fields: list[FormField]) -> dict[str, Text]:
    prefilled: dict[str, Text] = {
        field.name: Secret(field.default) if field.secret else field.default for field in fields
    }
    return {name: value for name, value in given.items() if value != prefilled.get(name, "")}
