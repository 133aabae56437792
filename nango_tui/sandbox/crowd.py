"""Ten thousand connections in a moment, for benchmarks and tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from nango_tui.model.body import Json
from nango_tui.sandbox.sandbox import Sandbox
from nango_tui.sandbox.seeds import Seed, log_id_at
from nango_tui.sandbox.store import EndUser

_FIRST: Final = ("Amber", "Blue", "Cedar", "Delta", "Ember", "Frost", "Golden", "Harbor", "Iron", "Juniper", "Kestrel",
                 "Lunar", "Maple", "North", "Ocean", "Pearl", "Quartz", "River", "Silver", "Timber")  # fmt: skip
_SECOND: Final = ("Analytics", "Bakery", "Capital", "Dental", "Energy", "Foods", "Garage", "Health", "Insurance",
                  "Journal", "Kitchens", "Logistics", "Media", "Networks", "Optics", "Partners", "Robotics", "Systems",
                  "Travel", "Works")  # fmt: skip
_TIERS: Final = ("free", "silver", "gold")
_AUTH_ERRORS: Final = 50
_SYNC_ERRORS: Final = 80
"""One connection in so many has such an error."""


def many(sandbox: Sandbox, count: int, *, environment: str = "dev", seed: int = 7) -> None:
    """Fill an environment with `count` connections of customers, spread over its integrations and two years.

    One in fifty has an error of authentication, one in eighty one of a sync; the same `seed` gives the same.
    """
    integrations = sandbox.integrations(environment=environment)
    modes = [(item.unique_key, sandbox.auth_mode(item)) for item in integrations]
    sandbox.plant(_seeds(modes, count, Random(seed), sandbox.now()), environment=environment)


def _seeds(modes: list[tuple[str, str]], count: int, random: Random, now: datetime) -> Iterator[Seed]:
    step = timedelta(days=730) / max(1, count)
    for number in range(count):
        integration, mode = modes[random.randrange(len(modes))]
        name = f"{random.choice(_FIRST)} {random.choice(_SECOND)} {number:05d}"
        short = name.lower().replace(" ", "-")
        broken = number % _AUTH_ERRORS == 3
        ago = timedelta(minutes=random.randrange(1, 40_000))
        tags = {"tier": _TIERS[number % len(_TIERS)]} if number % 4 else {}
        user = EndUser(f"cus_{number:05d}", f"it@{short}.example", name) if number % 7 else None
        metadata: dict[str, Json] = {"seats": number % 200} if number % 3 else {}
        yield Seed(
            connection_id=short if number % 5 else f"{random.getrandbits(128):032x}",
            integration=integration,
            created=now - step * (count - number),
            credentials=_credentials(mode, f"{'denied-' if broken else ''}{number}", now - ago if broken else None),
            config={"subdomain": short},
            metadata=metadata,
            tags=tags | (user.as_tags() if user else {}),
            end_user=user,
            auth_error=log_id_at(now - ago) if broken else "",
            sync_errors=(log_id_at(now - ago),) if number % _SYNC_ERRORS == 5 else (),
        )


def _credentials(mode: str, name: str, expired: datetime | None) -> dict[str, Json]:
    expiry: dict[str, Json] = {"expires_at": expired.isoformat()} if expired else {}
    match mode:
        case "NONE":
            return {}
        case "API_KEY":
            return {"type": mode, "apiKey": f"demo-key-{name}"}
        case "BASIC":
            return {"type": mode, "username": f"demo-user-{name}", "password": f"demo-password-{name}"}
        case "TBA":
            return {"type": mode, "token_id": f"demo-id-{name}", "token_secret": f"demo-secret-{name}"}
        case "OAUTH1":
            return {"type": mode, "oauth_token": f"demo-token-{name}", "oauth_token_secret": f"demo-secret-{name}"}
        case "OAUTH2_CC":
            client: dict[str, Json] = {"client_id": "demo", "client_secret": f"demo-secret-{name}"}
            return {"type": mode, "token": f"demo-token-{name}", **client, **expiry}
        case "OAUTH2":
            tokens: dict[str, Json] = {"access_token": f"demo-access-{name}", "refresh_token": f"demo-refresh-{name}"}
            return {"type": mode, **tokens, **expiry, "raw": dict(tokens)}
        case _:
            return {"type": mode, "access_token": f"demo-token-{name}"}
