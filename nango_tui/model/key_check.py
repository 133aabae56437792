"""What an API key can do, found out by calls that change nothing."""

from __future__ import annotations

from dataclasses import dataclass

from nango_tui.model.outcome import Failure, Got, Refused, Unreachable
from nango_tui.model.ports import Nango

PROBE = "nango-tui-check"
"""An id that no connection and no integration has."""

UNKNOWN_KEY = ("unknown_account", "invalid_secret_key_format", "malformed_auth_header", "missing_auth_header")


@dataclass(frozen=True, slots=True)
class KeyReport:
    """What a key can do. `name`: the environment's true name, "" if the key may not learn it. None: not known."""

    name: str = ""
    create: bool | None = None
    list: bool | None = None
    read: bool | None = None
    read_credentials: bool | None = None

    def words(self) -> str:
        """Say which kind of key this is, and what it cannot do."""
        if self.create and self.list and self.read_credentials:
            return "Full key: imports, and reads credentials, so Nango can fetch a token and prove it."
        if self.create and self.list and self.read:
            return (
                "Quiet key: imports, and looking changes nothing. It cannot keep a stored refresh token, or let "
                "Nango fetch a token and prove it; that needs environment:connections:read_credentials."
            )
        missing = [
            scope
            for able, scope in (
                (self.create, "environment:connections:create"),
                (self.list, "environment:integrations:list"),
                (self.read, "environment:connections:read"),
            )
            if able is False
        ]
        if missing:
            return f"This key lacks {', '.join(missing)}."
        return "What this key can do is not known yet."


async def check_key(nango: Nango) -> KeyReport | Failure:
    """Learn the environment's name and what the key can do; a Failure where the key or the server is wrong.

    The name comes from an import for an integration that cannot exist: it stores nothing and is answered with the
    environment's name, by any key that may create (seen on Nango 0.71.4). Asking for the credentials of a connection
    that cannot exist is refused for the missing scope before anything else is looked at.
    """
    match await nango.environment_name():
        case Got(value=name):
            create: bool | None = True
        case Refused(scope=scope) if scope:
            name, create = "", False
        case Refused() as refused if _says_nothing(refused) or refused.code in UNKNOWN_KEY:
            return refused
        case Refused():
            name, create = "", None
        case Unreachable() as unreachable:
            return unreachable
    lists = _allowed(await nango.integrations())
    reads = _allowed(await nango.connection(PROBE, PROBE))
    reads_credentials = _allowed(await nango.connection(PROBE, PROBE, refresh_token=True))
    return KeyReport(name, create, lists, reads, reads_credentials)


def _allowed(answer: Got[object] | Failure) -> bool | None:
    match answer:
        case Got():
            return True
        case Refused(scope=scope) as refused:
            return None if _says_nothing(refused) else not scope
        case Unreachable():
            return None


def _says_nothing(refused: Refused) -> bool:
    """Say whether a refusal tells nothing about the key: not Nango's, a failure of the server, or too many calls."""
    status = refused.answer.status
    return refused.route_missing or not refused.code or status >= 500 or status == 429
