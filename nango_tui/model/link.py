"""Links for customers: what is asked of Nango so that a reconnect loses nothing, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from nango_tui.model.auth import MODES
from nango_tui.model.body import SCOPES_KEY, scopes_of
from nango_tui.model.check_connection import CUSTOMER_TAGS, MOST_TAGS
from nango_tui.model.connection import Connection, ConnectionRow, LinkOrder, Look
from nango_tui.model.draft import Draft
from nango_tui.model.expiry import shown
from nango_tui.model.secret import Secret
from nango_tui.model.stored import holds_objects
from nango_tui.model.text import cut, plain
from nango_tui.model.tree import Tree
from nango_tui.model.update import Expected, Lines
from nango_tui.model.update_people import People, said
from nango_tui.model.update_words import SHOWN, scopes_words, value_words

EMPTIES_METADATA: Final = frozenset(
    ("TWO_STEP", "JWT", "SIGNATURE", "BILL", "AWS_SIGV4", "API_KEY", "BASIC", "TBA")
)  # fmt: skip
"""The auth modes whose reconnect makes metadata {} (seen on Nango 0.71.4)."""
KEEPS_METADATA: Final = frozenset(("OAUTH2", "OAUTH2_CC", "NONE"))
"""The auth modes whose reconnect leaves metadata as they are (seen on Nango 0.71.4)."""
MOVED = "webhook_url"
"""A key that a session takes out of the configuration: it makes it the connection's webhook URL (source)."""
_OWN_MACHINE = (
    "The link points to {where}: a customer cannot open it. The operator of this Nango sets NANGO_PUBLIC_CONNECT_URL."
)
_UNKNOWN_ORGANIZATION = "unknown"


def reconnect_order(seen: Look | ConnectionRow) -> LinkOrder:
    """Return the order of a reconnect link that keeps all that a session can keep; `fate` says what it cannot.

    A reconnect resets tags, webhook URL and connection_config to what the session says, and leaves a linked end user
    linked (seen on Nango 0.71.4). So the end user is sent only where there are more tags than a session takes.
    """
    row = seen.connection.row if isinstance(seen, Look) else seen
    stored = seen.connection if isinstance(seen, Look) else None
    user = row.end_user if row.end_user.get("id") else {}
    own = stored.end_user_tags if stored else {}
    told = said(People(row.tags, user, own), stored.organization if stored else _UNKNOWN_ORGANIZATION)
    config = {key: value for key, value in stored.config.items() if key != MOVED} if stored else {}
    return LinkOrder(
        row.integration,
        row.connection_id,
        tags=told.tags,
        end_user=told.end_user or {},
        config=config,
        webhook_url=stored.webhook_url if stored else "",
        end_user_tags=told.user_tags,
    )


def connect_order(draft: Draft) -> LinkOrder:
    """Return the order of a link for a new connection: the customer, tags, and the configuration typed so far."""
    customer = draft.customer
    texts = (customer.id, customer.email, customer.name, customer.organization)
    linked = customer.link and bool(customer.id.strip())
    tags = {key.strip().lower(): value for key, value in draft.tags if key.strip() and value.strip()}
    for tag, text in zip(CUSTOMER_TAGS, texts, strict=True):
        if text.strip() and (tag == "organization_id" or not linked):
            tags[tag] = text.strip()
    user = {name: text.strip() for name, text in zip(("id", "email", "display_name"), texts, strict=False)}
    config: dict[str, Tree] = {key: value for key, value in draft.config.items() if key and value}
    mode = MODES.get(draft.mode)
    if mode and mode.scopes and (scopes := scopes_of(draft.scopes)):
        config[SCOPES_KEY] = [*scopes]
    return LinkOrder(
        draft.integration.unique_key if draft.integration else "",
        tags=tags,
        end_user={name: text for name, text in user.items() if text} if linked else {},
        config=config,
        webhook_url=draft.webhook_url.strip(),
    )


def expected(look: Look) -> Expected:
    """Return what must still be there when the customer is through: all but the credentials."""
    stored = look.connection
    user = stored.row.end_user if stored.row.end_user.get("id") else None
    return Expected(stored.config, stored.metadata, stored.row.tags, stored.webhook_url, user)


def telling_tag(order: LinkOrder) -> tuple[str, str] | None:
    """Return the tag by which the connection that a link makes is found among others, None if it has none."""
    if order.end_user.get("id"):
        return "end_user_id", order.end_user["id"]
    first = next((tag for tag in CUSTOMER_TAGS if tag in order.tags), next(iter(order.tags), ""))
    return (first, order.tags[first]) if first else None


# What becomes of what is stored ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fate:
    """What using a link does to what is stored, in words without secrets. `back`: emptied, so written back later."""

    kept: Lines = ()
    back: Lines = ()
    lost: Lines = ()
    notes: tuple[str, ...] = ()


def fate(
    order: LinkOrder, look: Look | None, mode: str, row: ConnectionRow | None = None, *, own_app: bool = False
) -> Fate:
    """Say what using the link does.

    `mode`: the auth mode, "" if not known. `row`: what the list showed, if there was no look. `own_app`: the connection
    was seen to have an OAuth app of the customer's own, which a failed look does not show.
    """
    if not order.connection_id:
        return Fate(kept=tuple(_sent(order)), notes=_readable(order.config))
    if look is None:
        tags = row.tags if row else {}
        return Fate(kept=tuple(_sent(order)), lost=(*_left_tags(order, tags), *_unread(mode)))
    metadata = look.connection.metadata
    names = f"{len(metadata)} ({cut(plain(', '.join(metadata)), SHOWN)})"
    stays = mode in KEEPS_METADATA
    unsure = "" if mode in EMPTIES_METADATA else ", if the reconnect empties them"
    user = look.connection.row.end_user
    linked = plain(user.get("display_name") or user.get("email") or user["id"]) if user.get("id") else ""
    return Fate(
        kept=(
            *_sent(order),
            *((("End user", linked),) if linked else ()),
            *((("Metadata", names),) if metadata and stays else ()),
        ),
        back=(("Metadata", f"{names}{unsure}"),) if metadata and not stays else (),
        lost=tuple(_lost(order, look.connection, own_app=own_app)),
        notes=(*_left_out(look, mode), *_readable(order.config)),
    )


def _sent(order: LinkOrder) -> Iterator[tuple[str, str]]:
    config = [f"{plain(key)} {value_words(value)}" for key, value in order.config.items() if key != SCOPES_KEY]
    if config:
        yield "Configuration", ", ".join(config)
    if SCOPES_KEY in order.config:
        yield "Scopes", scopes_words(order.config[SCOPES_KEY])
    if order.tags:
        yield "Tags", f"{len(order.tags)} ({cut(plain(', '.join(order.tags)), SHOWN)})"
    if order.webhook_url:
        yield "Webhooks go to", plain(order.webhook_url)


def _left_tags(order: LinkOrder, tags: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    # What an end user brings along becomes tags again.
    left = [] if order.end_user else [key for key in tags if key not in order.tags]
    if left:
        yield "Tags", f"{plain(', '.join(left))}: a link takes at most {MOST_TAGS}"


def _lost(order: LinkOrder, stored: Connection, *, own_app: bool) -> Iterator[tuple[str, str]]:
    yield from _left_tags(order, stored.row.tags)
    if MOVED in stored.config:
        yield "Configuration", f"{MOVED}: a link would make it the webhook URL of the connection"
    if stored.override is not None or own_app:
        yield "Own OAuth app", "the link connects with this integration's app"


def _unread(mode: str) -> Iterator[tuple[str, str]]:
    why = "what is stored could not be read"
    yield "Configuration", why
    if mode not in KEEPS_METADATA:
        yield "Metadata", why
    yield "Webhook URL", why


def _left_out(look: Look, mode: str) -> tuple[str, ...]:
    """Say that the configuration was perhaps not read whole (keys named like a refresh token, seen on Nango 0.71.4)."""
    if look.config_whole:
        return ()
    likely = holds_objects(look.connection.config) or mode == "CUSTOM"
    where = "It holds objects, where such keys often are." if likely else "Most configurations have none."
    return (f"Configuration keys named like a refresh token were not shown: one stored there is lost. {where}",)


def _readable(config: Mapping[str, Tree]) -> tuple[str, ...]:
    """Say that the connect page is told the values of the session: who has the link can read them."""
    secret = [plain(key) for key, value in config.items() if _holds_secret(value)]
    return (f"Who has the link can read the configuration, {', '.join(secret)} included.",) if secret else ()


def _holds_secret(value: Tree) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, Secret) or any(_holds_secret(item) for item in inner)


# What is said about the link ---------------------------------------------------------------------------------------


def address_warning(host: str) -> str:
    """Return why a customer cannot open a link to that host (name or address, with or without port), "" if they can."""
    name = urlsplit(f"//{host}").hostname or ""
    name = name.rstrip(".")
    machine = name == "localhost" or name.endswith(".localhost")
    private = "." not in name or name.endswith((".local", ".internal", ".lan", ".home.arpa"))
    try:
        address = ip_address(name)
    except ValueError:
        pass
    else:
        machine = address.is_loopback or address.is_unspecified
        private = not address.is_global
    if not (machine or private):
        return ""
    return _OWN_MACHINE.format(where="this machine" if machine else "a private address")


def until_words(until: datetime, now: datetime, zone: tzinfo) -> str:
    """Return until when a link is valid, in local time and in UTC: "17:00 Berlin = 15:00 UTC"."""
    return shown(until, now, zone).rpartition(", ")[0]


def left_words(until: datetime, now: datetime) -> str:
    """Return the time that is left, to the second: "29:41 left", or "expired"."""
    seconds = int((until - now).total_seconds())
    if seconds <= 0:
        return "expired"
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02} left" if hours else f"{rest // 60}:{rest % 60:02} left"


def customer_message(service: str, url: str, until: str, *, again: bool) -> str:
    """Return a short text for the customer with the link in it. `until` "": not known. `again`: a reconnect."""
    what = f"reconnect {plain(service)}" if again else f"connect {plain(service)}"
    limit = f"The link is valid until {until}. " if until else ""
    return (
        f"Hello,\n\nplease {what}: open this link in your browser and follow the steps.\n\n{url}\n\n"
        f"{limit}It is for you alone, please do not pass it on.\n"
    )
