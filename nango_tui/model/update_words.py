"""An update in words: what changes, what stays, and what else is good to know. No secret is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nango_tui.model.asked import applies
from nango_tui.model.auth import Endpoint
from nango_tui.model.body import SCOPES_KEY
from nango_tui.model.check_value import has
from nango_tui.model.endpoint import TESTED_MODES
from nango_tui.model.expiry import advice, told
from nango_tui.model.form import Place
from nango_tui.model.same import same
from nango_tui.model.secret import Secret
from nango_tui.model.stored import REFRESH_TOKEN
from nango_tui.model.text import cut, plain
from nango_tui.model.tree import Json, Tree
from nango_tui.model.update import Lines
from nango_tui.model.update_questions import Situation, repeated

SHOWN = 60
"""Characters of a value that are shown."""


def value_words(value: object) -> str:
    """Return a stored value of JSON as it may be shown: no secret, one line, cut."""
    match value:
        case None:
            return "null"
        case Secret():
            return "(secret)" if value else "(empty)"
        case bool():
            return "true" if value else "false"
        case dict() | list():
            return f"({len(value)} inside)" if value else "(empty)"
        case _:
            return cut(plain(str(value)), SHOWN) or "(empty)"


def scopes_words(scopes: Tree) -> str:
    """Return stored scopes as they may be shown."""
    if isinstance(scopes, list) and all(isinstance(scope, str) for scope in scopes):
        return cut(plain(", ".join(str(scope) for scope in scopes)), SHOWN) or "(empty)"
    return value_words(scopes)


def changes(case: Situation, metadata: Mapping[str, Json] | None) -> Lines:
    """Say what is another after the update than before."""
    return (*_credential_changes(case), *_config_changes(case), *_other_changes(case, metadata))


def _credential_changes(now: Situation) -> Iterator[tuple[str, str]]:
    case, draft = now.case, now.draft
    typed = [
        item.label
        for item in case.form.fields
        if item.place is Place.CREDENTIAL
        and has(draft.values, item.name)
        and applies(draft, case.mode, item)
        and not (item.name in now.before.values and same(draft.values[item.name], now.before.values[item.name]))
    ]
    typed += [
        f"{field.label} as this provider has it" for field in case.mode.fields if field.name in case.form.constants
    ]
    if typed:
        yield "Credentials", ", ".join(typed)
    if draft.fetch and case.mode.expires:
        yield "Access token", "Nango fetches it after the import"
    elif case.mode.expires and draft.expiry.choice:
        yield "Expires", told(draft, now.now, now.zone)


def _config_changes(now: Situation) -> Iterator[tuple[str, str]]:
    config = now.case.config
    old = now.draft.stored.connection.config if now.draft.stored else {}
    parts = [
        f"{plain(key)} {value_words(old[key])} → {value_words(config.after[key])}"
        if key in old
        else f"{plain(key)} {value_words(config.after[key])} (new)"
        for key in config.set
    ]
    parts += [f"{plain(key)} removed" for key in config.removed]
    if parts:
        yield "Configuration", ", ".join(parts)
    if config.scopes_edited:
        scopes = config.after.get(SCOPES_KEY)
        yield "Scopes", scopes_words(scopes) if scopes else "the integration's own again"


def _other_changes(now: Situation, metadata: Mapping[str, Json] | None) -> Iterator[tuple[str, str]]:
    case, stored = now.case, now.draft.stored
    if case.metadata_edited and metadata is not None:
        yield "Metadata", _changed_names(stored.connection.metadata if stored else {}, metadata)
    people = case.people
    if people.relinked:
        yield "End user", f"linked: {plain(people.end_user.get('display_name') or people.end_user['id'])}"
    old = stored.connection.row.tags if stored else {}
    if people.edited and not same(old, people.tags):
        yield "Tags", _changed_names(old, people.tags)
    webhook = now.draft.webhook_url.strip()
    if webhook != now.before.webhook_url.strip():
        yield "Webhooks go to", plain(webhook) or "the environment's own URL again"


def _changed_names(old: Mapping[str, object], new: Mapping[str, object]) -> str:
    """Name what was added, changed and removed among keys."""
    groups = {
        "added": [key for key in new if key not in old],
        "changed": [key for key in new if key in old and not same(new[key], old[key])],
        "removed": [key for key in old if key not in new],
    }
    return "; ".join(f"{what} {cut(plain(', '.join(names)), SHOWN)}" for what, names in groups.items() if names)


def kept(case: Situation, metadata: Mapping[str, Json] | None) -> Lines:
    """Say what stays as it is."""
    return (*_kept_credentials(case), *_kept_config(case), *_kept_rest(case, metadata))


def _kept_credentials(now: Situation) -> Iterator[tuple[str, str]]:
    labels = [field.label for field in now.case.mode.fields if field.name in now.filled.kept]
    if labels:
        yield "Credentials", ", ".join(labels)


def _kept_config(now: Situation) -> Iterator[tuple[str, str]]:
    stored, config = now.draft.stored, now.case.config
    if stored is None or any(label == "Configuration" for label, _ in now.road.lost):
        return
    old = stored.connection.config
    keys = [key for key in config.after if key in old and same(old[key], config.after[key]) and key != SCOPES_KEY]
    if keys:
        yield "Configuration", ", ".join(f"{plain(key)} {value_words(old[key])}" for key in keys)
    if SCOPES_KEY in old and not config.scopes_edited:
        yield "Scopes", scopes_words(old[SCOPES_KEY])


def _kept_rest(now: Situation, metadata: Mapping[str, Json] | None) -> Iterator[tuple[str, str]]:
    case, stored = now.case, now.draft.stored
    if stored is None:
        if now.road.endpoint is Endpoint.LEGACY:
            yield "Tags", "those that are stored"
        return
    if metadata and not case.metadata_edited:
        yield "Metadata", f"{len(metadata)} ({cut(plain(', '.join(metadata)), SHOWN)})"
    people = case.people
    if people.tags and not people.edited:
        some = any(label == "Tags" for label, _ in now.road.lost)
        yield "Tags", f"{len(people.tags)}" + (" but those that are lost" if some else "")
    if people.end_user and not people.relinked:
        user = people.end_user
        yield "End user", plain(user.get("display_name") or user.get("email") or user["id"])
    webhook = now.draft.webhook_url.strip()
    if webhook and webhook == now.before.webhook_url.strip():
        yield "Webhooks go to", plain(webhook)


def notes(case: Situation) -> tuple[str, ...]:
    """Return what else is good to know before sending."""
    return (*_road_notes(case), *_stored_notes(case), *_token_notes(case))


def _stored_notes(now: Situation) -> Iterator[str]:
    draft, look = now.draft, now.draft.stored
    if look is None:
        return
    row = look.connection.row
    if row.sync_errors and not row.auth_error:
        logs = ", ".join(plain(error.log_id) for error in row.sync_errors)
        yield f"Only a sync failed (log {logs}), not the credentials: new credentials do not clear that."
    if not look.config_whole:
        yield "This read leaves out configuration keys named like a refresh token: one stored there would be lost."
    if look.connection.raw_names:
        names = cut(plain(", ".join(look.connection.raw_names)), SHOWN * 2)
        yield f"The provider's stored token answer (raw) is replaced. It also holds {names}."
    if now.before.customer.link and not (draft.customer.link and draft.customer.id.strip()):
        yield "The end user stays linked: Nango cannot unlink one."


def _road_notes(now: Situation) -> Iterator[str]:
    """Say what the endpoint that was chosen by hand does not do."""
    template, legacy = now.draft.template, now.road.endpoint is Endpoint.LEGACY
    if legacy and now.case.mode.code in TESTED_MODES and template and template.verification:
        yield "POST /connection does not test the credential at the provider; POST /connections would."


def _token_notes(now: Situation) -> Iterator[str]:
    draft, mode = now.draft, now.case.mode
    if draft.fetch and mode.expires:
        if now.can_read_credentials is False:
            yield "Nango fetches the token at first use: this key may not read it."
        else:
            yield "One read after the import lets Nango fetch the token."
    if repeated(now) == "some":
        yield "One of the secrets that you entered is stored already."
    if mode.code == "OAUTH2" and has(draft.values, REFRESH_TOKEN):
        app = "the customer's own app" if now.sends_override else "this integration's app"
        yield f"A refresh token works only with the OAuth app that issued it. Here that is {app}."
    if now.may_lose_refresh_token and not now.refresh_token_known and now.can_read_credentials is False:
        yield "A key that may read credentials could keep a stored refresh token."
    yield from advice(now.filled.draft, now.now, now.zone)
