"""A provider's template, as far as an import needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Format = Literal["hostname", "uuid", "uri", "email", ""]


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One field of a template's `credentials` or `connection_config`, with Nango's own names.

    `default_value` None: the template names none; "": empty is its default. `secret` None: the template does not
    say. `order` None: no place of its own.
    """

    name: str
    title: str = ""
    description: str = ""
    example: str = ""
    pattern: str = ""
    format: Format = ""
    enum: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""
    default_value: str | None = None
    optional: bool = False
    hidden: bool = False
    automated: bool = False
    secret: bool | None = None
    order: int | None = None
    doc_section: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A provider's template. URLs and header values hold `${connectionConfig.x}` as the template has them.

    `token_urls`: one, or one for each part of a CUSTOM provider. `token_params`, `proxy_headers`: the values of
    these maps. `elsewhere`: other texts of the template that need connection_config. `verification`: Nango can test
    the credential at POST /connections. `proxy_check`: path of a harmless GET of the provider, "" if the template
    names none.
    """

    name: str
    display_name: str
    auth_mode: str
    credentials: tuple[TemplateField, ...] = ()
    config: tuple[TemplateField, ...] = ()
    base_url: str = ""
    token_urls: tuple[str, ...] = ()
    authorization_url: str = ""
    token_params: tuple[str, ...] = ()
    proxy_headers: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    token_response_metadata: tuple[str, ...] = ()
    post_connection_script: bool = False
    require_client_certificate: bool = False
    private_key_jwt: bool = False
    verification: bool = False
    proxy_check: str = ""
    docs_connect: str = ""
    docs: str = ""

    def credential(self, name: str) -> TemplateField | None:
        """Return the credential of that name."""
        return next((field for field in self.credentials if field.name == name), None)

    def config_field(self, name: str) -> TemplateField | None:
        """Return the connection_config field of that name."""
        return next((field for field in self.config if field.name == name), None)

    def help_link(self, field: TemplateField | None) -> str:
        """Return where the documentation says how to find a field, "" if nowhere."""
        page = self.docs_connect or self.docs
        return f"{page}{field.doc_section}" if page and field and self.docs_connect else page
