"""Templates for the tests: the real ones where this machine has them, invented ones, and any that could be."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pytest
import yaml
from hypothesis import strategies as st

from nango_tui.api.templates import template_from
from nango_tui.model.auth import MODES
from nango_tui.model.template import Format, Template, TemplateField
from tests.conftest import SHARED

PROVIDERS = SHARED / "providers.yaml"

Raw = Mapping[str, object]


def _over(base: Raw, own: Raw) -> dict[str, object]:
    merged = dict(base)
    for key, value in own.items():
        inner = merged.get(key)
        merged[key] = _over(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged


@lru_cache(maxsize=1)
def _raw() -> dict[str, Raw]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    listed: dict[str, Raw] = yaml.load(PROVIDERS.read_text("utf-8"), Loader=loader)

    def whole(name: str) -> Raw:
        own = listed[name]
        base = own.get("alias")
        return _over(whole(base), {k: v for k, v in own.items() if k != "alias"}) if isinstance(base, str) else own

    return {name: {**whole(name), "name": name} for name in listed}


def real_raw() -> dict[str, Raw]:
    """Return all provider templates as a server sends them; skips the test where they are absent."""
    if not PROVIDERS.exists():
        pytest.skip(f"no provider templates at {PROVIDERS}")
    return _raw()


@lru_cache(maxsize=1)
def _read() -> dict[str, Template]:
    read = {name: template_from(data) for name, data in _raw().items()}
    return {name: template for name, template in read.items() if isinstance(template, Template)}


def real_templates() -> dict[str, Template]:
    """Return all provider templates; skips the test where they are absent."""
    real_raw()
    return _read()


def importable() -> dict[str, Template]:
    """Return the templates of the auth modes that can be imported; skips the test where they are absent."""
    return {name: item for name, item in real_templates().items() if item.auth_mode in MODES}


NAMES = ("subdomain", "region", "instance_url", "team.id", "appSecret", "tokenUrl", "accountId", "accounts-server")
_names = st.sampled_from(NAMES)
_words = st.sampled_from(("", "Subdomain", "API Key", "Access Key ID", "Token URL", "Secret", "User name", "Region"))
_formats: tuple[Format, ...] = ("", "hostname", "uuid", "uri", "email")


@st.composite
def template_fields(draw: st.DrawFn, names: st.SearchStrategy[str]) -> TemplateField:
    """Draw any field that a template could list."""
    return TemplateField(
        draw(names),
        title=draw(_words),
        description=draw(_words),
        pattern=draw(st.sampled_from(("", "^[a-z0-9-]+$", "(a+)+$", "["))),
        format=draw(st.sampled_from(_formats)),
        enum=draw(st.sampled_from(((), (), ("eu", "us")))),
        prefix=draw(st.sampled_from(("", "https://", "https://api."))),
        suffix=draw(st.sampled_from(("", ".example.com", "/api"))),
        default_value=draw(st.sampled_from((None, None, "", "v1"))),
        optional=draw(st.booleans()),
        hidden=draw(st.booleans()),
        automated=draw(st.booleans()),
        secret=draw(st.sampled_from((None, None, True, False))),
        order=draw(st.sampled_from((None, 1, 2, 3))),
    )


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """Draw a text with references, perhaps with alternatives."""
    sides = draw(st.lists(st.lists(_names, max_size=2), min_size=1, max_size=3))
    return " || ".join("https://" + ".".join(f"${{connectionConfig.{name}}}" for name in side) for side in sides)


def _unique(fields: list[TemplateField]) -> tuple[TemplateField, ...]:
    return tuple({item.name: item for item in fields}.values())


@st.composite
def templates(draw: st.DrawFn) -> Template:
    """Draw any template of an auth mode that can be imported."""
    mode = draw(st.sampled_from(tuple(MODES.values())))
    own = [item.template for item in mode.fields if item.template]
    credentials = draw(st.lists(template_fields(st.sampled_from(own)), max_size=4)) if own else []
    jwt = mode.code == "OAUTH2_CC" and draw(st.booleans())
    listed = (*NAMES, "app_id", "installation_id")
    return Template(
        "anything",
        "Anything",
        mode.code,
        credentials=_unique(credentials),
        config=_unique(draw(st.lists(template_fields(st.sampled_from(listed)), max_size=6))),
        base_url=draw(st.one_of(st.just(""), _texts())),
        token_urls=tuple(draw(st.lists(_texts(), max_size=2))),
        authorization_url=draw(_texts()),
        token_params=tuple(draw(st.lists(_texts(), max_size=1))),
        proxy_headers=tuple(draw(st.lists(_texts(), max_size=2))),
        elsewhere=tuple(draw(st.lists(_texts(), max_size=1))),
        token_response_metadata=tuple(draw(st.lists(_names, max_size=2, unique=True))),
        post_connection_script=draw(st.booleans()),
        require_client_certificate=mode.code == "OAUTH2_CC" and draw(st.booleans()),
        private_key_jwt=jwt,
    )
