"""What the refusals of a fix mean: of a change without credentials, a link for a customer, a call of the provider."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nango_tui.model.advice_words import Row, refresh_words
from nango_tui.model.outcome import Advice, Call
from nango_tui.model.text import cut

METADATA = (Call.SET_METADATA, Call.MERGE_METADATA)
CHANGES = (Call.PATCH_CONNECTION, *METADATA, Call.DELETE_CONNECTION)
LINKS = (Call.CONNECT_SESSION, Call.RECONNECT_SESSION)

_AGAIN = "Somebody may have deleted it. Look for it again, and check the ID: capital letters count."
_OLDER = "The server may be older than this program. Check the URL, or have it updated."

REFUSED: Mapping[Call, tuple[str, str]] = {
    Call.IMPORT: ("the import", "Nothing was stored."),
    Call.IMPORT_LEGACY: ("the import", "Nothing was stored."),
    Call.PATCH_CONNECTION: ("the change", "Nothing was changed."),
    Call.SET_METADATA: ("the metadata", "The metadata stays as it was."),
    Call.MERGE_METADATA: ("the metadata", "The metadata stays as it was."),
    Call.CONNECT_SESSION: ("to make a connect link", "No link was made."),
    Call.RECONNECT_SESSION: ("to make a reconnect link", "No link was made."),
    Call.PROXY: ("to call the provider", "The provider was not asked."),
}
"""What Nango refuses when it refuses that call, and what did not happen then."""


_UNKNOWN = "This integration has no connection with this ID."

FIX_ROWS: dict[tuple[str, Call], Row] = {
    (code, call): Row(f"{_UNKNOWN} {REFUSED[call][1]}", _AGAIN, "connection_id", _UNKNOWN)
    for call in (Call.PATCH_CONNECTION, *METADATA, Call.RECONNECT_SESSION)
    for code in ("not_found", "unknown_connection", "404")
} | {
    ("invalid_body", call): Row(
        f"Nango refused {REFUSED[call][0]}; its own words in the answer say why.", f"Correct it. {REFUSED[call][1]}"
    )
    for call in (Call.PATCH_CONNECTION, *METADATA, Call.CONNECT_SESSION)
} | {
    # Nango refuses an unknown pair in words only: no code of its own, no path (seen on Nango 0.71.4).
    ("invalid_body", Call.RECONNECT_SESSION): Row(
        "This integration has no connection with this ID, so there is nothing to reconnect. No link was made.",
        f"{_AGAIN} If it is gone, make a connect link for a new one.",
        "connection_id",
        _UNKNOWN,
    ),
    ("not_found", Call.CONNECT_SESSION): Row(
        "This environment has no such integration. No link was made.",
        "Choose the integration again, or switch to the environment that has it.",
        "integration",
    ),
    ("server_error", Call.CONNECT_SESSION): Row(
        "Nango failed while it made the connect link.", "Try again: a link that nobody has seen opens nothing."
    ),
    ("server_error", Call.RECONNECT_SESSION): Row(
        "Nango failed while it made the reconnect link.", "Try again: a link that nobody has seen changes nothing."
    ),
    ("resource_capped", Call.CONNECT_SESSION): Row(
        "The account has reached its plan's limit of connections. No link was made.",
        "Delete connections that nobody needs, or have the plan changed.",
    ),
    ("invalid_headers", Call.PROXY): Row(
        "Nango could not read which connection was meant. The provider was not asked.",
        "Something on the way changed the request, a proxy perhaps. Check the way to the server.",
    ),
    ("invalid_connection_retries", Call.PROXY): Row(
        "Nango could not read how often the call may be tried. The provider was not asked.",
        "Something on the way changed the request, a proxy perhaps. Check the way to the server.",
    ),
    ("unsupported_provider", Call.PROXY): Row(
        "Nango does not know the address of this provider's API, so the provider was not asked.",
        "Test the credential elsewhere: the provider's template in Nango has no base URL.",
    ),
    ("base_url_override_not_allowed", Call.PROXY): Row(
        "Nango's server does not call the address that the provider has here. The provider was not asked.",
        "This says nothing about the credential: the name of the host is unknown to the server, or it is on a private "
        "network. Check the fields of the URL in the connection configuration. On a server of your own, "
        "NANGO_OUTBOUND_URL_POLICY decides.",
    ),
}  # fmt: skip
"""By code and call, before the rows that are for every call. A status stands for a code where there is none."""

FIX_CAUSES: Mapping[Call, str] = {
    Call.PATCH_CONNECTION: "a tag, a name or the webhook URL holds a NUL character; the server lacks this call.",
    Call.SET_METADATA: "the metadata holds a NUL character; the server lacks this call.",
    Call.MERGE_METADATA: "the metadata holds a NUL character; the server lacks this call.",
    Call.CONNECT_SESSION: "a tag or a name of the customer holds a NUL character; the server lacks this call.",
    Call.RECONNECT_SESSION: "a tag or a name of the customer holds a NUL character; the server lacks this call.",
    Call.PROXY: "a field of the provider's URL is missing in the connection configuration; the server has trouble with "
    "its database.",
}
"""What makes Nango answer 500 `generic_error_support`, by call, as far as it is known or likely."""

ROUTES: Mapping[Call, str] = {
    Call.PATCH_CONNECTION: f"{_OLDER} An import sets tags and webhook URL too, with the credentials at hand.",
    Call.SET_METADATA: f"{_OLDER} Your application can set the metadata too.",
    Call.MERGE_METADATA: f"{_OLDER} Your application can set the metadata too.",
    Call.CONNECT_SESSION: f"{_OLDER} Until then the customer connects in your application.",
    Call.RECONNECT_SESSION: f"{_OLDER} Until then the customer reconnects in your application.",
}
"""What to do where a server lacks the call, by call."""


def unsure(call: Call) -> str:
    """Return what to do before a change is sent again that may have been stored although the server failed."""
    if call in CHANGES:
        return " Look at the connection before you send again: it may have been changed."
    return ""


def of_proxy(status: int, code: str, message: str) -> tuple[Advice, dict[str, str]] | None:
    """Return what Nango means that did not call a provider, with the problem by form key; None: an ordinary refusal.

    Nango says `server_error` both for a connection that is not there and for one whose token it could not refresh
    (seen on Nango 0.71.4).
    """
    if code == "connection_refresh_backoff" or (code == "server_error" and "credentials" in message):
        happened, do = refresh_words(status, message)
        return Advice(f"{happened} The provider was not asked.", do), {}
    if code == "server_error":
        return Advice(f"{_UNKNOWN} The provider was not asked.", _AGAIN), {"connection_id": _UNKNOWN}
    if re.fullmatch(r"[A-Z][A-Z0-9_]{2,60}", code):
        return _unreached(code), {}
    return None


def _unreached(code: str) -> Advice:
    """Return what a code of Node's network means: the provider itself said nothing."""
    what = "could not connect to the provider"
    if code in ("ENOTFOUND", "EAI_AGAIN"):
        what = "found no address for the provider's host"
    elif code in ("ETIMEDOUT", "ECONNABORTED", "ESOCKETTIMEDOUT"):
        what = "got no answer from the provider in time"
    elif "CERT" in code or "SIGN" in code or "TLS" in code or "SSL" in code:
        what = "does not trust the provider's certificate"
    return Advice(
        f"Nango's server {what} ({cut(code, 60)}).",
        "This says nothing about the credential. Check the fields of the provider's URL in the connection "
        "configuration, and whether the server has a way out to the provider.",
    )
