"""What is wrong with a draft before it is sent, field by field. A pure function of the draft."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from nango_tui.model.asked import applies, needed
from nango_tui.model.auth import MODES, AuthMode, Endpoint, wire_path
from nango_tui.model.check_connection import check_connection
from nango_tui.model.check_value import OWN_KEY, blank, check_free_row, check_value, has, text_of
from nango_tui.model.draft import Draft
from nango_tui.model.expiry import ExpiryProblem, advice, renewable, resolve, salesforce
from nango_tui.model.findings import Findings, Problems, forget, warning_id
from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.form_clean import account_in_host
from nango_tui.model.secret import Secret

__all__ = ["Problems", "check", "forget", "warning_id"]


def check(draft: Draft, form: Form, endpoint: Endpoint, now: datetime, zone: tzinfo) -> Problems:
    """Return what stops the import through that endpoint, and what the engineer should confirm.

    `form` is the one built for that endpoint; `now` is aware, typed times are in `zone`. A warning that
    `draft.accepted` holds is not returned again; where several are at one key, they come one after another.
    """
    found = Findings(draft.accepted)
    mode = MODES[form.mode]
    if draft.integration is None:
        found.error("integration", "Choose an integration first.")
    if endpoint is Endpoint.LEGACY:
        found.error("endpoint", form.current_only)
    _fields(draft, form, mode, endpoint, found)
    _one_of(draft, form, found)
    _netsuite(draft, form, found)
    if form.expires and not draft.fetch:
        _expiry(draft, mode, endpoint, now, zone, found)
    check_connection(draft, form, endpoint, found)
    return found.problems()


def own_key(draft: Draft, key: Secret) -> dict[str, str]:
    """Return by field where the key that is used here was entered as a credential of the customer."""
    named = [(Place.CREDENTIAL, draft.values), (Place.CONFIG, draft.config)]
    entered = [(f"{place.value}.{name}", value) for place, values in named for name, value in values.items()]
    return {
        at: OWN_KEY for at, value in entered if isinstance(value, Secret) and text_of(value).strip() == text_of(key)
    }


def repeated(draft: Draft, form: Form) -> dict[str, str]:
    """Return what is wrong with rows of the configuration whose key is there already: one value alone can be sent."""
    own = form.config_names
    for key, _ in draft.repeated:
        if key in own:
            return {"config": f"{key} has a field of its own. Enter it there."}
        if key:
            return {"config": f"{key} is there twice. Leave one of them."}
    return {}


def _fields(draft: Draft, form: Form, mode: AuthMode, endpoint: Endpoint, found: Findings) -> None:
    for item in form.fields:
        if not applies(draft, mode, item):
            continue
        source = draft.values if item.place is Place.CREDENTIAL else draft.config
        value = source.get(item.name, "")
        if not blank(value):
            check_value(item, value, found)
        elif item.name == "username" and endpoint is Endpoint.LEGACY and mode.code == "BASIC":
            found.error(item.key, "The legacy endpoint refuses an empty user name.")
        elif item.blank_ok:
            found.warn(item.key, f"{item.label} is empty and will be sent empty.")
        elif item.required or needed(draft, mode, item):
            found.error(item.key, _missing(draft, item))
    for credential in mode.fields:
        typed = has(draft.values, credential.name)
        if typed and wire_path(credential, endpoint) is None and credential.name not in form.constants:
            found.error(f"credentials.{credential.name}", "The legacy endpoint has no place for this.")
    for name, value in draft.config.items():
        if form.field(f"config.{name}") is None and not blank(value):
            check_free_row(name, value, found)


def _missing(draft: Draft, item: FormField) -> str:
    if item.choices:
        return f"Choose one of: {', '.join(item.choices)}."
    if draft.fetch and item.name == "refresh_token":
        return "Nango needs the refresh token to fetch the access token."
    if item.name.endswith("_override"):
        return f"The token is of another OAuth app: enter that app's {item.label.removesuffix(' override').lower()}."
    example = f" Example: {item.example}" if item.example and not item.secret else ""
    return f"{item.label} is needed.{example}"


def _one_of(draft: Draft, form: Form, found: Findings) -> None:
    """Ask for one complete side; where one was begun, for what it lacks."""
    for choice in form.one_of:
        missing = [[name for name in side if not has(draft.config, name)] for side in choice.sides]
        if any(not names for names in missing):
            continue
        begun = [names for side, names in zip(choice.sides, missing, strict=True) if len(names) < len(side)]
        found.error(f"config.{(begun or missing)[0][0]}", choice.text)


def _netsuite(draft: Draft, form: Form, found: Findings) -> None:
    provider = draft.template.name if draft.template else ""
    if form.mode != "TBA" and not provider.startswith("netsuite"):
        return
    for name, value in draft.config.items():
        if name.lower() == "accountid" and isinstance(value, str) and (other := account_in_host(value)):
            found.warn(f"config.{name}", f"NetSuite's URLs spell this account {other}. Type it so, or go on.")


def _expiry(
    draft: Draft,
    mode: AuthMode,
    endpoint: Endpoint,
    now: datetime,
    zone: tzinfo,
    found: Findings,
) -> None:
    resolved = resolve(draft.expiry, now, zone)
    if isinstance(resolved, ExpiryProblem):
        found.error("expiry", resolved.text)
        return
    if resolved.at is None:
        if endpoint is Endpoint.LEGACY and not mode.legacy_never:
            found.error(
                "expiry",
                "The legacy endpoint cannot say never here: it would store 55 minutes. Type when the token expires.",
            )
        unsafe = renewable(draft) and not salesforce(draft)
    else:
        unsafe = resolved.at - now < timedelta(minutes=15) and not renewable(draft)
    if unsafe:
        found.warn("expiry", advice(draft, now, zone)[0])
