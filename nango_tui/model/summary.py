"""An import in words: for the summary beside the form, the review, and the note for a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from nango_tui.model.asked import applies
from nango_tui.model.auth import MODES, Endpoint, title_of
from nango_tui.model.draft import Draft
from nango_tui.model.expiry import told
from nango_tui.model.form import Form, Place
from nango_tui.model.metadata import parse_metadata
from nango_tui.model.outcome import Outcome, Refused, Stored, Unknown, Unreachable
from nango_tui.model.secret import Secret
from nango_tui.model.text import plain

Lines = tuple[tuple[str, str], ...]
"""Label and text."""


def contents(draft: Draft, form: Form, now: datetime, zone: tzinfo) -> Lines:
    """Say what the draft holds: names of secrets, values of the rest. No secret is in it."""
    lines: list[tuple[str, str]] = []
    secrets, shown = [], []
    for field in form.fields:
        value = draft.values.get(field.name)
        if field.place is Place.CREDENTIAL and value and applies(draft, MODES[draft.mode], field):
            secrets.append(field.label) if isinstance(value, Secret) else shown.append(f"{field.label} {value}")
    if shown:
        lines.append(("Credentials", ", ".join(shown)))
    if secrets:
        lines.append(("Secrets", ", ".join(secrets)))
    if draft.fetch:
        lines.append(("Access token", "Nango fetches it after the import"))
    elif MODES[draft.mode].expires and draft.expiry.choice:
        lines.append(("Expires", told(draft, now, zone)))
    config = [f"{key} {'(secret)' if isinstance(value, Secret) else value}" for key, value in draft.config.items()]
    config += [f"{key} {value}" for key, value in form.config_constants.items() if key not in draft.config]
    if config:
        lines.append(("Configuration", ", ".join(config)))
    customer = draft.customer
    who = [part for part in (customer.name, customer.email, customer.id, customer.organization) if part]
    if who:
        lines.append(("Customer", ", ".join(who) + (" (linked as end user)" if customer.link else "")))
    if draft.tags:
        lines.append(("Tags", ", ".join(f"{key}={value}" for key, value in draft.tags)))
    metadata = parse_metadata(draft.metadata) if draft.metadata.strip() else None
    if isinstance(metadata, dict):
        lines.append(("Metadata", ", ".join(metadata) or "empty"))
    if draft.scopes:
        lines.append(("Scopes", draft.scopes))
    if draft.webhook_url:
        lines.append(("Webhooks go to", draft.webhook_url))
    return tuple(lines)


def left_blank(draft: Draft, form: Form) -> Lines:
    """Say of a new connection which credentials are sent empty, and that nobody will know whose it is."""
    fields = [field for field in form.fields if field.place is Place.CREDENTIAL and field.blank_ok]
    empty = [field.label for field in fields if not draft.values.get(field.name)]
    lines = [("Sent empty", ", ".join(empty))] if empty else []
    customer = draft.customer
    if not (customer.id or customer.email or customer.name or customer.organization or draft.tags):
        lines.append(("Customer", "none entered: the connection will have no name"))
    return tuple(lines)


def not_sent(draft: Draft, endpoint: Endpoint) -> Lines:
    """Say what was entered and that endpoint does not store.

    POST /connection echoes tags and end_user and applies neither (seen on Nango 0.71.4).
    """
    if endpoint is Endpoint.CURRENT:
        return ()
    lines = []
    if draft.tags:
        lines.append(("Not stored", "tags: the legacy endpoint does not take them"))
    customer = draft.customer
    if customer.id or customer.email or customer.name or customer.organization:
        lines.append(("Not stored", "the customer: the legacy endpoint does not take who it is"))
    return tuple(lines)


def customer_of(draft: Draft) -> str:
    """Return whose connection is fixed, as the server says it; what was typed is a value, and stands in no note."""
    return plain(draft.stored.connection.row.customer) if draft.stored else ""


def ticket_note(draft: Draft, outcome: Outcome, now: datetime, evidence: Iterable[str] = ()) -> str:
    """Return a note for a ticket: what, where, when, with which outcome. No secret, no value of a field.

    `evidence`: what a read afterwards showed, in words without values.
    """
    integration = draft.integration.unique_key if draft.integration else ""
    match outcome:
        case Stored(connection_id=connection_id, answer=answer):
            result = f"{'stored and tested' if outcome.tested else 'stored'} (HTTP {answer.status})"
        case Refused(answer=answer, code=code, advice=advice):
            connection_id, result = draft.id, f"refused (HTTP {answer.status} {code}): {advice.happened}"
        case Unknown():
            connection_id, result = draft.id, "no answer: it may have arrived"
        case Unreachable(advice=advice):
            connection_id, result = draft.id, f"not sent: {advice.happened}"
    where = f"{draft.environment.name} ({draft.environment.host})"
    lines = (
        f"Nango {'replacement of credentials' if draft.exists else 'import'}: {result}",
        f"Connection ID: {connection_id}",
        f"Integration: {integration}",
        *([f"Customer: {who}"] if (who := customer_of(draft)) else []),
        f"Auth type: {title_of(draft.mode)}",
        f"Environment: {where}",
        f"Time: {now.strftime('%Y-%m-%d %H:%M:%S')} UTC",
        *(f"- {text}" for text in evidence),
    )
    return "\n".join(lines) + "\n"
