"""A fix, as the program does it: look, fill in, change, plan or edit, send; and what must hold afterwards."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nango_tui.api.client import Client
from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import SCOPES_KEY, Json
from nango_tui.model.connection import Edit, Look
from nango_tui.model.draft import Draft
from nango_tui.model.draft import Integration as Chosen
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry
from nango_tui.model.form import Form, Place
from nango_tui.model.form_rules import build
from nango_tui.model.outcome import Stored
from nango_tui.model.prefill import metadata_text, prefill
from nango_tui.model.same import same
from nango_tui.model.secret import Secret, Text
from nango_tui.model.update import Plan
from nango_tui.model.update_after import differences
from nango_tui.model.update_edit import edits
from nango_tui.model.update_plan import plan
from nango_tui.sandbox.store import Connection
from tests.fixes.cases import FixCase
from tests.fixes.world import CREATE, FULL, ID, NOW, Clock, World

NEEDED = "api"
"""What the engineer enters for a field of the configuration where nothing could be read."""
_HIDDEN = ("refresh_token", "refreshToken")


@dataclass(slots=True)
class Done:
    """How a fix went: by which road, "blocked", "refused" or "nothing"; what was stored before; the plan."""

    road: str
    before: Connection
    draft: Draft
    look: Look | None
    plan: Plan | None = None


def draft_of(case: FixCase, world: World, look: Look | None) -> tuple[Draft, Form]:
    """Return the draft of the fix as the engineer leaves it, and its form."""
    changes, chosen = case.changes, Chosen(case.provider, case.provider)
    environment = Environment("dev", "dev", endpoint=changes.environment)
    template = world.template
    form = build(template, MODES[case.mode], Endpoint.CURRENT)
    if look:
        draft = prefill(look, environment, chosen, template)
    else:
        needed = {field.name: NEEDED for field in form.fields if field.place is Place.CONFIG and field.required}
        draft = Draft(environment, ID, chosen, template, case.mode, config=dict(needed), connection_id=ID, exists=True)
    values: dict[str, Text] = dict(draft.values)
    if changes.secrets or look is None:
        for field in MODES[case.mode].fields:
            asked = form.field(f"credentials.{field.name}")
            if asked and not field.override and (field.name != "refresh_token" or changes.refresh_token):
                values[field.name] = Secret(f"new-{field.name}") if asked.secret else f"new-{field.name}"
    expiry = Expiry("never") if changes.never else Expiry("in", "2h", NOW)
    customer = draft.customer if changes.email is None else replace(draft.customer, email=changes.email)
    draft = replace(
        draft,
        values=values,
        config={**draft.config, **changes.config},
        customer=customer,
        tags=draft.tags if changes.tag is None else (*draft.tags, changes.tag),
        metadata=draft.metadata if changes.metadata is None else metadata_text(changes.metadata),
        webhook_url=draft.webhook_url if changes.webhook is None else changes.webhook,
        scopes=draft.scopes if changes.scopes is None else changes.scopes,
        endpoint=changes.endpoint,
        fetch=changes.fetch and (changes.secrets or look is None),
        expiry=expiry if MODES[case.mode].expires and (changes.secrets or look is None) else Expiry(),
        keep_refresh_token=draft.keep_refresh_token and changes.keep,
    )
    return draft, form


async def fix(case: FixCase, world: World) -> Done:
    """Do it."""
    world.put(case.stored)
    look = world.look(case.key)
    before = copy.deepcopy(world.stored())
    draft, form = draft_of(case, world, look)
    client = world.client(case.key, draft.environment)
    if edit := edits(draft):
        return Done(send_edit(world, edit), before, draft, look)
    clock = Clock()
    planned = plan(
        draft,
        form,
        clock.now(),
        clock.zone(),
        can_read_credentials=case.key == FULL,
        legacy_only=case.changes.legacy_only,
    )
    road = "blocked" if planned.blocked else await _send(client, planned)
    world.sandbox.settle()
    return Done(road, before, draft, look, planned)


async def _send(client: Client, planned: Plan) -> str:
    outcome = await client.send_body(planned.endpoint, dict(planned.body), planned.mode)
    return planned.endpoint.value if isinstance(outcome, Stored) else f"refused {outcome}"


def send_edit(world: World, edit: Edit) -> str:
    """Send a change that needs no credentials, as the client does."""
    body: dict[str, Json] = {}
    if edit.tags is not None:
        body["tags"] = dict(edit.tags)
    if edit.end_user is not None:
        own: dict[str, Json] = {"tags": dict(edit.end_user_tags)} if edit.end_user_tags else {}
        body["end_user"] = {**edit.end_user, **own}
    if edit.webhook_url is not None:
        body["webhook_url_override"] = edit.webhook_url
    if body:
        status, answer = world.ask("PATCH", f"/connections/{ID}?provider_config_key={world.provider}", body)
        if status == 400 and len(edit.tags or ()) > 10:
            return "refused"
        assert status == 200, answer
    if edit.metadata is not None:
        method = "POST" if edit.replace_metadata else "PATCH"
        whole: Json = {"connection_id": ID, "provider_config_key": world.provider, "metadata": dict(edit.metadata)}
        status, answer = world.ask(method, "/connections/metadata", whole)
        assert status in (200, 201), answer
    return "edit"


def losses(case: FixCase, done: Done, world: World) -> Iterator[tuple[str, str]]:
    """Yield what is not as it was though the engineer did not change it: under which label it must be named lost."""
    before, after, changes = done.before, world.stored(), case.changes
    yield from _config_losses(case, before, after)
    if changes.metadata is None and not same(before.metadata or {}, after.metadata or {}):
        yield "Metadata", f"{before.metadata} {after.metadata}"
    typed = changes.metadata or (changes.metadata is not None and done.look is not None)
    if typed and not same(changes.metadata, after.metadata or {}):
        yield "Metadata", f"wanted {changes.metadata}, is {after.metadata}"
    if changes.webhook is None and (before.webhook_url or "") != (after.webhook_url or ""):
        yield "Webhook URL", f"{before.webhook_url} {after.webhook_url}"
    yield from _people_losses(case, before, after)
    if done.road != "edit":
        yield from _credential_losses(case, done, before, after)
    elif before.credentials != after.credentials:
        yield "Credentials", "changed by an edit"


def _config_losses(case: FixCase, before: Connection, after: Connection) -> Iterator[tuple[str, str]]:
    editable = {key for key, value in before.config.items() if isinstance(value, str) and value}
    for key, value in before.config.items():
        if (key in case.changes.config and (key in editable or case.changes.config[key])) or (
            key == SCOPES_KEY and case.changes.scopes is not None
        ):
            continue
        if case.key == CREATE and after.config.get(key) == NEEDED:
            continue
        if key in ("app_id", "installation_id") and case.mode in ("APP", "CUSTOM"):
            continue  # they are the credentials
        if key not in after.config or not same(value, after.config[key]):
            label = "Scopes" if key == SCOPES_KEY else "hidden" if key in _HIDDEN else "Configuration"
            yield label, f"{key}: {json.dumps(value)} {json.dumps(after.config.get(key))}"
    added = {key for key in after.config if key not in before.config and key not in case.changes.config}
    allowed = {SCOPES_KEY, "app_id", "installation_id", "oauth_client_id", "oauth_client_secret"}
    if case.key == CREATE:
        # Entered, since nothing could be read, or preset by the template.
        allowed |= {"apiVersion", *(key for key, value in after.config.items() if value == NEEDED)}
    assert added <= allowed, added
    for key, text in case.changes.config.items():
        if text:
            if not same(after.config.get(key), text):
                yield "Configuration", f"{key} was not set"
        elif key in editable and key in after.config:
            yield "Configuration", f"{key} was not removed"


def _people_losses(case: FixCase, before: Connection, after: Connection) -> Iterator[tuple[str, str]]:
    changes = case.changes
    if changes.tag is None and changes.email is None:
        if before.tags != after.tags:
            yield "Tags", f"{before.tags} {after.tags}"
        if before.end_user != after.end_user:
            yield "End user", f"{before.end_user} {after.end_user}"
        return
    for key, text in before.tags.items():
        if after.tags.get(key) != text and not (key == "end_user_email" and changes.email):
            yield "Tags", f"{key} {text} {after.tags.get(key)}"
    if changes.tag and after.tags.get(changes.tag[0]) != changes.tag[1]:
        yield "Tags", "the new tag is not there"
    if changes.email and after.tags.get("end_user_email") != changes.email:
        yield "Tags", "the new e-mail address is not there"
    was, now = before.end_user, after.end_user
    if was and now and (was.id, was.display_name, was.tags or {}) != (now.id, now.display_name, now.tags or {}):
        yield "End user", f"{was} {now}"
    if was and not now:
        yield "End user", "gone"
    if was and now and was.organization != now.organization:
        yield "Organization", f"{was} {now}"


def _credential_losses(case: FixCase, done: Done, before: Connection, after: Connection) -> Iterator[tuple[str, str]]:
    was, now = before.credentials, after.credentials
    if was.get("refresh_token") and not case.changes.refresh_token and was["refresh_token"] != now.get("refresh_token"):
        yield "Refresh token", "gone"
    if case.changes.refresh_token and (case.changes.secrets or done.look is None):
        assert now.get("refresh_token") == "new-refresh_token"
    if was.get("config_override") and was["config_override"] != now.get("config_override"):
        yield "OAuth app", "gone"
    names = ("client_certificate", "client_private_key")
    if any(name in was for name in names) and not any(name in now for name in names):
        yield "Client certificate", "gone"
    if not case.changes.secrets and done.look is not None and case.mode not in ("APP", "CUSTOM"):
        for name in ("access_token", "token", "client_id", "client_secret", "apiKey", "token_id", "expires_at"):
            assert was.get(name) == now.get(name), name


def unseen(done: Done, world: World) -> list[str]:
    """Return what was lost against the plan and is not shown as a difference by a read afterwards."""
    assert done.plan is not None
    look = world.look(FULL)
    assert look is not None
    return [f"{item.part} {item.name}" for item in differences(done.plan.expected, look)]
