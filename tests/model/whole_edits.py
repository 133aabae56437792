"""Fixes without new credentials, and fixes with a provider whose template has a bit of everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nango_tui.model.auth import Endpoint
from nango_tui.model.connection import Look
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.expiry import Expiry
from nango_tui.model.secret import Secret
from nango_tui.model.template import TemplateField
from nango_tui.model.tree import Tree
from tests.model.looks import DEV, NEVER, draft, look, new, template

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
        TemplateField("suffix", "Suffix", default_value=""),
    ),
    base_url="https://${connectionConfig.hostname} || https://${connectionConfig.subdomain}.harborline.example",
    token_urls=("https://${connectionConfig.hostname} || https://${connectionConfig.region}.harborline.example",),
    verification=True,
)
GUEST: Final = template(
    "BASIC", credentials=(TemplateField("username", "Login", default_value="guest"), TemplateField("password", "Token"))
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


def odd() -> Iterator[tuple[str, Draft]]:
    """Yield fixes of connections that no import would take as they are stored; only what is edited is judged."""
    seen = look(
        config={"region": "mars", "subdomain": "a b", "oauth_scopes_override": ["a b"]},
        metadata={"nul": "\x00"},
        tags={"x" * 300: "y", "end_user_email": "no address"},
        connection={"webhook_url": "ftp://old.example"},
    )
    row = replace(seen.connection.row, connection_id="..")
    seen = replace(seen, connection=replace(seen.connection, row=row))
    fix = draft(seen, values=new(), expiry=Expiry("at", "2026-03-14 08:00"), template=RICH)
    yield "odd things are stored, and stay", fix
    yield (
        "odd things are stored, and edited",
        replace(
            fix,
            config={"region": "moon", "subdomain": "a c"},
            metadata='{"nul": "\\u0000", "a": 1}',
            tags=(("z" * 300, "y"),),
            customer=replace(fix.customer, email="still none"),
            webhook_url="ftp://new.example",
            scopes="c d,\x07",
        ),
    )
    yield (
        "nothing could be read, the token has expired",
        draft(None, values=new(), expiry=Expiry("at", "2026-03-14 08:00"), config={"subdomain": "acme"}),
    )
    many = {**{f"tag-{number}": "on" for number in range(12)}, **USER_TAGS}
    yield "a crowd of tags of nobody who is linked", draft(look("API_KEY", tags=many), "API_KEY", values=new("API_KEY"))
    yield (
        "a crowd of tags of nobody who is linked, POST /connections",
        draft(look("API_KEY", tags=many), "API_KEY", values=new("API_KEY"), endpoint=Endpoint.CURRENT),
    )
    crowd = draft(look(tags=many), values=new(), expiry=NEVER)
    yield "a crowd of tags, somebody is linked", replace(crowd, customer=Customer("u-2", name="Bob", link=True))


def narrow() -> Iterator[tuple[str, Draft]]:
    """Yield fixes that just can, or just cannot, go by the endpoint that is wanted."""
    scoped = look(config={"subdomain": "acme", "oauth_scopes_override": ["a"]})
    row = draft(scoped, values=new(), expiry=NEVER, config={"subdomain": "acme", "oauth_scopes_override": "x, y"})
    yield "scopes in a row of the configuration", row
    yield "a blank row for scopes", replace(row, config={"subdomain": "acme", "oauth_scopes_override": ""}, scopes="b")
    seen = look(refresh_token="stored", tags={"team": "blue"})
    yield (
        "refresh token and tags are given up",
        draft(seen, values=new(), expiry=NEVER, keep_refresh_token=False, tags=(), endpoint=Endpoint.LEGACY),
    )
    names = {"token": "t", "client_id": "i", "client_secret": "s", "client_certificate": "stored-certificate"}
    mtls = template("OAUTH2_CC", require_client_certificate=True)
    certified = look("OAUTH2_CC", credentials=names, tags={"team": "blue"})
    other = {"client_id": "other", "client_secret": Secret("s2")}
    yield (
        "certificate and tags are given up",
        draft(certified, "OAUTH2_CC", values=other, fetch=True, template=mtls, tags=(), endpoint=Endpoint.LEGACY),
    )
    yield (
        "a certificate without a key",
        draft(certified, "OAUTH2_CC", values={"client_secret": Secret("s2")}, fetch=True, template=mtls),
    )
    ids = {"app_id": "1", "installation_id": "2"}
    yield (
        "an app's ids only, by the legacy endpoint",
        draft(look("APP", config=ids), "APP", values=new("APP"), endpoint=Endpoint.LEGACY),
    )
    yield "APP, nothing could be read, nothing entered", draft(None, "APP", values=new("APP"))
    wants = replace(DEV, endpoint=Endpoint.LEGACY)
    many = {f"tag-{number}": "on" for number in range(11)}
    yield (
        "a crowd of tags where the environment wants the legacy endpoint",
        draft(look(tags=many), values=new(), expiry=NEVER, tags=(*many.items(), ("new", "x")), environment=wants),
    )
    for name, default in (("no user name", ""), ("a user name that the provider fixes", "api")):
        hidden = template(
            "BASIC",
            credentials=(TemplateField("username", hidden=True, default_value=default), TemplateField("password")),
        )
        password = {"password": Secret("p")}
        for told, stored in (("", look("BASIC", credentials={})), (", one is stored", look("BASIC"))):
            yield f"{name}{told}", draft(stored, "BASIC", values=password, template=hidden)
            yield (
                f"{name}{told}, by the legacy endpoint",
                draft(stored, "BASIC", values=password, template=hidden, endpoint=Endpoint.LEGACY),
            )


def named() -> Iterator[tuple[str, Draft]]:
    """Yield fixes in which it matters who the customer is, and which account."""
    only = draft(look(end_user={"id": "u-9"}, tags={"end_user_id": "u-9"}), values=new(), expiry=NEVER)
    yield "a user with an id only", only
    yield "a user with an id only is linked", replace(only, customer=Customer("u-3", link=True))
    mail = {"id": "u-9", "email": "u9@acme.example"}
    yield "a user with an e-mail address", draft(look(end_user=mail), values=new(), expiry=NEVER)
    told = draft(
        look(end_user=USER, tags={**USER_TAGS, "end_user_email": "by hand", "team": "blue"}), values=new(), expiry=NEVER
    )
    yield "a tag of the user that is another", replace(told, tags=(("team", "red"),))
    ten = {**{f"tag-{number}": "on" for number in range(7)}, **USER_TAGS}
    full = draft(look(end_user=USER, tags=ten), values=new(), expiry=NEVER)
    yield "exactly ten tags, one edited", replace(full, tags=(*full.tags[:-1], ("tag-6", "off")))
    ours, theirs = ({"access_token": f"00D00000000000{number}!token-{number}"} for number in (1, 2))
    yield (
        "a token of another organization",
        draft(look(credentials=ours), values={name: Secret(text) for name, text in theirs.items()}, expiry=NEVER),
    )
    names = tuple(f"a-long-name-{number}" for number in range(20))
    yield (
        "much in the stored token answer",
        draft(
            look(connection={"raw_names": names}), values=new(), expiry=NEVER, config={"subdomain": "", "region": ""}
        ),
    )
    ids = {"app_id": "1", "installation_id": "2"}
    yield "an app's id is edited", draft(look("APP", config=ids), "APP", values={**ids, "app_id": "3"})


def rich() -> Iterator[tuple[str, Draft]]:
    """Yield fixes with templates that have defaults, choices, alternatives and blanks."""
    stored: dict[str, Tree] = {"subdomain": "acme", "region": "us", "apiSecret": Secret("stored"), "deep": {"x": 1}}
    stored_texts = {"subdomain": "acme", "region": "us"}
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
    yield (
        "a rich template, a secret typed in the open",
        draft(seen, values=new(), expiry=NEVER, template=RICH, config={**stored_texts, "apiSecret": "typed"}),
    )
    yield "a rich template, an old connection", draft(look(config={}), values=new(), expiry=NEVER, template=RICH)
    yield "a rich template, nothing could be read", draft(None, values=new(), expiry=NEVER, template=RICH)
    yield (
        "a rich template, POST /connections",
        draft(seen, values=new(), expiry=NEVER, template=RICH, endpoint=Endpoint.CURRENT),
    )
    yield "a user name with a default", draft(look("BASIC"), "BASIC", template=GUEST)
    yield "a user name with a default, not seen", draft(look("BASIC", reading="hidden"), "BASIC", template=GUEST)
    yield "a password that may be blank", draft(look("BASIC"), "BASIC", values={"username": "agent"}, template=BLANK)
    yield (
        "a user name that is gone",
        draft(look("BASIC", reading="hidden"), "BASIC", values={"password": Secret("p")}, template=BLANK),
    )
