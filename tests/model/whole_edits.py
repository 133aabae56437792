"""Fixes without new credentials, and fixes with a provider whose template has a bit of everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nango_tui.model.auth import Endpoint
from nango_tui.model.connection import Look
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.secret import Secret
from nango_tui.model.template import TemplateField
from nango_tui.model.tree import Tree
from tests.model.looks import NEVER, draft, look, new, template

USER: Final = {"id": "u-1", "email": "u1@acme.example", "display_name": "Ada"}
USER_TAGS: Final = {"end_user_id": "u-1", "end_user_email": "u1@acme.example", "end_user_display_name": "Ada"}
NINE: Final = {f"tag-{number}": "on" for number in range(9)}
RICH: Final = template(
    "OAUTH2",
    config=(
        TemplateField("subdomain", "Subdomain", order=1),
        TemplateField("region", "Region", enum=("eu", "us"), default_value="eu"),
        TemplateField("version", hidden=True, default_value="v2"),
        TemplateField("hostname", optional=True),
        TemplateField("apiSecret", "API secret"),
        TemplateField("note", optional=True),
    ),
    base_url="https://${connectionConfig.hostname} || https://${connectionConfig.subdomain}.harborline.example",
    token_urls=("https://${connectionConfig.hostname} || https://${connectionConfig.region}.harborline.example",),
    verification=True,
)
BLANK: Final = template(
    "BASIC", credentials=(TemplateField("username", "Login"), TemplateField("password", "Token", default_value=""))
)


def _crowded(**more: object) -> Look:
    return look(tags={**NINE, **USER_TAGS}, end_user=USER, metadata={"a": 1, "b": {"c": 2}}, connection=more)


def edited() -> Iterator[tuple[str, Draft]]:
    """Yield fixes without new credentials."""
    plain = draft(look(tags={"team": "blue"}, metadata={"a": 1, "b": 2}))
    yield "only a tag", replace(plain, tags=(("team", "red"), (" New ", "x"), ("", "y"), ("blank", "")))
    yield "only the customer", replace(plain, customer=Customer(" u-1 ", "a@acme.example", "Ada", "org"))
    yield "only the metadata, one more", replace(plain, metadata='{"a": 1, "b": 3, "c": null}')
    yield "only the metadata, one less", replace(plain, metadata='{"a": 1}')
    yield "only the metadata, and no JSON", replace(plain, metadata="{")
    yield "only the metadata, emptied", replace(plain, metadata=" ")
    yield "only the webhook URL", replace(plain, webhook_url=" https://hooks.acme.example/y ")
    yield (
        "all beside the credentials",
        replace(plain, tags=(), metadata='{"a": 2}', webhook_url="https://hooks.acme.example/y"),
    )
    yield "only the configuration", replace(plain, config={"subdomain": "globex"})
    yield "only the scopes", replace(plain, scopes="a")
    yield "only the expiry", replace(plain, expiry=NEVER)
    crowded = draft(_crowded())
    yield "a crowd of tags, one edited", replace(crowded, tags=(*crowded.tags[:-1], ("tag-8", "off")))
    yield "a crowd of tags, two more", replace(crowded, tags=(*crowded.tags, ("new", "x"), ("newer", "x")))
    belongs = draft(_crowded(organization="org-1"))
    yield "a crowd of tags of somebody with an organization", replace(belongs, tags=(*belongs.tags[:-1], ("z", "1")))
    own = draft(_crowded(end_user_tags={"Tag-1": "on"}))
    yield "a crowd of tags, one the user's own", replace(own, tags=(*own.tags[:-1], ("tag-8", "off")))
    yield "the user of a crowd of tags", replace(own, customer=replace(own.customer, name="Adam"))
    yield "another user of a crowd of tags", replace(own, customer=Customer("u-2", name="Bob", link=True))
    yield "the user of a crowd of tags, unlinked", replace(own, customer=Customer())


def rich() -> Iterator[tuple[str, Draft]]:
    """Yield fixes with templates that have defaults, choices, alternatives and blanks."""
    stored: dict[str, Tree] = {"subdomain": "acme", "region": "us", "apiSecret": Secret("stored"), "deep": {"x": 1}}
    seen = look(config=stored)
    yield "a rich template, new token", draft(seen, values=new(), expiry=NEVER, template=RICH)
    yield (
        "a rich template, edited",
        draft(
            seen,
            values=new(),
            expiry=NEVER,
            template=RICH,
            config={"subdomain": "", "region": "mars", "apiSecret": Secret("new"), "hostname": "", "note": "n"},
        ),
    )
    yield "a rich template, an old connection", draft(look(config={}), values=new(), expiry=NEVER, template=RICH)
    yield "a rich template, nothing could be read", draft(None, values=new(), expiry=NEVER, template=RICH)
    yield (
        "a rich template, POST /connections",
        draft(seen, values=new(), expiry=NEVER, template=RICH, endpoint=Endpoint.CURRENT),
    )
    yield "a password that may be blank", draft(look("BASIC"), "BASIC", values={"username": "agent"}, template=BLANK)
    yield (
        "a user name that is gone",
        draft(look("BASIC", reading="hidden"), "BASIC", values={"password": Secret("p")}, template=BLANK),
    )
