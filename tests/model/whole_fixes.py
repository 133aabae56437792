"""Fixes of many kinds: what is stored, and what the engineer changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from nango_tui.model.auth import Endpoint
from nango_tui.model.connection import Look, Override, Trouble
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.expiry import Expiry
from nango_tui.model.secret import Secret
from nango_tui.model.template import TemplateField
from nango_tui.model.tree import Tree
from tests.model.looks import DEV, LATER, NEVER, NOW, draft, look, new, template

AUTH: Final = (Trouble("auth", "1700000000000_abcdefgh"),)
SYNC: Final = (Trouble("sync", "1700000000000_syncsync"), Trouble("sync", "1700000000000_syncmore"))
USER: Final = {"id": "u-1", "email": "u1@acme.example", "display_name": "Ada"}
USER_TAGS: Final = {"end_user_id": "u-1", "end_user_email": "u1@acme.example", "end_user_display_name": "Ada"}
MANY: Final = {f"tag-{number}": "on" for number in range(12)}
APP: Final[Mapping[str, Tree]] = {"app_id": "1", "installation_id": "2", "subdomain": "acme", "region": "eu"}
OWN: Final = Override("their-app", Secret("their-app-secret"))
LEGACY, CURRENT = Endpoint.LEGACY, Endpoint.CURRENT
HOOK: Final = "https://hooks.acme.example/x"
PRODUCTION: Final = replace(DEV, id="p", name="prod", production=True)
CERTIFICATE: Final = {"client_certificate": "stored-certificate", "client_private_key": "stored-private-key"}


def everything(**more: object) -> Look:
    """Return a look at a connection that has all that a connection can have."""
    seen = look(
        refresh_token="stored-refresh-token",
        config={"subdomain": "acme", "apiKey": Secret("k"), "deep": {"x": [1]}, "oauth_scopes_override": ["a", "b"]},
        metadata={"plan": "gold", "seats": 40, "none": None, "on": True},
        tags={"tier": "gold", **USER_TAGS},
        end_user=USER,
        errors=AUTH,
        connection={"webhook_url": HOOK, "raw_names": ("portal", "hub_id"), "expires_at": LATER},
    )
    return replace(seen, connection=replace(seen.connection, **more)) if more else seen  # type: ignore[arg-type]  # by name


def fixes() -> Iterator[tuple[str, Draft]]:
    """Yield each fix with its name in words."""
    typed = new()
    yield "a new token, everything stored", draft(everything(), values=typed, expiry=Expiry("in", "2h", NOW))
    yield "nothing entered", draft(everything())
    yield (
        "the stored token again",
        draft(everything(), values={"access_token": Secret("stored-access-token")}, expiry=NEVER),
    )
    yield (
        "the stored refresh token with a new token",
        draft(everything(), values={**typed, "refresh_token": Secret("stored-refresh-token")}, expiry=NEVER),
    )
    yield "a new refresh token", draft(look(), values=new(refresh_token="new-refresh"), expiry=Expiry("at", LATER, NOW))
    yield (
        "a refresh token only, the connection works",
        draft(look(), values={"refresh_token": Secret("new-refresh")}, fetch=True),
    )
    yield (
        "a refresh token only, the connection is broken",
        draft(look(errors=AUTH), values={"refresh_token": Secret("new-refresh")}, fetch=True),
    )
    yield "the refresh token is given up", draft(everything(), values=typed, expiry=NEVER, keep_refresh_token=False)
    yield "a read without credentials", draft(look(reading="hidden", tags={"a": "b"}), values=typed, expiry=NEVER)
    yield (
        "a stripped read with objects",
        draft(look(reading="stripped", config={"deep": {"x": 1}}), values=typed, expiry=NEVER),
    )
    yield (
        "a hidden read with objects",
        draft(look(reading="hidden", config={"deep": {"x": [1]}}), values=typed, expiry=NEVER),
    )
    yield (
        "a failed read with objects",
        draft(look(reading="failed", config={"deep": {"x": 1}}, errors=AUTH), values=typed, expiry=NEVER),
    )
    yield "a stripped read of a GitHub App", draft(look("CUSTOM", reading="stripped", config=APP), "CUSTOM")
    yield "the customer's own app is kept", draft(look(override=OWN), values=typed, expiry=NEVER)
    yield (
        "the customer's own app with a refresh token",
        draft(look(override=OWN), values={**typed, "refresh_token": Secret("r")}, expiry=NEVER),
    )
    yield "the customer's own app is dropped", draft(look(override=OWN), values=typed, expiry=NEVER, own_app=False)
    yield (
        "another app is entered",
        draft(
            look(),
            values={**typed, "client_id_override": "new-app", "client_secret_override": Secret("new-app-secret")},
            own_app=True,
            expiry=NEVER,
        ),
    )
    yield "production", draft(look(metadata={"a": 1}), values=typed, expiry=NEVER, environment=PRODUCTION)
    yield (
        "the configuration is edited",
        draft(
            everything(),
            values=typed,
            expiry=NEVER,
            config={"subdomain": "globex", "apiKey": Secret("k"), "region": "eu"},
            scopes="a, c",
        ),
    )
    yield "the configuration is emptied", draft(everything(), values=typed, expiry=NEVER, config={}, scopes="")
    yield (
        "scopes stored as one text",
        draft(look("OAUTH2", config={"oauth_scopes_override": "a, b"}), values=typed, expiry=NEVER, endpoint=CURRENT),
    )
    yield (
        "scopes stored as one text, legacy endpoint",
        draft(look("OAUTH2", config={"oauth_scopes_override": "a, b"}), values=typed, expiry=NEVER),
    )
    yield (
        "tags and metadata are edited",
        draft(
            everything(),
            values=typed,
            expiry=NEVER,
            tags=(("tier", "silver"), ("new", "x")),
            metadata='{"plan": "free"}',
        ),
    )
    yield (
        "the tags are edited, by the legacy endpoint",
        draft(everything(), values=typed, expiry=NEVER, tags=(("tier", "silver"),), endpoint=LEGACY),
    )
    yield (
        "another customer is linked",
        draft(
            everything(organization="org-1", end_user_tags={"Group": "blue"}),
            values=typed,
            expiry=NEVER,
            customer=Customer("u-2", "u2@acme.example", "Bob", "org_9", link=True),
        ),
    )
    yield (
        "the customer's name is edited",
        draft(everything(), values=typed, expiry=NEVER, customer=Customer("u-1", "u1@acme.example", "Adam", link=True)),
    )
    yield (
        "the customer is unlinked",
        draft(everything(), values=typed, expiry=NEVER, customer=Customer("u-1", "u1@acme.example", "Ada")),
    )
    yield (
        "more tags than are taken",
        draft(look(tags=MANY), values=typed, expiry=NEVER, tags=(*MANY.items(), ("new", "x"))),
    )
    yield (
        "more tags than are taken, not edited",
        draft(look("API_KEY", tags={**MANY, **USER_TAGS}, end_user=USER), "API_KEY", values=new("API_KEY")),
    )
    yield "the webhook URL is edited", draft(everything(), values=typed, expiry=NEVER, webhook_url=f" {HOOK}/new ")
    yield "the webhook URL is cleared", draft(everything(), values=typed, expiry=NEVER, webhook_url="")
    yield "metadata that are no JSON", draft(everything(), values=typed, expiry=NEVER, metadata="{")
    yield (
        "metadata written otherwise",
        draft(everything(), values=typed, expiry=NEVER, metadata='{"seats":40.0,"plan":"gold","none":null,"on":true}'),
    )
    yield "no expiry", draft(look(), values=typed)
    yield "an expiry that is none", draft(look(), values=typed, expiry=Expiry("at", "soon", NOW))
    yield "only a sync failed", draft(look(errors=SYNC), values=typed, expiry=NEVER)
    yield (
        "another account",
        draft(
            look(config={"instance_url": "https://acme.my.salesforce.com", "subdomain": "acme"}),
            values=typed,
            expiry=NEVER,
            config={"instance_url": "https://globex.my.salesforce.com", "subdomain": "globex"},
        ),
    )
    for mode in ("API_KEY", "BASIC", "TBA", "OAUTH1", "NONE"):
        seen = look(mode, metadata={"a": 1}, tags={"t": "1"}, config={"accountId": "7", "subdomain": "acme"})
        yield f"{mode}", draft(seen, mode, values=new(mode))
        yield f"{mode} by the legacy endpoint", draft(seen, mode, values=new(mode), endpoint=LEGACY)
    tested = template("API_KEY", verification=True)
    yield "a key that Nango tests", draft(look("API_KEY"), "API_KEY", values=new("API_KEY"), template=tested)
    yield (
        "a key that Nango tests, by the legacy endpoint",
        draft(look("API_KEY"), "API_KEY", values=new("API_KEY"), template=tested, endpoint=LEGACY),
    )
    yield "APP", draft(look("APP", config=APP), "APP", values=new("APP"))
    yield "APP by the legacy endpoint", draft(look("APP", config=APP), "APP", values=new("APP"), endpoint=LEGACY)
    yield "CUSTOM", draft(look("CUSTOM", config=APP), "CUSTOM", values=new("CUSTOM"))
    yield (
        "CUSTOM by the legacy endpoint",
        draft(look("CUSTOM", config=APP), "CUSTOM", values=new("CUSTOM"), endpoint=LEGACY),
    )
    yield "client credentials", draft(look("OAUTH2_CC"), "OAUTH2_CC", values=new("OAUTH2_CC"), fetch=True)
    yield (
        "client credentials that never expire",
        draft(look("OAUTH2_CC"), "OAUTH2_CC", values=new("OAUTH2_CC"), expiry=NEVER),
    )
    certified = look("OAUTH2_CC", credentials={"token": "t", "client_id": "i", "client_secret": "s", **CERTIFICATE})
    mtls = template("OAUTH2_CC", require_client_certificate=True)
    yield (
        "a client certificate is kept",
        draft(certified, "OAUTH2_CC", values={"client_secret": Secret("rotated")}, fetch=True, template=mtls),
    )
    yield (
        "a client certificate of another client",
        draft(
            certified,
            "OAUTH2_CC",
            values={"client_id": "other", "client_secret": Secret("s2")},
            fetch=True,
            template=mtls,
        ),
    )
    yield (
        "a client certificate that nobody could see",
        draft(look("OAUTH2_CC", reading="hidden"), "OAUTH2_CC", values=new("OAUTH2_CC"), fetch=True, template=mtls),
    )
    hidden = template("BASIC", credentials=(TemplateField("password", hidden=True, default_value="X"),))
    yield (
        "a password that the provider fixes",
        draft(look("BASIC"), "BASIC", values={"username": "agent"}, template=hidden),
    )
    yield (
        "no user name, by the legacy endpoint",
        draft(look("BASIC", credentials={}), "BASIC", values={"password": Secret("p")}, endpoint=LEGACY),
    )
    for mode in ("OAUTH2", "API_KEY", "APP", "OAUTH2_CC"):
        yield (
            f"{mode}, nothing could be read",
            draft(None, mode, values=new(mode), expiry=NEVER, config={"subdomain": "acme"}, metadata='{"a": 1}'),
        )
    yield (
        "nothing could be read, by POST /connections",
        draft(None, values=typed, expiry=NEVER, webhook_url=HOOK, tags=(("t", "1"),), endpoint=CURRENT),
    )
    yield (
        "the environment wants the legacy endpoint",
        draft(
            look("API_KEY", metadata={"a": 1}),
            "API_KEY",
            values=new("API_KEY"),
            environment=replace(DEV, endpoint=LEGACY),
        ),
    )
    yield (
        "the environment wants POST /connections",
        draft(look(), values=typed, expiry=NEVER, environment=replace(DEV, endpoint=CURRENT)),
    )
    yield (
        "salesforce",
        draft(
            look(), values=typed, expiry=NEVER, template=template(name="salesforce-sandbox", display_name="Salesforce")
        ),
    )
