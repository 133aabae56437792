"""Stored connections of every mode, as Nango can come to hold them, and what an engineer changes in a fix."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hypothesis import strategies as st

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import SCOPES_KEY, Json
from nango_tui.sandbox.demo_templates import TEMPLATES
from nango_tui.sandbox.store import Connection, EndUser, Integration, Organization
from tests.fixes.world import APP_SECRETS, CREATE, FULL, ID, NOW, QUIET, in_time

PROVIDERS: Final = tuple(name for name, template in TEMPLATES.items() if template["auth_mode"] in MODES)
CERTIFIED: Final = ("brasswork-mtls", "osprey-id")
"""Providers that take a client certificate or key: of others only a read can show that one is stored."""
_TEXT = st.text("abcXYZ 019_-.:/äß漢'\"\\{}$,", max_size=12)
_NAME = st.sampled_from(("plan", "region", "x", "team.id", "apiToken", "extra", "Kunde", "a b"))
_LEAF = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(-1e6, 1e6, width=32), _TEXT)
JSON: Final[st.SearchStrategy[Json]] = st.recursive(
    _LEAF, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_NAME, inner, max_size=3)), max_leaves=6
)
_WEBHOOKS = st.sampled_from(("", "https://hooks.example.com/new"))
METADATA: Final = st.dictionaries(_TEXT, JSON, max_size=4)
_TAG_NAMES = st.sampled_from([f"tag_{number}" for number in range(12)] + ["team", "plan.tier", "organization_id"])


@dataclass(slots=True)
class Changes:
    """What the engineer does. None: leaves it as it is. `secrets`: enters new credentials. `config`: key to value."""

    secrets: bool = True
    refresh_token: bool = False
    keep: bool = True
    fetch: bool = False
    never: bool = False
    config: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, Json] | None = None
    tag: tuple[str, str] | None = None
    email: str | None = None
    webhook: str | None = None
    scopes: str | None = None
    endpoint: Endpoint | None = None
    environment: Endpoint | None = None
    legacy_only: bool = False


@dataclass(slots=True)
class FixCase:
    """One fix: what is stored, with which key it is fixed, and how."""

    provider: str
    mode: str
    stored: Connection
    key: str
    changes: Changes


@st.composite
def cases(draw: st.DrawFn) -> FixCase:
    """Make one."""
    provider = draw(st.sampled_from(PROVIDERS))
    mode = str(TEMPLATES[provider]["auth_mode"])
    key = draw(st.sampled_from((FULL, FULL, QUIET, CREATE)))
    return FixCase(
        provider,
        mode,
        draw(_stored(provider, mode, key)),
        key,
        draw(_changes(mode)),
    )


@st.composite
def _stored(draw: st.DrawFn, provider: str, mode: str, key: str) -> Connection:
    user = draw(st.one_of(st.none(), st.none(), _USERS))
    tags = draw(st.dictionaries(_TAG_NAMES, _TEXT.filter(bool), max_size=10))
    if user and draw(st.integers(0, 4)):
        tags |= user.as_tags()
    connection = Connection(
        1,
        ID,
        Integration(provider, provider),
        NOW,
        NOW,
        NOW,
        credentials=draw(_credentials(mode, key == FULL or provider in CERTIFIED)),
        config=draw(_config(provider, mode)),
        metadata=draw(st.one_of(st.none(), METADATA, METADATA)),
        tags=tags,
        end_user=user,
        webhook_url=draw(st.sampled_from((None, None, "https://hooks.example.com/x"))),
    )
    if draw(st.booleans()):
        connection.health.log_id = "1795000000000_abcdefgh"
    return connection


_USERS = st.builds(
    EndUser,
    st.sampled_from(("u-1", "u-2")),
    email=st.sampled_from((None, "u1@example.com")),
    display_name=st.sampled_from((None, "User One")),
    tags=st.sampled_from((None, None, {"group": "blue"})),
    organization=st.sampled_from((None, None, None, Organization("org-1", "Org One"))),
)


@st.composite
def _config(draw: st.DrawFn, provider: str, mode: str) -> dict[str, Json]:
    listed = TEMPLATES[provider].get("connection_config")
    names = list(listed) if isinstance(listed, dict) else []
    # An old connection may lack what the template asks for today.
    config: dict[str, Json] = {name: "acme" for name in names if draw(st.integers(0, 9))}
    config |= draw(st.dictionaries(_NAME, st.one_of(_TEXT, _TEXT, JSON), max_size=3))
    if mode in ("APP", "CUSTOM"):
        config |= {"app_id": "17", "installation_id": "4711"}
    if mode == "TBA":
        config |= {"accountId": "1234567", **{f"oauth_{name}": value for name, value in APP_SECRETS.items()}}
    if not draw(st.integers(0, 3)):
        config["userCredentials"] = {"refresh_token": "inner-refresh-token", "name": "x"}
    if not draw(st.integers(0, 7)):
        config["refreshToken"] = "outer-refresh-token"
    if not draw(st.integers(0, 2)):
        scopes: tuple[Json, ...] = (["repo", "user"], [" a b"], [], ["x,y"], "repo, user", "")
        config[SCOPES_KEY] = draw(st.sampled_from(scopes))
    return config


@st.composite
def _credentials(draw: st.DrawFn, mode: str, certified: bool) -> dict[str, Json]:
    found: dict[str, Json] = {"type": mode}
    expiry = draw(st.sampled_from((None, in_time(hours=5), in_time(hours=-5))))
    match mode:
        case "OAUTH2":
            found["access_token"] = "stored-access-token"
            if draw(st.booleans()):
                word = draw(st.sampled_from(("ok", "keep", "denied")))
                found["refresh_token"] = f"stored-refresh-token-{word}"
            if draw(st.booleans()):
                found["config_override"] = {"client_id": "customers-app", "client_secret": "customers-secret"}
        case "OAUTH2_CC":
            found |= {"token": "stored-token", "client_id": "stored-id", "client_secret": "stored-client-secret"}
            if certified and draw(st.booleans()):
                found |= {"client_certificate": "stored-certificate", "client_private_key": "stored-private-key"}
        case "OAUTH1":
            found |= {"oauth_token": "stored-token", "oauth_token_secret": "stored-token-secret"}
        case "API_KEY":
            found["apiKey"] = "stored-api-key"
        case "BASIC":
            found |= {"username": "stored-user", "password": "stored-password"}
        case "TBA":
            found |= {"token_id": "stored-token-id", "token_secret": "stored-token-secret"}
            if draw(st.booleans()):
                found["config_override"] = {"client_id": "customers-app", "client_secret": "customers-secret"}
        case "APP" | "CUSTOM":
            found |= {"access_token": "stored-app-token"}
        case _:
            return {}
    if mode in ("OAUTH2", "OAUTH2_CC") and expiry:
        found["expires_at"] = expiry
    if mode.startswith("OAUTH"):
        found["raw"] = dict(found)
    return found


@st.composite
def _changes(draw: st.DrawFn, mode: str) -> Changes:
    def _one_in(number: int) -> bool:
        return draw(st.integers(1, number)) == number

    expires = MODES[mode].expires
    if _one_in(5):
        beside = draw(st.sampled_from(("metadata", "tag", "email", "webhook")))
        return Changes(
            secrets=False,
            metadata=draw(METADATA) if beside == "metadata" or _one_in(4) else None,
            tag=("new_tag", "value") if beside == "tag" else None,
            email="new@example.com" if beside == "email" else None,
            webhook=draw(_WEBHOOKS) if beside == "webhook" else None,
        )
    return Changes(
        secrets=not _one_in(4),
        refresh_token=mode == "OAUTH2" and _one_in(2),
        keep=not _one_in(4),
        fetch=expires and _one_in(5),
        never=expires and _one_in(5),
        config=draw(st.dictionaries(_NAME, st.sampled_from(("", "new value")), max_size=2)) if _one_in(4) else {},
        metadata=draw(METADATA) if _one_in(6) else None,
        tag=("new_tag", "value") if _one_in(6) else None,
        email="new@example.com" if _one_in(8) else None,
        webhook=draw(_WEBHOOKS) if _one_in(6) else None,
        scopes=draw(st.sampled_from(("", "read, write"))) if MODES[mode].scopes and _one_in(6) else None,
        endpoint=draw(st.sampled_from(list(Endpoint))) if _one_in(10) else None,
        environment=draw(st.sampled_from(list(Endpoint))) if _one_in(10) else None,
        legacy_only=_one_in(12),
    )
