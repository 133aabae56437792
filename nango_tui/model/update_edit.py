"""A change that needs no credentials: tags, customer, webhook URL, metadata."""

from __future__ import annotations

from dataclasses import replace

from nango_tui.model.auth import MODES
from nango_tui.model.check_value import has
from nango_tui.model.connection import Edit
from nango_tui.model.draft import Draft
from nango_tui.model.form import Form
from nango_tui.model.metadata import parse_metadata
from nango_tui.model.same import same, same_text
from nango_tui.model.tree import Json
from nango_tui.model.update import Lines
from nango_tui.model.update_config import configuration
from nango_tui.model.update_people import NO_ORGANIZATION, people, said
from nango_tui.model.update_plan import before_of, metadata_edited


def edits(draft: Draft) -> Edit | None:
    """Return the change that does without credentials, None if the draft needs an import or changes nothing.

    Metadata are merged where no key of them was removed, so that what a sync writes meanwhile stays; else they are
    replaced. More tags than Nango takes are given as they are: the server refuses them, so that none is lost.
    """
    look = draft.stored
    if look is None or needs_import(draft):
        return None
    before = before_of(draft)
    stored = look.connection
    webhook = metadata = told = None
    who = people(draft, before, stored)
    if who.edited:
        told = said(who, stored.organization)
        if told.left:
            told = replace(told, tags=who.tags)
    if draft.webhook_url.strip() != before.webhook_url.strip():
        webhook = draft.webhook_url.strip()
    merges = False
    if metadata_edited(draft, before):
        wanted = parse_metadata(draft.metadata)
        if not isinstance(wanted, dict):
            return None
        merges = all(key in wanted for key in stored.metadata)
        metadata = changed_keys(stored.metadata, wanted) if merges else wanted
    if told is None and webhook is None and metadata is None:
        return None
    return Edit(
        tags=told.tags if told else None,
        end_user=told.end_user if told else None,
        webhook_url=webhook,
        metadata=metadata,
        replace_metadata=not merges,
        end_user_tags=told.user_tags if told else {},
    )


def edit_losses(draft: Draft) -> Lines:
    """Say what the change destroys besides: a linked end user's organization, which PATCH cannot link."""
    stored = draft.stored.connection if draft.stored else None
    if stored is None or not stored.organization or not people(draft, before_of(draft), stored).relinked:
        return ()
    return (NO_ORGANIZATION,)


def changed_keys(old: object, new: dict[str, Json]) -> dict[str, Json]:
    """Return the keys of new metadata that the old do not have so."""
    known = old if isinstance(old, dict) else {}
    return {key: value for key, value in new.items() if key not in known or not same(known[key], value)}


def changes_anything(draft: Draft) -> bool:
    """Say whether the draft of a fix holds anything that the engineer entered."""
    if draft.stored is None:
        return replace(draft, connection_id="", exists=False).touched()
    before = before_of(draft)
    return (
        needs_import(draft)
        or people(draft, before, draft.stored.connection).edited
        or metadata_edited(draft, before)
        or draft.webhook_url.strip() != before.webhook_url.strip()
    )


def needs_import(draft: Draft) -> bool:
    """Say whether the draft changes what only an import can: credentials, their expiry or app, the configuration."""
    before = before_of(draft)
    mode = MODES.get(draft.mode)
    if mode is None:
        return False
    typed = any(
        has(draft.values, field.name) and not same_text(draft.values[field.name], before.values.get(field.name))
        for field in mode.fields
        if draft.own_app or not field.override
    )
    beside = draft.fetch != before.fetch, bool(draft.expiry.choice), draft.own_app != before.own_app
    dropped = before.keep_refresh_token and not draft.keep_refresh_token
    return typed or any(beside) or dropped or configuration(draft, before, Form(mode.code), mode).edited
