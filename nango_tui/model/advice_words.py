"""The words of refusals that need no more than their code; the rest is in `advice`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nango_tui.model.outcome import Call


@dataclass(frozen=True, slots=True)
class Row:
    """One explanation. `key`: the form's field that it means, `problem`: what stands beside it ("": what happened)."""

    happened: str
    do: str
    key: str = ""
    problem: str = ""


_KEY = "Copy the secret key again from Nango's dashboard, Environment Settings."

ROWS: dict[tuple[str, Call | None], Row] = {
    ("missing_auth_header", None): Row(
        "The request reached Nango without an API key.",
        "Something on the way removed it, a proxy perhaps. Enter the key again; if that does not help, check the way.",
    ),
    ("malformed_auth_header", None): Row(
        "Nango could not read the API key: it is not of the form that a key has.",
        "Enter the key alone, without quotes, blanks or the word Bearer.",
    ),
    ("invalid_secret_key_format", None): Row(
        "This is not an API key: Nango's keys are UUIDs.",
        f"{_KEY} A connect session token is not a key.",
    ),
    ("unknown_account", None): Row(
        "This server does not know the API key.",
        "Check the server: a key of api.nango.dev is unknown to a self-hosted server, and the other way round. "
        "If the server is right, the key was replaced: copy the new one.",
    ),
    ("unknown_connect_session_token", None): Row(
        "A connect session token was used in place of an API key, and it has expired.", _KEY
    ),
    ("invalid_connect_session_token_format", None): Row(
        "A connect session token was used in place of an API key, and only a part of it.", _KEY
    ),
    ("not_found", None): Row(
        "Nango does not find what was asked for.", "Check the environment's server: it may be older than this program."
    ),
    ("not_found", Call.IMPORT): Row(
        "This environment has no such integration.",
        "Choose the integration again. A key of another environment is valid too, and sees other integrations.",
        "integration",
    ),
    ("not_found", Call.IMPORT_LEGACY): Row(
        "This environment has no such integration.",
        "Choose the integration again, or switch to the environment that has it.",
        "integration",
    ),
    ("not_found", Call.GET_INTEGRATION): Row(
        "This environment has no integration with this ID.",
        "Choose one from the list, or switch to the environment that has it.",
        "integration",
    ),
    ("not_found", Call.GET_PROVIDER): Row(
        "This server has no template for this provider.",
        "Pick the auth type by hand and add what the provider needs as connection configuration.",
    ),
    ("not_found", Call.GET_CONNECTION): Row(
        "This integration has no connection with this ID.",
        "Check the ID: capital letters count. Or it belongs to another integration or environment.",
        "connection_id",
    ),
    ("not_found", Call.DELETE_CONNECTION): Row(
        "This integration has no connection with this ID.", "There is nothing to delete. Check the ID.", "connection_id"
    ),
    ("invalid_body", None): Row(
        "Nango refused the import; its own words in the answer say why.", "Correct it and send again."
    ),
    ("invalid_query_params", None): Row(
        "This server does not take the call as it was made.", "Check with whoever runs it: its version may be another."
    ),
    ("invalid_uri_params", None): Row("Nango does not take this ID.", "Check the ID.", "connection_id"),
    ("unknown_connection", None): Row(
        "This integration has no connection with this ID.",
        "It may have been deleted already. Otherwise check the ID: capital letters count.",
        "connection_id",
    ),
    ("missing_provider_config", None): Row(
        "The request named no integration.", "Choose the integration again.", "integration"
    ),
    ("missing_expires_at", None): Row(
        "Nango has to know when the access token expires.",
        "Answer the question about the expiry: at a time, in a while, or never.",
        "expiry",
        "Say when the token expires, or that it never does.",
    ),
    ("invalid_expires_at", None): Row(
        "Nango cannot read the expiry.",
        "Enter a date and time like 2026-11-25 16:30, or a duration like 2h.",
        "expiry",
    ),
    ("missing_access_token", None): Row(
        "Nango needs an access token here.", "Enter it, or let Nango fetch it.", "", "Enter the access token."
    ),
    ("missing_api_key", None): Row("Nango got no API key of the provider.", "Enter it.", "credentials.api_key"),
    ("missing_basic_username", None): Row(
        "This endpoint does not take an empty user name.",
        "Enter the user name, or send it through POST /connections, which takes an empty one.",
        "credentials.username",
    ),
    ("missing_account_id", None): Row(
        "Nango needs the account ID in the connection configuration.",
        "Enter it as in the URL: 1234567, or 1234567-sb1 for a sandbox.",
        "config.accountId",
    ),
    ("missing_app_id", None): Row("Nango needs the App ID.", "Enter it.", "credentials.app_id"),
    ("missing_installation_id", None): Row(
        "Nango needs the Installation ID.", "Enter it.", "credentials.installation_id"
    ),
    ("unhandled_missing_oauth_token", None): Row(
        "Nango needs the OAuth token.", "Enter it.", "credentials.oauth_token"
    ),
    ("unhandled_missing_oauth_token_secret", None): Row(
        "Nango needs the OAuth token's secret.", "Enter it.", "credentials.oauth_token_secret"
    ),
    ("unhandled_unknown_oauth_type", None): Row(
        "POST /connection cannot import the auth type of this integration.",
        "For a GitHub App with OAuth (CUSTOM), send it through POST /connections. Other types are connected by the "
        "customer, in the browser, or in Nango's dashboard.",
        "mode",
    ),
    ("connection_test_failed", None): Row(
        "Nango tried the credential at the provider, and the test failed. Nothing was stored; what was there stays.",
        "The credential may be right all the same: Nango says this too when the provider cannot be reached, answers "
        "404, 429 or 500, or when a field of its URL is missing. Check the credential and these fields. "
        "POST /connection imports it without a test.",
    ),
    ("connection_validation_failed", None): Row(
        "Your team's own validation in Nango refused the connection. A new connection was removed again; one that was "
        "there before now has the NEW credentials and is marked as failed.",
        "Correct what the validation asks for and import again.",
    ),
    ("resource_capped", None): Row(
        "The account has reached its plan's limit of connections.",
        "Delete connections that nobody needs, or have the plan changed.",
    ),
    ("invalid_content_type", None): Row(
        "The request reached Nango without its content type.",
        "Something on the way changed it, a proxy perhaps. Check the way to the server.",
    ),
    ("invalid_json", None): Row(
        "The request reached Nango as something that is not JSON.",
        "Something on the way changed it, a proxy perhaps. Check the way to the server, and send again.",
    ),
    ("server_error", None): Row("Nango failed while it answered.", "Try again in a moment."),
    # Without a code: the shape that Nango's OpenAPI document describes, and what gateways write.
    ("401", None): Row("The server does not accept the API key.", _KEY),
    ("403", None): Row(
        "The server does not allow this call with this API key.", "Use a key with more scopes, or another one."
    ),
    ("404", Call.GET_CONNECTION): Row(
        "The server finds no such connection.", "Check the ID: capital letters count.", "connection_id"
    ),
    ("404", Call.IMPORT): Row(
        "The server finds no such integration.", "Choose the integration again.", "integration"
    ),
    ("404", None): Row("The server does not find what was asked for.", "Check the ID, and the server's URL."),
    ("429", None): Row("The server takes no more calls for now.", "Wait a minute, then try again."),
}  # fmt: skip
"""By code and call; None: for every call. A status stands for a code where the answer has none."""

CAUSES: dict[Call, str] = {
    Call.IMPORT: (
        "the connection ID is longer than 255 characters or holds a NUL character; the metadata holds one; "
        "the same connection was imported twice at the same moment."
    ),
    Call.IMPORT_LEGACY: (
        "the access token is missing; the expiry is a number or a date that does not exist; the metadata is not a JSON "
        "object, or holds a NUL character; the account ID is missing; the scopes override is not text; the connection "
        "ID is longer than 255 characters; the same connection was imported twice at the same moment."
    ),
    Call.GET_CONNECTION: "the server lacks this call, or has trouble with its database.",
}
"""What makes Nango answer 500 `generic_error_support`, by call (seen on Nango 0.71.4)."""

_WAY = "Check the server's URL of this environment, and what stands between it and you."

NOT_NANGO: dict[int, Row] = {
    300: Row("Something answered that what was asked for is elsewhere or unchanged. That is not Nango's way.", _WAY),
    401: Row("Something before Nango asks for a login of its own.", "Check the URL, the VPN and the proxy."),
    403: Row(
        "Something before Nango refused the call: a firewall, a VPN or a proxy.",
        "Check whether this machine may reach the server.",
    ),
    404: Row("At this address, nothing answers in the way that Nango does.", _WAY),
    405: Row("At this address, nothing takes this call in the way that Nango does.", _WAY),
    407: Row("The proxy asks for a login.", "Put user name and password into HTTPS_PROXY, or go without the proxy."),
    408: Row("The server waited too long for the request.", "Check the network, and try again."),
    411: Row("Something before Nango could not take the request.", _WAY),
    413: Row("The request is too large for something on the way to Nango.", "Make the metadata smaller."),
    429: Row("Something before Nango takes no more calls for now.", "Wait a minute, then try again."),
    502: Row("The gateway before Nango got no good answer from it.", "Try again in a moment."),
    503: Row("The server is not available at the moment.", "Try again in a moment."),
    504: Row("The gateway before Nango waited too long for it.", "Try again in a moment."),
    511: Row("The network wants you to sign in first.", "Open a web page in a browser, sign in, and try again."),
    400: Row("Something answered that it does not understand the call, and it does not look like Nango.", _WAY),
    500: Row("The server failed, and its answer is not Nango's.", f"Try again in a moment. {_WAY}"),
}
"""By status, then by its hundred: what a proxy, a gateway or another program means."""


TOO_SOON = 424
"""The status with which Nango says that it does not even try to refresh (seen on Nango 0.71.4)."""


def refresh_words(status: int, message: str) -> tuple[str, str]:
    """Return what happened and what to do when Nango could not refresh a connection's token.

    The provider's own words are only in the logs of Nango's dashboard.
    """
    said = message.lower()
    if re.search(r"backing off|recent refresh|failed just now", said):
        return (
            "Nango tried to refresh this connection a moment ago and failed; it waits 30 seconds between attempts.",
            "Wait half a minute and try again. New credentials or a reconnect link end the waiting.",
        )
    if re.search(r"limit has been reached|too often", said):
        return (
            "Nango has given up on this connection: its refresh failed on several days.",
            "New credentials or a reconnect link end that, and Nango tries again.",
        )
    if status == TOO_SOON:
        return (
            "Nango does not refresh this connection now: it failed a moment ago, or on several days.",
            "Wait half a minute and try again. New credentials or a reconnect link end either.",
        )
    if status >= 500 or "parsing" in said:
        return (
            "The provider answered the refresh with something that holds no token.",
            "Look at the refresh in the logs of Nango's dashboard, then put new credentials in.",
        )
    if "client credentials" in said:
        return (
            "The provider gave no token for the client ID and client secret.",
            "Check client ID, client secret and the fields of the token URL. The provider's own words are in the logs "
            "of Nango's dashboard.",
        )
    return (
        "Nango could not refresh the token at the provider.",
        "Put new credentials in, or send the customer a reconnect link. Nango says the same when the provider cannot "
        "be reached or a field of its URL is missing: the logs of Nango's dashboard have the provider's words.",
    )
