"""The plan of an update: what is sent, what that does to what is stored, and what must be asked first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo

from nango_tui.model.asked import applies
from nango_tui.model.auth import MODES, AuthMode, Endpoint, title_of, wire_path
from nango_tui.model.body import SCOPES_KEY, encode
from nango_tui.model.check_value import has
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.expiry import ExpiryProblem, resolve
from nango_tui.model.form import Form, Place
from nango_tui.model.metadata import parse_metadata
from nango_tui.model.prefill import prefill
from nango_tui.model.same import same
from nango_tui.model.stored import Filled, with_fields_of_stored, with_stored
from nango_tui.model.tree import Json, Tree, as_trees
from nango_tui.model.update import Expected, Plan, Question
from nango_tui.model.update_config import configuration, on_wire, unsafe
from nango_tui.model.update_people import people, said
from nango_tui.model.update_questions import Situation, questions, token_losses, unsure_losses
from nango_tui.model.update_road import FORGETS_METADATA, Case, Road, choose_road
from nango_tui.model.update_words import changes, kept, notes


def plan(
    draft: Draft,
    form: Form,
    now: datetime,
    zone: tzinfo,
    *,
    can_read_credentials: bool | None,
    legacy_only: bool,
    override_seen: bool = False,
) -> Plan:
    """Decide an update so that nothing is lost that was not named as lost.

    `draft.stored` None: nothing could be read. `form`: built for POST /connections. `now` is aware, typed times are
    in `zone`. `can_read_credentials` None: not known. `legacy_only`: this server has no POST /connections.
    `override_seen`: something in this session showed that the connection has an OAuth app of its own.
    """
    mode = MODES.get(draft.mode)
    if mode is None or draft.integration is None:
        other = f"Nango does not import {title_of(draft.mode)}." if draft.mode and mode is None else ""
        why = other or "Choose an integration and an auth type."
        return Plan(Endpoint.CURRENT, "", {}, draft.mode, blocked=why)
    before = before_of(draft)
    look = draft.stored
    form = with_fields_of_stored(form, draft)
    filled = with_stored(draft, form)
    stored = look.connection if look else None
    config = configuration(draft, before, form, mode)
    who = people(draft, before, stored)
    metadata = metadata_after(draft, before)
    case = Case(
        filled.draft,
        form,
        mode,
        config,
        who,
        metadata_edited=metadata_edited(draft, before),
        known=look is not None,
        organization=stored.organization if stored else "",
    )
    road = choose_road(case, legacy_only)
    body, expected = _body(case, road.endpoint, metadata, now, zone)
    situation = Situation(draft, before, filled, case, road, now, zone, can_read_credentials, override_seen)
    changed = changes(situation, metadata)
    asked = questions(situation)
    if not changed:
        asked = (Question("nothing", "Nothing is new: what is stored would be sent again. Send it?"), *asked)
    return Plan(
        road.endpoint,
        road.reason,
        body,
        mode.code,
        changes=changed,
        kept=kept(situation, metadata),
        lost=(*token_losses(situation), *road.lost),
        unsure=unsure_losses(situation),
        notes=notes(situation),
        questions=asked,
        blocked=_blocked(situation, metadata) or road.blocked,
        expected=expected,
        verified=bool(draft.template and draft.template.verification),
    )


def before_of(draft: Draft) -> Draft:
    """Return the draft as it was filled in from what is stored; a blank one where nothing could be read."""
    look = draft.stored
    if look is None:
        return Draft(draft.environment, draft.generated_id)
    return replace(prefill(look, draft.environment, draft.integration, draft.template), mode=draft.mode)


def metadata_edited(draft: Draft, before: Draft) -> bool:
    """Say whether the engineer changed metadata, not only how they are written."""
    if draft.metadata == before.metadata:
        return False
    typed = parse_metadata(draft.metadata)
    # What cannot be read is not the same as something else that cannot be read.
    return not isinstance(typed, dict) or not same(typed, parse_metadata(before.metadata))


def metadata_after(draft: Draft, before: Draft) -> dict[str, Json] | None:
    """Return the metadata after the update, None if they are not known or not written as JSON."""
    if draft.stored is not None and not metadata_edited(draft, before):
        return dict(draft.stored.connection.metadata)
    if draft.stored is None and not draft.metadata.strip():
        return None
    found = parse_metadata(draft.metadata)
    return found if isinstance(found, dict) else None


def _body(
    case: Case, endpoint: Endpoint, metadata: dict[str, Json] | None, now: datetime, zone: tzinfo
) -> tuple[dict[str, Tree], Expected]:
    """Return what is sent, and what must be there afterwards."""
    full, mode = case.full, case.mode
    bare = replace(full, config={}, scopes="", tags=(), customer=Customer(), metadata="", webhook_url="")
    body = encode(bare, replace(case.form, config_constants={}), endpoint, now, zone)
    config, scopes = on_wire(case.config.after, mode, endpoint)
    # Ids that are credentials and configuration as well are in it already.
    body.pop("connection_config", None)
    if config:
        body["connection_config"] = config
    sends_metadata = endpoint is Endpoint.CURRENT or mode.code in FORGETS_METADATA or case.metadata_edited
    if metadata is not None and sends_metadata and (metadata or endpoint is Endpoint.LEGACY):
        body["metadata"] = as_trees(metadata)
    tags, end_user = case.people.tags, case.people.end_user
    if endpoint is Endpoint.CURRENT:
        sent = said(case.people, case.organization)
        tags = {key: text for key, text in case.people.tags.items() if key not in sent.left}
        if sent.tags:
            body["tags"] = dict(sent.tags)
        if sent.end_user is not None:
            own: dict[str, Tree] = {"tags": dict(sent.user_tags)} if sent.user_tags else {}
            body["end_user"] = {**sent.end_user, **own}
    webhook = full.webhook_url.strip()
    if webhook:
        body["webhook_url_override"] = webhook
    after = dict(config)
    if SCOPES_KEY in after:
        after[SCOPES_KEY] = scopes
    if endpoint is Endpoint.LEGACY and mode.code == "APP":
        after = {key: value for key, value in after.items() if mode.field(key)}
    sees_people = case.known or endpoint is Endpoint.CURRENT
    expected = Expected(
        config=after,
        metadata=metadata,
        tags=tags if sees_people and not (endpoint is Endpoint.LEGACY and case.people.edited) else None,
        webhook_url=webhook,
        end_user=end_user if end_user and not (endpoint is Endpoint.LEGACY and case.people.edited) else None,
    )
    return body, expected


def _blocked(situation: Situation, metadata: dict[str, Json] | None) -> str:
    """Return why the update must not be sent as it stands, "" if it may."""
    case, draft = situation.case, situation.draft
    if stripped := unsafe(draft.stored, case.mode):
        return stripped
    if missing := missing_credentials(situation.filled, case.form, case.mode, situation.road):
        return f"Enter {' and '.join(missing)}: an import replaces all credentials."
    if case.mode.expires and not draft.fetch and _no_expiry(situation):
        return "Say when the access token expires. Left out, Nango would store that it never does."
    current = situation.road.endpoint is Endpoint.CURRENT
    if current and case.people.edited and (left := said(case.people, case.organization).left):
        return f"Nango takes at most 10 tags at once: remove {len(left)} of them."
    if metadata is None and draft.metadata.strip():
        return "The metadata is not JSON. Correct it first."
    return ""


def _no_expiry(situation: Situation) -> bool:
    expiry = situation.filled.draft.expiry
    return isinstance(resolve(expiry, situation.now, situation.zone), ExpiryProblem)


def missing_credentials(filled: Filled, form: Form, mode: AuthMode, road: Road) -> tuple[str, ...]:
    """Return the labels of credentials that the import needs and that are neither entered nor known."""
    return tuple(
        item.label
        for item in form.fields
        if item.place is Place.CREDENTIAL
        and item.required
        and not item.blank_ok
        and applies(filled.draft, mode, item)
        and not has(filled.draft.values, item.name)
        and item.name not in form.placeholders
        and (field := mode.field(item.name)) is not None
        and wire_path(field, road.endpoint) is not None
    )
