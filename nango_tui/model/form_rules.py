"""How a form comes about: what the auth mode needs, joined with the provider's template."""

from __future__ import annotations

from dataclasses import dataclass, field

from nango_tui.model.auth import AuthMode, Endpoint, Field, wire_path
from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.form_config import ConfigPart, config_part, kind_of
from nango_tui.model.secrecy import humanize, is_secret, secret_name
from nango_tui.model.template import Template, TemplateField

__all__ = ["build", "secret_name"]

NO_SECRET = "placeholder: this provider has no client secret"
"""Sent where POST /connections demands a client secret though the provider signs with a key instead."""

KEY_OF_APP = "There is no private key to enter here: it belongs to the integration in Nango."
SIGNS_WITH_JWK = "This provider has no client secret: Nango signs with the private key, a JWK."

NO_LEGACY_MODE = "The legacy endpoint does not import this auth type."
NO_LEGACY_CERTIFICATE = "The legacy endpoint has no place for a client certificate or a private key."
NO_LEGACY_USERNAME = "The legacy endpoint refuses an empty user name, and this provider has none."

_CERTIFICATES = ("client_certificate", "client_private_key")


@dataclass(slots=True)
class _Credentials:
    fields: list[FormField] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=dict)
    current_only: str = ""


def build(template: Template | None, mode: AuthMode, endpoint: Endpoint) -> Form:
    """Return the form of an import; without a template it asks what the auth mode needs.

    Order: connection_config with a place of its own in the template, credentials, other connection_config; what is
    folded comes last. `limit` is set where the endpoint refuses longer values (POST /connections).
    """
    config = config_part(template, mode) if template else _bare_config(mode)
    credentials = _credentials(template, mode, endpoint)
    fields = (*config.ordered, *credentials.fields, *config.others)
    notes = []
    if any(item.mirror for item in mode.fields):
        notes.append(KEY_OF_APP)
    if template and template.private_key_jwt and mode.field("client_private_key"):
        notes.append(SIGNS_WITH_JWK)
    return Form(
        mode=mode.code,
        fields=tuple(sorted(fields, key=lambda item: item.folded)),
        constants=credentials.constants,
        config_constants=config.constants,
        placeholders=credentials.placeholders,
        later=config.later,
        one_of=config.one_of,
        expires=mode.expires,
        scopes=mode.scopes,
        current_only=credentials.current_only,
        notes=tuple(notes),
    )


def _bare_config(mode: AuthMode) -> ConfigPart:
    return ConfigPart(others=tuple(FormField(Place.CONFIG, name, humanize(name)) for name in mode.config))


def _credentials(template: Template | None, mode: AuthMode, endpoint: Endpoint) -> _Credentials:
    part = _Credentials(current_only="" if mode.legacy else NO_LEGACY_MODE)
    for item in mode.fields:
        source = _source(item, template)
        if source and source.hidden:
            part.constants[item.name] = source.default_value or ""
            if item.name == "username" and not source.default_value:
                part.current_only = NO_LEGACY_USERNAME
            continue
        if item.name in _CERTIFICATES and template and not _takes_certificate(item, template):
            continue
        if item.name == "client_secret" and template and template.private_key_jwt:
            part.placeholders[item.name] = NO_SECRET
            continue
        asked = _field(item, source, template, mode, endpoint)
        if wire_path(item, Endpoint.LEGACY) is None and asked.required and mode.legacy:
            part.current_only = NO_LEGACY_CERTIFICATE
        if wire_path(item, endpoint) is not None or asked.required:
            part.fields.append(asked)
    return part


def _source(item: Field, template: Template | None) -> TemplateField | None:
    """Find what the template says of a credential; the ids of an app stand in its connection_config."""
    if template is None or not item.template:
        return None
    if item.mirror:
        config = template.config_field(item.template)
        return template.credential(item.template) or (config if config and not config.hidden else None)
    return template.credential(item.template)


def _takes_certificate(item: Field, template: Template) -> bool:
    return template.require_client_certificate or (template.private_key_jwt and item.name == "client_private_key")


def _field(
    item: Field,
    source: TemplateField | None,
    template: Template | None,
    mode: AuthMode,
    endpoint: Endpoint,
) -> FormField:
    said = source or TemplateField(item.name)
    certificate = item.name in _CERTIFICATES
    # POST /connections takes an empty user name or password; without a template nobody knows whether it is needed.
    unknown = mode.code == "BASIC" and (template is None or said.optional)
    password = template.credential("password") if template else None
    secret = is_secret(
        item.name,
        credential=True,
        marked=said.secret,
        title=said.title,
        description=said.description,
        shown_by_mode=item.kind == "text",
        partner_hidden=item.name == "username" and bool(password and password.hidden),
    )
    return FormField(
        Place.CREDENTIAL,
        item.name,
        said.title or item.label,
        kind_of(said, secret=secret, long=item.kind == "long_secret"),
        required=not item.optional or (certificate and template is not None),
        blank_ok=(source is not None and source.default_value == "") or unknown,
        prefix=said.prefix,
        suffix=said.suffix,
        pattern=said.pattern,
        format=said.format or ("number" if item.number else ""),
        example=said.example,
        choices=said.enum,
        default=said.default_value or "",
        help=said.description or item.help,
        link=template.help_link(source) if template else "",
        limit=item.limit if endpoint is Endpoint.CURRENT else 0,
        folded=item.override or (certificate and template is None),
    )
