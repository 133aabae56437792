"""What a check found: errors that stop, and warnings that the engineer may confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problems:
    """Messages by form key, one each: "credentials.api_key", "config.subdomain", "connection_id", "expiry".

    Other keys: "integration", "endpoint", "metadata", "tags", "webhook_url", "scopes", "customer.id",
    "customer.email". `warnings` are those not yet confirmed. No message holds a value.
    """

    errors: Mapping[str, str] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.errors or self.warnings)


def warning_id(key: str, text: str) -> str:
    """Return the text under which a draft remembers that a warning was confirmed."""
    return f"{key}: {text}"


def confirmable(text: str) -> str:
    """Return a warning with what confirms it."""
    return f"{text if text.endswith('?') else text.rstrip('.') + '.'} Enter again goes on."


def forget(accepted: Iterable[str], key: str) -> frozenset[str]:
    """Return the confirmed warnings without those of a field that has changed since."""
    return frozenset(item for item in accepted if not item.startswith(f"{key}: "))


@dataclass(slots=True)
class Findings:
    """Problems while they are being collected: the first error of a key, and its first unconfirmed warning."""

    accepted: frozenset[str] = frozenset()
    errors: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)

    def error(self, key: str, text: str) -> None:
        """Note what stops the import, unless something already does at that key; "" is nothing."""
        if text:
            self.errors.setdefault(key, text)

    def warn(self, key: str, text: str) -> None:
        """Note what the engineer should look at once, unless it was confirmed; "" is nothing."""
        if text and warning_id(key, text) not in self.accepted:
            self.warnings.setdefault(key, text)

    def problems(self) -> Problems:
        """Return what was found; where something stops the import, its warnings wait."""
        return Problems(dict(self.errors), {key: text for key, text in self.warnings.items() if key not in self.errors})
