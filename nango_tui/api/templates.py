"""A provider's template as a server sends it, made into the model's value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from nango_tui.model.template import Format, Template, TemplateField
from nango_tui.model.text import plain

T = TypeVar("T")


def _or(default: T) -> WrapValidator:
    """Make a key of the wrong type as good as absent: one odd key must not cost the whole form."""

    def _lenient(value: object, handler: ValidatorFunctionWrapHandler) -> object:
        try:
            return handler(value)
        except ValidationError:
            return default

    return WrapValidator(_lenient)


_Text = Annotated[str, _or("")]
_Flag = Annotated[bool, _or(False)]
_Anything = Annotated[dict[str, object], _or({})]
_Script = Annotated[str | bool, _or(False)]


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class _Field(_Lenient):
    title: _Text = ""
    description: _Text = ""
    example: _Text = ""
    pattern: _Text = ""
    format: Annotated[Format, _or("")] = ""
    enum: Annotated[list[Annotated[str | None, _or(None)]], _or([])] = []
    prefix: _Text = ""
    suffix: _Text = ""
    default_value: Annotated[str | None, _or(None)] = None
    optional: _Flag = False
    hidden: _Flag = False
    automated: _Flag = False
    secret: Annotated[bool | None, _or(None)] = None
    order: Annotated[int | None, _or(None)] = None
    doc_section: _Text = ""


_Fields = Annotated[dict[str, Annotated[_Field | None, _or(None)]], _or({})]


class _Verification(_Lenient):
    method: _Text = ""
    endpoints: Annotated[list[Annotated[str, _or("")]], _or([])] = []
    base_url_override: _Text = ""


class _Proxy(_Lenient):
    base_url: _Text = ""
    headers: _Anything = Field(default_factory=dict)
    verification: Annotated[_Verification | None, _or(None)] = None


class _Template(_Lenient):
    name: _Text = ""
    display_name: _Text = ""
    auth_mode: str
    credentials: _Fields = Field(default_factory=dict)
    connection_config: _Fields = Field(default_factory=dict)
    proxy: Annotated[_Proxy, _or(_Proxy())] = _Proxy()
    token_url: Annotated[str | dict[str, Annotated[str, _or("")]], _or("")] = ""
    authorization_url: _Text = ""
    token_params: _Anything = Field(default_factory=dict)
    token_response_metadata: Annotated[list[Annotated[str, _or("")]], _or([])] = []
    post_connection_script: _Script = False
    credentials_verification_script: _Script = False
    require_client_certificate: _Flag = False
    token_request_auth_method: _Text = ""
    docs_connect: _Text = ""
    docs: _Text = ""


_REFERENCE = "${connectionConfig."


def _texts(value: object) -> Iterator[str]:
    """Walk through everything that is text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _elsewhere(data: Mapping[str, object]) -> tuple[str, ...]:
    """Find the texts outside URLs, headers and token parameters that need connection_config."""
    proxy = data.get("proxy")
    rest: list[object] = [data.get(key) for key in ("refresh_url", "refresh_params", "token_headers")]
    if isinstance(proxy, Mapping):
        rest += [value for key, value in proxy.items() if key not in ("base_url", "headers")]
    return tuple(plain(text) for text in _texts(rest) if _REFERENCE in text)


def _link(url: str) -> str:
    """Pass on web addresses only: what is shown as a link must not be anything else."""
    return plain(url) if url.startswith(("https://", "http://")) else ""


def _fields(fields: Mapping[str, _Field | None]) -> tuple[TemplateField, ...]:
    return tuple(
        TemplateField(
            name=plain(name),
            title=plain(field.title).strip(),
            description=plain(field.description).strip(),
            example=plain(field.example),
            pattern=plain(field.pattern),
            format=field.format,
            enum=tuple(plain(choice) for choice in field.enum if choice),
            prefix=plain(field.prefix),
            suffix=plain(field.suffix),
            default_value=None if field.default_value is None else plain(field.default_value),
            optional=field.optional,
            hidden=field.hidden,
            automated=field.automated,
            secret=field.secret,
            order=field.order,
            doc_section=plain(field.doc_section),
        )
        for name, field in fields.items()
        if field is not None and name.strip()
    )


def _harmless_path(verification: _Verification | None) -> str:
    if verification is None or verification.method.upper() != "GET" or verification.base_url_override:
        return ""
    path = next((path for path in verification.endpoints if path), "")
    return "" if "${" in path else plain(path)


def template_from(data: Mapping[str, object], name: str = "") -> Template | str:
    """Make a template from the `data` of GET /providers/{provider}; text says why it is none.

    Unknown keys are ignored and a key of the wrong type counts as absent. `name` stands in where the data has none.
    """
    try:
        read = _Template.model_validate(data)
    except ValidationError:
        return "The server's template does not say how the provider authenticates."
    urls = [read.token_url] if isinstance(read.token_url, str) else list(read.token_url.values())
    name = plain(read.name) if read.name.strip() else name
    return Template(
        name=name,
        display_name=plain(read.display_name).strip() or name,
        auth_mode=plain(read.auth_mode),
        credentials=_fields(read.credentials),
        config=_fields(read.connection_config),
        base_url=plain(read.proxy.base_url),
        token_urls=tuple(plain(url) for url in urls if url),
        authorization_url=plain(read.authorization_url),
        token_params=tuple(plain(text) for text in _texts(read.token_params)),
        proxy_headers=tuple(plain(text) for text in _texts(read.proxy.headers)),
        elsewhere=_elsewhere(data),
        token_response_metadata=tuple(plain(item) for item in read.token_response_metadata if item.strip()),
        post_connection_script=bool(read.post_connection_script),
        require_client_certificate=read.require_client_certificate,
        private_key_jwt=read.token_request_auth_method == "private_key_jwt",
        verification=read.proxy.verification is not None or bool(read.credentials_verification_script),
        proxy_check=_harmless_path(read.proxy.verification),
        docs_connect=_link(read.docs_connect),
        docs=_link(read.docs),
    )
