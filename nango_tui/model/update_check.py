"""What is wrong with the draft of a fix: only what the engineer entered is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.check import check
from nango_tui.model.connection import Look
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.findings import Problems
from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.same import same_text
from nango_tui.model.stored import REFRESH_TOKEN, Filled, with_fields_of_stored, with_stored
from nango_tui.model.update_people import people
from nango_tui.model.update_plan import before_of, metadata_edited


def check_fix(draft: Draft, form: Form, endpoint: Endpoint, now: datetime, zone: tzinfo) -> Problems:
    """Return what stops a fix, and what the engineer should confirm; like `check` for a new connection.

    What is stored and was not touched is not judged: a connection may lack what the template asks for today. A
    credential that is kept need not be entered.
    """
    if draft.stored is None or draft.mode not in MODES:
        return check(draft, form, endpoint, now, zone)
    before = before_of(draft)
    filled = with_stored(draft, form)
    found = check(_touched(filled.draft, before), form_of_fix(draft, form, before, filled), endpoint, now, zone)
    return replace(found, errors={key: _explained(key, text) for key, text in found.errors.items()})


def _explained(key: str, text: str) -> str:
    """Say why a credential is needed that the engineer does not want to change."""
    if not key.startswith(f"{Place.CREDENTIAL.value}.") or not text.endswith(" is needed."):
        return text
    return f"{text} An import replaces all credentials, and Nango does not show the stored one."


def form_of_fix(draft: Draft, form: Form, before: Draft | None = None, filled: Filled | None = None) -> Form:
    """Return the form as a fix needs it: nothing is required that is kept, or that the connection lacks already."""
    before = before or before_of(draft)
    filled = filled or with_stored(draft, form)
    fields = tuple(found for item in form.fields if (found := _as_needed(item, draft, before, filled)))
    edited = {key for key in (*draft.config, *before.config) if _edited(draft, before, key)}
    one_of = tuple(
        choice for choice in form.one_of if edited.intersection(name for side in choice.sides for name in side)
    )
    return replace(form, fields=fields, one_of=one_of, config_constants={})


def form_shown(draft: Draft, form: Form) -> Form:
    """Return the form as the engineer sees it: beside each empty credential stands what is known of the stored one.

    Nothing is filled in that is not stored, and nothing is marked as needed that is kept.
    """
    if draft.stored is None:
        return replace(
            form,
            fields=tuple(
                replace(item, stored="enter the new one") if item.place is Place.CREDENTIAL and item.required else item
                for item in form.fields
            ),
        )
    # Whatever was typed: what stands beside an empty field must be true once it is empty again.
    look = draft.stored
    draft = replace(draft, values=before_of(draft).values)
    form = with_fields_of_stored(form, draft)
    filled = with_stored(draft, form)
    needed = {item.key: item for item in form_of_fix(draft, form, filled=filled).fields}
    tied = _tied(draft, form, filled)
    return replace(
        form,
        fields=tuple(_beside(needed.get(item.key), item, look, tied.get(item.name, "")) for item in form.fields),
        config_constants={},
        one_of=(),
    )


def _tied(draft: Draft, form: Form, filled: Filled) -> dict[str, str]:
    """Return which credentials are kept only while others are not changed: its name, and the labels of those."""
    tied: dict[str, list[str]] = {}
    for item in form.fields:
        if item.place is Place.CREDENTIAL:
            changed = replace(draft, values={**draft.values, item.name: "another"})
            for name in set(filled.kept) - {*with_stored(changed, form).kept, item.name}:
                tied.setdefault(name, []).append(item.label)
    return {name: " or ".join(labels) for name, labels in tied.items()}


def _beside(needed: FormField | None, item: FormField, look: Look, tied: str) -> FormField:
    if item.place is Place.CONFIG:
        return replace(needed or item, default="")
    if needed is None:
        kept = f"kept unless {tied} changes" if tied else "stored, kept if left blank"
        return replace(item, required=False, blank_ok=False, default="", stored=kept)
    if item.name == REFRESH_TOKEN:
        known = {"present": "one is stored", "absent": "none is stored", "unknown": "not known whether one is stored"}
        return replace(item, stored=known[look.refresh_token])
    again = "enter it again: the stored one is not shown" if item.kind == "text" else "enter the new one"
    return replace(item, default="", stored=again if item.required else item.stored)


def _as_needed(item: FormField, draft: Draft, before: Draft, filled: Filled) -> FormField | None:
    if item.place is Place.CREDENTIAL:
        return None if item.name in filled.kept else item
    lacks = not before.config.get(item.name)
    return replace(item, required=False, blank_ok=False) if lacks or not _edited(draft, before, item.name) else item


def _edited(draft: Draft, before: Draft, key: str) -> bool:
    return not same_text(draft.config.get(key), before.config.get(key))


def _touched(full: Draft, before: Draft) -> Draft:
    """Return the draft without what is as it was stored."""
    stored = full.stored.connection if full.stored else None
    who = people(full, before, stored)
    return replace(
        full,
        connection_id="",
        config={key: value for key, value in full.config.items() if _edited(full, before, key)},
        customer=full.customer if who.edited else Customer(),
        tags=full.tags if who.edited else tuple((key, value) for key, value in full.tags if not key.strip()),
        metadata=full.metadata if metadata_edited(full, before) else "",
        webhook_url=full.webhook_url if full.webhook_url != before.webhook_url else "",
        scopes=full.scopes if full.scopes != before.scopes else "",
    )
