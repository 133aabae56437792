"""What arguments ask for, and that no secret is taken from them."""

from __future__ import annotations

import pytest

from nango_tui.arguments import order_in, parser
from nango_tui.model.auth import Endpoint
from nango_tui.model.order import Order

SECRET = "canary-0123456789"


def order(*arguments: str) -> Order:
    """Return what the arguments ask for."""
    return order_in(parser().parse_args(arguments))


def test_arguments_open_home_an_import_or_a_fix() -> None:
    assert order() == Order()
    assert order("zendesk") == Order("import", "zendesk")
    assert order("fix", "acme-42", "--integration", "zendesk") == Order("fix", "zendesk", "acme-42")
    found = order(
        "zendesk", "--connection-id", "a", "--set", "subdomain=ac=me", "--tag", "k=v", "--endpoint", "connection"
    )
    assert found == Order("import", "zendesk", "a", (("subdomain", "ac=me"),), (("k", "v"),), Endpoint.LEGACY)


def test_an_integration_may_be_called_like_a_command() -> None:
    assert order("--integration", "fix") == Order("import", "fix")


@pytest.mark.parametrize("name", [
    "access_token", "refresh_token", "api_key", "apiKey", "password", "client_secret", "oauth_token_secret",
    "appSecret", "private_key", "client_certificate",
])  # fmt: skip
def test_a_secret_given_to_set_is_refused_and_is_in_no_text(name: str) -> None:
    with pytest.raises(ValueError, match=f"--set takes no secrets.*{name}") as refused:
        order("zendesk", "--set", f"{name}={SECRET}")
    assert SECRET not in str(refused.value)
    assert "--paste" in str(refused.value)
    assert SECRET not in repr(refused.value)


@pytest.mark.parametrize("arguments", [
    ("--set", SECRET), ("--tag", SECRET), ("zendesk", "--set", f"={SECRET}"), ("fix",), ("fix", "a", "b"),
    ("fix", "a", "--set", f"subdomain={SECRET}"), ("a", "b"), ("--set", f"subdomain={SECRET}"),
    ("--connection-id", "a"),
])  # fmt: skip
def test_arguments_that_do_not_fit_are_refused_without_their_values(arguments: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        order(*arguments)
    assert SECRET not in str(refused.value)
