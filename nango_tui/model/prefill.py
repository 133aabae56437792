"""The draft of a fix: the form of an import, filled with what stays."""

from __future__ import annotations

import json
from collections.abc import Mapping

from nango_tui.model.auth import MODES, AuthMode
from nango_tui.model.body import SCOPES_KEY
from nango_tui.model.connection import Connection, Look
from nango_tui.model.draft import Customer, Draft, Integration, Pairs
from nango_tui.model.environment import Environment
from nango_tui.model.secret import Secret, Text
from nango_tui.model.stored import stored_mode
from nango_tui.model.template import Template
from nango_tui.model.tree import Json, Tree

USER_TAGS = {"id": "end_user_id", "email": "end_user_email", "display_name": "end_user_display_name"}
"""The tags that Nango makes of a linked end user, by the name in `end_user` (seen on Nango 0.71.4)."""
ORGANIZATION_TAG = "organization_id"


def prefill(
    look: Look, environment: Environment, integration: Integration | None, template: Template | None, mode: str = ""
) -> Draft:
    """Return the draft of a fix: what stays is filled in, credentials are empty.

    The auth mode is the template's, else what the stored credentials tell, else `mode`. Values of the configuration
    that are no text are not in the draft: they stay as they are. The refresh token is kept where the look showed it,
    until a new one is entered; so is the customer's own OAuth app. Client credentials that are refused are replaced by
    others, with which Nango fetches the token itself.
    """
    connection = look.connection
    code = (template.auth_mode if template else "") or stored_mode(look) or mode
    known = MODES.get(code)
    customer, tags = _people(connection)
    row = connection.row
    return Draft(
        environment=environment,
        generated_id=row.connection_id,
        integration=integration or Integration(row.integration, row.provider),
        template=template,
        mode=code,
        values=_values(connection, known),
        config=editable(connection.config, known),
        connection_id=row.connection_id,
        customer=customer,
        tags=tags,
        metadata=metadata_text(connection.metadata),
        webhook_url=connection.webhook_url,
        scopes=_scopes_text(connection.config, known),
        fetch=code == "OAUTH2_CC" and (look.reading == "failed" or row.auth_error is not None),
        own_app=connection.override is not None,
        exists=True,
        stored=look,
        keep_refresh_token=look.refresh_token == "present" and "refresh_token" in connection.credentials,
    )


def editable(config: Mapping[str, Tree], mode: AuthMode | None) -> dict[str, Text]:
    """Return the part of a stored configuration that is edited as texts.

    Not in it: other JSON, scopes, and the ids of an app, which are entered once, as its credentials.
    """
    apart = {SCOPES_KEY, *(field.name for field in mode.fields if field.mirror)} if mode else {SCOPES_KEY}
    return {key: value for key, value in config.items() if isinstance(value, str | Secret) and key not in apart}


def metadata_text(metadata: Mapping[str, Json]) -> str:
    """Return metadata as the text in which they are edited; none is blank."""
    return json.dumps(metadata, indent=2, ensure_ascii=False) if metadata else ""


def _values(connection: Connection, mode: AuthMode | None) -> dict[str, Text]:
    """Return the ids of an app: they are no secret, and the stored ones are mostly still right."""
    names = [field.name for field in mode.fields if field.mirror] if mode else []
    found = {name: connection.config.get(name) for name in names}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _scopes_text(config: Mapping[str, Tree], mode: AuthMode | None) -> str:
    scopes = config.get(SCOPES_KEY) if mode and mode.scopes else None
    if isinstance(scopes, list):
        return ",".join(scope for scope in scopes if isinstance(scope, str))
    return scopes if isinstance(scopes, str) else ""


def _people(connection: Connection) -> tuple[Customer, Pairs]:
    """Return who the customer is, by the linked end user or by tags, and the tags that say something else."""
    tags, user = dict(connection.row.tags), connection.row.end_user
    who: dict[str, str] = {}
    if user.get("id"):
        for name, tag in USER_TAGS.items():
            who[name] = user.get(name, "")
            # A tag that says something else is a tag of its own.
            if tags.get(tag) == who[name]:
                del tags[tag]
    else:
        who = {name: tags.pop(tag, "") for name, tag in USER_TAGS.items()}
    customer = Customer(
        id=who["id"],
        email=who["email"],
        name=who["display_name"],
        organization=tags.pop(ORGANIZATION_TAG, ""),
        link=bool(user.get("id")),
    )
    return customer, tuple(tags.items())
