"""A change that needs no credentials, in words: what is wrong with it, what it does, and what a read proves of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nango_tui.model.auth import Endpoint
from nango_tui.model.check_connection import check_connection
from nango_tui.model.connection import Connection, Edit, Look
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.findings import Findings, Problems
from nango_tui.model.form import Form
from nango_tui.model.metadata import parse_metadata
from nango_tui.model.same import same
from nango_tui.model.text import plain
from nango_tui.model.update import Expected, Lines
from nango_tui.model.update_after import differences, verdict
from nango_tui.model.update_edit import edit_losses
from nango_tui.model.update_people import people
from nango_tui.model.update_plan import before_of, metadata_edited
from nango_tui.model.update_words import value_words

REPLACED = "Keys that you removed are removed: the metadata is replaced as a whole."
MERGED = "Merged into what is stored: keys that a sync writes meanwhile stay."


def check_edit(draft: Draft) -> Problems:
    """Return what stops the change, and what the engineer should confirm; what was not touched is not judged."""
    look = draft.stored
    before = before_of(draft)
    who = people(draft, before, look.connection if look else None)
    touched = replace(
        draft,
        connection_id="",
        customer=draft.customer if who.edited else Customer(),
        tags=draft.tags if who.edited else (),
        metadata=draft.metadata if metadata_edited(draft, before) else "",
        webhook_url=draft.webhook_url if draft.webhook_url.strip() != before.webhook_url.strip() else "",
    )
    found = Findings(draft.accepted)
    check_connection(touched, Form(draft.mode), Endpoint.CURRENT, found)
    return found.problems()


def edit_lines(draft: Draft, edit: Edit) -> Lines:
    """Say what the change does, key by key, and what it destroys besides."""
    stored = draft.stored.connection if draft.stored else None
    return (*_changes(draft, edit, stored), *_organization(draft)) if stored else ()


def _changes(draft: Draft, edit: Edit, stored: Connection) -> Iterator[tuple[str, str]]:
    who = people(draft, before_of(draft), stored)
    if edit.metadata is not None:
        wanted = edit.metadata if edit.replace_metadata else {**stored.metadata, **edit.metadata}
        yield from _pairs("Metadata", stored.metadata, wanted)
        yield "", REPLACED if edit.replace_metadata else MERGED
    if who.relinked:
        user = who.end_user
        yield "End user", f"linked: {plain(user.get('display_name') or user.get('email') or user['id'])}"
    if edit.tags is not None:
        yield from _pairs("Tags", stored.row.tags, who.tags)
    if edit.webhook_url is not None:
        yield "Webhooks go to", plain(edit.webhook_url) or "the environment's own URL again"


def _pairs(label: str, old: object, new: object) -> Iterator[tuple[str, str]]:
    """Yield a line for each key that is another afterwards."""
    was, will = dict(old) if isinstance(old, dict) else {}, dict(new) if isinstance(new, dict) else {}
    for key in dict.fromkeys((*was, *will)):
        name = plain(str(key))
        if key not in will:
            yield label, f"{name}: {value_words(was[key])} is removed"
        elif key not in was:
            yield label, f"{name}: {value_words(will[key])} is added"
        elif not same(was[key], will[key]):
            before, after = value_words(was[key]), value_words(will[key])
            yield label, f"{name}: {before} becomes {after if after != before else 'another'}"
        else:
            continue
        label = ""


def _organization(draft: Draft) -> Lines:
    return tuple(("Lost", f"{label}: {text}") for label, text in edit_losses(draft))


def unlinked(draft: Draft) -> bool:
    """Say whether the draft wants an end user unlinked, which Nango cannot do."""
    customer = draft.customer
    return before_of(draft).customer.link and not (customer.link and customer.id.strip())


def edit_expected(draft: Draft, edit: Edit) -> Expected:
    """Return what must be there after the change: what it says, and all else as it was."""
    if draft.stored is None:
        return Expected()
    stored = draft.stored.connection
    who = people(draft, before_of(draft), stored)
    metadata = parse_metadata(draft.metadata) if edit.metadata is not None else dict(stored.metadata)
    if edit.metadata is not None and not edit.replace_metadata:
        metadata = {**stored.metadata, **edit.metadata}
    return Expected(
        config=stored.config,
        metadata=metadata if isinstance(metadata, dict) else None,
        tags=who.tags,
        webhook_url=stored.webhook_url if edit.webhook_url is None else edit.webhook_url,
        end_user=who.end_user or None,
    )


def edit_done(draft: Draft, edit: Edit, after: Look) -> bool:
    """Say whether a read shows all that the change says; what others wrote besides does not count."""
    found, old = after.connection, draft.stored.connection if draft.stored else after.connection
    checks = [
        edit.webhook_url is None or found.webhook_url == edit.webhook_url,
        edit.end_user is None or _holds(found.row.end_user, edit.end_user),
    ]
    if edit.metadata is not None:
        dropped = old.metadata.keys() - edit.metadata.keys() if edit.replace_metadata else set()
        checks.append(_holds(found.metadata, edit.metadata) and not dropped & found.metadata.keys())
    if edit.tags is not None:
        wanted = people(draft, before_of(draft), old).tags
        checks.append(
            _holds(found.row.tags, wanted) and not (old.row.tags.keys() - wanted.keys()) & found.row.tags.keys()
        )
    return all(checks)


def _holds(found: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
    return all(key in found and same(found[key], value) for key, value in wanted.items())


def edit_evidence(draft: Draft, edit: Edit, after: Look) -> tuple[str, ...]:
    """Say what a read after the change proves: whether it is there, and whether all else is as it was."""
    expected = edit_expected(draft, edit)
    done = "The change is stored." if edit_done(draft, edit, after) else "The change is not stored as it was sent."
    found = [
        f"{item.part} {item.name}: must be {item.wanted or 'empty'}, is {item.found or 'not there'}.".replace(" :", ":")
        for item in differences(expected, after)
    ]
    return (done, verdict(expected, after), *found)
