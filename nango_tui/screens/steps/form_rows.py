"""The widgets of the form, made from a draft: what is asked openly, and what is folded away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from textual.widget import Widget

from nango_tui.model.asked import TOKENS
from nango_tui.model.check_value import has
from nango_tui.model.draft import Draft
from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.form_clean import clean
from nango_tui.model.secrecy import secret_name
from nango_tui.model.secret import Text
from nango_tui.screens.steps.folds import Fold
from nango_tui.widgets.area import TextAreaEntry
from nango_tui.widgets.choice import SwitchEntry
from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.pairs import PairRows
from nango_tui.widgets.row import Row, row_for

OVERRIDES = ("client_id_override", "client_secret_override")
CUSTOMER = ("id", "email", "name", "organization")
AS_STORED, SOME_TIME = "as stored", "2h, 16:30, or never"
"""What an empty expiry means: the one of the token that stays, or a question."""
WHERE_EXPIRY = "A token response says it as expires_in, in seconds."
"""Where it is found: `expires_in` of RFC 6749."""
FETCH, OWN_APP, SEND_EXPIRES_IN, LINK, KEEP = "fetch", "own-app", "send-expires-in", "link", "keep"


def asked_rows(draft: Draft, form: Form) -> Iterable[Widget]:
    """Yield the open fields in their order; what belongs to a token stands below the last credential."""
    asked = [field for field in form.fields if not field.folded and field.name not in OVERRIDES]
    last = max((index for index, field in enumerate(asked) if field.place is Place.CREDENTIAL), default=-1)
    for index, field in enumerate(asked):
        yield row_for(field, value_of(draft, field))
        if index == last:
            yield from _token_questions(draft, form)


def _token_questions(draft: Draft, form: Form) -> Iterable[Widget]:
    """Yield whether Nango fetches the token, when it expires, whose OAuth app issued it."""
    look = draft.stored
    if look and look.refresh_token == "present":
        yield SwitchEntry("Keep the stored refresh token", draft.keep_refresh_token, id=KEEP)
    if form.expires:
        kept = expiry_stays(form, draft)
        yield Row(
            "expiry",
            "Expires",
            TextEntry(expiry_text(draft), placeholder=AS_STORED if kept else SOME_TIME),
            required=not kept,
            hint=WHERE_EXPIRY,
        )
        yield SwitchEntry("Let Nango fetch the access token", draft.fetch, id=FETCH)
    overrides = [field for field in form.fields if field.name in OVERRIDES]
    if overrides:
        yield SwitchEntry("Issued by another OAuth app", draft.own_app, id=OWN_APP)
        for field in overrides:
            yield row_for(replace(field, required=True), value_of(draft, field))


def expiry_stays(form: Form, draft: Draft) -> bool:
    """Say whether the expiry is the stored one: as long as the stored token is. A new token has one of its own."""
    tokens = [field for field in form.fields if field.name in TOKENS]
    return any(not field.required for field in tokens) and not any(has(draft.values, field.name) for field in tokens)


def customer_rows(draft: Draft) -> Iterable[Widget]:
    """Yield the rows that say who the customer is; empty ones are not sent."""
    customer = draft.customer
    for name, label, value, hint in zip(
        CUSTOMER,
        ("Customer ID", "E-mail", "Name", "Organization ID"),
        (customer.id, customer.email, customer.name, customer.organization),
        ("The id of this customer's user in your application.", "", "", "The customer's company in your application."),
        strict=True,
    ):
        yield Row(f"customer.{name}", label, TextEntry(value, placeholder="optional"), hint=hint)


def folds(draft: Draft, form: Form) -> Iterable[Fold]:
    """Yield what is rarely needed, folded; what was typed is never folded away."""
    yield _configuration(draft, form)
    tags: list[Widget] = [
        SwitchEntry("Link the customer as an end user in Nango", draft.customer.link, id=LINK),
        PairRows("tags", draft.tags, lambda _: False),
    ]
    yield Fold("Tags", tags, opened=bool(draft.tags or draft.customer.link))
    metadata = Row(
        "metadata",
        "Metadata (JSON)",
        TextAreaEntry(draft.metadata, placeholder='e.g. {"plan": "pro"}'),
        hint="A JSON object of your own. Tab leaves the field.",
    )
    yield Fold("Metadata", [metadata], opened=bool(draft.metadata))
    yield _overrides(draft, form)


def _configuration(draft: Draft, form: Form) -> Fold:
    folded = [field for field in form.fields if field.folded and field.name not in OVERRIDES]
    named = form.config_names
    free = (*((key, value) for key, value in draft.config.items() if key not in named), *draft.repeated)
    rows: list[Widget] = [row_for(field, value_of(draft, field)) for field in folded]
    typed = bool(free) or any(field.name in draft.config for field in folded)
    return Fold(
        "Connection configuration",
        [*rows, PairRows("config", free, secret_name)],
        opened=typed or draft.template is None,
    )


def _overrides(draft: Draft, form: Form) -> Fold:
    rows: list[Widget] = [
        Row(
            "webhook_url",
            "Override webhook URL",
            TextEntry(draft.webhook_url, placeholder="optional"),
            hint="Webhooks about this connection go there instead of to the environment's URL.",
        )
    ]
    if form.scopes:
        rows.append(
            Row(
                "scopes",
                "Scopes override",
                TextEntry(draft.scopes, placeholder="optional: read, write"),
                hint="The scopes this token has, if they differ from the integration's. Commas between.",
            )
        )
    if form.expires:
        label = "Legacy endpoint: send the duration as expires_in"
        rows.append(SwitchEntry(label, draft.send_expires_in, id=SEND_EXPIRES_IN))
    typed = bool(draft.webhook_url or draft.scopes or draft.send_expires_in)
    return Fold("Webhook, scopes and other overrides", rows, opened=typed)


def value_of(draft: Draft, field: FormField) -> Text | None:
    """Return what was entered for the field, as it will be sent; None if nothing was."""
    value = (draft.values if field.place is Place.CREDENTIAL else draft.config).get(field.name)
    return clean(field, value) if isinstance(value, str) else value


def expiry_text(draft: Draft) -> str:
    """Return the expiry as it was typed."""
    return "never" if draft.expiry.choice == "never" else draft.expiry.text
