"""The table of auth modes, held to what people read of Nango's documentation and source; wire names: see the bodies."""

from __future__ import annotations

from typing import Final

import pytest

from nango_tui.model.auth import MODES, OTHER_MODES, AuthMode, Endpoint, Field, field_at, title_of, wire_path
from tests.model.test_body_encoding import WIRE

CURRENT, LEGACY = Endpoint.CURRENT, Endpoint.LEGACY
OTHER_APP: Final = "Only if the token was issued by another OAuth app than this integration's."
Row = tuple[str, str, str, int, str, str]
"""Name, label, kind, limit of POST /connections, name in a template, marks: optional, override, mirrored, number."""
OVERRIDE: Final[tuple[Row, ...]] = (
    ("client_id_override", "Client ID override", "text", 255, "", "optional override"),
    ("client_secret_override", "Client secret override", "secret", 2048, "", "optional override"),
)
APP: Final[tuple[Row, ...]] = (
    ("app_id", "App ID", "text", 255, "app_id", "mirrored number"),
    ("installation_id", "Installation ID", "text", 255, "installation_id", "mirrored number"),
)
FIELDS: Final[dict[str, tuple[Row, ...]]] = {
    "OAUTH2": (
        ("access_token", "Access token", "secret", 16384, "", ""),
        ("refresh_token", "Refresh token", "secret", 16384, "", "optional"),
        *OVERRIDE,
    ),
    "OAUTH2_CC": (
        ("client_id", "Client ID", "text", 255, "client_id", ""),
        ("client_secret", "Client secret", "secret", 2048, "client_secret", ""),
        ("client_certificate", "Client certificate", "long_secret", 10000, "client_certificate", "optional"),
        ("client_private_key", "Client private key", "long_secret", 10000, "client_private_key", "optional"),
        ("token", "Access token", "secret", 4096, "", ""),
    ),
    "OAUTH1": (
        ("oauth_token", "OAuth token", "secret", 2048, "", ""),
        ("oauth_token_secret", "OAuth token secret", "secret", 2048, "", ""),
    ),
    "API_KEY": (("api_key", "API key", "secret", 1024, "apiKey", ""),),
    "BASIC": (
        ("username", "Username", "text", 1024, "username", ""),
        ("password", "Password", "secret", 1024, "password", ""),
    ),
    "TBA": (
        ("token_id", "Token ID", "secret", 2048, "token_id", ""),
        ("token_secret", "Token secret", "secret", 2048, "token_secret", ""),
        *OVERRIDE,
    ),
    "APP": APP,
    "CUSTOM": APP,
    "NONE": (),
}
TITLES: Final[dict[str, tuple[str, str]]] = {
    "OAUTH2": ("OAuth 2 (OAUTH2)", "expires scopes legacy never"),
    "OAUTH2_CC": ("OAuth 2 client credentials (OAUTH2_CC)", "expires scopes legacy"),
    "OAUTH1": ("OAuth 1.0a (OAUTH1)", "legacy never"),
    "API_KEY": ("API key (API_KEY)", "legacy never"),
    "BASIC": ("Username and password (BASIC)", "legacy never"),
    "TBA": ("Token-based authentication (TBA)", "legacy never accountId"),
    "APP": ("GitHub App (APP)", "legacy never"),
    "CUSTOM": ("GitHub App with OAuth (CUSTOM)", "never"),
    "NONE": ("No credentials (NONE)", "legacy never"),
}
HELP: Final = {
    "client_id_override": OTHER_APP,
    "client_secret_override": "The secret of that other OAuth app.",
    "app_id": "The number of the app, on its settings page.",
    "installation_id": "The last number in the URL of the installation's settings page.",
}
DASHBOARD: Final = (
    "Enter these credentials in the connect UI: in Nango's dashboard choose the integration, then Add test connection."
)
LINK: Final = (
    "Ask the customer to connect in the browser, with a connect link from your application or from Nango's dashboard."
)
OTHERS: Final = {
    "TWO_STEP": ("Two-step token (TWO_STEP)", "exchanges the customer's credentials for a token", DASHBOARD),
    "JWT": ("Signed JWT (JWT)", "signs a short-lived token with the customer's private key", DASHBOARD),
    "SIGNATURE": ("Signed requests (SIGNATURE)", "signs each request with the customer's username", DASHBOARD),
    "BILL": ("BILL session (BILL)", "opens a BILL session with the customer's user", DASHBOARD),
    "AWS_SIGV4": ("AWS role (AWS_SIGV4)", "assumes a role in the customer's AWS account", DASHBOARD),
    "MCP_OAUTH2": ("OAuth 2 for MCP (MCP_OAUTH2)", "An MCP server that the customer approves in the browser.", LINK),
    "MCP_OAUTH2_GENERIC": ("OAuth 2 for any MCP server (MCP_OAUTH2_GENERIC)", "MCP server of the customer's", LINK),
    "INSTALL_PLUGIN": ("Plugin installation (INSTALL_PLUGIN)", "installs a plugin at the provider", LINK),
}


def row_of(field: Field) -> Row:
    """Return a field as a row of the table above."""
    marks = (
        ("optional", field.optional),
        ("override", field.override),
        ("mirrored", field.mirror),
        ("number", field.number),
    )
    said = " ".join(word for word, set_ in marks if set_)
    return field.name, field.label, field.kind, field.limit, field.template, said


def marks_of(mode: AuthMode) -> str:
    """Return what a mode can, in words."""
    marks = (("expires", mode.expires), ("scopes", mode.scopes), ("legacy", mode.legacy), ("never", mode.legacy_never))
    return " ".join((*(word for word, set_ in marks if set_), *mode.config))


def test_people_are_asked_in_this_order() -> None:
    assert list(MODES) == list(FIELDS) == list(TITLES)


@pytest.mark.parametrize("code", list(FIELDS))
def test_each_mode_has_its_fields_with_their_labels_limits_and_marks(code: str) -> None:
    mode = MODES[code]
    assert (mode.code, mode.title, marks_of(mode)) == (code, *TITLES[code])
    assert tuple(map(row_of, mode.fields)) == FIELDS[code]
    for field in mode.fields:
        assert field.help == HELP.get(field.name, "")
        assert mode.field(field.name) is field
    assert mode.field("anything else") is None


@pytest.mark.parametrize("code", list(OTHERS))
def test_of_what_nango_does_not_import_it_is_said_what_it_is_and_what_to_do_instead(code: str) -> None:
    mode = OTHER_MODES[code]
    title, what, instead = OTHERS[code]
    assert (mode.code, mode.title, mode.instead) == (code, title, instead)
    assert what in mode.what
    assert mode.what.endswith(".")


def test_there_are_no_others() -> None:
    assert list(OTHER_MODES) == list(OTHERS)
    assert not MODES.keys() & OTHER_MODES.keys()


def test_a_code_has_its_title_and_an_unknown_one_stands_for_itself() -> None:
    assert title_of("API_KEY") == "API key (API_KEY)"
    assert title_of("JWT") == "Signed JWT (JWT)"
    assert title_of("NEW_ONE") == "NEW_ONE"
    assert title_of("") == ""


def test_a_path_in_an_error_means_the_field_that_stands_there_on_that_endpoint() -> None:
    mode = MODES["OAUTH2_CC"]
    assert field_at(mode, CURRENT, ["credentials", "token"]) is mode.field("token")
    assert field_at(mode, LEGACY, ["access_token"]) is mode.field("token")
    assert field_at(mode, CURRENT, ["access_token"]) is None
    assert field_at(mode, LEGACY, ["credentials", "token"]) is None
    assert field_at(mode, LEGACY, []) is None


@pytest.mark.parametrize("code", list(WIRE))
def test_each_field_goes_where_the_documentation_says(code: str) -> None:
    for field in MODES[code].fields:
        current, legacy = WIRE[code][field.name]
        assert wire_path(field, CURRENT) == ("credentials", *current.split("."))
        assert wire_path(field, LEGACY) == (None if legacy is None else (legacy,))


def test_what_has_no_place_on_the_legacy_endpoint_has_no_path() -> None:
    certificate = MODES["OAUTH2_CC"].field("client_certificate")
    assert certificate
    assert wire_path(certificate, CURRENT) == ("credentials", "client_certificate")
    assert wire_path(certificate, LEGACY) is None
